"""Seats that are kept: back for nobody for some minutes, or for one invitation; the count always adds up."""

from datetime import timedelta

import pytest
from sqlmodel import Session, update

from scheduler.db import queries
from scheduler.db.models import Office, SeatHold, Slot
from scheduler.domain.booking import SlotFull
from scheduler.flow.booking import bookings
from scheduler.flow.invitations import invitations
from scheduler.flow.seats import seats
from tests.scenes.factories import EARLY, World


def _taken(office: World, slot: Slot) -> tuple[int, int]:
    row = office.rows(Slot, Slot.id == slot.id)[0]
    return row.taken, row.capacity


def _invitation_id(office: World, code: str) -> int:

    found = office.read(lambda session: queries.invitation_by_code(session, code))
    assert found is not None
    return found.id


def _set(office: World, **settings: int) -> None:
    def change(session: Session) -> None:
        session.execute(update(Office).values(**settings))

    office.database.run(change)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))


def _cancelled(office: World) -> Slot:
    pass_code = office.booked(9)
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)
    return office.slot(9)


def test_freed_seat_is_free_only_after_a_random_few_minutes(office: World):
    slot = _cancelled(office)

    (hold,) = office.rows(SeatHold)
    assert timedelta(minutes=1) <= hold.until - EARLY <= timedelta(minutes=5)
    assert office.at_time(seats.release_due, now=hold.until - timedelta(seconds=1)) == 0
    assert _taken(office, slot) == (1, 6)
    assert office.at_time(seats.release_due, now=hold.until) == 1
    assert _taken(office, slot) == (0, 6)
    assert office.rows(SeatHold) == []


def test_freed_seats_come_back_at_different_times(office: World):
    for _ in range(6):
        _cancelled(office)

    assert len({hold.until for hold in office.rows(SeatHold)}) > 2


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("minutes", [0, 1])
def test_office_sets_how_long_a_freed_seat_is_held_back(office: World, minutes: int):
    _set(office, hold_back_minutes=minutes)

    slot = _cancelled(office)

    assert [hold.until - EARLY for hold in office.rows(SeatHold)] == [timedelta(minutes=1)] * minutes
    assert _taken(office, slot) == (minutes, 6)


def test_kept_seat_is_for_its_invitation_alone(office: World):
    slot, mine, other = office.slot(9), office.invitation(), office.invitation()
    keep = {"until": EARLY + timedelta(minutes=30), "invitation_id": _invitation_id(office, mine)}
    for _ in range(5):
        office.booked(9)

    assert office.database.run(seats.keep, office.office, slot.id, 1, **keep)
    with pytest.raises(SlotFull):
        office.book(other, slot)
    booking = office.book(mine, slot)

    assert booking.slot_id == slot.id
    assert _taken(office, slot) == (6, 6)
    assert office.rows(SeatHold) == []


def test_seat_given_back_is_its_own_invitations_to_take_again_and_nobody_elses(office: World):
    mine, other, slot = office.invitation(), office.invitation(), office.slot(9)
    for _ in range(5):
        office.booked(9)
    office.database.run(
        bookings.cancel, invitations.pass_of(office.book(mine, slot)), ref4=None, by="citizen", now=EARLY
    )

    with pytest.raises(SlotFull):
        office.book(other, slot)
    assert office.book(mine, slot).slot_id == slot.id
    assert (_taken(office, slot), office.rows(SeatHold)) == ((6, 6), [])


def test_kept_seat_whose_time_is_over_is_nobodys(office: World):
    slot, mine = office.slot(9), office.invitation()
    for _ in range(5):
        office.booked(9)
    until = EARLY + timedelta(minutes=30)
    office.database.run(seats.keep, office.office, slot.id, 1, until=until, invitation_id=_invitation_id(office, mine))

    with pytest.raises(SlotFull):
        office.book(mine, slot, now=until)


def test_more_kept_than_needed_is_given_back_and_less_is_filled_up(office: World):
    wide, mine = office.slot(9), office.invitation()
    invitation, until = _invitation_id(office, mine), EARLY + timedelta(minutes=30)

    def take(session: Session, units: int) -> bool:
        return seats.take_free_or_kept(session, wide.id, units, invitation_id=invitation, by_staff=False, now=EARLY)

    office.database.run(seats.keep, office.office, wide.id, 5, until=until, invitation_id=invitation)
    assert office.database.run(take, 2)
    assert _taken(office, wide) == (2, 6)

    office.database.run(seats.keep, office.office, wide.id, 3, until=until, invitation_id=invitation)
    assert office.database.run(take, 4)
    assert _taken(office, wide) == (6, 6)


def test_capacity_above_the_plan_falls_with_what_is_taken(office: World):
    for _ in range(3):
        office.booked(9)
    slot = office.slot(9)

    office.edit(slot_capacity=2, now=EARLY)
    assert _taken(office, slot) == (3, 3)
    office.database.run(seats.free, slot.id, 1)
    assert _taken(office, slot) == (2, 2)
    office.database.run(seats.free, slot.id, 1)
    assert _taken(office, slot) == (1, 2)
