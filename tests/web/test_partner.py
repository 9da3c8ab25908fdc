"""The page by which a place says what it has handed over."""

from typing import Any

import pytest

from scheduler.db.models import Batch
from scheduler.flow.batches import linking
from tests.conftest import Stopwatch
from tests.factories import NINE, World
from tests.places import BUGIS, a_batch, a_place, row, taken
from tests.web.staff import text_of

DEWI = {"collector": "family", "collector_name": "Dewi", "identity": "kk"}


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


def link(batch: Batch, what: str = "") -> str:
    return f"/b/{linking.code_of(batch)}{what}"


def test_list_shows_initials_type_and_last_digits_alone(client: Any, office: World) -> None:
    batch = taken(
        office, a_place(office), "2172/0412", holder="Siti Rahmawati", nik="2172014101900001", phone="+6281234567890"
    )

    page = client.get(link(batch))

    assert f"Kiriman untuk {BUGIS}" in text_of(page)
    assert "S.R. KTP-el · …0412 Belum diserahkan" in text_of(page)
    for secret in ("Rahmawati", "2172014101900001", "81234567890", "2172/0412", "Hasan"):
        assert secret not in page.text


def test_page_is_kept_by_nobody_and_tells_nobody_its_address(client: Any, office: World) -> None:
    headers = client.get(link(taken(office, a_place(office), "R/1"))).headers

    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


def test_handover_is_confirmed_and_shown(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    client.get(link(batch, "/documents/1"))

    answer = client.post(link(batch, "/documents/1"), data=DEWI)

    assert answer.headers["location"] == link(batch) + "#d1"
    said = text_of(client.get(link(batch)))
    assert "1 dari 2 sudah diserahkan" in said
    assert "Diserahkan 30 November pukul 09.00, keluarga (D.)" in said
    assert row(office, "R/1").by == f"place:{batch.place_id}"


def test_pressed_twice_is_one_handover(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")

    answers = [client.post(link(batch, "/documents/1"), data=DEWI).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_told_otherwise_afterwards_is_refused(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    client.post(link(batch, "/documents/1"), data=DEWI)

    page = client.post(link(batch, "/documents/1"), data={**DEWI, "collector_name": "Rina"})

    assert page.status_code == 409
    assert "sudah dicatat diserahkan" in text_of(page)
    assert row(office, "R/1").collector_name == "Dewi"


@pytest.mark.parametrize(
    ("facts", "form", "status", "said"),
    [
        ({"reason": "changed"}, DEWI, 409, "Kartu lama harus ditarik"),
        ({}, {**DEWI, "collector_name": ""}, 422, "Tulis nama yang mengambil"),
        ({"type": "KIA"}, {"collector": "holder", "identity": "face"}, 409, "hanya bisa diambil oleh"),
        ({}, {"identity": "kk"}, 422, ""),
        ({}, {**DEWI, "identity": "magic\0"}, 422, ""),
    ],
)
def test_what_the_rules_refuse_stays_in_the_form(
    client: Any, office: World, facts: dict[str, str], form: dict[str, str], status: int, said: str
) -> None:
    batch = taken(office, a_place(office), "R/1", **facts)

    page = client.post(link(batch, "/documents/1"), data=form)

    assert page.status_code == status
    assert said in text_of(page)
    assert 'name="collector_name"' in page.text
    assert office.stage("R/1") == "at_partner"


def test_unknown_unsigned_and_closed_links_lead_nowhere(client: Any, office: World) -> None:
    unsigned = a_batch(office, a_place(office), "R/1")
    closed = taken(office, a_place(office, "Kecamatan Kota"), "R/2")
    path = link(closed)
    office.at_time(linking.close_link, closed.id)

    for where in ("/b/7K4M-P2QX-9RD3-FHNT", "/b/x", link(unsigned), path, f"{path}/documents/1"):
        page = client.get(where)
        assert page.status_code == 404
        assert "Tautan ini tidak ada atau sudah ditutup" in text_of(page)
    assert client.post(f"{path}/documents/1", data=DEWI).status_code == 404


@pytest.mark.parametrize("position", ["0", "9", "9" * 30])
def test_position_that_is_not_there_is_no_fault(client: Any, office: World, position: str) -> None:
    batch = taken(office, a_place(office), "R/1")

    assert client.get(link(batch, f"/documents/{position}")).status_code == 404
    assert client.post(link(batch, f"/documents/{position}"), data=DEWI).status_code == 404


def test_guessing_is_throttled(client: Any, office: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("scheduler.web.partner.handlers.UNKNOWN_CODES", 3)
    batch = taken(office, a_place(office), "R/1")

    tries = [client.get(f"/b/7K4M-P2QX-9RD3-FHN{sign}").status_code for sign in "ABCDE"]

    assert tries == [404, 404, 404, 429, 429]
    assert client.get(link(batch)).status_code == 429
