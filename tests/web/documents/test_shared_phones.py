"""The supervisor's page of phones that stand for many households: masked, by the month, known with a reason."""

import re
from typing import Any

import pytest

from scheduler.db.models import Disclosure, KnownPhone
from scheduler.flow.documents import shared_phones
from tests.conftest import Stopwatch
from tests.flow.documents.test_shared_phones import SCHOOL, kk, registered
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/shared-phones"


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def post(client: Any, path: str, **fields: str) -> Any:
    answer = client.post(f"{PAGE}/{path}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def test_phone_of_many_households_is_listed_masked(client: Any, office: World) -> None:
    document = registered(office, 6)

    page = client.get(PAGE)

    assert "Lebih dari 5 KK, November 2026" in text_of(page)
    assert re.search(rf'href="{PAGE}/{document.id}\?month=2026-11">0812-\*\*\*\*-7890</a>', page.text)
    assert "0812-****-7890 6 6 0" in text_of(page)
    assert "81234567890" not in page.text


def test_page_without_any_says_so(client: Any, office: World) -> None:
    registered(office, 5)

    assert "Tidak ada." in text_of(client.get(PAGE))


@pytest.mark.parametrize(("month", "shown"), [("2026-11", False), ("2026-10", True), ("x", False), ("2026-09", False)])
def test_month_before_can_be_chosen(client: Any, office: World, month: str, *, shown: bool) -> None:
    registered(office, 6, now=at(9, day=-30))

    page = client.get(PAGE, params={"month": month})

    assert ("0812-****-7890" in text_of(page)) is shown
    assert re.search(rf'month={"2026-10" if shown else "2026-11"}" aria-current="page"', page.text)


def test_page_of_a_phone_leads_to_its_documents_and_visits(client: Any, office: World) -> None:
    document = office.document("472.11/1", stage="received", phone=SCHOOL, kk=kk(1))
    booking = office.booking(office.booked(10, day=1, holder="Siti Rahmawati", phone=SCHOOL, kk=kk(2)))

    page = client.get(f"{PAGE}/{document.id}")

    assert "2 KK, 2 dokumen, November 2026" in text_of(page)
    assert 'href="/office/documents?q=472.11%2F1"' in page.text or 'href="/office/documents?q=472.11/1"' in page.text
    assert f"/office/bookings/{str(booking.short)[:2]}-{str(booking.short)[2:]}" in page.text
    assert "S.R." in text_of(page)
    assert "Rahmawati" not in page.text
    assert "81234567890" not in page.text


@pytest.mark.postgres("statements")
def test_whole_number_is_shown_once_and_that_is_recorded(client: Any, office: World) -> None:
    document = registered(office, 6)

    page = client.post(f"{PAGE}/{document.id}/disclosed")

    assert SCHOOL in text_of(page)
    (kept,) = office.rows(Disclosure)
    assert (kept.document_id, kept.fields, kept.place) == (document.id, "phone", "shared_phones")
    assert "telepon" in text_of(client.get("/office/disclosures"))
    assert "Nomor untuk banyak KK" in text_of(client.get("/office/disclosures"))
    assert SCHOOL not in client.get(f"{PAGE}/{document.id}").text


@pytest.mark.postgres("statements")
def test_known_number_moves_to_a_list_of_its_own_and_back(client: Any, office: World) -> None:
    document = registered(office, 6)

    page = post(client, f"{document.id}/known", reason="Operator SD 012")
    assert "Nomor itu sudah ditandai dikenal." in text_of(page)
    assert "Selain yang sudah dikenal tidak ada. Sudah dikenal" in text_of(page)
    assert "0812-****-7890 6 6 0 Operator SD 012 Sari, 30 Nov 2026" in text_of(page)
    assert "Operator SD 012" in text_of(client.get(f"{PAGE}/{document.id}"))

    page = post(client, f"{document.id}/known/end")
    assert "Nomor itu terdaftar lagi." in text_of(page)
    assert "Operator SD 012" not in page.text
    assert [row.known for row in office.rows(KnownPhone)] == [True, False]


def test_month_is_kept_on_the_way(client: Any, office: World) -> None:
    document = registered(office, 6, now=at(9, day=-30))

    answer = client.post(f"{PAGE}/{document.id}/known?month=2026-10", data={"reason": "sekolah"})

    assert answer.headers["location"] == f"{PAGE}?month=2026-10&done=known"


def test_number_without_a_reason_is_not_known(client: Any, office: World) -> None:
    document = registered(office, 6)

    page = post(client, f"{document.id}/known", reason=" ")

    assert page.status_code == 422
    assert "Isi alasannya, paling panjang 200 huruf." in text_of(page)
    assert "0812-****-7890" in text_of(page)
    assert office.rows(KnownPhone) == []


def test_number_that_is_gone_is_told_above_the_list(client: Any, office: World) -> None:
    for number in (10_000, 10**12):
        page = post(client, f"{number}/known", reason="sekolah")

        assert page.status_code == 404
        assert "Nomor telepon itu tidak ada lagi pada dokumen kantor ini." in text_of(page)
        assert client.get(f"{PAGE}/{number}").status_code == 404


@pytest.mark.parametrize("role", ["clerk", "guard"])
def test_only_supervisors_see_it(client: Any, office: World, role: str) -> None:
    document = registered(office, 6)
    sign_in(client, office, name="Rina", role=role)

    answers = [client.get(PAGE), client.get(f"{PAGE}/{document.id}")]
    answers += [
        client.post(f"{PAGE}/{document.id}/{path}", data={"reason": "x"})
        for path in ("known", "known/end", "disclosed")
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert office.rows(KnownPhone) == []
    assert office.rows(Disclosure) == []
    assert PAGE not in client.get("/office/documents").text


def test_list_is_long_but_bounded(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("scheduler.flow.documents.shared_phones", "scheduler.web.office.documents.shared_phones_view"):
        monkeypatch.setattr(f"{module}.MOST", 1)
    document = registered(office, 6)
    registered(office, 7, "+6281298765432")

    assert "Hanya yang terbanyak yang tampil." in text_of(client.get(PAGE))
    assert "Hanya yang terbaru yang tampil." in text_of(client.get(f"{PAGE}/{document.id}"))
    assert [
        each.households
        for each in office.read(lambda s: shared_phones.shared_phones(s, office.office, NINE.date().replace(day=1)))
    ] == [7, 6]
