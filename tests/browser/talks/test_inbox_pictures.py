"""Pictures in the inbox as a clerk uses them: from the keyboard, with and without scripts, at 1366x768."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Application
from scheduler.demo.pictures import specimen
from scheduler.pictures.vault import Vault
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.scenes.factories import World, at
from tests.scenes.talks import asked_again, made, pictured, procedure

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def talk(live_server: LiveServer) -> World:
    """A citizen sent two pictures."""
    office = live_server.office
    procedure(office)
    send(live_server, "SURAT", "KK", now=at(8))
    return office


def send(live_server: LiveServer, *names: str, now: datetime) -> None:
    """A picture each comes, and is here."""
    files = Vault(live_server.settings.files)
    marks = [files.put(specimen(name)) for name in names]
    pictured(live_server.office, *(1 for _ in names), now=now, marks=marks)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_three_presses_make_an_application_from_the_keyboard(
    live_server: LiveServer, talk: World, new_context: NewContext, *, scripts: bool
) -> None:
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")
    page.goto("/office/inbox/1")

    tab_to(page, "#make a")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_be_visible()
    tab_to(page, "a[href*='uji.hilang']")
    page.keyboard.press("Enter")
    expect(page.locator("#holder")).to_be_visible()
    page.fill("#holder", "Siti Rahmawati")
    tab_to(page, "form#make button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_have_text("Permohonan terdaftar. Warga diberi tahu lewat pesan.")
    expect(page.locator("#applications")).to_contain_text("KTP-el hilang")
    assert len(talk.rows(Application)) == 1


def test_key_leads_to_the_form_and_a_picture_that_comes_is_seen_at_once(
    live_server: LiveServer, desk: Page, talk: World
) -> None:
    live_server.sign_in(desk, "Rina", "office")
    desk.goto("/office/inbox/1")
    expect(desk.locator("#make")).to_contain_text("(2 foto)")
    send(live_server, "PAS FOTO", now=at(8, 30))

    desk.evaluate("htmx.trigger(document.getElementById('poll'), 'look')")
    expect(desk.locator("#make")).to_contain_text("(3 foto)")
    desk.keyboard.press("F7")
    expect(desk.locator("#what")).to_be_visible()


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_pictures(live_server: LiveServer, desk: Page, talk: World, language: str) -> None:
    live_server.sign_in(desk, "Sari", "office")
    mark = desk.request.get("/office/inbox/1").text().partition("/office/inbox/pictures/")[2][:32]
    addresses = {
        "talk": f"/office/inbox/1?lang={language}",
        "what is asked for": "/office/inbox/1/application",
        "which is what": "/office/inbox/1/application?procedure=uji.hilang",
        "at large": f"/office/inbox/1/pictures/{mark}",
    }

    with no_barriers() as barriers:
        for name, address in addresses.items():
            desk.goto(address)
            barriers.look(desk, name)
            width = desk.evaluate("document.documentElement.scrollWidth")
            if width > 1366:
                barriers.found.append(f"{name}: wider than the screen: {width}")
        asked_again(talk, made(talk, {1: 0, 2: 1}, now=at(8, 40)), 0, now=at(8, 45))
        send(live_server, "SURAT", now=at(8, 50))
        desk.goto("/office/inbox/1")
        barriers.look(desk, "asked again")
        desk.locator(".add button").click()
        expect(desk.get_by_role("status").first).to_be_visible()
        desk.wait_for_load_state()
        barriers.look(desk, "added")
