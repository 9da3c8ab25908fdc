"""The inbox as a clerk with a line of people uses it: from the keyboard, with and without scripts, at 1366x768."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import ConversationLine
from scheduler.flow.talks import inbox
from scheduler.flow.talks.conversations import STEP
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import press
from tests.browser.ways import SCRIPTED
from tests.scenes.conversations import PHONE, newest, written
from tests.scenes.factories import World, at

NewContext = Callable[..., BrowserContext]
LOOK = "htmx.trigger(document.getElementById('poll'), 'look')"
OTHER = "+6281377712345"


def sent(office: World) -> list[str]:
    return [line.text for line in office.rows(ConversationLine) if line.direction == "out" and line.kind != STEP]


@SCRIPTED
def test_line_of_people_is_answered_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    written(office, "Apakah bisa diwakilkan?", now=at(7))
    written(office, "Jam berapa tutup?", phone=OTHER, now=at(8))
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/inbox")
    expect(page.locator("tr a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("Bisa, dengan surat kuasa.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Balasan dicatat dan dikirim.")
    expect(page.get_by_role("link", name="Berikutnya")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#lines")).to_contain_text("Jam berapa tutup?")

    tab_to(page, "button[value='Jam buka']")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(re.compile("hari ini pukul 08.00-12.00"))
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#lines")).to_contain_text("Rina menandai selesai")
    expect(page.locator("#waiting")).to_be_hidden()
    assert [len(each) > 20 for each in sent(office)] == [True, True]


@pytest.mark.gate
def test_new_line_is_told_while_a_clerk_types(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office
    written(office, now=at(8))
    live_server.sign_in(desk, "Rina", "office")
    desk.goto("/office/inbox/1")
    expect(desk.locator("#text")).to_be_focused()
    desk.keyboard.type("Bisa")
    written(office, "Maaf, satu lagi", now=at(9))

    desk.evaluate(LOOK)
    expect(desk.locator("#news")).to_be_visible()
    expect(desk.locator("#lines .new")).to_contain_text("Maaf, satu lagi")
    expect(desk.locator("#text")).to_be_focused()
    expect(desk.locator("#text")).to_have_value("Bisa")
    press(desk, "F4")
    expect(desk.get_by_role("alert").first).to_contain_text("Ada pesan baru dari warga.")
    expect(desk.locator("#text")).to_have_value("Bisa")
    assert sent(office) == []
    press(desk, "F4")
    expect(desk.get_by_role("status").first).to_have_text("Balasan dicatat dan dikirim.")
    assert sent(office) == ["Bisa"]


def test_count_and_list_renew_themselves_and_the_focus_stays(live_server: LiveServer, desk: Page) -> None:
    office = live_server.office
    written(office, now=at(8))
    live_server.sign_in(desk, "Sari", "office")
    desk.goto("/office/inbox")
    desk.locator("#show-mine").focus()
    written(office, phone=OTHER, now=at(8, 30))

    desk.evaluate(LOOK)
    expect(desk.locator("tr[data-conversation]")).to_have_count(2)
    expect(desk.locator("#show-mine")).to_be_focused()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator("#waiting")).to_contain_text("2 ·")


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_the_inbox(live_server: LiveServer, desk: Page, language: str) -> None:
    office = live_server.office
    office.booked(11, phone=PHONE)
    written(office, now=at(8))
    seen = newest(office)
    for number in range(12):
        written(office, f"Baris yang agak panjang nomor {number}", now=at(8, number))
    written(office, phone=OTHER, now=at(7, day=-1))
    office.do(inbox.assign, 1, 3, was=None)
    live_server.sign_in(desk, "Sari", "office")

    with no_barriers() as barriers:
        for name, address in {
            "list": f"/office/inbox?lang={language}",
            "nothing": "/office/inbox?show=closed",
            "conversation": "/office/inbox/1",
            "too late": "/office/inbox/2",
            "answers": "/office/inbox/answers?change=Gratis",
        }.items():
            desk.goto(address)
            barriers.look(desk, name)
            size = desk.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            if size[0] > 1366 or (size[1] > 768 and name != "answers"):
                barriers.found.append(f"{name}: larger than the screen: {size}")
        desk.goto("/office/inbox/1")
        desk.evaluate("(seen) => { document.getElementById('reply').elements.seen.value = seen; }", str(seen))
        desk.fill("#text", "Bisa")
        desk.keyboard.press("F4")
        expect(desk.get_by_role("alert").first).to_be_visible()
        barriers.look(desk, "unseen")
