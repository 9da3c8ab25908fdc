"""A closure is told on every surface at the same click, with its reason."""

from datetime import time, timedelta
from typing import Any

import pytest

from display.hub import View
from display.pages import Pages
from scheduler.db import queries
from scheduler.domain.offices.revision import Settings
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.translations import all_translations
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MONDAY, NINE, World
from tests.web.staff.members import sign_in, text_of

HALL, DOOR = View("tanjungpinang", "hall", "id"), View("tanjungpinang", "door", "id")
REASON = "Alat rekam rusak"
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


def service(office: World, letter: str) -> int:
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))


def shut(office: World, letter: str | None = None, *, now: Any = NINE, **facts: Any) -> None:
    usual: dict[str, Any] = {"starts_on": MONDAY, "ends_on": TOMORROW, "reason": REASON}
    owner = service(office, letter) if letter else None
    office.do(closures.shut, NewClosure(**{**usual, "service_id": owner, **facts}), now=now)


def test_closed_office_says_why_on_every_page(client: Any, office: World) -> None:
    code = office.invitation()
    sign_in(client, office, counter=1)
    shut(office)

    pages = {path: text_of(client.get(path)) for path in ("/", "/o/tanjungpinang", f"/i/{code}", "/door", "/counter")}

    assert f"Sedang tutup: {REASON}" in pages["/"]
    assert f"Tutup: {REASON}. Buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB" in pages["/o/tanjungpinang"]
    assert f"Senin, 30 November 2026 sampai Selasa, 1 Desember 2026 {REASON}" in pages[f"/i/{code}"]
    for staff in ("/door", "/counter"):
        assert f"Kantor tutup: {REASON} · buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB" in pages[staff]
    assert client.get("/api/v1/offices/tanjungpinang").json()["open"]["reason"] == REASON
    assert client.get("/api/v1/offices/tanjungpinang/board").json()["open"]["reason"] == REASON


def test_closed_service_says_why_on_every_page(client: Any, office: World) -> None:
    code = office.invitation(type="Perekaman KTP-el")
    sign_in(client, office, counter=1)
    shut(office, "C", ends_on=None)

    pages = {path: text_of(client.get(path)) for path in ("/o/tanjungpinang", f"/i/{code}", "/door", "/counter")}

    assert f"sedang tutup: {REASON}" in pages["/o/tanjungpinang"]
    assert "Buka sampai 12.00 WIB" in pages["/o/tanjungpinang"]
    assert f"sampai pemberitahuan lebih lanjut Perekaman KTP-el: {REASON}" in pages[f"/i/{code}"]
    for staff in ("/door", "/counter"):
        assert f"Perekaman KTP-el tutup sampai pemberitahuan lebih lanjut: {REASON}." in pages[staff]
    assert client.get("/api/v1/offices/tanjungpinang/board").json()["notice"]["id"].endswith(f"{REASON}.")


def test_closure_of_another_service_is_no_matter_for_an_invitation(client: Any, office: World) -> None:
    code = office.invitation()
    shut(office, "C")

    assert REASON not in client.get(f"/i/{code}").text


def test_closure_of_another_office_is_told_there_alone(client: Any, office: World, elsewhere: World) -> None:
    shut(elsewhere)

    assert REASON in text_of(client.get("/")).split("Disdukcapil tanjungpinang")[0]
    assert REASON not in client.get("/o/tanjungpinang").text


def test_closed_hours_stand_beside_the_day(client: Any, office: World) -> None:
    shut(office, from_time=time(13), to_time=time(15), ends_on=MONDAY)

    said = text_of(client.get("/o/tanjungpinang"))

    assert f"08.00-15.00 istirahat 12.00-13.00 tutup 13.00-15.00, {REASON}" in said


def test_screens_in_hall_and_at_the_door_say_why(office: World) -> None:
    pages = Pages(all_translations())
    shut(office, "C")
    closed_service = pages.board(HALL, office.board(NINE)).text
    shut(office)
    shut_screens = [pages.board(view, office.board(NINE)).text for view in (HALL, DOOR)]

    assert f"Perekaman KTP-el tutup sampai Selasa, 1 Desember 2026: {REASON}." in closed_service
    assert all(REASON in screen for screen in shut_screens)


def test_number_of_a_closed_service_is_told_on_the_phone_and_no_other(client: Any, office: World) -> None:
    concerned, other = office.booked(9, service="C"), office.booked(9)
    for code in (concerned, other):
        office.scan(code)
    shut(office, "C")

    said = f"Perekaman KTP-el tutup sampai Selasa, 1 Desember 2026: {REASON}."
    assert said in text_of(client.get(f"/t/{concerned}"))
    assert said not in text_of(client.get(f"/t/{other}"))


def test_number_in_the_queue_is_told_that_the_office_is_shut(client: Any, office: World) -> None:
    code = office.booked(9)
    office.scan(code)
    shut(office)

    assert f"Kantor sedang tutup. {REASON}" in text_of(client.get(f"/t/{code}"))


def test_visit_whose_time_is_shut_is_told_not_to_come(client: Any, office: World) -> None:
    code, other = office.booked(10, service="C"), office.booked(10)
    shut(office, "C")

    said = text_of(client.get(f"/t/{code}"))

    assert "Tidak perlu datang pada jadwal ini" in said
    assert f"Senin, 30 November 2026 pukul 10.00 WIB: tutup, {REASON}." in said
    assert "Datang pukul" not in said
    assert "Datang pukul 09.45-10.15" in text_of(client.get(f"/t/{other}"))


def test_door_refuses_a_closed_service_in_words(client: Any, office: World) -> None:
    sign_in(client, office, role="guard", name="Budi")
    shut(office, "C")

    answer = client.post("/door/walk-ins", data={"service": "C", "nonce": "n1"})
    said = text_of(client.get(answer.headers["location"]) if answer.status_code == 303 else answer)

    assert f"Perekaman KTP-el sedang tutup: {REASON}. Buka lagi Rabu, 2 Desember 2026 pukul 08.00 WIB." in said


def test_times_within_the_notice_are_not_offered_to_citizens(client: Any, office: World) -> None:
    office.do(hours.apply, Settings({"notice_minutes": 60}, {}, {}), now=EARLY)
    code = office.invitation()

    page = client.get(f"/i/{code}").text
    answer = client.post(f"/i/{code}/booking", data={"slot": office.slot(9, 30).id, "party": 1})

    assert 'data-said="Senin, 30 Nov, 09.30 WIB"' not in page
    assert 'data-said="Senin, 30 Nov, 10.30 WIB"' in page
    assert answer.status_code == 409
    assert "Jadwal itu terlalu dekat." in text_of(answer)
