"""What an office lets a citizen do: change until a time and so often, miss so often, book again after some days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.db.models import Booking, Invitation, Office, Slot
from scheduler.domain.booking import ChangeLimit, ChangeTooLate, CoolingOff, MissedLimit
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import Refusal
from scheduler.domain.text.names import last_digits
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.core.limits import is_answer
from scheduler.flow.counter import handovers
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.invitations.invitations import code_of, pass_of
from tests.scenes.factories import CLERK, EARLY, MONDAY, NINE, World, at

ANYBODY = Collector()


def _set(office: World, **facts: object) -> None:
    office.change(Office, office.office.id, hold_back_minutes=0, **facts)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))


def _digits(office: World, pass_code: str) -> str:
    return last_digits(office.reference_of(pass_code), 4)


def _move(office: World, pass_code: str, slot: Slot, *, staff: bool = False, now: datetime = EARLY) -> Booking:
    ref4, by = (None, CLERK) if staff else (_digits(office, pass_code), "citizen")
    return office.database.run(bookings.move_booking, pass_code, slot.id, ref4=ref4, by=by, now=now)


def _cancel(office: World, pass_code: str, *, staff: bool = False, now: datetime = EARLY) -> Booking:
    ref4, by = (None, CLERK) if staff else (_digits(office, pass_code), "citizen")
    return office.database.run(bookings.cancel, pass_code, ref4=ref4, by=by, now=now)


def _invitation(office: World, pass_code: str) -> Invitation:
    booking = office.booking(pass_code)
    return office.read(lambda session: session.get_one(Invitation, booking.invitation_id))


def _again(office: World, pass_code: str, slot: Slot, *, by: str = "citizen", now: datetime = EARLY) -> str:
    code = code_of(_invitation(office, pass_code))
    made = office.database.run(bookings.book, code, slot.id, party=1, collector=ANYBODY, by=by, now=now)
    return made.code


def _day_ends(office: World, day: int = 1) -> None:
    """The office's day passes, and is sealed the night after."""
    for now in (at(16, day=day - 1), at(0, 10, day=day)):
        office.tick(now=now)


# --- until when


def test_citizen_changes_until_the_offices_time_before_the_slot(office: World):
    _set(office, change_minutes=60)
    pass_code = office.booked(10)

    assert _move(office, pass_code, office.slot(11), now=at(9)).slot_id == office.slot(11).id
    with pytest.raises(ChangeTooLate) as refused:
        _move(office, pass_code, office.slot(14), now=at(10, 1))
    with pytest.raises(ChangeTooLate):
        _cancel(office, pass_code, now=at(10, 1))

    assert refused.value.facts == {"until": at(10), "phone": office.office.name}
    assert office.booking(pass_code).slot_id == office.slot(11).id


@pytest.mark.postgres("statements")
def test_the_same_slot_again_is_no_change_however_late(office: World):
    _set(office, change_minutes=60, max_changes=0)
    pass_code = office.booked(10)

    assert _move(office, pass_code, office.slot(10), now=at(9, 59)).slot_id == office.slot(10).id


def test_staff_change_at_any_time(office: World):
    _set(office, change_minutes=60)
    moved, cancelled = office.booked(10), office.booked(10)

    _move(office, moved, office.slot(14), staff=True, now=at(9, 30))
    _cancel(office, cancelled, staff=True, now=at(9, 30))

    assert office.booking(moved).slot_id == office.slot(14).id
    assert office.booking(cancelled).stage == "cancelled"


def test_office_without_such_a_time_lets_them_until_the_day_is_over(office: World):
    pass_code = office.booked(9)

    assert _move(office, pass_code, office.slot(11), now=at(9, 40)).slot_id == office.slot(11).id


# --- how often


@pytest.mark.postgres("statements")
def test_citizen_moves_so_often_and_may_then_only_cancel(office: World):
    _set(office, max_changes=2, phone="0771-123456")
    pass_code = office.booked(9)
    _move(office, pass_code, office.slot(10))
    _move(office, pass_code, office.slot(11))

    with pytest.raises(ChangeLimit) as refused:
        _move(office, pass_code, office.slot(14))

    assert refused.value.facts == {"count": 2, "phone": "0771-123456"}
    assert _cancel(office, pass_code).stage == "cancelled"
    assert _invitation(office, pass_code).changes == 3


def test_cancelling_and_booking_anew_is_a_change_too(office: World):
    _set(office, max_changes=1)
    first = office.booked(9)
    _cancel(office, first)
    second = _again(office, first, office.slot(10))
    _cancel(office, second)

    with pytest.raises(ChangeLimit):
        _again(office, first, office.slot(11))

    assert office.booking(_again(office, first, office.slot(11), by=CLERK)).stage == "booked"


def test_what_staff_change_is_not_counted(office: World):
    pass_code = office.booked(9)

    _move(office, pass_code, office.slot(10), staff=True)
    _cancel(office, pass_code, staff=True)

    assert _invitation(office, pass_code).changes == 0


