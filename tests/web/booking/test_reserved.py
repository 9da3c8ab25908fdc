"""Seats that are kept for who books with staff, on the pages: set, seen by whom they are for, and by nobody else."""

import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Move, Slot
from scheduler.domain.offices.revision import Settings
from scheduler.flow.calendar import hours
from tests.conftest import Stopwatch
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World, at
from tests.web.staff.members import sign_in, text_of

SLOTS = re.compile(r'name="slot" value="(\d+)"')


@pytest.fixture(autouse=True)
def sari(client: Any, office: World, clock: Stopwatch) -> int:
    """Of two units of each slot one is kept; Sari is supervisor."""
    clock.now = EARLY
    shrink(office, capacity=2, days=2, wave_percent=1000)
    office.do(hours.apply, Settings({}, {}, {}, {}, {"A": 1}), now=EARLY)
    return sign_in(client, office, name="Sari", role="supervisor")


def offered(page: Any) -> list[str]:
    return SLOTS.findall(page.text)


@pytest.mark.postgres("statements")
def test_citizens_are_offered_what_is_not_kept_and_staff_all_of_it(client: Any, office: World) -> None:
    document, slot = office.document("R/1"), office.slot(9, day=2)
    office.booked(9, day=2)
    phone = client.get(f"/i/{office.code(document)}?day=2026-12-02")

    desk = client.get(f"/office/bookings/of/{document.id}?day=2026-12-02")

    assert str(slot.id) in offered(desk)
    assert "1 disimpan" in text_of(desk)
    assert "Disimpan: untuk warga tanpa ponsel" in text_of(desk)
    assert str(slot.id) not in offered(phone)
    assert "disimpan untuk" not in text_of(phone).lower()
    refused = client.post(f"/i/{office.code(document)}/booking", data={"slot": slot.id, "party": 1})
    assert refused.status_code == 409
    booked = client.post(f"/office/bookings/of/{document.id}", data={"slot": slot.id})
    assert booked.status_code == 303
    assert (office.slot(9, day=2).taken, office.slot(9, day=2).by_staff) == (2, 1)


def test_staff_move_a_visit_into_what_is_kept(client: Any, office: World) -> None:
    booking = office.booking(office.booked(10, day=2))
    office.booked(9, day=2)
    short = f"{booking.short:05}"

    page = client.get(f"/office/bookings/{short}/slot?day=2026-12-02")

    assert str(office.slot(9, day=2).id) in offered(page)
    client.post(f"/office/bookings/{short}/slot", data={"slot": office.slot(9, day=2).id})
    assert office.slot(9, day=2).by_staff == 1


def test_staff_are_shown_times_that_begin_too_soon_for_a_citizen(client: Any, office: World, clock: Stopwatch) -> None:
    """What is kept until the slot begins, and counted as free for staff, is theirs to give until then."""
    shrink(office, capacity=2, days=2, wave_percent=1000, notice_minutes=60)
    document, slot = office.document("R/1"), office.slot(9)
    clock.now = at(8, 30)

    assert str(slot.id) not in offered(client.get(f"/i/{office.code(document)}?day=2026-11-30"))
    assert str(slot.id) in offered(client.get(f"/office/bookings/of/{document.id}?day=2026-11-30"))
    assert client.post(f"/office/bookings/of/{document.id}", data={"slot": slot.id}).status_code == 303


@pytest.mark.postgres("statements")
def test_api_says_what_is_left_online_and_what_is_kept(client: Any, office: World) -> None:
    office.booked(9, day=2)

    found = client.get(f"/api/v1/offices/{office.office.code}/slots?service=A&from=2026-12-02&days=1").json()["slots"]

    left = {each["id"]: (each["places_left"], each["places_reserved"]) for each in found}
    assert (left[office.slot(9, day=2).id], left[office.slot(10, day=2).id]) == ((0, 1), (1, 1))


def test_calendar_shows_what_is_kept_and_how_it_is_released(client: Any, office: World) -> None:
    page = text_of(client.get("/office/calendar"))

    assert "2 08.00-15.00 A 0/24 12 disimpan B 0/24" in page
    assert "1 dilepas 24 jam sebelumnya" in page
    form = text_of(client.get("/office/calendar/settings"))
    assert "Yang belum dipakai dilepas untuk semua 24 jam sebelum slotnya mulai." in form


