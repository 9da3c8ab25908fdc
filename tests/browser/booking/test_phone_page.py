"""A citizen's page on a poor phone: how much of it comes over the line, and what is left of it without one."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from scheduler.flow.booking.bookings import cancel
from tests.browser.conftest import NewContext
from tests.browser.crowd import crowd_in
from tests.browser.kept import keep
from tests.browser.paper import WIDTH_OF_A_CODE, code_on, household_visit, sizes_of
from tests.browser.serving import LiveServer
from tests.browser.waiting import until
from tests.browser.watching import Faults
from tests.scenes.applications import PHONE as NUMBER
from tests.scenes.applications import sent

KILOBYTE = 1000
FIRST_VIEW, HTML_ALONE = 30 * KILOBYTE, 8 * KILOBYTE
TICKET = 16 * KILOBYTE
"""Of a live ticket, the script that keeps it for later included."""
CSS_PIXELS_IN_4_CM = 4 / 2.54 * 96
MODULES, QUIET = 25, 4
OFFLINE = r"ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|WebSocket|htmx:|\[object Event\]"
NOT_SHOWN = "ERR_INTERNET_DISCONNECTED|ERR_FAILED"
COPY = "Tanpa internet. QR tetap bisa dipakai. Nomor dan waktu tunggu mungkin sudah berubah."
QUEUE_COPY = re.compile(
    r"Tanpa internet\. Terakhir diperbarui 09\.\d\d\. QR tetap bisa dipakai\. Ikuti layar dan suara petugas\."
)
ALL_KEPT = """async () => {
  const kept = await (await caches.open("tickets")).keys();
  return kept.map((request) => new URL(request.url).pathname);
}"""
AGE = """async (path) => {
  const cache = await caches.open("tickets");
  const copy = await cache.match(path);
  const headers = new Headers(copy.headers);
  headers.set("Kept-At", Date.now() - 31 * 24 * 60 * 60 * 1000);
  await cache.put(path, new Response(await copy.text(), { headers }));
}"""


@dataclass
class Line:
    """What came over the line: bytes by address, headers included, as they were sent."""

    came: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.came.values())


def weighed(page: Page, path: str) -> Line:
    """Open a page for the first time, and weigh everything that it takes."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    address: dict[str, str] = {}
    line = Line({})
    wire.on("Network.requestWillBeSent", lambda event: address.update({event["requestId"]: event["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda event: line.came.update({address[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    page.goto(path)
    until(page, lambda: line.came.keys() == set(address.values()))
    return line


@pytest.fixture
def cut_line(faults: Faults) -> None:
    faults.allow(OFFLINE)


@pytest.mark.parametrize(
    "who", ["fresh", "recording", "booked", "tomorrow", pytest.param("waiting", marks=pytest.mark.gate), "called"]
)
def test_first_view_is_light(live_server: LiveServer, phone: Page, who: str) -> None:
    crowd = crowd_in(live_server.office)
    path = f"/i/{crowd.links[who]}" if who in crowd.links else f"/t/{crowd.passes[who]}"

    line = weighed(phone, path)
    told = phone.request.get("/t/offline.js").headers
    worker = int(told["content-length"]) + len(str(told)) if path.startswith("/t/") else 0

    assert any(name in address for address in line.came for name in ("htmx", "waiting.js", "pass.js"))
    assert line.total + worker < (TICKET if path.startswith("/t/") else FIRST_VIEW), line.came
    assert line.came[f"{live_server.url}{path}"] < HTML_ALONE


def test_page_is_small_even_where_nothing_is_compressed(live_server: LiveServer, phone: Page) -> None:
    crowd = crowd_in(live_server.office)

    for path in (f"/i/{crowd.links['fresh']}", f"/t/{crowd.passes['booked']}", f"/t/{crowd.passes['waiting']}"):
        assert len(phone.request.get(path, headers={"Accept-Encoding": "identity"}).body()) < 12 * KILOBYTE, path


@pytest.mark.gate
def test_ticket_opens_without_internet(live_server: LiveServer, phone: Page, cut_line: None, tmp_path: Path) -> None:
    code = live_server.office.booked(11)
    keep(phone, f"/t/{code}")

    phone.context.set_offline(True)
    phone.reload()

    expect(phone.get_by_text(COPY)).to_be_visible()
    expect(phone.locator(".card-pass")).to_have_css("text-align", "center")  # its style was kept too
    picture = tmp_path / "qr.png"
    phone.locator(".qr-frame").screenshot(path=picture)
    assert [read.text for read in zxingcpp.read_barcodes(Image.open(picture))] == [code]


def test_copy_promises_nothing_that_held_when_it_was_kept(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    keep(phone, f"/t/{live_server.office.booked(9)}")
    now = phone.get_by_text("Boleh masuk antrean sekarang.")
    expect(now).to_be_visible()

    phone.context.set_offline(True)
    phone.reload()

    expect(phone.locator(".now h2 b")).to_have_text("09.00 WIB")
    expect(phone.get_by_text("Hari ini", exact=True)).to_be_hidden()
    expect(now).to_be_hidden()


def test_place_in_the_queue_opens_without_internet(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    code = live_server.office.booked(9)
    number = live_server.office.scan(code, now=live_server.now).ticket
    keep(phone, f"/t/{code}")

    live_server.stop()
    phone.reload()

    expect(phone.locator(".number")).to_contain_text(number)
    expect(phone.get_by_role("status").filter(has_text=QUEUE_COPY)).to_be_visible()
    live_server.start()
    phone.reload()
    expect(phone.get_by_text(QUEUE_COPY)).to_be_hidden()


def test_without_internet_nothing_is_said_that_ages(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    office = live_server.office
    for _ in range(4):
        office.scan(office.booked(9), now=live_server.now)
    code = office.booked(9)
    office.scan(code, now=live_server.now)
    phone.goto(f"/t/{code}")
    ages = (re.compile(r"menit\."), "Anda berikutnya.", "Halaman ini bergetar", re.compile("^Diperbarui"))
    for words in ages:
        expect(phone.get_by_text(words).first).to_be_visible()

    phone.context.set_offline(True)

    expect(phone.get_by_role("status").filter(has_text=QUEUE_COPY)).to_be_visible()
    for words in ages:
        expect(phone.get_by_text(words).first).to_be_hidden()
    expect(phone.get_by_text("Tunggu di luar.")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Anda berikutnya.")).to_be_visible()


@pytest.mark.gate
def test_other_pages_and_other_tickets_are_not_kept(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    crowd = crowd_in(live_server.office)
    mine, other, link = crowd.passes["booked"], crowd.passes["tomorrow"], crowd.links["fresh"]
    phone.goto(f"/i/{link}")
    keep(phone, f"/t/{mine}")
    phone.goto(f"/t/{mine}/slot")
    phone.goto(f"/t/{mine}")

    kept = phone.evaluate(ALL_KEPT)
    phone.context.set_offline(True)

    assert [path for path in kept if not re.match("/(display/)?static/", path)] == [f"/t/{mine}"]
    for path in (f"/t/{other}", f"/i/{link}", f"/t/{mine}/slot"):
        with pytest.raises(Exception, match=NOT_SHOWN):
            phone.context.new_page().goto(path)
    phone.reload()
    expect(phone.get_by_text(COPY)).to_be_visible()


@pytest.mark.gate
def test_copy_goes_when_the_visit_is_over(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    code = live_server.office.booked(11)
    keep(phone, f"/t/{code}")

    live_server.database.run(cancel, code, ref4=None, by="citizen", now=live_server.now)
    phone.reload()
    expect(phone.locator(".now")).to_contain_text("WIB dibatalkan")

    until(phone, lambda: not phone.evaluate(ALL_KEPT))  # the page goes first, then its files
    phone.context.set_offline(True)
    with pytest.raises(Exception, match=NOT_SHOWN):
        phone.reload()


def test_copy_of_a_month_ago_is_not_shown(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    code = live_server.office.booked(11)
    keep(phone, f"/t/{code}")
    phone.evaluate(AGE, f"/t/{code}")

    phone.context.set_offline(True)

    with pytest.raises(Exception, match=NOT_SHOWN):
        phone.reload()


def test_copy_gives_way_once_the_office_answers(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    code = live_server.office.booked(11)
    keep(phone, f"/t/{code}")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text(COPY)).to_be_visible()

    phone.context.set_offline(False)

    expect(phone.get_by_text(COPY)).to_be_hidden()


def test_page_without_scripts_keeps_nothing_and_says_nothing(live_server: LiveServer, plain_phone: Page) -> None:
    plain_phone.goto(f"/t/{live_server.office.booked(11)}")

    expect(plain_phone.locator(".line")).to_be_hidden()
    for name in ("Bagikan", "Cetak"):
        expect(plain_phone.get_by_text(name, exact=True)).to_be_hidden()


# --- on a phone that is somebody else's


DROP = re.compile("Hapus (tiket )?dari perangkat ini")
DROPPED = "Sudah dihapus dari perangkat ini"


def kept_tickets(page: Page) -> list[str]:
    return [path for path in page.evaluate(ALL_KEPT) if path.startswith("/t/")]


def test_ticket_is_dropped_by_a_tap_and_the_others_stay(live_server: LiveServer, phone: Page) -> None:
    one, other = live_server.office.booked(11), live_server.office.booked(10)
    keep(phone, f"/t/{other}")
    keep(phone, f"/t/{one}")

    phone.get_by_role("button", name=DROP).tap()

    expect(phone.get_by_role("heading", name=DROPPED)).to_be_visible()
    until(phone, lambda: kept_tickets(phone) == [f"/t/{other}"])


def test_ticket_is_dropped_without_internet(live_server: LiveServer, phone: Page, cut_line: None) -> None:
    code = live_server.office.booked(11)
    keep(phone, f"/t/{code}")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text(COPY)).to_be_visible()

    phone.get_by_role("button", name=DROP).tap()

    expect(phone.locator("#main")).to_have_text(f"{DROPPED}.")
    until(phone, lambda: not kept_tickets(phone))
    with pytest.raises(Exception, match=NOT_SHOWN):
        phone.reload()


def test_first_page_counts_what_is_kept_and_drops_it_without_a_name(live_server: LiveServer, phone: Page) -> None:
    codes = [live_server.office.booked(hour) for hour in (10, 11)]
    for code in codes:
        keep(phone, f"/t/{code}")

    phone.goto("/")
    section = phone.locator("[data-kept-here]")
    expect(section).to_contain_text("dibuka tanpa internet: 2.")
    assert not any(code in phone.content() for code in codes)
    section.get_by_role("button", name=DROP).tap()

    expect(section).to_contain_text(DROPPED)
    assert kept_tickets(phone) == []
    phone.reload()
    expect(section).to_be_hidden()


def test_who_is_done_on_a_device_leaves_nothing_in_it(live_server: LiveServer, phone: Page) -> None:
    keep(phone, f"/t/{live_server.office.booked(11)}")
    path = f"/a/{sent(live_server.office)}"
    phone.goto(path)
    phone.locator("#phone4").fill(NUMBER[-4:])
    phone.get_by_role("button", name="Buka permohonan").tap()
    expect(phone.locator(".reference")).to_be_visible()

    phone.get_by_role("button", name="Selesai di perangkat ini").tap()

    expect(phone.get_by_role("heading", name=DROPPED)).to_be_visible()
    assert phone.evaluate("caches.has('tickets')") is False
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    phone.goto(path)
    expect(phone.locator("#phone4")).to_be_visible()


# --- the QR, on the screen and on paper


@pytest.mark.parametrize("size", ["normal", "large"])
def test_qr_is_four_centimetres_with_its_quiet_zone(live_server: LiveServer, phone: Page, size: str) -> None:
    phone.goto(f"/t/{live_server.office.booked(11)}?text={size}")

    box = phone.locator(".qr").bounding_box()

    assert box is not None
    assert phone.locator(".qr").get_attribute("viewBox") == f"0 0 {MODULES + 2 * QUIET} {MODULES + 2 * QUIET}"
    assert box["width"] * MODULES / (MODULES + 2 * QUIET) >= CSS_PIXELS_IN_4_CM


@pytest.mark.parametrize("paper", [(105, 148), (80, 200)])
@pytest.mark.parametrize("state", ["booked", "household", "waiting"])
def test_ticket_fits_on_one_piece_of_paper(
    live_server: LiveServer, phone: Page, paper: tuple[int, int], state: str
) -> None:
    office = live_server.office
    phone.goto(f"/t/{household_visit(office) if state == 'household' else crowd_in(office).passes[state]}")

    printed = phone.pdf(width=f"{paper[0]}mm", height=f"{paper[1]}mm")
    phone.emulate_media(media="print")

    assert sizes_of(printed) == [paper]
    assert code_on(printed)[1] >= WIDTH_OF_A_CODE
    assert float(phone.locator(".short b").evaluate("each => parseFloat(getComputedStyle(each).fontSize)")) >= 36
    for gone in ("Simpan gambar QR", "Huruf besar", "English", "Buka di peta", "Hari ini"):
        for each in phone.get_by_text(gone).all():
            expect(each).to_be_hidden()


# --- letters and languages, and what is given to others


@pytest.mark.parametrize("language", ["id", "en"])
def test_large_letters_grow_and_nothing_gets_wider(live_server: LiveServer, phone: Page, language: str) -> None:
    crowd = crowd_in(live_server.office)
    pages = [f"/i/{code}" for code in crowd.links.values()] + [f"/t/{code}" for code in crowd.passes.values()]
    pages += ["/", "/o/tanjungpinang", f"/i/{crowd.links['fresh']}?days=all", f"/t/{crowd.passes['booked']}/slot"]
    phone.goto(f"{pages[0]}?lang={language}")
    before = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    with phone.expect_response("**/?text=large"):
        phone.locator("header").get_by_text("Huruf besar" if language == "id" else "Large text").tap()
    expect(phone.locator("html")).to_have_class("large")
    after = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    assert 1.25 <= after / before <= 1.5
    for path in pages:
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_large_letters_need_no_script(live_server: LiveServer, plain_phone: Page) -> None:
    plain_phone.goto(f"/t/{live_server.office.booked(11)}")

    plain_phone.get_by_role("link", name="Huruf besar").tap()
    expect(plain_phone.locator("html")).to_have_class("large")
    plain_phone.get_by_role("link", name="Huruf biasa").tap()

    expect(plain_phone.locator("html")).not_to_have_class("large")


def test_sharing_gives_away_what_was_chosen_and_no_more(live_server: LiveServer, new_context: NewContext) -> None:
    context = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    context.add_init_script("navigator.share = (told) => { window.told = told; return Promise.resolve(); }")
    phone, code = context.new_page(), live_server.office.booked(11, reason="changed")
    phone.goto(f"/t/{code}?lang=id")

    phone.get_by_text("Bagikan", exact=True).tap()
    phone.get_by_role("button", name="Waktu dan tempat saja").tap()
    place = phone.evaluate("window.told")
    phone.get_by_role("button", name="Dengan QR").tap()

    said = (
        "Jadwal Senin, 30 November 2026 pukul 11.00 WIB di Disdukcapil Kota Tanjungpinang, Jalan Contoh No. 1."
        " Bawa: KTP lama."
    )
    assert place == {"text": said}
    assert phone.evaluate("window.told") == {"text": said, "url": f"{live_server.url}/t/{code}"}


def test_sharing_is_not_offered_where_the_phone_has_no_sheet(live_server: LiveServer, phone: Page) -> None:
    phone.add_init_script("delete Navigator.prototype.share")
    phone.goto(f"/t/{live_server.office.booked(11)}")

    expect(phone.get_by_text("Bagikan", exact=True)).to_be_hidden()
