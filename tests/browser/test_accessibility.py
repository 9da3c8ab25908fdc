"""Every page can be used by everybody: axe finds nothing; on a phone nothing is too wide, or too small for a thumb."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scheduler.db.models import OfficeDay
from scheduler.flow.hall import people_count
from tests.browser.crowd import crowd_in
from tests.browser.kept import keep
from tests.browser.serving import LiveServer
from tests.browser.watching import Faults
from tests.browser.ways import INDONESIAN

PHONE = 360
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, label.choice, input:not([type=hidden])")]
  .filter((each) => each.offsetParent && each.type !== "radio" && each.getBoundingClientRect().height < 48)
  .map((each) => each.outerHTML)"""
BROKEN_BUTTONS = """() => [...document.querySelectorAll("td :is(button, .button)")].filter((each) => {
  const words = document.createRange();
  words.selectNodeContents(each);
  return words.getClientRects().length > 1;
}).map((each) => each.outerHTML)"""
LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])


class Barriers:
    """What stands in somebody's way, page by page; looked at together, so that one run names all."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Ask axe about a page, once all of it is there."""
        page.wait_for_load_state()
        for violation in Axe().run(page).response["violations"]:
            where = ", ".join(str(node["target"][0]) for node in violation["nodes"])
            self.found.append(f"{name}: {violation['id']}: {violation['help']}: {where}")

    def look_on_phone(self, page: Page, name: str) -> None:
        """The same, and what else a small screen asks for."""
        self.look(page, name)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE:
            self.found.append(f"{name}: wider than {PHONE} px")
        self.found += [f"{name}: less than 48 px high: {each}" for each in page.evaluate(SMALL_TARGETS)]


@contextmanager
def no_barriers() -> Iterator[Barriers]:
    """Fails at the end of the block, with everything that was found in it."""
    barriers = Barriers()
    yield barriers
    assert not barriers.found, "\n".join(barriers.found)


@INDONESIAN
def test_pages_of_the_public(live_server: LiveServer, phone: Page, language: str) -> None:
    crowd = crowd_in(live_server.office)
    addresses = {
        "offices": "/",
        "office": "/o/tanjungpinang",
        "no such office": "/o/nowhere",
        **{f"invitation {name}": f"/i/{code}" for name, code in crowd.links.items()},
    }

    with no_barriers() as barriers:
        for name, address in addresses.items():
            phone.goto(f"{address}?lang={language}")
            barriers.look_on_phone(phone, name)
        phone.goto(f"{addresses['invitation fresh']}?days=all&lang={language}")
        barriers.look_on_phone(phone, "invitation, every day")


@LANGUAGES
def test_tickets_in_every_stage(live_server: LiveServer, phone: Page, language: str) -> None:
    crowd = crowd_in(live_server.office)
    headlines = {
        "booked": "11.00",
        "tomorrow": "09.00",
        "cancelled": "",
        "waiting": "",
        "entering": crowd.numbers["entering"],
        "inside": "",
        "called": "1",
        "serving": "2",
        "parked": "",
        "missed": "09.00",
        "served": "09.00",
    }

    with no_barriers() as barriers:
        for name, told in headlines.items():
            phone.goto(f"/t/{crowd.passes[name]}?lang={language}")
            expect(phone.locator(".now")).to_contain_text(told)
            barriers.look_on_phone(phone, name)
        for name, address in (("another time", f"/t/{crowd.passes['booked']}/slot"), ("unknown", "/t/unknown")):
            phone.goto(f"{address}?lang={language}")
            barriers.look_on_phone(phone, name)


@LANGUAGES
def test_tickets_in_the_break_and_after(live_server: LiveServer, phone: Page, language: str) -> None:
    crowd = crowd_in(live_server.office)

    with no_barriers() as barriers:
        live_server.clock.forward(hours=3, minutes=5)
        for name in ("waiting", "inside"):
            phone.goto(f"/t/{crowd.passes[name]}?lang={language}")
            barriers.look_on_phone(phone, f"{name} in the break")
        phone.goto(f"/o/tanjungpinang?lang={language}")
        barriers.look_on_phone(phone, "office in the break")

        live_server.clock.forward(hours=24)
        for name in ("waiting", "booked"):
            phone.goto(f"/t/{crowd.passes[name]}?lang={language}")
            barriers.look_on_phone(phone, f"{name} the day after")


def test_refusals_to_a_citizen(live_server: LiveServer, phone: Page) -> None:
    office = live_server.office
    code, booked = office.invitation(), office.booked(11)

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}")
        phone.locator("label.choice", has_text="10.00").click()
        for _ in range(6):
            office.booked(10)
        phone.locator("button.go").click()
        expect(phone.locator("[data-code=slot_full]")).to_be_visible()
        barriers.look_on_phone(phone, "slot full")

        phone.goto(f"/t/{booked}")
        phone.locator("details.ask:not(.leave) summary").click()
        barriers.look_on_phone(phone, "about to cancel")
        phone.locator("details.ask:not(.leave) input[name=ref4]").fill("9999")
        phone.get_by_role("button", name="Ya, batalkan").click()
        expect(phone.locator("[data-code]")).to_be_visible()
        barriers.look_on_phone(phone, "wrong digits")


