"""The page by which a place says what it has handed over."""

import re
from typing import Any

import pytest

from scheduler.db.models import Batch, Office
from scheduler.flow.delivery.batches import linking, losing
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.scenes.places import BUGIS, a_batch, a_place, for_place, row, taken
from tests.web.staff.members import text_of

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


@pytest.mark.postgres("statements")
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


def test_lost_document_says_so(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    office.do(losing.report_lost, batch.id, "R/1", told_by="Hasan", reason="jatuh")

    page, one = client.get(link(batch)), client.get(link(batch, "/documents/1"))
    pressed = client.post(link(batch, "/documents/1"), data=DEWI)

    assert "Dicatat hilang" in text_of(page)
    assert "sudah dicatat hilang" in text_of(one)
    assert pressed.status_code == 409


def test_letter_of_somebody_else_stays_in_the_form(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    form = {"collector": "proxy", "collector_name": "Budi", "identity": "collector_ktp"}

    without = client.post(link(batch, "/documents/1"), data=form)
    office.change(Office, office.office.id, proxy_cap=0)
    beyond = client.post(link(batch, "/documents/1"), data={**form, "collector_letter": "SK-1", "beyond_cap": "x"})

    assert (without.status_code, beyond.status_code) == (422, 409)
    assert "tulis nomor surat kuasanya" in text_of(without)
    assert 'value="SK-1"' in beyond.text
    assert office.stage("R/1") == "at_partner"


def search(client: Any, batch: Batch, typed: str) -> Any:
    return client.post(link(batch, "/search"), data={"find": typed})


@pytest.fixture
def batch(office: World) -> Batch:
    """Four people: two of one's initials, two of one's last digits."""
    place = a_place(office)
    people = {
        "KTP/1/0412": "Siti Rahmawati",
        "KTP/2/0413": "Sari Ramadhani",
        "KTP/3/0999": "Budi",
        "KIA/4/1999": "Citra Dewi",
    }
    for reference, holder in people.items():
        for_place(office, reference, place=place.name, holder=holder)
    return taken(office, place)


@pytest.mark.parametrize(
    ("typed", "ref4"),
    [
        ("KTP/2/0413", "0413"),
        (" ktp/2/0413\r", "0413"),
        ("0413", "0413"),
        ("20413", "0413"),
        ("3", "0413"),
        ("b", "0999"),
        ("B.", "0999"),
        ("c.d.", "1999"),
    ],
)
def test_one_that_is_meant_is_opened(client: Any, batch: Batch, typed: str, ref4: str) -> None:
    answer = search(client, batch, typed)

    assert answer.status_code == 303
    assert re.fullmatch(rf"{link(batch)}/documents/[1-4]", answer.headers["location"])
    assert f"…{ref4}" in text_of(client.get(answer.headers["location"]))


@pytest.mark.parametrize("typed", ["S.R.", "sr", "s", "S R"])
def test_those_that_may_be_meant_are_shown(client: Any, batch: Batch, typed: str) -> None:
    said = text_of(search(client, batch, typed))

    assert "2 dokumen cocok. Pilih salah satu." in said
    assert "…0412" in said
    assert "…0413" in said
    assert "…0999" not in said


def test_what_means_none_or_several_opens_none(client: Any, batch: Batch, subtests: pytest.Subtests) -> None:
    for typed in ["999", "KTP/9/9999", "10412" * 3, "X", "...", "²", "Rahmawati", "KTP", ""]:
        with subtests.test(typed=typed):
            page = search(client, batch, typed)

            assert page.status_code == (200 if typed == "999" else 404)
            said = text_of(page)
            assert ("2 dokumen cocok" if typed == "999" else "Tidak ada yang cocok di kiriman ini.") in said
            for secret in ("Rahmawati", "KTP/1/0412"):
                assert secret not in page.text.replace(f'value="{typed}"', "")


def test_search_asked_for_again_is_the_list(client: Any, batch: Batch) -> None:
    assert client.get(link(batch, "/search")).headers["location"] == link(batch)


def test_list_that_is_all_accounted_for_has_no_field(client: Any, office: World) -> None:
    done = taken(office, a_place(office), "R/1")
    assert 'name="find"' in client.get(link(done)).text

    client.post(link(done, "/documents/1"), data=DEWI)

    assert 'name="find"' not in client.get(link(done)).text


def test_search_by_a_link_that_leads_nowhere(client: Any) -> None:
    assert client.post("/b/7K4M-P2QX-9RD3-FHNT/search", data={"find": "0412"}).status_code == 404


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
    monkeypatch.setitem(throttling.MOST, "code", 3)
    batch = taken(office, a_place(office), "R/1")

    tries = [client.get(f"/b/7K4M-P2QX-9RD3-FHN{sign}").status_code for sign in "ABCDE"]

    assert tries == [404, 404, 404, 429, 429]
    assert client.get(link(batch)).status_code == 429
