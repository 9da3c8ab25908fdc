"""An application is checked from the keyboard, with and without scripts, at 1366x768."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import ApplicationPage
from scheduler.demo.specimens import specimen
from scheduler.pictures.vault import Vault
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.waiting import press
from tests.scenes.clerks_desk import Applied, applied

NewContext = Callable[..., BrowserContext]


def pictured(live_server: LiveServer, some: Applied) -> Applied:
    """Its pages are pictures that can be seen."""
    vault = Vault(live_server.settings.files)
    for page in live_server.office.rows(ApplicationPage):
        if page.size == 10:
            mark = vault.put(specimen("Kartu Keluarga", seed=page.id))
            live_server.office.change(ApplicationPage, page.id, mark=mark, size=11, width=1200, height=820)
    return some


def test_application_is_checked_by_keys_alone(live_server: LiveServer, desk: Page) -> None:
    some = pictured(live_server, applied(live_server.office))
    other = pictured(live_server, applied(live_server.office))
    live_server.sign_in(desk, "Rina", "office")
    desk.goto("/office/applications")
    expect(desk.locator("tr a").first).to_be_focused()
    press(desk, "Enter")
    expect(desk.locator("#picture")).to_be_visible()
    desk.wait_for_load_state()
    wide = desk.locator("#picture").bounding_box()
    assert wide is not None

    press(desk, "+")
    larger = desk.locator("#picture").bounding_box()
    assert larger is not None
    assert larger["width"] > wide["width"]
    press(desk, "0", "r")
    turned = desk.locator("#picture").bounding_box()
    assert turned is not None
    assert turned["height"] > turned["width"]
    press(desk, "ArrowRight")
    expect(desk.locator(".items .here .name")).to_contain_text("Kartu Keluarga")
    press(desk, "k")
    expect(desk.locator(".items .here .name")).to_contain_text("Surat kehilangan")

    press(desk, "a")
    expect(desk.locator(".items .here .name")).to_contain_text("Kartu Keluarga")
    press(desk, "3")
    expect(desk.locator("#why")).to_be_focused()
    press(desk, "ArrowDown", "Tab")
    desk.keyboard.type("amru 2")
    press(desk, "Enter")
    expect(desk.locator(".items .here .name")).to_contain_text("Pas foto")
    press(desk, "1")
    expect(desk.locator("#ask")).to_be_focused()
    expect(desk.locator(".sends").last).to_contain_text("foto buram, amru 2")
    press(desk, "F4")
    expect(desk.get_by_role("status").first).to_have_text("Permintaan dicatat dan dikirim ke warga.")
    assert some.states() == ["accepted", "unreadable", "accepted"]
    assert some.document.stage == "incomplete"
    press(desk, "F2")
    expect(desk.locator("dd a").first).to_have_text(other.document.reference)


def test_application_is_checked_without_scripts(live_server: LiveServer, new_context: NewContext) -> None:
    some = pictured(live_server, applied(live_server.office))
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto(f"/office/applications/{some.id}")
    for _ in range(3):
        expect(page.locator(".here button[value=accepted]")).to_be_focused()
        with page.expect_navigation():  # the page before has such a button too
            page.keyboard.press("Enter")
    expect(page.locator("#accept")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_have_text("Berkas lengkap. Dokumen diproses.")
    assert some.document.stage == "in_production"


def test_letters_can_be_turned_off(live_server: LiveServer, desk: Page) -> None:
    some = pictured(live_server, applied(live_server.office))
    live_server.sign_in(desk, "Rina", "office")
    desk.goto(f"/office/applications/{some.id}")

    tab_to(desk, "#shortcuts")
    press(desk, "Enter", "a")
    desk.reload()
    press(desk, "a")
    expect(desk.locator("#shortcuts")).to_have_attribute("aria-pressed", "false")

    assert some.states() == ["sent"] * 3


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_applications(live_server: LiveServer, desk: Page, language: str) -> None:
    some = pictured(live_server, applied(live_server.office, confirmed=False))
    asked = pictured(live_server, applied(live_server.office))
    for position in range(3):
        asked.decide(position, *(("missing", "expired") if position else ("accepted",)))
    live_server.sign_in(desk, "Sari", "office")

    with no_barriers() as barriers:
        for name, address in {
            "list": f"/office/applications?lang={language}",
            "nothing": "/office/applications?show=accepted",
            "application": f"/office/applications/{some.id}",
            "reason": f"/office/applications/{some.id}?item=1&ask=missing",
            "to be asked": f"/office/applications/{asked.id}",
            "figures": "/office/figures/applications",
        }.items():
            desk.goto(address)
            barriers.look(desk, name)
            size = desk.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            if size[0] > 1366 or (size[1] > 768 and name != "figures"):
                barriers.found.append(f"{name}: larger than the screen: {size}")
