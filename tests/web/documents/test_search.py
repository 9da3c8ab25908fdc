"""Documents are searched by one field; what was typed never stands in an address."""

import re
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col

from scheduler.db.models import Document, DocumentWord
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/search"
NIK, PHONE = "2172011203850001", "+6281234567890"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def search(client: Any, text: str = "", **filters: str) -> Any:
    answer = client.post(PATH, data={"text": text, **filters})
    assert answer.status_code == 303
    return client.get(answer.headers["location"])


def listed(page: Any) -> list[str]:
    return re.findall(r"data-found[^>]*>([^<]+)<", page.text)


def test_names_are_found_and_the_list_shows_who_it_is(client: Any, office: World) -> None:
    for number in range(30):
        office.document(f"N/{number}", holder="Budi", stage="received")
    office.document("R/1", holder="José Rahmawati", nik=NIK, phone=PHONE, shelf="C-14")
    office.document("R/2", holder="Anak", applicant="Jose Putra")

    page = search(client, "jose")

    assert listed(page) == ["R/2", "R/1"]
    said = text_of(page)
    assert "José Rahmawati" in said
    assert "pemohon Jose Putra" in said
    assert "C-14" in said
    assert NIK not in page.text
    assert "81234567890" not in page.text


@pytest.mark.parametrize("typed", [NIK, PHONE, "Siti Aminah", "rak c-14"])
def test_what_was_typed_stands_in_no_address(client: Any, office: World, typed: str) -> None:
    office.document("R/1", holder="Siti Aminah", nik=NIK, phone=PHONE, shelf="C-14")
    office.document("R/2", holder="Siti Aminah", nik=NIK, phone=PHONE, shelf="C-14")

    answer = client.post(PATH, data={"text": typed})

    assert re.fullmatch(r"/office/documents/search\?s=[\w-]{8}", answer.headers["location"])
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Siti" not in cookie
    assert listed(client.get(answer.headers["location"])) == ["R/2", "R/1"]


def test_only_one_is_shown_at_once(client: Any, office: World) -> None:
    office.document("R/2026/0412", holder="Siti")
    office.document("R/2026/0413", holder="Siti")

    answer = client.post(PATH, data={"text": "0412"})

    assert answer.headers["location"] == "/office/documents?q=R%2F2026%2F0412"


@pytest.mark.postgres("statements")
def test_filters_alone_list_what_they_leave(client: Any, office: World) -> None:
    office.document("R/1", shelf="A-1")
    office.document("R/2", stage="received")

    assert listed(search(client, stage="ready", shelved="yes")) == ["R/1"]
    assert listed(search(client, stage="received", since="2026-11-30", until="2026-11-30")) == ["R/2"]
    assert listed(search(client, since="2026-12-01")) == []
    assert listed(search(client, type="KIA")) == []


def test_what_is_wanted_on_paper_is_one_press_away(client: Any, office: World) -> None:
    office.document("R/1", type="KK", channel="self_print")
    assert "Versi kertas diminta:" not in text_of(client.get("/office/documents"))
    for reference in ("R/2", "R/3"):
        office.document(reference, type="KK", channel="self_print")
        client.post("/office/documents/paper", data={"reference": reference})

    said = text_of(client.get("/office/documents"))
    page = search(client, paper="yes")

    assert "Versi kertas diminta: 2" in said
    assert listed(page) == ["R/3", "R/2"]
    assert 'name="paper" value="yes" checked' in page.text


@pytest.mark.parametrize("end", ["9" * 11, "9" * 5_000, "x", "-1"])
def test_end_of_a_page_that_cannot_be_is_the_beginning(client: Any, office: World, end: str) -> None:
    for reference in ("R/1", "R/2"):
        office.document(reference, holder="Siti Aminah")
    where = client.post(PATH, data={"text": "siti"}).headers["location"]

    assert listed(client.get(f"{where}&before={end}")) == ["R/2", "R/1"]


def test_what_a_filter_cannot_be_is_no_matter(client: Any, office: World) -> None:
    office.document("R/1")
    office.document("R/2")

    page = search(client, stage="flying", since="yesterday", until="9999-12-31", shelved="perhaps", channel="pigeon")

    assert listed(page) == ["R/2", "R/1"]


