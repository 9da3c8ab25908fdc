"""Applying from home on a phone of 360 px: from the first question to the receipt, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import col

from scheduler.db.models import Application, Document
from scheduler.flow.applying import applying
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.ways import PLAIN
from tests.scenes.applications import KK, ME, NIK, begun, incomplete, run, sent, set_items, whole
from tests.scenes.applications import PHONE as NUMBER
from tests.scenes.factories import World

NewContext = Callable[..., BrowserContext]
WHOLE = " ".join(NIK[at : at + 4] for at in (0, 4, 8, 12))
PHONE = {"width": 360, "height": 740}
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def code_of(page: Page) -> str:
    return page.url.split("/a/")[1][:19]


def is_as_wide_as_the_phone(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"])


@PLAIN
def test_lost_card_is_applied_for_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()

    page.goto(f"/o/{office.office.code}")
    for name in ("a[href$='/permohonan']", "a[href$='/permohonan/ktp']", "a[href$='/ktp-el.lost']", "main button"):
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "#relation-holder")
    page.keyboard.press("Space")
    for name, value in (("#holder", "Siti Rahmawati"), ("#nik", NIK), ("#kk", KK)):
        tab_to(page, name)
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.locator("#people .whole").first).to_have_text(WHOLE)
    tab_to(page, "#people a.button")
    page.keyboard.press("Enter")
    expect(page.locator("#people")).to_contain_text("berakhir 0001")
    page.locator("#number").focus()
    page.keyboard.type("0812-3456-7890")
    page.keyboard.press("Enter")
    expect(page.locator("#phone")).to_contain_text("0812-****-7890")
    shown = page.locator("#phone").get_by_role("status").inner_text()
    page.locator("#digits").focus()
    page.keyboard.type("".join(filter(str.isdigit, shown)))
    page.keyboard.press("Enter")
    expect(page.locator("#phone")).to_contain_text("sudah dipastikan")
    set_items(office, code_of(page), "sent")
    page.reload()
    tab_to(page, "#send button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Permohonan sudah kami terima")
    (made,) = office.rows(Document)
    assert (made.holder, made.reason) == ("Siti Rahmawati", "lost")


@SCRIPTS
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    code = begun(live_server.office)
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"/a/{code}")

    page.locator("#relation-holder").check(force=True)
    page.locator("#holder").fill("Siti Rahmawati")
    page.locator("#nik").fill("217")
    page.locator("#people button").click()

    expect(page.locator("#fault-nik")).to_be_visible()
    expect(page.locator("#nik")).to_have_value("217")
    expect(page.locator("#holder")).to_have_value("Siti Rahmawati")
    expect(page.locator("#nik")).to_be_focused()


@SCRIPTS
def test_nothing_chosen_begins_at_the_first_question(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"/a/{begun(live_server.office)}")

    page.locator("#people button").click()

    expect(page.locator("#told")).to_contain_text("Perbaiki isian yang ditandai, lalu tekan Simpan lagi.")
    expect(page.locator("#relation-holder")).to_be_focused()
    expect(page.locator("#people [aria-invalid]:not(fieldset)")).to_have_count(3)


@pytest.mark.gate
def test_what_was_typed_is_saved_before_the_application_is_sent(
    live_server: LiveServer, new_context: NewContext
) -> None:
    office = live_server.office
    code = begun(office)
    set_items(office, code, "sent")
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"/a/{code}")
    page.locator("#relation-holder").check(force=True)
    for field, value in (("#holder", "Siti Rahmawati"), ("#nik", NIK), ("#kk", KK), ("#number", "0812-3456-7890")):
        page.locator(field).fill(value)

    page.locator("#send button").click()
    expect(page.locator("#people .whole").first).to_have_text(WHOLE)
    expect(page.locator("#people .check")).to_be_focused()
    page.get_by_role("link", name="Sudah benar").click()
    expect(page.locator("#people .whole")).to_have_count(0)
    expect(page.locator("#number")).to_have_value("0812-3456-7890")
    page.locator("#send button").click()

    expect(page.locator("#told")).to_contain_text("Belum bisa dikirim.")
    expect(page.locator("#told a")).to_have_text(["Kode yang dikirim ke ponsel Anda"])
    expect(page.locator("#told a")).to_be_focused()
    expect(page.locator("#people")).to_contain_text("Siti Rahmawati")
    shown = page.locator("#phone").get_by_role("status").inner_text()
    page.locator("#digits").fill("".join(filter(str.isdigit, shown)))
    page.locator("#send button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Permohonan sudah kami terima")


def test_what_was_typed_wrong_is_not_sent_and_stays(live_server: LiveServer, new_context: NewContext) -> None:
    office = live_server.office
    code = whole(office)
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"/a/{code}?edit=people#people")
    page.locator("#holder").fill("")

    page.locator("#send button").click()

    expect(page.locator("#fault-holder")).to_be_visible()
    expect(page.locator("#holder")).to_be_focused()
    assert office.rows(Document) == []


def test_browser_goes_back_through_the_questions(live_server: LiveServer, new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"/o/{live_server.office.office.code}/permohonan")
    page.locator("a[href$='/kk']").click()
    page.locator("a[href$='/kk.lost']").click()

    page.go_back()
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Apa yang Anda perlukan?")


def test_draft_is_gone_on_with_by_its_link(live_server: LiveServer, new_context: NewContext) -> None:
    code = begun(live_server.office)
    run(live_server.office, applying.fill_in, code, ME)

    page = new_context(viewport=PHONE).new_page()
    page.goto(f"/a/{code}")

    expect(page.locator("#people")).to_contain_text("Siti Rahmawati")


@SCRIPTS
def test_draft_is_given_up(live_server: LiveServer, new_context: NewContext, *, scripts: bool) -> None:
    code = whole(live_server.office)
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"/a/{code}")

    page.locator("summary", has_text="Batalkan permohonan ini").click()
    page.get_by_role("button", name="Ya, batalkan").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Permohonan dibatalkan")
    assert live_server.office.rows(Application, col(Application.withdrawn_at).is_not(None))


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_have_no_barriers_and_fit_a_phone(
    live_server: LiveServer, new_context: NewContext, language: str
) -> None:
    office = live_server.office
    page = new_context(viewport=PHONE).new_page()
    at = f"/o/{office.office.code}/permohonan"

    with no_barriers() as barriers:
        for name, path in (
            ("topics", at),
            ("situations", f"{at}/akta"),
            ("checklist", f"{at}/akta/akta.marriage"),
            *_applications(office),
        ):
            page.goto(f"{path}?lang={language}")
            if page.locator("#phone4").count():
                barriers.look(page, f"{name}, to a stranger")
                page.locator("#phone4").fill(NUMBER[-4:])
                page.locator("#proof button").click()
                expect(page.locator("#phone4")).to_have_count(0)
            barriers.look(page, name)
            if not is_as_wide_as_the_phone(page):
                barriers.found.append(f"{name}: wider than a phone")
        page.goto(f"/a/{begun(office)}")
        page.locator("#people button").click()
        expect(page.locator("#fault-holder")).to_be_visible()
        barriers.look(page, "faults")


@pytest.mark.parametrize("language", ["id", "en"])
def test_page_of_procedures_has_no_barriers(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    page = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(page, "Sari", "office")

    with no_barriers() as barriers:
        for name, query in (("list", ""), ("one", "procedure=kia.first"), ("new", "new=1")):
            page.goto(f"/office/procedures?{query}&lang={language}")
            barriers.look(page, name)
        page.set_viewport_size(PHONE)
        if not is_as_wide_as_the_phone(page):
            barriers.found.append("wider than a phone")


def _applications(office: World) -> list[tuple[str, str]]:
    made = {"draft": begun(office), "whole": whole(office), "received": sent(office), "incomplete": incomplete(office)}
    return [(name, f"/a/{code}") for name, code in made.items()]
