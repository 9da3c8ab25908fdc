"""How an office is now, on its page and in a frame of other sites."""

import re
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.db.models import Office
from scheduler.flow.public import live
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PAGE, PART, WIDGET = "/o/tanjungpinang", "/o/tanjungpinang/live", "/o/tanjungpinang/widget"
BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _six_came(office: World, clock: Stopwatch) -> None:
    """Four are in, of whom one is called; two wait outside."""
    clock.now = NINE
    for _ in range(6):
        office.walk_in()
    office.call()


def test_page_says_how_it_is(client: Any) -> None:
    said = text_of(client.get(PAGE))

    for words in (
        "Buka sampai 12.00 WIB",
        "Di dalam 4 dari 4",
        "Menunggu 5",
        "Di loket: 1 A-001",
        "Angka pukul 09.00 WIB.",
    ):
        assert words in said
    assert re.search(r"5 menunggu, yang terakhir (kira.kira \S+|kurang dari \d+) menit lagi masuk", said)
    assert "Selasa, 1 Des banyak banyak banyak" in said


def test_part_is_what_the_page_shows(client: Any) -> None:
    part = client.get(PART, headers=BY_SCRIPT)
    page = client.get(PAGE).text

    assert part.headers["cache-control"] == "private, max-age=15"
    for inner in re.findall(r'<div id="live-\w+">(.*?)</div>\n', part.text, re.DOTALL):
        assert inner.strip() in page
    assert client.get(PART, headers={**BY_SCRIPT, "If-None-Match": part.headers["etag"]}).status_code == 304


def test_part_opened_as_a_page_leads_to_the_page(client: Any) -> None:
    answer = client.get(PART)

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


def test_page_is_drawn_in_the_reader_s_language(client: Any) -> None:
    client.get(PAGE)

    assert "Open until 12.00 WIB" in text_of(client.get(PAGE, params={"lang": "en"}))
    assert "Buka sampai 12.00 WIB" in text_of(client.get(PAGE, params={"lang": "id"}))


def test_office_that_shows_no_figures_still_says_whether_it_is_open(client: Any, office: World) -> None:
    office.change(Office, office.office.id, public_figures=False)

    said = text_of(client.get(PAGE))

    assert "Buka sampai 12.00 WIB" in said
    assert "A Pengambilan KTP-el dan KIA" in said
    for words in ("Di dalam", "Angka pukul", "Sisa jadwal", "Data terbuka"):
        assert words not in said
    assert client.get(PART, headers=BY_SCRIPT).status_code == 404


@pytest.mark.postgres("statements")
def test_widget_may_be_framed_anywhere_and_nothing_else_may(client: Any) -> None:
    framed = client.get(WIDGET)

    policy = framed.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    for path in ("/", PAGE, PART, f"{PAGE}/data", "/login", f"{WIDGET}/x"):
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"]


def test_widget_has_no_script_and_leads_out_of_the_frame(client: Any) -> None:
    answer = client.get(WIDGET)

    assert (answer.status_code, "<script" in answer.text, "<form" in answer.text) == (200, False, False)
    assert '<meta http-equiv="refresh" content="60">' in answer.text
    assert re.findall(r"<a [^>]*>", answer.text) == [f'<a href="{PAGE}" target="_blank" rel="noopener">']
    assert "set-cookie" not in client.get(WIDGET, params={"lang": "en"}).headers
    said = text_of(answer)
    assert "Di dalam 4 dari 4" in said
    assert "A-006" not in said
    assert "Inside" in text_of(client.get(WIDGET, params={"lang": "en"}))


def test_widget_names_no_host_that_somebody_asked_by(client: Any) -> None:
    assert "elsewhere" not in client.get(WIDGET, headers={"Host": "elsewhere.example"}).text


@pytest.mark.parametrize(("path", "status"), [(WIDGET, 404), ("/o/nowhere/widget", 404)])
def test_refused_widget_says_so_in_its_frame(client: Any, office: World, path: str, status: int) -> None:
    office.change(Office, office.office.id, public_figures=False)

    answer = client.get(path)

    assert answer.status_code == status
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert '<meta http-equiv="refresh"' in answer.text
    assert ("tidak menampilkan angkanya" in text_of(answer)) == (path == WIDGET)


def test_widget_says_of_when_its_figures_are_while_the_database_is_away(
    client: Any, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(WIDGET)

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(live, "live_of", away)
    clock.forward(minutes=1)

    assert "Angka pukul 09.00 WIB, belum bisa diperbarui" in text_of(client.get(WIDGET))


def test_list_says_how_each_office_is(client: Any, elsewhere: World) -> None:
    said = text_of(client.get("/"))

    assert re.search(
        r"Buka sampai 12.00 · 4 dari 4 orang di dalam · tunggu (kira.kira \S+|kurang dari \d+) menit", said
    )
    assert "Buka sampai 12.00 · 0 dari 4 orang di dalam · tidak ada antrean" in said


def test_list_says_nothing_of_an_office_that_shows_no_figures(client: Any, office: World) -> None:
    office.change(Office, office.office.id, public_figures=False)

    assert "orang di dalam" not in text_of(client.get("/"))


@pytest.mark.postgres("statements")
def test_list_is_still_there_while_its_figures_cannot_be_read(
    client: Any, elsewhere: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "orang di dalam" in text_of(client.get("/"))

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(live, "glances", away)
    client.app.state.live_figures = type(client.app.state.live_figures)(client.app.state.clock)

    assert "bintan" in text_of(client.get("/"))


def test_office_says_the_line_for_the_city_s_site(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="manager")

    answer = client.get("/office/settings/public")

    assert "&lt;iframe src=&#34;http://testserver/o/tanjungpinang/widget&#34;" in answer.text
    assert f'<iframe class="preview" src="{WIDGET}"' in answer.text
    assert "Alamat ini bukan https" in text_of(answer)


@pytest.mark.postgres("statements")
def test_office_switches_its_figures_off(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="manager")

    client.post("/office/settings/public", data={"public_figures": "0", "was.public_figures": "1"})

    assert "bingkai ini hanya menulis demikian" in text_of(client.get("/office/settings/public"))
    assert "angka tidak dibuka untuk umum" in text_of(client.get("/office/settings"))
    assert office.rows(Office, Office.id == office.office.id)[0].public_figures is False
