"""Urgent visits beside the seats: kept or earlier, so many a day and service, with a reason that stays sealed."""

from datetime import date

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Message, Move, Slot, UrgentSeat
from scheduler.domain.booking import PassUnknown, SlotForeign, SlotFull, SlotPast, UrgentFull
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.booking import bookings, urgent
from scheduler.flow.postponement import batches, orders
from tests.scenes.factories import EARLY, World, at
from tests.scenes.postponements import closed, postpone, rows_of, seats_are_right, take_back, time_of, times, work_off

ILL = "operasi hari Kamis"


def give(office: World, pass_code: str, slot: Slot, *, reason: str = ILL, now=EARLY) -> UrgentSeat:
    return office.do(urgent.give_urgent, office.booking(pass_code).id, slot.id, reason=reason, now=now)


def test_visit_kept_before_a_postponement_is_not_moved(office: World):
    ill, other = office.booked(9, day=2, service="C"), office.booked(9, day=2, service="C")
    keep = {office.booking(ill).id: ILL}

    postponement = postpone(office, closed(office), keep=keep)

    assert times(office, ill, other) == ["2 09.00", "7 09.00"]
    assert rows_of(office, postponement) == [("kept", None), ("moved", None)]
    assert [seat.reason for seat in office.rows(UrgentSeat)] == [ILL]
    seats_are_right(office)


def test_visit_that_was_moved_gets_its_old_slot_back_beside_the_seats(office: World):
    ill, other = office.booked(9, day=2, service="C"), office.booked(9, day=2, service="C")
    old = office.slot(9, day=2, service="C")
    postponement = postpone(office, closed(office))

    give(office, ill, old)

    assert times(office, ill, other) == ["2 09.00", "7 09.00"]
    assert (office.slot(9, day=2, service="C").taken, office.slot(9, day=2, service="C").planned) == (2, 0)
    assert ("kept", None) in rows_of(office, postponement)
    seats_are_right(office)
    take_back(office, postponement)
    assert times(office, ill, other) == ["2 09.00", "2 09.00"]
    seats_are_right(office)


def test_visit_kept_while_the_postponement_is_worked_off_stays(office: World):
    first, ill = office.booked(9, day=2, service="C"), office.booked(10, day=2, service="C")
    postponement = office.do(orders.start, closed(office), now=EARLY)
    office.database.run(batches.advance, postponement.id, now=EARLY, most=1)

    give(office, ill, office.slot(10, day=2, service="C"))
    work_off(office, postponement)

    assert times(office, first, ill) == ["7 09.00", "2 10.00"]


def test_visit_that_waits_for_a_date_gets_one(office: World):
    ill = office.booked(9, day=2, service="C")
    old = office.slot(9, day=2, service="C")
    postpone(office, closed(office, None))

    give(office, ill, old)

    assert time_of(office, ill) == "2 09.00"
    seats_are_right(office)


def test_full_slot_takes_an_urgent_visit_and_nobody_else(office: World):
    full = [office.booked(9, day=1) for _ in range(6)]
    ill, code = office.booked(10, day=2), office.invitation()

    give(office, ill, office.slot(9, day=1))

    slot = office.slot(9, day=1)
    assert (slot.taken, slot.capacity, slot.planned) == (7, 7, 6)
    with pytest.raises(SlotFull):
        office.book(code, slot)
    office.database.run(bookings.cancel, full[0], ref4=None, by="citizen", now=EARLY)
    seats_are_right(office)


def test_citizen_is_told_of_an_earlier_time_and_history_says_why(office: World):
    ill = office.booked(10, day=2)

    give(office, ill, office.slot(9, day=1))

    booking = office.booking(ill)
    assert office.rows(Move, col(Move.booking_id) == booking.id)[-1].why == "urgent"
    assert [m.cause for m in office.rows(Message, col(Message.booking_id) == booking.id)] == ["booked", "changed"]


def test_contingent_counts_each_service_and_day_for_itself(office: World):
    for _ in range(3):
        give(office, office.booked(10, day=2), office.slot(9, day=1))

    with pytest.raises(UrgentFull) as refusal:
        give(office, office.booked(10, day=2), office.slot(9, day=1))

    assert refusal.value.facts == {"day": date(2026, 12, 1), "limit": 3}
    give(office, office.booked(10, day=3), office.slot(9, day=2))
    give(office, office.booked(10, day=2, service="B"), office.slot(9, day=1, service="B"))
    used = office.read(lambda s: urgent.used_on(s, office.office, office.slot(9).service_id, date(2026, 12, 1)))
    assert used == 3


@pytest.mark.postgres("statements")
def test_visit_that_has_its_urgent_seat_counts_once(office: World):
    for _ in range(2):
        give(office, office.booked(10, day=2), office.slot(9, day=1))
    ill = office.booked(10, day=2)
    give(office, ill, office.slot(9, day=1))

    give(office, ill, office.slot(8, day=1))

    assert len(office.rows(UrgentSeat)) == 3
    assert time_of(office, ill) == "1 08.00"


def test_contingent_that_is_used_up_stops_a_whole_postponement(office: World):
    passes = [office.booked(9, day=2, service="C") for _ in range(3)] + [office.booked(10, day=2, service="C")]
    keep = {office.booking(each).id: ILL for each in passes}

    with pytest.raises(UrgentFull):
        office.do(orders.start, closed(office), keep=keep, now=EARLY)

    assert office.rows(UrgentSeat) == []
    assert office.slot(9, day=2, service="C").planned == 6


def test_later_or_foreign_or_past_slot_is_refused(office: World):
    ill = office.booked(10, day=1)

    for slot, refusal in (
        (office.slot(9, day=1, service="B"), SlotForeign),
        (office.slot(11, day=1), SlotForeign),
        (office.slot(8), SlotPast),
    ):
        with pytest.raises(refusal):
            give(office, ill, slot, now=at(8, 30))


def test_reason_is_required(office: World):
    with pytest.raises(ReasonRequired):
        give(office, office.booked(10, day=2), office.slot(9, day=1), reason="  ")


def test_visit_that_is_over_or_of_another_office_is_refused(office: World, elsewhere: World):
    over, foreign = office.booked(10, day=2), elsewhere.booked(10, day=2)
    office.change(Booking, office.booking(over).id, stage="cancelled")

    with pytest.raises(IllegalStep):
        give(office, over, office.slot(9, day=1))
    with pytest.raises(PassUnknown):
        give(office, foreign, office.slot(9, day=1))


@pytest.mark.parametrize("service", ["C", None], ids=["service closed", "office closed"])
def test_urgent_visit_is_let_in_though_it_is_closed(office: World, service: str | None):
    ill = office.booked(9, day=2, service="C")
    postpone(office, closed(office, service=service), keep={office.booking(ill).id: ILL})

    assert office.scan(ill, now=at(9, day=2)).ticket == "C-001"


def test_who_waits_for_a_date_is_told_so_at_the_door(office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office, None))

    with pytest.raises(Postponed) as refusal:
        office.scan(booked, now=at(9, day=2))

    assert refusal.value.facts == {"reason": "perbaikan alat rekam"}
