"""What time alone changes, written down when it is looked at; safe to look at twice."""

import pytest
from sqlalchemy import delete
from sqlmodel import col

from scheduler.db.models import Booking, BookingDocument, Deployment, Invitation, Move, OfficeDay, Slot, Ticket
from scheduler.flow.counter import calls, parking
from scheduler.flow.day_end import sweeps
from scheduler.flow.hall import people_count
from tests.scenes.factories import World, at


def _tick(office: World, now):
    office.tick(now=now)


def _entering(guarded: World) -> str:
    """Somebody who was called in and has not passed the door."""
    number = [guarded.arrived() for _ in range(5)][-1]
    guarded.do(calls.miss, guarded.call())
    assert guarded.ticket(number).entered_at is None
    return number


def test_called_in_and_not_come_goes_behind_others_and_frees_its_places(guarded: World):
    number = _entering(guarded)
    waiting = [guarded.walk_in().ticket for _ in range(2)]

    _tick(guarded, at(9, 4))
    assert guarded.ticket(number).held == 1
    _tick(guarded, at(9, 5))

    assert ("admitted", "waiting", "did_not_come_in") in guarded.moves(number)
    assert [row.ticket for row in guarded.board().waiting] == [waiting[1], number]
    assert guarded.ticket(waiting[0]).stage == "admitted"
    assert (guarded.ticket(number).held, guarded.day().people_inside) == (0, 4)


def test_deadline_stands_still_in_the_break(guarded: World):
    number = [guarded.arrived(11, 30, now=at(11, 45)) for _ in range(5)][-1]
    guarded.do(calls.miss, guarded.call(now=at(11, 57)), now=at(11, 57))
    assert guarded.board().entering[0].until == at(13, 2)

    _tick(guarded, at(13, 1))
    assert guarded.ticket(number).stage == "admitted"
    _tick(guarded, at(13, 2))

    assert ("admitted", "waiting", "did_not_come_in") in guarded.moves(number)


def test_without_a_guard_nobody_has_a_deadline(office: World):
    number = office.arrived()

    _tick(office, at(9, 30))

    assert office.ticket(number).stage == "admitted"


def test_set_aside_until_a_time_comes_back_by_itself(office: World):
    number = office.called()
    office.do(parking.park, number, until=at(9, 10))

    _tick(office, at(9, 9))
    assert office.ticket(number).stage == "parked"
    _tick(office, at(9, 10))

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.not_before) == ("admitted", None)
    assert office.call(now=at(9, 10)) == number


def test_tick_writes_the_board_only_where_time_changed_it(office: World):
    for _ in range(5):
        office.arrived()
    for counter in (1, 2, 3):
        office.call(counter)
    office.at_time(sweeps.open_day, now=at(9))
    version = office.day().version

    assert not office.needs_tick(now=at(9))
    assert office.needs_tick(now=at(9, 3))
    _tick(office, at(9, 3))

    assert office.day().version == version + 1
    assert office.board().at == at(9, 3)
    assert not office.needs_tick(now=at(9, 3))


@pytest.mark.postgres("statements")
def test_day_that_ended_is_sealed_and_nobody_has_come_for_nothing(office: World):
    waiting, served, never = office.booked(), office.booked(), office.booked()
    office.scan(waiting)
    number = office.scan(served).ticket
    office.call(1, ticket=number, reason="uji")
    office.hand_over(number)

    assert office.needs_tick(now=at(7, day=1))
    _tick(office, at(7, day=1))

    day = office.day()
    assert (day.sealed_at, day.people_inside) == (at(7, day=1), 0)
    assert [office.booking(code).stage for code in (waiting, served, never)] == ["booked", "fulfilled", "missed"]
    assert [ticket.stage for ticket in office.rows(Ticket)] == ["left", "served"]
    assert [visit.live for visit in office.rows(BookingDocument)] == [True, False, False]
    whys = {move.why for move in office.rows(Move, Move.by == "system", Move.after != "admitted")}
    assert whys == {"not_served", "did_not_come"}
    assert [office.messages().count(cause) for cause in ("missed", "not_served")] == [1, 1]
    assert office.walk_in(reference=office.reference_of(never), now=at(9, day=1)).ticket == "A-001"


@pytest.mark.postgres("statements")
def test_day_whose_row_a_scan_made_is_opened_all_the_same(office: World):
    office.database.run(lambda session: session.execute(delete(Slot).where(col(Slot.starts_at) > at(0, day=13))))
    office.walk_in(now=at(8))
    assert office.day().opened_at is None

    office.tick(now=at(8, 1))
    office.tick(now=at(8, 2))

    assert office.day().opened_at == at(8, 1)
    assert office.slot(9, day=14).planned > 0


def test_bookings_of_days_to_come_stay(office: World):
    pass_code = office.booked(9, day=1)
    office.arrived()

    _tick(office, at(7, day=1))

    assert office.booking(pass_code).stage == "booked"


def test_bookings_of_days_on_which_nothing_ran_are_missed_too(office: World):
    _tick(office, at(9))
    pass_code = office.booked(9, day=1)

    _tick(office, at(7, day=2))

    assert office.booking(pass_code).stage == "missed"


def test_sealing_twice_changes_nothing(office: World):
    office.arrived()
    _tick(office, at(7, day=1))
    moves = len(office.rows(Move))

    _tick(office, at(7, 5, day=1))
    for day in office.rows(OfficeDay):
        if day.sealed_at:
            office.at_time(sweeps.seal, day, now=at(7, 10, day=1))

    assert len(office.rows(Move)) == moves


def test_new_day_begins_empty_and_makes_the_slots_of_its_horizon(office: World):
    office.arrived()
    before = len(office.rows(Slot))

    _tick(office, at(0, 1, day=1))

    today = office.day(at(9, day=1))
    assert (today.people_inside, today.arrivals, today.lobby_limit) == (0, 0, 4)
    assert len(office.rows(Slot)) == before + 3 * 12
    assert office.board(at(9, day=1)).waiting == ()


def test_missed_ticket_is_left_when_the_day_ends(office: World):
    number = office.called()
    office.do(calls.miss, number)

    _tick(office, at(7, day=1))

    assert office.ticket(number).stage == "left"
    assert office.moves(number)[-1] == ("missed", "left", "day_ended")
    assert office.rows(Booking)[0].stage == "missed"
    assert office.rows(Invitation)[0].missed == 0


def test_corrections_do_not_outlive_the_seal(office: World):
    office.do(people_count.recount, 0, reason="counted")
    office.arrived()
    office.do(people_count.recount, 0, reason="counted")

    _tick(office, at(7, day=1))

    day = office.day()
    assert day.people_inside == 0


@pytest.mark.postgres("statements")
def test_training_clock_is_recorded(office: World):
    office.database.run(sweeps.record_clock, now=at(9, 5))

    assert office.rows(Deployment)[0].clock_at == at(9, 5)


@pytest.mark.parametrize("hour", [7, 12, 16])
def test_tick_at_any_hour_is_harmless(office: World, hour: int):
    office.arrived()

    _tick(office, at(hour, 30))

    assert office.day().people_inside == 1
