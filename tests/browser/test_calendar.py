"""The office's calendar: everything by keyboard, nothing in anybody's way, nothing too wide for an old screen."""

import pytest
from playwright.sync_api import Page, expect

from scheduler.db.models import Closure, OpeningHours
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.scenes.factories import MONDAY

FORMS = (
    "hours",
    "hours?preset=ramadan&valid_from=2027-02-08&valid_to=2027-03-09",
    "capacity",
    "settings",
    "closures",
    "hours?look=1&opens_0=09:00&closes_0=08:00",
    "capacity?look=1&percent=50&starts_on=2026-12-01",
)


@pytest.fixture
def supervisor(live_server: LiveServer, desk: Page) -> Page:
    """Sari, on a screen of 1366 by 768."""
    desk.set_viewport_size({"width": 1366, "height": 768})
    live_server.sign_in(desk, "Sari", "office")
    return desk


@LANGUAGES
def test_calendar_and_its_forms_have_no_barriers(live_server: LiveServer, supervisor: Page, language: str) -> None:
    live_server.office.booked(14, day=1)

    with no_barriers() as barriers:
        for address in ("", *(f"/{form}" for form in FORMS)):
            mark = "&" if "?" in address else "?"
            supervisor.goto(f"/office/calendar{address}{mark}lang={language}")
            barriers.look(supervisor, address or "calendar")
            wide = supervisor.evaluate("document.documentElement.scrollWidth")
            assert wide <= 1366, f"{address} is {wide} px wide"
        supervisor.goto("/office/calendar/closures?look=1&starts_on=2026-12-01&reason=Rapat")
        barriers.look(supervisor, "preview of a closure")


def _tab_to(page: Page, field: str) -> None:
    """Press Tab until a field has the focus; a date alone takes several."""
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{field} is not reached by Tab")


@pytest.mark.gate
def test_service_is_closed_by_keyboard_alone(live_server: LiveServer, supervisor: Page) -> None:
    supervisor.goto("/office/calendar/closures")

    supervisor.locator("#service").focus()
    supervisor.keyboard.press("C")
    supervisor.keyboard.press("Tab")
    supervisor.keyboard.type("30112026")
    _tab_to(supervisor, "reason")
    supervisor.keyboard.type("Alat rekam rusak")
    supervisor.keyboard.press("Enter")
    expect(supervisor.get_by_role("heading", name="Dampaknya")).to_be_visible()
    supervisor.get_by_role("button", name="Terapkan").focus()
    supervisor.keyboard.press("Enter")

    expect(supervisor.get_by_role("status")).to_contain_text("Tersimpan.")
    kept = live_server.office.rows(Closure)
    assert [(closure.reason, closure.starts_on, closure.ends_on) for closure in kept] == [
        ("Alat rekam rusak", MONDAY, None)
    ]
    assert kept[0].service_id is not None


def test_hours_are_changed_from_a_preset_by_keyboard(live_server: LiveServer, supervisor: Page) -> None:
    supervisor.goto("/office/calendar/hours")

    supervisor.get_by_role("link", name="Jam kerja Perpres 21/2023", exact=True).focus()
    supervisor.keyboard.press("Enter")
    expect(supervisor.locator("#opens_0")).to_have_value("07.30")
    expect(supervisor.locator("[name=lasts][value=between]")).to_be_focused()
    supervisor.keyboard.press("Enter")
    expect(supervisor.get_by_role("group", name="Berapa lama berlaku?").locator(".fault")).to_be_visible()
    expect(supervisor.locator("[name=lasts][value=between]")).to_be_focused()
    supervisor.keyboard.press("ArrowUp")
    expect(supervisor.get_by_label("Seterusnya: jam biasa diganti")).to_be_checked()
    supervisor.keyboard.press("Enter")
    expect(supervisor.get_by_role("heading", name="Dampaknya")).to_be_visible()
    supervisor.get_by_role("button", name="Terapkan").focus()
    supervisor.keyboard.press("Enter")

    expect(supervisor.get_by_role("status")).to_contain_text("Tersimpan.")
    assert {row.opens.isoformat() for row in live_server.office.rows(OpeningHours)} == {"07:30:00"}