def test_large_letters(live_server: LiveServer, phone: Page) -> None:
    crowd = crowd_in(live_server.office)
    phone.goto("/?text=large")
    pages = {"offices": "/", "office": "/o/tanjungpinang"}
    pages |= {f"invitation {name}": f"/i/{code}" for name, code in crowd.links.items()}
    pages |= {f"ticket {name}": f"/t/{code}" for name, code in crowd.passes.items()}

    with no_barriers() as barriers:
        for name, address in pages.items():
            phone.goto(address)
            expect(phone.locator("html")).to_have_class("large")
            barriers.look_on_phone(phone, f"{name}, large")


@LANGUAGES
def test_sharing_a_ticket(live_server: LiveServer, phone: Page, language: str) -> None:
    phone.add_init_script("navigator.share = () => Promise.resolve()")
    phone.goto(f"/t/{live_server.office.booked(11)}?lang={language}")

    with no_barriers() as barriers:
        phone.locator(".share summary").focus()
        phone.keyboard.press("Enter")
        expect(phone.locator(".share button").first).to_be_visible()
        phone.keyboard.press("Tab")
        expect(phone.locator(".share button").first).to_be_focused()
        barriers.look_on_phone(phone, "about to share")


def test_copy_of_a_ticket(live_server: LiveServer, phone: Page, faults: Faults) -> None:
    faults.allow("ERR_INTERNET_DISCONNECTED|htmx:|object Event")
    keep(phone, f"/t/{live_server.office.booked(11)}")
    phone.context.set_offline(True)
    phone.reload()

    with no_barriers() as barriers:
        expect(phone.locator(".line")).to_be_visible()
        barriers.look_on_phone(phone, "without internet")


def test_sign_in(live_server: LiveServer, desk: Page) -> None:
    with no_barriers() as barriers:
        desk.goto("/login")
        barriers.look(desk, "login")
        desk.fill("#name", "Rina")
        desk.fill("#password", "salah")
        desk.check("input[value=door]")
        desk.locator("form.card button").click()
        expect(desk.get_by_role("alert")).to_be_visible()
        barriers.look(desk, "wrong password")


def test_door(live_server: LiveServer, tablet: Page) -> None:
    crowd = crowd_in(live_server.office)
    live_server.sign_in(tablet, "Gani", "door")
    shown = {
        "come_in": crowd.passes["entering"],
        "waiting_again": crowd.passes["waiting"],
        "welcome_back": crowd.passes["inside"],
        "rejoined": crowd.passes["missed"],
        "handed_over": crowd.passes["served"],
        "too_early": crowd.passes["booked"],
        "wrong_day": crowd.passes["tomorrow"],
        "pass_unknown": "7K4M-P2QX-9RD3-FHNT",
        "not_ready": live_server.office.document(stage="in_production").reference,
    }

    with no_barriers() as barriers:
        barriers.look(tablet, "idle")
        for kind, text in shown.items():
            tablet.fill("#scan", text)
            tablet.keyboard.press("Enter")
            expect(tablet.locator("#answer")).to_have_attribute("data-kind", kind)
            barriers.look(tablet, kind)
        for summary in ("Belum punya jadwal", "Hitung ulang", "Kosongkan ruangan", "Catat orang keluar"):
            tablet.locator("summary", has_text=summary).click()
            barriers.look(tablet, summary)
        tablet.fill("#leaving", crowd.numbers["waiting"])
        tablet.keyboard.press("Enter")
        for kind, button in (("leaving", "Ya, catat pulang"), ("left", "Batalkan"), ("undone", "Hitung ulang")):
            expect(tablet.locator("#answer")).to_have_attribute("data-kind", kind)
            barriers.look(tablet, kind)
            tablet.locator("button, summary", has_text=button).first.click()
        tablet.goto(f"/door/slips/{crowd.numbers['waiting']}")
        barriers.look(tablet, "slip")


