"""The day ends before the turn of somebody who came: the first free time of the days that follow is theirs."""

from datetime import date

import pytest

from scheduler.db.models import Booking, Invitation, Message, Slot, Ticket
from scheduler.domain.door import WrongDay
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import calls, counter_problems, parking
from scheduler.flow.documents import documents
from scheduler.flow.hall import people_count
from scheduler.flow.invitations.invitations import pass_of
from tests.flow.small import shrink
from tests.races.booking.test_booking_machine import seats_add_up
from tests.scenes.factories import World, at

CLOSING, NIGHT = at(15), at(0, 10, day=1)


def _tick(office: World, now=CLOSING) -> None:
    office.tick(now=now)


def _fill(office: World) -> list[str]:
    return [office.arrived(14, now=at(14)) for _ in range(4)]


def _outside(office: World, **facts) -> tuple[str, str]:
    """Pass and number of somebody who came for 14.30 and waits outside a full hall."""
    pass_code = office.booked(14, 30, **facts)
    return pass_code, office.scan(pass_code, now=at(14, 30)).ticket


def _starts_at(office: World, booking: Booking):
    return office.read(lambda s: s.get_one(Slot, booking.slot_id).starts_at) if booking.slot_id else None


def test_who_waits_outside_at_closing_gets_the_first_free_time_of_the_next_day(office: World):
    inside = _fill(office)
    pass_code, number = _outside(office)
    before = office.booking(pass_code)

    _tick(office)

    booking = office.booking(pass_code)
    assert (booking.stage, booking.short, _starts_at(office, booking)) == ("booked", before.short, at(8, day=1))
    assert (booking.first_starts_at, booking.moved_by_office) == (at(14, 30), 1)
    assert office.moves(number)[-1] == ("waiting", "left", "not_served")
    assert office.booking(pass_code).slot_id != before.slot_id
    assert (office.slot(14, 30).taken, office.slot(8, day=1).taken) == (0, 1)
    message = office.rows(Message)[-1]
    assert (message.cause, message.facts) == (
        "not_served",
        {"old": at(14, 30).isoformat(), "new": at(8, day=1).isoformat()},
    )
    assert [office.ticket(each).stage for each in inside] == ["admitted"] * 4


def test_whoever_hardly_gets_a_turn_today_is_told_so(office: World):
    _fill(office)
    in_time = office.scan(office.booked(14, 30), now=at(14, 15))
    for hour in (9, 9, 10, 10, 11, 11):
        office.arrived(hour, now=at(14, 50))
    too_late = office.scan(office.booked(14, 30), now=at(14, 58))

    assert (in_time.minutes is None, in_time.is_late) == (False, False)
    assert (too_late.answer, too_late.minutes, too_late.is_late) == ("wait_outside", None, True)


def test_who_is_inside_at_closing_is_still_served(office: World):
    inside = _fill(office)
    _outside(office)
    _tick(office)

    for number in inside:
        assert office.call(now=at(15, 5)) == number
        office.hand_over(number, now=at(15, 10))

    assert office.day().people_inside == 0


def test_who_is_still_inside_at_night_gets_another_day_too(office: World):
    walk_in = office.walk_in(service="C", now=at(14)).ticket
    number = office.arrived(14, now=at(14))
    office.call(1, now=at(14))

    _tick(office, NIGHT)

    visits = office.rows(Booking)
    assert [booking.stage for booking in visits] == ["booked", "booked"]
    assert [_starts_at(office, booking) for booking in visits] == [at(8, day=1), at(8, day=1)]
    assert visits[0].first_starts_at == at(14), "a walk-in came for the time at which it came"
    assert len({booking.slot_id for booking in visits}) == 2, "each of its own service"
    assert [office.moves(each)[-1][1:] for each in (walk_in, number)] == [("left", "not_served")] * 2
    assert office.day().people_inside == 0


def test_same_pass_is_good_on_the_new_day(office: World):
    _fill(office)
    pass_code, _ = _outside(office)
    _tick(office)

    with pytest.raises(WrongDay):
        office.scan(pass_code, now=at(15, 5))
    _tick(office, NIGHT)
    arrival = office.scan(pass_code, now=at(8, day=1))

    assert (arrival.ticket, arrival.is_new) == ("A-001", True)
    assert [t.stage for t in office.rows(Ticket, Ticket.booking_id == office.booking(pass_code).id)] == [
        "left",
        "admitted",
    ]


def test_moving_on_is_not_counted(office: World):
    _fill(office)
    pass_code, _ = _outside(office)
    _tick(office)
    digits = office.reference_of(pass_code)[-4:]

    office.database.run(
        bookings.move_booking, pass_code, office.slot(10, day=2).id, ref4=digits, by="citizen", now=at(16)
    )

    booking = office.booking(pass_code)
    assert office.rows(Invitation, Invitation.id == booking.invitation_id)[0].changes == 0
    assert booking.first_starts_at is None


def test_closed_day_is_passed_over(office: World):
    _fill(office)
    pass_code, _ = _outside(office)
    office.do(closures.shut, NewClosure(date(2026, 12, 1), date(2026, 12, 2), "Cuti"), now=at(14, 40))

    _tick(office)

    assert _starts_at(office, office.booking(pass_code)) == at(8, day=3)