def test_pages_of_two_searches_do_not_mix(client: Any, office: World) -> None:
    for number in range(30):
        office.document(f"S/{number}", holder="Siti", stage="received")
        office.document(f"B/{number}", holder="Budi", stage="received")
    first = search(client, "siti")
    search(client, "budi")

    older = re.search(r'data-more href="([^"]+)"', first.text)
    assert older
    page = client.get(older[1].replace("&amp;", "&"))

    assert listed(first)[0] == "S/29"
    assert listed(page) == [f"S/{number}" for number in range(4, -1, -1)]


def test_search_of_somebody_else_in_this_browser_is_forgotten(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti")
    office.document("R/2", holder="Siti")
    where = client.post(PATH, data={"text": "siti"}).headers["location"]

    sign_in(client, office, name="Dewi")
    page = client.get(where)

    assert page.status_code == 410
    assert "Silakan cari lagi." in text_of(page)
    assert client.get(f"{PATH}?s=nothing").status_code == 410


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "%%%", "eyJ9"])
def test_cookie_that_nobody_sealed_is_no_search(client: Any, cookie: str) -> None:
    client.cookies.set("giliran-searches", cookie)

    assert client.get(f"{PATH}?s=x").status_code == 410


def test_nothing_found_says_so_and_keeps_what_was_typed(client: Any, office: World) -> None:
    page = search(client, "siti <b>")

    assert "Tidak ada yang cocok" in text_of(page)
    assert 'value="siti &lt;b&gt;"' in page.text


def test_index_that_is_not_whole_says_so(client: Any, office: World) -> None:
    document = office.document("R/1", holder="Siti")
    office.database.run(
        lambda session: session.execute(delete(DocumentWord).where(col(DocumentWord.document_id) == document.id))
    )

    assert "masih disiapkan" in text_of(search(client, "siti"))


def test_other_offices_documents_are_not_listed(client: Any, elsewhere: World) -> None:
    elsewhere.document("R/1", holder="Siti")

    assert listed(search(client, "siti")) == listed(search(client)) == []


def test_documents_are_put_on_a_shelf_from_their_page(client: Any, office: World) -> None:
    office.document("R/1")

    answer = client.post("/office/documents/shelf", data={"reference": "R/1", "shelf": "b-12"})
    page = client.get(answer.headers["location"])

    assert 'value="B-12"' in page.text
    assert "Rina ditaruh di rak" in text_of(page)


def test_pile_is_put_on_its_shelves(client: Any, office: World) -> None:
    for number in (1, 2):
        office.document(f"R/{number}")
    office.document("R/3", stage="in_production")

    page = client.post("/office/documents/shelving", data={"scans": "RAK B-1\nr/1\nRAK B-2\nR/2\nR/3\nR/9"})

    assert "2 ditaruh di rak, 1 tidak ditaruh, 1 tidak ditemukan." in text_of(page)
    assert "autofocus>RAK B-2\nR/3\nR/9\n</textarea>" in page.text
    shelves = {each.reference: each.shelf for each in office.rows(Document)}
    assert shelves == {"R/1": "B-1", "R/2": "B-2", "R/3": None}


@pytest.mark.parametrize(("scans", "said"), [(" ", "Pindai label rak"), ("R/1", "Pindai label raknya dahulu")])
def test_pile_without_a_shelf_is_refused_and_stays(client: Any, office: World, scans: str, said: str) -> None:
    office.document("R/1")

    page = client.post("/office/documents/shelving", data={"scans": scans})

    assert page.status_code == 422
    assert said in text_of(page)
    assert scans.strip() in page.text


def test_guards_do_not_search(client: Any, office: World) -> None:
    sign_in(client, office, name="Anto", role="guard")

    assert client.post(PATH, data={"text": "siti"}).status_code == 403
    assert client.get(f"{PATH}?s=x").status_code == 403
    assert client.get("/office/documents/new").status_code == 403
    assert client.get("/office/documents/shelving").status_code == 403