FORM = {f"{name}_{letter}": value for letter in "ABC" for name, value in (("units", "2"), ("reserved", "0"))}


def test_keeping_is_looked_at_before_it_holds_and_takes_nothing_away(client: Any, office: World) -> None:
    for _ in range(2):
        office.booked(9, service="B", day=2)
    wanted = {**FORM, "reserved_A": "1", "reserved_B": "1"}

    looked = client.get("/office/calendar/settings", params={**wanted, "look": "1"})

    said = text_of(looked)
    assert re.search(r"B: \d+ satuan kerja di \d+ slot disimpan untuk warga tanpa ponsel", said)
    assert "Di 1 slot yang dipesan daring sudah lebih banyak dari itu" in said
    assert office.slot(9, service="B", day=2).reserved == 0
    client.post("/office/calendar/settings", data=wanted)
    slot = office.slot(9, service="B", day=2)
    assert (slot.taken, slot.reserved, slot.reserved_left) == (2, 1, 0)
    given_up = text_of(client.get("/office/calendar/settings", params={**FORM, "look": "1"}))
    assert re.search(r"\d+ satuan kerja yang tadinya disimpan bisa dipilih siapa saja lagi", given_up)


def test_nothing_is_left_to_book_online_is_refused_beside_the_field(client: Any, office: World) -> None:
    page = client.get("/office/calendar/settings", params={**FORM, "reserved_A": "2", "look": "1"})

    assert page.status_code == 422
    assert "0-1" in text_of(page)
    assert 'name="reserved_A"' in page.text


def test_hours_of_the_release_are_a_setting_of_the_office(client: Any, office: World) -> None:
    sign_in(client, office, name="Maya", role="manager")
    page = text_of(client.get("/office/settings/booking"))

    assert "Kursi untuk warga tanpa ponsel dilepas" in page


@pytest.mark.postgres("statements")
def test_whose_turn_it_is_not_may_have_what_is_kept(client: Any, office: World, clock: Stopwatch) -> None:
    shrink(office, capacity=2, days=2, wave_percent=0)
    document = office.document("R/9")
    assert document.invitation_id is None

    page = client.get(f"/office/bookings/of/{document.id}")

    assert page.status_code == 409
    assert "Warganya di depan Anda, tanpa ponsel?" in text_of(page)
    answer = client.post(f"/office/bookings/of/{document.id}/invitation")
    assert answer.headers["location"].endswith(f"/office/bookings/of/{document.id}")
    assert offered(client.get(f"/office/bookings/of/{document.id}?day=2026-12-02"))
    assert office.rows(Document, Document.id == document.id)[0].invitation_id is not None
    whys = [move.why for move in office.rows(Move, col(Move.document_id) == document.id)]
    assert whys[-1] == "before_turn"


def test_where_nothing_is_kept_everybody_waits_for_their_turn(client: Any, office: World) -> None:
    office.do(hours.apply, Settings({}, {}, {}, {}, {"A": 0}), now=EARLY)
    shrink(office, capacity=2, days=2, wave_percent=0)
    document = office.document("R/9")

    assert "Warganya di depan Anda" not in text_of(client.get(f"/office/bookings/of/{document.id}"))
    assert client.post(f"/office/bookings/of/{document.id}/invitation").status_code == 409
    assert office.rows(Document, Document.id == document.id)[0].invitation_id is None


def test_page_that_many_open_shows_the_hour_again_once_it_is_released(client: Any, office: World) -> None:
    code, slot = office.invitation(), office.slot(9, day=2)
    office.booked(9, day=2)
    assert str(slot.id) not in offered(client.get(f"/i/{code}?day=2026-12-02"))

    office.tick(now=at(9, day=1))

    assert office.rows(Slot, Slot.id == slot.id)[0].reserved == 0
    assert str(slot.id) in offered(client.get(f"/i/{code}?day=2026-12-02"))