def test_in_their_order_and_where_there_is_room(office: World):
    shrink(office, days=1)
    for minute in (0, 30):
        office.booked(8, minute, day=1)
    inside = [office.walk_in(now=at(13)).ticket for _ in range(4)]
    visits = [office.booked(13 + half // 2, half % 2 * 30) for half in range(3)]
    for half, pass_code in enumerate(visits):
        office.scan(pass_code, now=at(13 + half // 2, half % 2 * 30))
    assert [row.ticket for row in office.board().waiting] != inside

    _tick(office)

    given = [_starts_at(office, office.booking(each)) for each in visits]
    assert given == [at(9, day=1), at(9, 30, day=1), at(10, day=1)]
    seats_add_up(office)


@pytest.mark.postgres("statements")
def test_visit_larger_than_a_slot_takes_a_whole_one(office: World):
    shrink(office, capacity=2, days=1)
    office.booked(8, day=1)
    _fill_walk_ins(office)
    documents_of = [office.document(kk="1", type=kind, now=at(7)) for kind in ("KTP-el", "KIA", "KIA")]
    number = office.walk_in(reference=documents_of[0].reference, now=at(14)).ticket

    _tick(office)

    (booking,) = office.rows(Booking, Booking.id == office.ticket(number).booking_id)
    assert (_starts_at(office, booking), booking.units) == (at(8, 30, day=1), 2)
    seats_add_up(office)


def test_full_horizon_leaves_the_choice_and_counts_nothing(office: World):
    shrink(office, days=0)
    _fill_walk_ins(office)
    pass_code, number = _outside(office)

    _tick(office)

    booking = office.booking(pass_code)
    invitation = office.rows(Invitation, Invitation.id == booking.invitation_id)[0]
    assert (booking.stage, invitation.missed, office.ticket(number).stage) == ("missed", 0, "left")
    assert office.messages()[-1] == "missed"
    assert office.walk_in(reference=office.reference_of(pass_code), now=at(9, day=1)).is_new


def test_visit_of_which_nothing_is_ready_any_more_waits_for_its_document(office: World):
    pass_code = office.booked(14)
    number = office.scan(pass_code, now=at(14)).ticket
    office.call(now=at(14))
    office.do(counter_problems.report_problem, number, reason="misprint", wait=True, now=at(14, 5))

    _tick(office, NIGHT)

    assert (office.booking(pass_code).stage, office.ticket(number).stage) == ("missed", "left")
    assert office.stage(office.reference_of(pass_code)) == "in_production"


def test_who_has_a_part_is_done_for_the_day(office: World):
    made = [office.document(kk="1", type=kind) for kind in ("KTP-el", "KIA")]
    number = office.walk_in(reference=made[0].reference, now=at(14)).ticket
    office.call(now=at(14, 20))
    office.hand_over(number, [made[0].reference], now=at(14, 30))
    office.do(parking.park, number, outside=True, now=at(14, 31))

    _tick(office)

    assert office.ticket(number).stage == "left"
    assert office.rows(Booking)[0].stage == "fulfilled"
    assert "not_served" not in office.messages()
    office.do(documents.set_stage, made[1].reference, DocumentStage.INCOMPLETE, now=at(16))


@pytest.mark.postgres("statements")
def test_who_was_called_and_had_gone_is_not_given_a_time(office: World):
    pass_code = office.booked(14)
    number = office.scan(pass_code, now=at(14)).ticket
    office.do(calls.miss, office.call(now=at(14)), now=at(14, 5))

    _tick(office)
    assert office.ticket(number).stage == "missed"
    _tick(office, NIGHT)

    assert (office.booking(pass_code).stage, office.ticket(number).stage) == ("missed", "left")
    assert office.messages()[-1] == "missed"


def test_emptied_hall_that_stays_so_sends_everybody_home_with_a_time(office: World):
    pass_code = office.booked(14)
    office.scan(pass_code, now=at(14))
    office.do(people_count.empty_hall, reason="listrik padam", now=at(14, 30))

    _tick(office)

    assert _starts_at(office, office.booking(pass_code)) == at(8, day=1)


def test_closing_twice_changes_nothing(office: World):
    _fill(office)
    pass_code, _ = _outside(office)
    assert office.needs_tick(now=CLOSING)
    _tick(office)
    slot = office.booking(pass_code).slot_id

    _tick(office, at(15, 1))
    _tick(office, NIGHT)

    assert office.booking(pass_code).slot_id == slot
    assert office.messages().count("not_served") == 5, "one outside, and at night the four inside"
    seats_add_up(office)


def test_nobody_is_sent_home_before_closing(office: World):
    _fill(office)
    pass_code, number = _outside(office)

    _tick(office, at(14, 59))

    assert (office.booking(pass_code).stage, office.ticket(number).stage) == ("arrived", "waiting")


def test_walk_in_that_nobody_can_be_told_of_has_its_time_all_the_same(office: World):
    _fill_walk_ins(office)
    arrival = office.walk_in(service="C", now=at(14))

    _tick(office)

    booking = office.read(lambda s: s.get_one(Booking, arrival.booking_id))
    assert (booking.stage, _starts_at(office, booking)) == ("booked", at(8, day=1))
    assert office.scan(pass_of(booking), now=at(8, day=1)).is_new


def _fill_walk_ins(office: World) -> None:
    for _ in range(4):
        office.walk_in(now=at(13))
