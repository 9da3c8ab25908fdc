"""A television is paired by its code, keeps its office over power cuts, and does at once what the office says."""

import re

import pytest
from playwright.sync_api import Page, expect

from scheduler.flow.screens import screen_watch, screens
from scheduler.flow.screens.screens import Looks
from tests.browser.conftest import NewContext
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers

CODE = re.compile(r"[B-DF-HJ-NP-TV-Z]{3} [B-DF-HJ-NP-TV-Z]{3}")


def code_on(tv: Page) -> str:
    shown = tv.locator(".code")
    expect(shown).to_have_text(CODE)
    return shown.inner_text().replace(" ", "")


def confirm(desk: Page, live_server: LiveServer, code: str, **looks: str) -> None:
    """Sari takes the television into the office."""
    live_server.sign_in(desk, "Sari", "office")
    desk.goto(f"/office/screens?code={code}")
    desk.fill("#name", looks.pop("name", "Pintu kiri"))
    for name, value in looks.items():
        desk.select_option(f"#{name}", value)
    desk.get_by_role("button", name="Pasangkan", exact=True).click()
    expect(desk.get_by_text("Layar sudah dipasangkan.")).to_be_visible()


@pytest.mark.gate
def test_television_is_paired_and_does_what_the_office_says(live_server: LiveServer, tv: Page, desk: Page) -> None:
    tv.goto("/display")
    confirm(desk, live_server, code_on(tv))
    expect(tv.locator("#board")).to_be_visible()
    expect(tv.locator("body")).to_have_attribute("data-layout", "hall")
    expect(desk.locator(".screen")).to_contain_text("Terhubung")
    expect(desk.locator(".screen")).to_contain_text("1920 × 1080")

    desk.get_by_role("button", name="Tampilkan namanya").click()
    expect(tv.get_by_text("Pintu kiri", exact=True)).to_be_visible()

    desk.get_by_role("link", name="Ubah atau lepas").click()
    desk.select_option("#layout", "door")
    desk.get_by_role("button", name="Simpan").click()
    expect(tv.locator("body")).to_have_attribute("data-layout", "door")

    # A screen loads itself once in ten seconds at most, and did so just now.
    tv.evaluate("sessionStorage.removeItem('giliran-reloaded')")
    desk.get_by_role("link", name="Ubah atau lepas").click()
    desk.locator("summary", has_text="Lepas layar").click()
    desk.get_by_role("button", name="Ya, lepas Pintu kiri").click()
    expect(tv.locator(".code")).to_have_text(CODE)


def test_pages_of_screens_are_for_everybody(live_server: LiveServer, tv: Page, phone: Page, desk: Page) -> None:
    with no_barriers() as barriers:
        tv.goto("/display")
        barriers.look(tv, "code")
        confirm(desk, live_server, code_on(tv), name="Ruang tunggu sebelah kiri pintu masuk")
        live_server.clock.forward(minutes=5)
        live_server.office.at_time(screen_watch.watch, now=live_server.now)
        live_server.sign_in(phone, "Sari", "office")
        for language in ("id", "en"):
            phone.goto(f"/office/screens?lang={language}")
            barriers.look(phone, f"screens, {language}")
            phone.get_by_role("link", name=re.compile("Ubah|Change")).click()
            barriers.look(phone, f"one screen, {language}")
            if phone.locator("body > header").evaluate("(each) => each.scrollHeight > each.clientHeight"):
                barriers.found.append("one screen: its name is cut off")


def test_code_that_expires_is_renewed_on_the_screen(live_server: LiveServer, tv: Page) -> None:
    tv.goto("/display")
    old = code_on(tv)

    live_server.clock.forward(minutes=16)

    expect(tv.locator(".code")).not_to_have_text(f"{old[:3]} {old[3:]}")
    assert code_on(tv) != old


def test_all_of_it_works_without_scripts(live_server: LiveServer, new_context: NewContext) -> None:
    tv = new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=False).new_page()
    desk = new_context(java_script_enabled=False).new_page()
    tv.goto("/display")
    tv.get_by_role("button", name="Minta kode").click()

    confirm(desk, live_server, code_on(tv), layout="portrait", language="en", theme="light")

    expect(tv.locator("#board")).to_be_visible()
    expect(tv.locator("body")).to_have_attribute("data-layout", "portrait")


def test_list_of_screens_renews_itself_while_a_name_is_typed(live_server: LiveServer, tv: Page, desk: Page) -> None:
    live_server.sign_in(desk, "Sari", "office")
    desk.goto("/office/screens")
    desk.fill("#name", "Pintu ki")
    tv.goto("/display")
    code = code_on(tv)

    live_server.office.do(screens.confirm, code, Looks("Aula"), now=live_server.now)

    expect(desk.locator(".screen")).to_contain_text("Aula")
    expect(desk.locator("#name")).to_have_value("Pintu ki")
