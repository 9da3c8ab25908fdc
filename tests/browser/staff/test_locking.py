"""A page of the office that was left alone, as whoever comes back to it finds it: covered, and with what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Place
from scheduler.flow.staff.people import end_sessions_of, staff_by_name
from tests.browser.serving import PASSWORD, LiveServer
from tests.browser.waiting import settle
from tests.scenes.conversations import written
from tests.scenes.factories import at

NewContext = Callable[..., BrowserContext]
PLACES = "/office/places"
NAME = "input[name=name]"


@pytest.fixture
def typing(live_server: LiveServer, desk: Page) -> Page:
    """Sari has typed half a form, in an office whose pages lock after ten minutes."""
    live_server.office.edit(lock_minutes=10, now=live_server.now)
    desk.clock.install()
    live_server.sign_in(desk, "Sari", "office")
    desk.goto(PLACES)
    settle(desk)
    desk.fill(NAME, "Kelurahan Melayu")
    return desk


def leave_alone(live_server: LiveServer, page: Page) -> None:
    live_server.clock.forward(minutes=12)
    page.clock.fast_forward("12:00")


def test_page_covers_itself_and_keeps_what_was_typed(live_server: LiveServer, typing: Page) -> None:
    leave_alone(live_server, typing)
    expect(typing.locator("#lock")).to_be_visible()
    expect(typing.locator("main")).to_be_hidden()

    typing.keyboard.press("Escape")
    typing.keyboard.type("salah")
    typing.keyboard.press("Enter")
    expect(typing.locator("#lock [role=alert]")).to_have_text("Kata sandi tidak cocok.")
    typing.keyboard.type(PASSWORD)
    typing.keyboard.press("Enter")

    expect(typing.locator("#lock")).to_be_hidden()
    expect(typing.locator(NAME)).to_have_value("Kelurahan Melayu")
    typing.get_by_role("button", name="Simpan").click()
    expect(typing.get_by_role("status")).to_have_text("Kelurahan Melayu tersimpan.")


def test_who_goes_on_typing_is_not_asked(live_server: LiveServer, typing: Page) -> None:
    for letter in " Kota":
        live_server.clock.forward(minutes=4)
        with typing.expect_response(lambda answer: answer.url.endswith("/office/presence")):
            typing.locator(NAME).press_sequentially(letter)
            typing.clock.fast_forward("04:00")

    expect(typing.locator("#lock")).to_be_hidden()
    typing.get_by_role("button", name="Simpan").click()
    expect(typing.get_by_role("status")).to_have_text("Kelurahan Melayu Kota tersimpan.")


def test_page_of_who_has_gone_covers_itself_for_good(live_server: LiveServer, typing: Page) -> None:
    office = live_server.office
    staff = office.read(lambda session: staff_by_name(session, office.office.id, "Sari"))
    assert staff is not None
    office.at_time(end_sessions_of, staff.id, now=live_server.now)

    typing.clock.fast_forward("00:16")

    expect(typing.get_by_role("link", name="Masuk lagi")).to_be_visible()
    expect(typing.locator("main")).to_be_hidden()
    expect(typing.locator("#lock-password")).to_be_hidden()


def test_without_scripts_the_form_waits_behind_the_password(live_server: LiveServer, new_context: NewContext) -> None:
    office = live_server.office
    office.edit(lock_minutes=10, now=live_server.now)
    page = new_context(java_script_enabled=False).new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(PLACES)
    page.fill(NAME, "Kelurahan Melayu")
    page.fill("input[name=address]", 'Jalan "Satu" & Dua')
    live_server.clock.forward(minutes=12)

    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Halaman ini terkunci")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()

    expect(page.get_by_role("status")).to_have_text("Kelurahan Melayu tersimpan.")
    assert [place.address for place in office.rows(Place)] == ['Jalan "Satu" & Dua']


def test_cover_is_away_until_the_page_locks(live_server: LiveServer, desk: Page) -> None:
    """Also where all cards of a page are laid out in columns."""
    talk = written(live_server.office, "Jam berapa tutup?", now=at(8))
    live_server.sign_in(desk, "Rina", "office")

    for path in ("/office/inbox", f"/office/inbox/{talk}"):
        desk.goto(path)
        expect(desk.locator("#lock")).to_be_attached()
        expect(desk.locator("#lock")).to_be_hidden()
