"""NIK, phone and e-mail are shown to whoever asks, who is written down; `tests/web/sweep/` looks through all pages."""

from typing import Any

import pytest

from scheduler.db.models import Disclosure
from tests.conftest import Stopwatch
from tests.scenes.conversations import written
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

NIK, PHONE, EMAIL = "2172015203850001", "+6281234567890", "siti.aminah@example.id"
SECRETS = (NIK, "6281234567890", "081234567890", "0812-3456-7890", "1234567890", EMAIL)


@pytest.fixture(autouse=True)
def _at_work(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari is supervisor."""
    sign_in(client, office, name="Sari", role="supervisor", counter=1)
    clock.now = NINE


def filled(office: World) -> None:
    """Somebody who is told, is booked, is in the hall, and is at a counter."""
    facts = {"holder": "Siti Aminah", "nik": NIK, "phone": PHONE, "email": EMAIL}
    office.document("R/1", **facts)
    office.document("R/2", stage="incomplete", **facts)
    office.booked(11, **facts)
    office.scan(office.booked(9, **facts))
    office.scan(office.booked(9, **facts))
    office.call()
    written(office, phone=PHONE)


def shown(client: Any, reference: str = "R/1") -> Any:
    return client.post("/office/documents/disclosed", data={"reference": reference})


def test_found_list_masks_them_too(client: Any, office: World) -> None:
    filled(office)

    page = client.post("/office/documents/search", data={"text": PHONE}, follow_redirects=True)

    assert "Siti Aminah" in page.text
    assert [each for each in SECRETS[:1] if each in page.text] == []


def test_links_to_whatsapp_are_the_one_exception(client: Any, office: World) -> None:
    filled(office)

    page = client.get("/office/documents")

    assert "wa.me/6281234567890" in page.text
    assert PHONE not in text_of(page)


def test_asked_for_they_are_shown_once_and_kept_by_nobody(client: Any, office: World) -> None:
    filled(office)

    page = shown(client)
    again = client.get("/office/documents", params={"q": "R/1"})

    assert all(each in page.text for each in (NIK, PHONE, EMAIL))
    assert page.headers["cache-control"] == "no-store"
    assert NIK not in again.text
    assert client.get("/office/documents/disclosed").status_code == 303


def test_who_asked_is_written_down(client: Any, office: World) -> None:
    filled(office)

    shown(client)

    (row,) = office.rows(Disclosure)
    assert (row.fields, row.place, row.by.split(":")[0]) == ("nik,phone,email", "documents", "staff")


def test_other_offices_documents_are_not_shown(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.document("R/1", nik=NIK)

    page = shown(client)

    assert page.status_code == 404
    assert NIK not in page.text
    assert office.rows(Disclosure) == []


@pytest.mark.postgres("statements")
def test_supervisor_sees_who_asked_when_for_what(client: Any, office: World, clock: Stopwatch) -> None:
    filled(office)
    shown(client)
    clock.now = at(10, day=1)
    rina = sign_in(client, office, name="Rina", role="clerk", now=clock.now)
    shown(client, "R/2")
    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)

    everything = text_of(client.get("/office/disclosures"))
    of_rina = text_of(client.get("/office/disclosures", params={"by": rina}))
    of_monday = text_of(client.get("/office/disclosures", params={"from": "2026-11-30", "to": "2026-11-30"}))

    assert "Rina NIK, telepon, e-mail R/2 Dokumen" in everything
    assert "Sari NIK, telepon, e-mail R/1 Dokumen" in everything
    assert "R/1 Dokumen" not in of_rina
    assert "R/2 Dokumen" not in of_monday
    assert "R/1 Dokumen" in of_monday


def test_clerk_does_not_see_who_asked(client: Any, office: World) -> None:
    sign_in(client, office, name="Rina", role="clerk")

    assert client.get("/office/disclosures").status_code == 403


def test_what_cannot_be_read_in_the_address_is_not_asked_for(client: Any) -> None:
    assert client.get("/office/disclosures?by=x&from=9999-99-99&to=0001-01-01&before=-1").status_code == 200


def test_phone_of_a_conversation_that_was_shown_is_on_the_list(client: Any, office: World) -> None:
    number = written(office, phone=PHONE)

    client.post(f"/office/inbox/{number}/phone", data={"text": "", "seen": 1})

    page = client.get("/office/disclosures")
    assert "Sari telepon 0812-****-7890 Percakapan" in text_of(page)
    assert f'href="/office/inbox/{number}"' in page.text
