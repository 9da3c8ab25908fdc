"""Postponement: who moves from when to when, in which order, what stays as it is, and how it is taken back."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler.db.models import Booking, Closure, Invitation, Message, Move, Postponement, Slot
from scheduler.domain.booking import SlotClosed
from scheduler.domain.messages import Why
from scheduler.domain.postponement.refusals import PostponementOver
from scheduler.domain.refusals import Invalid
from scheduler.flow import postponement as postponing
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.postponement import extending, moving, placing, preview, reopening
from scheduler.flow.postponement.dealing import dealt
from scheduler.flow.seats import seats
from tests.scenes.factories import EARLY, MORNING, World, at
from tests.scenes.postponements import (
    FRIDAY,
    REASON,
    WEDNESDAY,
    closed,
    postpone,
    rows_of,
    seats_are_right,
    take_back,
    time_of,
    times,
    work_off,
)

NEXT_FRIDAY = date(2026, 12, 11)


def messages(office: World, *causes: str) -> list[Message]:
    return office.rows(Message, col(Message.cause).in_(causes))


def test_visits_of_a_closed_service_move_to_the_first_times_after_it_in_their_order(office: World):
    late, early = office.booked(11, day=3, service="C"), office.booked(9, day=2, service="C")
    middle = [office.booked(10, day=2, service="C") for _ in range(2)]
    other, before = office.booked(9, day=2), office.booked(9, day=1, service="C")

    postpone(office, closed(office))

    assert times(office, early, *middle) == ["7 09.00", "7 10.00", "7 10.00"]
    assert times(office, late, other, before) == ["7 11.00", "2 09.00", "1 09.00"]
    seats_are_right(office)


def test_preview_says_what_then_happens_and_writes_nothing(office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (11, 9, 10)]
    wish = closed(office)

    foreseen = office.read(lambda session: preview(session, office.office, wish, now=EARLY))

    assert office.rows(Postponement) == office.rows(Closure) == []
    postpone(office, wish)
    by_id = {row.visit.id: row.new for row in foreseen.rows}
    for each in passes:
        booking = office.booking(each)
        slot = office.rows(Slot, col(Slot.id) == booking.slot_id)[0]
        assert slot.starts_at == by_id[booking.id]
    assert [row.visit.short for row in foreseen.rows] == [office.booking(passes[n]).short for n in (1, 2, 0)]


@pytest.mark.postgres("statements")
def test_priority_goes_first_among_visits_of_the_same_time(office: World):
    first, second = office.booked(9, day=2, service="C"), office.booked(9, day=2, service="C")
    wish = office.booked(9, day=2, service="C")
    office.change(Booking, office.booking(wish).id, wish_priority=True)
    [office.booked(9, day=7, service="C") for _ in range(2)]

    postpone(office, closed(office))

    assert times(office, wish, first, second) == ["7 09.00", "7 08.30", "7 08.30"]


def test_pass_and_nomor_jadwal_stay_and_history_tells(office: World):
    booked = office.booked(9, day=2, service="C")
    before = office.booking(booked)

    postpone(office, closed(office))

    after = office.booking(booked)
    assert (after.id, after.short, after.code_hash) == (before.id, before.short, before.code_hash)
    assert (after.first_starts_at, after.moved_by_office) == (at(9, day=2), 1)
    last = office.rows(Move, col(Move.booking_id) == after.id)[-1]
    assert (last.before, last.after, last.why, last.was["slot_id"]) == ("booked", "booked", "postponed", before.slot_id)


def test_each_moved_visit_is_told_once_in_the_order_of_the_old_times(office: World):
    hours = [11, 9, 10, 14]
    passes = {hour: office.booked(hour, day=2, service="C") for hour in hours}
    untouched = office.booked(9, day=2)

    postponement = postpone(office, closed(office))
    work_off(office, postponement)

    told = messages(office, "moved")
    assert [message.booking_id for message in told] == [office.booking(passes[hour]).id for hour in sorted(hours)]
    assert told[0].facts["old"] == at(9, day=2).isoformat()
    assert told[0].facts["new"] == at(min(hours), day=7).isoformat()
    assert told[0].facts["reason"] == REASON
    assert office.booking(untouched).id not in {message.booking_id for message in told}


def test_nobody_can_book_into_what_is_closed_once_it_is_ordered(office: World):
    office.booked(9, day=2, service="C")
    slot, code = office.slot(9, day=2, service="C"), office.invitation(type="Perekaman KTP-el")

    office.do(postponing.start, closed(office), now=EARLY)

    with pytest.raises(SlotClosed):
        office.book(code, slot)


def test_seat_kept_for_the_waiting_list_is_lost_with_its_slot(office: World):
    slot, document = office.slot(9, day=2, service="C"), office.document(type="Perekaman KTP-el")
    keep = {"until": EARLY + timedelta(minutes=30), "invitation_id": document.invitation_id}
    assert office.database.run(seats.keep, office.office, slot.id, 2, **keep)

    office.do(postponing.start, closed(office), now=EARLY)

    with pytest.raises(SlotClosed):
        office.book(office.code(document), slot)
    seats_are_right(office)


@pytest.mark.postgres("statements")
def test_closed_office_moves_the_visits_of_every_service(office: World):
    passes = [office.booked(9, day=2, service=letter) for letter in "ABC"]

    postpone(office, closed(office, service=None))

    assert times(office, *passes) == ["7 09.00"] * 3


def test_same_order_given_again_while_it_is_worked_off_is_one(office: World):
    for hour in (9, 10, 11):
        office.booked(hour, day=2, service="C")
    first = office.do(postponing.start, closed(office), now=EARLY)
    office.database.run(postponing.advance, first.id, now=EARLY, most=1)

    again = office.do(postponing.start, closed(office), now=EARLY)
    work_off(office, again)

    assert again.id == first.id
    assert len(office.rows(Postponement)) == len(office.rows(Closure)) == 1
    assert len(messages(office, "moved")) == 3


def test_what_a_citizen_changes_meanwhile_is_left_alone(office: World):
    cancelled, moved, left = (office.booked(hour, day=2, service="C") for hour in (9, 10, 11))
    postponement = office.do(postponing.start, closed(office), now=EARLY)
    target = office.slot(14, day=8, service="C")
    for code, step, args in ((cancelled, bookings.cancel, ()), (moved, bookings.move_booking, (target.id,))):
        office.database.run(step, code, *args, ref4=None, by="citizen", now=EARLY)

    work_off(office, postponement)

    assert rows_of(office, postponement) == [("gone", None), ("gone", None), ("moved", None)]
    assert times(office, moved, left) == ["8 14.00", "7 11.00"]
    seats_are_right(office)


def test_who_moves_after_the_seats_were_dealt_out_is_left_alone(office: World, monkeypatch: pytest.MonkeyPatch):
    """Their invitation is held by then, so nobody can; should one day somebody not ask for it, nothing goes wrong."""
    booked, target = office.booked(9, day=2, service="C"), office.slot(14, day=8, service="C")

    def dealt_before_they_move(session: Session, *facts: Any) -> Any:
        given = dealt(session, *facts)
        bookings.move_booking(session, booked, target.id, ref4=None, by="citizen", now=EARLY)
        session.flush()
        return given

    monkeypatch.setattr(moving, "dealt", dealt_before_they_move)
    postponement = postpone(office, closed(office))

    assert rows_of(office, postponement) == [("gone", None)]
    assert time_of(office, booked) == "8 14.00"
    seats_are_right(office)


def test_who_has_arrived_is_left_alone(office: World):
    booked = office.booked(9, service="C")
    postponement = office.do(postponing.start, closed(office, start=WEDNESDAY - timedelta(days=2)), now=EARLY)
    office.change(Booking, office.booking(booked).id, stage="arrived")

    work_off(office, postponement)

    assert rows_of(office, postponement) == [("gone", None)]
    assert time_of(office, booked) == "0 09.00"


def test_new_slots_are_laid_out_beyond_the_horizon_as_far_as_they_are_needed(office: World):
    booked = office.booked(9, day=2, service="C")

    postpone(office, closed(office, date(2027, 2, 26)))

    assert time_of(office, booked) == "91 09.00"


@pytest.mark.postgres("statements")
def test_visit_larger_than_any_slot_keeps_its_place_and_is_listed(office: World):
    large, small = office.booked(9, day=2, service="C"), office.booked(10, day=2, service="C")
    office.change(Booking, office.booking(large).id, units=7)
    office.change(Slot, office.slot(9, day=2, service="C").id, taken=7, capacity=7)

    postponement = postpone(office, closed(office))

    assert rows_of(office, postponement) == [("stuck", "too_large"), ("moved", None)]
    assert times(office, large, small) == [None, "7 10.00"]
    assert [message.booking_id for message in messages(office, "closed")] == [office.booking(large).id]
    seats_are_right(office)


def test_extended_closure_moves_by_the_first_place_and_says_so(office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]
    office.edit(slot_capacity=2)
    first = postpone(office, closed(office))
    assert times(office, *passes) == ["7 09.00", "7 10.00"]
    newcomer = office.booked(9, 30, day=7, service="C")

    wish = office.read(lambda session: extending(session, office.office, first.closure_id, NEXT_FRIDAY))
    second = postpone(office, wish)

    assert times(office, *passes, newcomer) == ["14 09.00", "14 10.00", "14 09.30"]
    assert [m.booking_id for m in messages(office, "moved_again")] == [office.booking(each).id for each in passes]
    assert office.booking(passes[0]).first_starts_at == at(9, day=2)
    assert (second.closure_id, office.rows(Closure)[0].ends_on) == (first.closure_id, NEXT_FRIDAY)


def test_closure_can_only_be_extended_to_a_later_day(office: World):
    first = postpone(office, closed(office))

    with pytest.raises(Invalid) as refusal:
        office.read(lambda session: extending(session, office.office, first.closure_id, FRIDAY))

    assert refusal.value.facts["errors"] == {"ends_on": "not_later"}


def test_without_an_end_everybody_keeps_the_order_and_no_slot_is_promised(office: World):
    late, early = office.booked(11, day=3, service="C"), office.booked(9, day=2, service="C")

    postponement = postpone(office, closed(office, None))

    assert times(office, late, early) == [None, None]
    assert rows_of(office, postponement) == [("deferred", None), ("deferred", None)]
    told = messages(office, "closed")
    assert [message.booking_id for message in told] == [office.booking(early).id, office.booking(late).id]
    assert told[0].facts["new"] is None
    assert office.booking(early).first_starts_at == at(9, day=2)
    seats_are_right(office)


def test_reopening_at_half_capacity_deals_out_slots_in_the_first_order(office: World):
    late, early = office.booked(11, day=3, service="C"), office.booked(9, day=2, service="C")
    middle = office.booked(10, day=2, service="C")
    office.edit(slot_capacity=4)
    shut = postpone(office, closed(office, None))
    monday = at(7, day=7)

    wish = office.read(
        lambda s: reopening(s, office.office, shut.closure_id, date(2026, 12, 8), percent=50, until=date(2026, 12, 31))
    )
    postponement = postpone(office, wish, now=monday)

    assert rows_of(office, postponement) == [("moved", None)] * 3
    assert times(office, early, middle, late) == ["8 09.00", "8 10.00", "8 11.00"]
    assert office.slot(9, day=8, service="C").capacity == 2
    assert [m.booking_id for m in messages(office, "moved")] == [office.booking(p).id for p in (early, middle, late)]
    assert office.booking(early).moved_by_office == 1


@pytest.mark.postgres("statements")
def test_change_of_hours_leaves_visits_that_are_placed_by_the_same_tool(office: World):
    booked, stays = office.booked(9, day=2, service="C"), office.booked(10, day=2, service="C")
    hour = NewClosure(WEDNESDAY, WEDNESDAY, "rapat", from_time=time(9), to_time=time(9, 30))
    office.do(closures.shut, hour, now=EARLY)

    postponement = postpone(office, placing("jam layanan berubah"))

    assert times(office, booked, stays) == ["2 09.30", "2 10.00"]
    assert (postponement.kind, rows_of(office, postponement)) == ("hours", [("moved", None)])


def test_who_waits_for_a_date_and_gets_none_is_not_told_twice(office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office, None))

    postponement = postpone(office, placing("percobaan"))

    assert rows_of(office, postponement) == [("stuck", "no_room")]
    assert len(messages(office, "closed")) == 1
    assert office.booking(booked).moved_by_office == 1


def test_choice_after_a_move_by_the_office_is_no_change_of_the_citizens(office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office))
    [digits] = [office.reference_of(booked)[-4:]]

    for hour in (9, 10):
        slot = office.slot(hour, day=8, service="C")
        office.database.run(bookings.move_booking, booked, slot.id, ref4=digits, by="citizen", now=EARLY)

    invitation = office.rows(Invitation, col(Invitation.id) == office.booking(booked).invitation_id)[0]
    assert invitation.changes == 1


# --- undone


def test_undo_brings_everybody_back_and_opens_again(office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10, 11)]
    postponement = postpone(office, closed(office))

    undone = take_back(office, postponement, now=MORNING)

    assert (undone.stage, rows_of(office, undone)) == ("undone", [("undone", None)] * 3)
    assert times(office, *passes) == ["2 09.00", "2 10.00", "2 11.00"]
    assert office.rows(Closure) == []
    booking = office.booking(passes[0])
    assert (booking.first_starts_at, booking.moved_by_office) == (None, 0)
    moved, back = office.rows(Move, col(Move.booking_id) == booking.id)[-2:]
    assert (back.why, back.undoes) == ("undo", moved.id)
    seats_are_right(office)


@pytest.mark.postgres("statements")
def test_undo_stops_messages_that_have_not_left_and_takes_back_those_that_have_once(office: World):
    office.booked(9, day=2, service="C")
    sent = office.booked(10, day=2, service="C")
    postponement = postpone(office, closed(office))
    told = {message.booking_id: message.id for message in messages(office, "moved")}
    office.change(Message, told[office.booking(sent).id], state="sent")

    take_back(office, postponement)

    assert [message.state for message in messages(office, "moved")] == ["moot", "sent"]
    assert [message.why for message in messages(office, "moved")] == [Why.UNTRUE, None]
    back = messages(office, "moved_back")
    assert [message.booking_id for message in back] == [office.booking(sent).id]
    assert (back[0].facts["old"], back[0].facts["new"]) == (at(10, day=7).isoformat(), at(10, day=2).isoformat())


def test_undo_leaves_who_chose_for_themselves_and_whose_time_has_passed(office: World):
    chose, past, back = (office.booked(*time, service="C") for time in ((9, 0), (8, 30), (14, 0)))
    monday = WEDNESDAY - timedelta(days=2)
    postponement = postpone(office, closed(office, start=monday))
    target = office.slot(14, day=8, service="C")
    office.database.run(bookings.move_booking, chose, target.id, ref4=None, by="citizen", now=EARLY)

    undone = take_back(office, postponement, now=at(8, 45))

    assert rows_of(office, undone) == [("stayed", "past"), ("stayed", "changed"), ("undone", None)]
    assert times(office, chose, past, back) == ["8 14.00", "7 08.30", "0 14.00"]
    seats_are_right(office)


def test_undo_in_the_middle_leaves_what_was_not_moved_yet(office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10, 11)]
    postponement = office.do(postponing.start, closed(office), now=EARLY)
    office.database.run(postponing.advance, postponement.id, now=EARLY, most=1)

    take_back(office, postponement)

    assert times(office, *passes) == ["2 09.00", "2 10.00", "2 11.00"]
    assert len(messages(office, "moved")) == 1
    seats_are_right(office)


def test_undo_of_an_extension_goes_back_to_the_first_closure(office: World):
    booked = office.booked(9, day=2, service="C")
    first = postpone(office, closed(office))
    wish = office.read(lambda session: extending(session, office.office, first.closure_id, NEXT_FRIDAY))
    second = postpone(office, wish)

    with pytest.raises(PostponementOver):
        office.do(postponing.undo, first.id, now=EARLY)
    take_back(office, second)

    assert (time_of(office, booked), office.rows(Closure)[0].ends_on) == ("7 09.00", FRIDAY)
    take_back(office, first)
    assert (time_of(office, booked), office.rows(Closure)) == ("2 09.00", [])


def test_undo_gives_an_open_end_back_to_its_slots(office: World):
    booked = office.booked(9, day=2, service="C")
    postponement = postpone(office, closed(office, None))

    take_back(office, postponement)

    assert (time_of(office, booked), office.rows(Closure)) == ("2 09.00", [])
    seats_are_right(office)


def test_undo_is_refused_after_a_day(office: World):
    postponement = postpone(office, closed(office))

    with pytest.raises(PostponementOver):
        office.do(postponing.undo, postponement.id, now=EARLY + timedelta(days=1, minutes=1))


def test_closure_that_somebody_took_back_leaves_the_rest_where_it_is(office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]
    postponement = office.do(postponing.start, closed(office), now=EARLY)
    office.database.run(postponing.advance, postponement.id, now=EARLY, most=1)
    office.at_time(closures.drop, postponement.closure_id, now=EARLY)

    work_off(office, postponement)

    assert rows_of(office, postponement) == [("moved", None), ("gone", None)]
    assert times(office, *passes) == ["7 09.00", "2 10.00"]
    seats_are_right(office)


# --- nonsense


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"reason": "  "}, {"reason": "empty"}),
        ({"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 2)}, {"ends_on": "past"}),
        ({"ends_on": date(2226, 12, 21)}, {"ends_on": "too_far"}),
        ({"ends_on": date.max}, {"ends_on": "too_far"}),
        ({"starts_on": date.max, "ends_on": None}, {"starts_on": "too_far"}),
    ],
)
def test_nonsense_is_refused_by_name(office: World, facts, fault):
    usual = {"starts_on": WEDNESDAY, "ends_on": FRIDAY, "reason": REASON}

    with pytest.raises(Invalid) as refusal:
        office.do(postponing.start, postponing.closing(**{**usual, **facts}), now=EARLY)

    assert refusal.value.facts["errors"] == fault