def test_door_without_a_network(live_server: LiveServer, tablet: Page, faults: Faults) -> None:
    faults.allow("ERR_INTERNET_DISCONNECTED|fetching the script|htmx:(sendError|afterRequest|sendAbort)")
    live_server.sign_in(tablet, "Gani", "door")

    with no_barriers() as barriers:
        tablet.context.set_offline(True)
        tablet.fill("#scan", "7K4M-P2QX-9RD3-FHNT")
        tablet.keyboard.press("Enter")
        expect(tablet.locator("#answer")).to_have_attribute("data-kind", "kept")
        tablet.locator("#away summary").click()
        barriers.look(tablet, "kept")
        tablet.context.set_offline(False)
        expect(tablet.locator("[data-returned] li")).to_be_visible()
        barriers.look(tablet, "not accepted")
        live_server.office.do(people_count.empty_hall, reason="alarm", now=live_server.now)
        tablet.reload()
        expect(tablet.get_by_role("button", name="Buka ruangan lagi")).to_be_visible()
        barriers.look(tablet, "emptied")
        live_server.office.do(people_count.open_hall, now=live_server.now)
        live_server.office.change(OfficeDay, live_server.office.day().id, count_wanted_at=live_server.now)
        tablet.reload()
        expect(tablet.get_by_text("Setelah gangguan: berapa orang di dalam sekarang?")).to_be_visible()
        barriers.look(tablet, "after a cut")


def test_counter(live_server: LiveServer, desk: Page) -> None:
    crowd = crowd_in(live_server.office)

    with no_barriers() as barriers:
        live_server.sign_in(desk, "Rina", "counter-3")
        barriers.look(desk, "idle")
        desk.keyboard.press("F2")
        expect(desk.locator("#card .n")).to_have_text(crowd.numbers["inside"])
        expect(desk.get_by_role("button", name="Mulai layani")).to_be_focused()
        barriers.look(desk, "called")
        desk.keyboard.press("Enter")
        expect(desk.locator("#card")).to_have_attribute("data-stage", "serving")
        barriers.look(desk, "serving")
        desk.fill("#scan", crowd.passes["waiting"])
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("status")).to_contain_text(crowd.numbers["waiting"])
        barriers.look(desk, "somebody else's pass")
        desk.get_by_role("button", name="Semua tombol").click()
        barriers.look(desk, "all keys")


def test_office_page(live_server: LiveServer, desk: Page) -> None:
    crowd_in(live_server.office)

    with no_barriers() as barriers:
        live_server.sign_in(desk, "Sari", "office")
        barriers.look(desk, "documents")
        for name, wanted in (("one document", "472.11/0412"), ("none such", "472.11/9999")):
            desk.fill("#q", wanted)
            with desk.expect_navigation(url=re.compile(r"\?[qs]=")):
                desk.keyboard.press("Enter")
            barriers.look(desk, name)
        desk.goto("/door")
        barriers.look(desk, "the door, from the office")


@LANGUAGES
def test_screens_and_voice_of_the_office(live_server: LiveServer, desk: Page, language: str) -> None:
    live_server.sign_in(desk, "Sari", "office")

    with no_barriers() as barriers:
        for address in (
            "screens",
            "voice",
            "voice/recordings",
            "announcements",
            "media",
            "staff",
            "staff/1",
            "tokens",
            "roster",
            "_components",
        ):
            desk.goto(f"/office/{address}?lang={language}")
            barriers.look(desk, address)
            if desk.evaluate("document.documentElement.scrollWidth") > 1366:
                barriers.found.append(f"{address}: wider than the screen")
        if desk.eval_on_selector("nav.places", "(nav) => nav.offsetHeight") > 60:
            barriers.found.append("where the pages lead to takes more than one line")


@LANGUAGES
def test_words_of_buttons_in_a_table_stay_whole_on_a_phone(live_server: LiveServer, phone: Page, language: str) -> None:
    live_server.sign_in(phone, "Sari", "office")

    phone.goto(f"/office/_components?lang={language}")

    expect(phone.locator("td.acts button").first).to_be_visible()
    assert phone.evaluate(BROKEN_BUTTONS) == []
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE


def test_screen_that_waits_to_be_paired(live_server: LiveServer, tv: Page) -> None:
    with no_barriers() as barriers:
        tv.goto("/display")
        expect(tv.locator("img, svg").first).to_be_visible()
        barriers.look(tv, "pairing")
        tv.context.clear_cookies()
        tv.goto("/display?asked=1")
        expect(tv.get_by_role("button", name="Minta kode")).to_be_focused()
        barriers.look(tv, "asking for a code")


@pytest.mark.parametrize(
    "layout",
    ["hall", "hall&theme=light", "hall&lang=both", "door", "door&theme=light", "counter&counter=2", "portrait"],
)
def test_screens(live_server: LiveServer, tv: Page, layout: str) -> None:
    with no_barriers() as barriers:
        tv.goto(f"/display/tanjungpinang?layout={layout}")
        barriers.look(tv, "nobody yet")
        crowd_in(live_server.office)
        tv.reload()
        barriers.look(tv, "in the morning")
        live_server.clock.forward(hours=3, minutes=5)
        tv.reload()
        barriers.look(tv, "in the break")
        live_server.clock.forward(hours=4)
        tv.reload()
        barriers.look(tv, "closed")
        tv.goto("/display/nowhere")
        barriers.look(tv, "no such office")