@pytest.mark.postgres("statements")
def test_refused_change_is_not_counted(office: World):
    _set(office, change_minutes=60)
    pass_code = office.booked(9)

    with pytest.raises(Refusal):
        _cancel(office, pass_code, now=at(8, 30))

    assert _invitation(office, pass_code).changes == 0


@pytest.mark.postgres("statements")
def test_first_change_after_a_move_by_the_office_is_an_answer_and_not_counted(office: World):
    _set(office, max_changes=0)
    pass_code = office.booked(9)
    office.change(Booking, office.booking(pass_code).id, first_starts_at=at(9), moved_by_office=1)

    assert _move(office, pass_code, office.slot(10)).first_starts_at is None
    with pytest.raises(ChangeLimit):
        _move(office, pass_code, office.slot(11))

    assert _invitation(office, pass_code).changes == 0


@pytest.mark.postgres("statements")
def test_visit_that_waits_for_a_new_date_gets_it_in_its_turn(office: World):
    pass_code = office.booked(9)
    office.change(Booking, office.booking(pass_code).id, slot_id=None, first_starts_at=at(9))

    with pytest.raises(Postponed):
        _move(office, pass_code, office.slot(10))

    assert _cancel(office, pass_code).stage == "cancelled"
    assert _invitation(office, pass_code).changes == 0


# --- not come


def test_missed_visit_opens_its_invitation_again_for_the_usual_time(office: World):
    pass_code = office.booked(9)

    _day_ends(office)

    invitation = _invitation(office, pass_code)
    assert (invitation.missed, invitation.bookable_from) == (1, None)
    assert invitation.expires_at == at(0, 10, day=1) + timedelta(days=office.office.invitation_days)
    assert office.booking(_again(office, pass_code, office.slot(10, day=1), now=at(8, day=1))).stage == "booked"


@pytest.mark.postgres("statements")
def test_missed_so_often_it_is_booked_by_staff_only(office: World):
    _set(office, max_missed=1, phone="0771-123456")
    pass_code = office.booked(9)
    _day_ends(office)
    _again(office, pass_code, office.slot(10, day=1), now=at(8, day=1))
    _day_ends(office, day=2)

    with pytest.raises(MissedLimit) as refused:
        _again(office, pass_code, office.slot(10, day=2), now=at(8, day=2))

    assert refused.value.facts == {"count": 2, "phone": "0771-123456"}
    assert (
        office.booking(_again(office, pass_code, office.slot(10, day=2), by=CLERK, now=at(8, day=2))).stage == "booked"
    )


def test_missed_visit_is_booked_again_after_the_offices_days(office: World):
    _set(office, cooling_days=2)
    pass_code = office.booked(9)
    _day_ends(office)

    with pytest.raises(CoolingOff) as refused:
        _again(office, pass_code, office.slot(10, day=3), now=at(23, day=2))

    assert refused.value.facts == {"from_day": date(2026, 12, 3)}
    assert _invitation(office, pass_code).bookable_from == at(0, day=3).astimezone(UTC)
    assert office.booking(_again(office, pass_code, office.slot(10, day=3), now=at(0, day=3))).stage == "booked"


@pytest.mark.postgres("statements")
def test_staff_book_in_the_cooling_off(office: World):
    _set(office, cooling_days=2)
    pass_code = office.booked(9)
    _day_ends(office)

    assert (
        office.booking(_again(office, pass_code, office.slot(10, day=1), by=CLERK, now=at(8, day=1))).stage == "booked"
    )


def test_who_came_and_was_not_served_is_not_held_to_it(office: World):
    _set(office, cooling_days=2)
    pass_code = office.booked(9)
    office.scan(pass_code, now=NINE)

    _day_ends(office)

    invitation = _invitation(office, pass_code)
    assert (office.booking(pass_code).stage, invitation.missed, invitation.bookable_from) == ("booked", 0, None)
    assert is_answer(office.booking(pass_code)), "moving it on is not counted"


def test_who_was_never_moved_out_of_a_closed_slot_is_not_held_to_it(office: World):
    _set(office, cooling_days=2)
    pass_code = office.booked(11)
    office.do(closures.shut, NewClosure(MONDAY, MONDAY, "Listrik padam"), now=NINE)

    _day_ends(office)

    invitation = _invitation(office, pass_code)
    assert (office.booking(pass_code).stage, invitation.missed, invitation.bookable_from) == ("missed", 0, None)


def test_who_left_without_the_document_is_not_held_to_it(office: World):
    _set(office, cooling_days=2)
    pass_code = office.booked(9)
    office.scan(pass_code, now=NINE)
    office.do(handovers.leave, office.call())

    assert (office.booking(pass_code).stage, _invitation(office, pass_code).missed) == ("missed", 0)


def test_walk_in_without_an_invitation_ends_with_its_day(office: World):
    number = office.walk_in(service="C").ticket

    _day_ends(office)

    assert office.ticket(number).stage == "left"
    assert pass_of(office.rows(Booking)[0])
