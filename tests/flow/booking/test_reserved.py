"""Seats that are kept for who books with staff: nobody takes them online, and nothing of them stays empty."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office, SeatHold, Slot, WaitlistEntry
from scheduler.domain.booking import NoRoomToAdd, SlotFull
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.revision import Settings, TemporaryShare
from scheduler.domain.refusals import Invalid
from scheduler.flow.booking import adding, bookings, urgent
from scheduler.flow.booking.together import book_many
from scheduler.flow.calendar import hours
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.door import refusals
from scheduler.flow.invitations import waitlist
from scheduler.flow.invitations.demand import rooms_of
from scheduler.flow.invitations.invitations import pass_of
from tests.flow.small import shrink
from tests.races.booking.test_booking_machine import seats_add_up
from tests.scenes.factories import CLERK, EARLY, MONDAY, World, at
from tests.scenes.postponements import closed, postpone, seats_are_right, service_id, take_back

CITIZEN = "citizen"


@pytest.fixture(autouse=True)
def _two_seats_a_slot(office: World) -> None:
    """Of two units of each slot one is kept, until a day before."""
    shrink(office, capacity=2, days=2, wave_percent=1000)
    keep(office, 1)


def keep(office: World, units: int, *, now: datetime = EARLY, **settings: int) -> Any:
    impact = office.do(hours.apply, Settings(settings, {}, {}, {}, {"A": units}), now=now)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))
    return impact


def book(office: World, slot: Slot, by: str, *, code: str | None = None, now: datetime = EARLY) -> str:
    """The pass of a visit that somebody books."""
    return office.database.run(
        bookings.book, code or office.invitation(), slot.id, party=1, collector=Collector(), by=by, now=now
    ).code


def move(office: World, pass_code: str, slot: Slot, by: str, *, now: datetime = EARLY) -> None:
    office.database.run(bookings.move_booking, pass_code, slot.id, ref4=None, by=by, now=now)


def cancel(office: World, pass_code: str, *, now: datetime = EARLY) -> None:
    office.database.run(bookings.cancel, pass_code, ref4=None, by=CITIZEN, now=now)


def counted(office: World, hour: int = 9, *, day: int = 2) -> tuple[int, int, int]:
    """Of a slot what is taken, what of it by visits whose time staff chose, and what is kept and free."""
    slot = office.slot(hour, day=day)
    return slot.taken, slot.by_staff, slot.reserved_left


@pytest.mark.postgres("statements")
def test_what_is_kept_nobody_takes_online_and_staff_give_it(office: World):
    slot = office.slot(9, day=2)
    book(office, slot, CITIZEN)

    with pytest.raises(SlotFull):
        book(office, slot, CITIZEN)
    book(office, slot, CLERK)

    assert counted(office) == (2, 1, 0)
    with pytest.raises(SlotFull):
        book(office, slot, CLERK)
    seats_add_up(office)


@pytest.mark.postgres("statements")
def test_group_that_books_online_leaves_what_is_kept(office: World):
    slot = office.slot(9, day=2)
    asked = [bookings.Asked(office.invitation(), slot.id, 1, Collector(), CITIZEN, EARLY) for _ in range(2)]

    assert office.database.run(book_many, asked) == [None, None]
    assert office.database.run(book_many, asked[:1]) != [None]
    assert office.database.run(book_many, asked[1:]) == [None]
    assert counted(office) == (1, 0, 1)


def test_seat_that_staff_gave_is_of_those_that_are_kept(office: World):
    slot = office.slot(9, day=2)
    book(office, slot, CLERK)

    assert counted(office) == (1, 1, 0)
    book(office, slot, CITIZEN)


def test_visit_is_theirs_who_chose_its_time_last(office: World):
    online, at_desk = book(office, office.slot(9, day=2), CITIZEN), book(office, office.slot(10, day=2), CLERK)
    other = office.slot(11, day=2)

    move(office, online, other, CITIZEN)
    with pytest.raises(SlotFull):
        move(office, at_desk, other, CITIZEN)
    move(office, at_desk, other, CLERK)
    assert (counted(office, 10), counted(office, 11)) == ((0, 0, 1), (2, 1, 0))

    move(office, at_desk, office.slot(13, day=2), CITIZEN)
    assert (counted(office, 11), counted(office, 13)) == ((1, 0, 1), (1, 0, 1))
    seats_add_up(office)


@pytest.mark.postgres("statements")
def test_visit_of_more_work_than_is_open_is_moved_online_all_the_same(office: World):
    """As when it is booked: it takes all of the slot that a citizen may have."""
    two = [office.document(kk="3171010101010001") for _ in range(2)]
    facts = {"party": 1, "collector": Collector(), "fetch": {each.id for each in two}, "by": CLERK, "now": EARLY}
    pass_code = office.database.run(bookings.book, office.code(two[0]), office.slot(9, day=2).id, **facts).code
    assert counted(office) == (2, 2, 0)

    move(office, pass_code, office.slot(10, day=2), CITIZEN)

    assert (counted(office), counted(office, 10)) == ((0, 0, 1), (1, 0, 1))
    seats_add_up(office)
    cancel(office, pass_code)
    assert counted(office, 10) == (0, 0, 1)


@pytest.mark.parametrize("minutes", [0, 5])
def test_seat_that_staff_gave_is_kept_again_once_it_is_given_back(office: World, minutes: int):
    shrink(office, capacity=2, days=2, wave_percent=1000, hold_back_minutes=minutes)
    slot = office.slot(9, day=2)
    online, at_desk = book(office, slot, CITIZEN), book(office, slot, CLERK)

    cancel(office, at_desk)

    assert counted(office)[1] == 0
    with pytest.raises(SlotFull):
        book(office, slot, CITIZEN)
    seats_add_up(office)
    office.tick(now=EARLY + timedelta(minutes=minutes))
    assert counted(office) == (1, 0, 1)
    with pytest.raises(SlotFull):
        book(office, slot, CITIZEN)
    assert office.booking(online).stage == "booked"


@pytest.mark.postgres("statements")
def test_what_a_visit_has_kept_it_may_have_again_at_the_desk(office: World):
    shrink(office, capacity=2, days=2, wave_percent=1000, hold_back_minutes=5)
    slot, code = office.slot(9, day=2), office.invitation()
    book(office, slot, CITIZEN)
    cancel(office, book(office, slot, CLERK, code=code))
    assert len(office.rows(SeatHold)) == 1

    book(office, slot, CLERK, code=code)

    assert (counted(office), office.rows(SeatHold)) == ((2, 1, 0), [])
    seats_add_up(office)


def test_what_is_offered_instead_is_what_they_may_have(office: World):
    nine, ten = office.slot(9, day=2), office.slot(9, 30, day=2)
    book(office, ten, CITIZEN)
    book(office, nine, CITIZEN)
    book(office, nine, CLERK)

    with pytest.raises(SlotFull) as online:
        book(office, nine, CITIZEN)
    with pytest.raises(SlotFull) as at_desk:
        book(office, nine, CLERK)

    assert ten.id not in [slot.id for slot in online.value.facts["alternatives"]]
    assert ten.id in [slot.id for slot in at_desk.value.facts["alternatives"]]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("by", [CITIZEN, CLERK])
def test_visit_grows_by_seats_like_its_own(office: World, by: str):
    slot, two = office.slot(9, day=2), [office.document(kk="3171010101010001") for _ in range(2)]
    code = office.code(two[0])
    facts = {"party": 1, "collector": Collector(), "fetch": {two[0].id}, "by": by, "now": EARLY}
    pass_code = office.database.run(bookings.book, code, slot.id, **facts).code

    def add() -> None:
        office.database.run(adding.add, pass_code, [two[1].id], ref4=None, by=by, now=EARLY)

    if by == CITIZEN:
        with pytest.raises(NoRoomToAdd):
            add()
        assert counted(office) == (1, 0, 1)
    else:
        add()
        assert counted(office) == (2, 2, 0)
    seats_add_up(office)


@pytest.mark.postgres("statements")
def test_urgent_visit_is_beside_what_is_kept(office: World):
    slot = office.slot(9, day=2)
    online, at_desk = book(office, office.slot(10, day=2), CITIZEN), book(office, office.slot(10, day=2), CLERK)
    book(office, slot, CITIZEN)

    for pass_code in (online, at_desk):
        booking = office.booking(pass_code)
        office.do(urgent.give_urgent, booking.id, slot.id, reason="sakit", now=EARLY)

    row = office.slot(9, day=2)
    assert (row.taken, row.by_staff, row.capacity) == (3, 1, 3)
    seats_add_up(office)


@pytest.mark.postgres("statements")
def test_tick_releases_what_is_kept_a_day_before(office: World):
    slot = office.slot(9, day=2)
    book(office, slot, CITIZEN)
    office.tick(now=at(8, 59, day=1))
    assert counted(office) == (1, 0, 1)
    with pytest.raises(SlotFull):
        book(office, slot, CITIZEN, now=at(8, 59, day=1))

    office.tick(now=at(9, day=1))

    assert (counted(office), counted(office, 10)) == ((1, 0, 0), (0, 0, 1))
    book(office, slot, CITIZEN, now=at(9, day=1))
    keep(office, 1, now=at(9, day=1), horizon_days=3)
    assert office.slot(9, day=2).reserved == 0


@pytest.mark.postgres("statements")
def test_what_is_released_goes_to_the_waiting_list_first(office: World):
    for hour, minute in [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]:
        book(office, office.slot(hour, minute, day=2), CITIZEN)
    code = office.invitation()
    office.database.run(waitlist.wait_for, code, MONDAY + timedelta(days=2), now=EARLY)
    office.tick(now=at(7, 30))
    assert office.rows(SeatHold) == []

    office.tick(now=at(8, 30, day=1))

    [entry] = office.rows(WaitlistEntry)
    assert (entry.stage, entry.slot_id) == ("offered", office.slot(8, day=2).id)
    seats_add_up(office)


def test_without_hours_what_is_kept_stays_kept_until_the_slot_begins(office: World):
    keep(office, 1, release_hours=0)

    office.tick(now=at(8, 59, day=2))

    assert counted(office) == (0, 0, 1)


def test_days_that_are_laid_out_later_keep_as_many(office: World):
    keep(office, 1, horizon_days=3)

    assert office.slot(9, day=3).reserved == 1
    office.do(hours.apply, TemporaryShare(Share(MONDAY + timedelta(days=3), None, 50)), now=EARLY)
    assert (office.slot(9, day=3).planned, office.slot(9, day=3).reserved) == (1, 0)


@pytest.mark.postgres("statements")
def test_keeping_takes_no_visit_away_and_says_what_it_does(office: World):
    keep(office, 0)
    full, half, at_desk = (office.slot(hour, day=2) for hour in (9, 10, 11))
    for slot, by in [(full, CITIZEN), (full, CITIZEN), (half, CITIZEN), (at_desk, CLERK), (at_desk, CITIZEN)]:
        book(office, slot, by)

    change = Settings({}, {}, {}, {}, {"A": 1})
    [said] = office.read(lambda session: hours.preview(session, office.office, change, now=EARLY)).reserving
    applied = office.do(hours.apply, change, now=EARLY)

    assert applied.reserving == (said,)
    ahead = len(office.rows(Slot, Slot.service_id == full.service_id, Slot.starts_at > at(7, day=1)))
    assert (said.letter, said.before, said.after, said.slots, said.short) == ("A", 0, ahead, ahead, 1)
    assert [counted(office, hour) for hour in (9, 10, 11)] == [(2, 0, 0), (1, 0, 1), (2, 1, 0)]
    seats_add_up(office)


def test_one_seat_of_a_slot_is_always_everybodys(office: World):
    for change in (Settings({}, {}, {}, {}, {"A": 2}), Settings({}, {}, {"A": 1})):
        with pytest.raises(Invalid) as refusal:
            office.do(hours.apply, change, now=EARLY)
        assert set(refusal.value.errors) == {"reserved_A"}


@pytest.mark.postgres("statements")
def test_invitations_are_for_seats_that_can_be_booked_online(office: World):
    room = office.read(lambda session: rooms_of(session, office.office, now=EARLY))[service_id(office, "A")]
    keep(office, 0)
    without = office.read(lambda session: rooms_of(session, office.office, now=EARLY))[service_id(office, "A")]

    assert without.free - room.free == 24


@pytest.mark.postgres("statements")
def test_postponement_deals_out_nothing_that_is_kept_and_counts_right(office: World):
    office.do(hours.apply, Settings({"horizon_days": 4}, {}, {}, {}, {"A": 1}), now=EARLY)
    passes = [book(office, office.slot(9, day=2), by) for by in (CITIZEN, CLERK)]

    moved = postpone(office, closed(office, MONDAY + timedelta(days=2), start=MONDAY + timedelta(days=2), service="A"))

    slots = [office.rows(Slot, Slot.id == office.booking(each).slot_id)[0] for each in passes]
    assert slots[0].id != slots[1].id
    assert [(slot.taken, slot.by_staff) for slot in slots] == [(1, 0), (1, 1)]
    seats_are_right(office)
    take_back(office, moved)
    assert counted(office)[:2] == (2, 1)
    seats_are_right(office)


def test_day_that_ends_counts_who_is_seated_again(office: World):
    keep(office, 1)
    inside = pass_of(office.book(office.invitation(), office.slot(14), party=4))
    outside = book(office, office.slot(14, 30, day=0), CLERK)
    office.scan(inside, now=at(14))
    office.scan(outside, now=at(14, 30))

    office.tick(now=at(15))

    moved = office.booking(outside)
    assert (moved.stage, moved.slot_id) == ("booked", office.slot(8, day=1).id)
    assert counted(office, 8, day=1) == (1, 1, 0)
    seats_add_up(office)


def test_door_offers_what_is_kept_too(office: World):
    """Who stands there has come to the office: the guard gives the time."""
    pass_code = book(office, office.slot(14, 30, day=2), CITIZEN)
    book(office, office.slot(13, day=2), CITIZEN)

    def offered(session: Session) -> list[int]:
        booking = queries.booking_by_code(session, pass_code)
        assert booking is not None
        found = refusals.wrong_day(session, office.office, booking, EARLY)
        return [slot.id for slot in found.facts["alternatives"]]

    assert office.read(offered)
    move(office, pass_code, office.slot(13, day=2), "staff:2")
    assert counted(office, 13) == (2, 1, 0)


def test_pass_of_a_visit_knows_who_chose_its_time(office: World):
    [online, at_desk] = [book(office, office.slot(9, day=2), by) for by in (CITIZEN, CLERK)]

    rows: list[Booking] = [office.booking(each) for each in (online, at_desk)]

    assert [row.by_staff for row in rows] == [False, True]
    assert [pass_of(row) for row in rows] == [online, at_desk]
