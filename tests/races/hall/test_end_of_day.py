"""The day ends while everybody still does something: each visit gets one new seat, and nobody a seat that is taken."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from scheduler.db.models import Booking, Call, Invitation, Message, Office, OfficeDay, Slot, Ticket
from scheduler.domain.booking import SlotFull
from scheduler.domain.counter import CallTooSoon
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Refusal
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, undo
from scheduler.flow.day_end import sweeps
from tests.flow.small import shrink
from tests.races.booking.test_booking_machine import one_visit_each, seats_add_up
from tests.scenes.factories import World, at, race
from tests.support.circles import wait_till_blocked
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

CLOSING = at(15)


@pytest.fixture
def doors(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


@pytest.fixture
def naive(office: World):
    """Connections of a program that takes no lock before it looks."""
    engine: Engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def _outside(office: World, count: int) -> list[str]:
    """Passes of those who wait outside a full hall."""
    shrink(office, days=1)
    for _ in range(4):
        office.walk_in(now=at(13))
    passes = [office.booked(13 + half // 2, half % 2 * 30) for half in range(count)]
    for half, pass_code in enumerate(passes):
        office.scan(pass_code, now=at(13 + half // 2, half % 2 * 30))
    return passes


@pytest.mark.deep("without the guard")
def test_two_that_look_for_the_first_free_seat_and_then_take_it_take_the_same(office: World, naive: Engine):
    shrink(office, days=1)
    have_looked = threading.Barrier(2)

    def take_first():
        with naive.connect() as connection:
            slot = connection.execute(
                text("SELECT id FROM slot WHERE taken < planned ORDER BY starts_at, id LIMIT 1")
            ).scalar()
            have_looked.wait(10)
        return slot

    first, second = race([take_first, take_first])

    assert first == second


def test_two_processes_that_end_the_day_give_each_visit_one_seat(office: World, doors: list[World]):
    passes = _outside(office, 4)

    outcomes = race([lambda n=n: doors[n % 2].tick(now=CLOSING) for n in range(4)])

    assert outcomes == [None] * 4
    slots = [office.booking(each).slot_id for each in passes]
    starts = {slot.id: slot.starts_at for slot in office.rows(Slot)}
    assert [starts[slot] for slot in slots] == [
        at(8, day=1),
        at(8, 30, day=1),
        at(9, day=1),
        at(9, 30, day=1),
    ]
    assert len(office.rows(Message, Message.cause == "not_served")) == 4
    seats_add_up(office)
    one_visit_each(office)


def test_end_of_day_and_citizens_never_share_a_seat(office: World, doors: list[World]):
    passes = _outside(office, 3)
    codes = [office.invitation() for _ in range(3)]
    slots = [office.slot(8, day=1), office.slot(8, 30, day=1), office.slot(9, day=1)]

    outcomes = race(
        [
            lambda: doors[0].tick(now=CLOSING),
            *(lambda c=c, s=s: doors[1].book(c, s, now=CLOSING) for c, s in zip(codes, slots, strict=True)),
        ]
    )

    assert all(each is None or isinstance(each, Booking | SlotFull) for each in outcomes), outcomes
    taken = [booking.slot_id for booking in office.rows(Booking, Booking.stage == "booked")]
    assert len(taken) == len(set(taken)) >= 3
    assert [office.booking(each).stage for each in passes] == ["booked"] * 3
    seats_add_up(office)


def test_scan_at_the_moment_of_closing_keeps_the_seat_of_the_next_day(office: World, doors: list[World]):
    passes = _outside(office, 2)

    outcomes = race(
        [
            lambda: doors[0].tick(now=CLOSING),
            *(lambda p=p: doors[1].scan(p, now=CLOSING) for p in passes),
        ]
    )
    office.tick(now=at(15, 1))

    assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refusal)]
    assert [office.booking(each).stage for each in passes] == ["booked", "booked"]
    for pass_code in passes:
        (ticket,) = office.rows(Ticket, Ticket.booking_id == office.booking(pass_code).id)
        assert (ticket.stage, ticket.held) == ("left", 0)
    seats_add_up(office)


# --- a citizen changes a visit of yesterday while its day is sealed


NIGHT = at(0, 5, day=1)


def _sealed_beside(office: World, change: Callable[[Session], object]) -> list[object]:
    """Yesterday is sealed while a citizen's change has begun and is not over; what sealing was refused with."""
    has_changed, go_on, said = threading.Event(), threading.Event(), list[object]()

    def change_slowly(session: Session) -> None:
        change(session)
        has_changed.set()
        assert go_on.wait(30)

    def seal() -> None:
        try:
            office.tick(now=NIGHT)
        except Exception as error:  # noqa: BLE001 - how it fails is the result
            said.append(type(error))

    citizen, tick = threading.Thread(target=lambda: office.database.run(change_slowly)), threading.Thread(target=seal)
    citizen.start()
    assert has_changed.wait(30)
    tick.start()
    wait_till_blocked(office)
    go_on.set()
    citizen.join(30)
    tick.join(30)
    return said


def _missed_without_looking_again(session: Session, office: Office, *_: object) -> list[tuple[Booking, bool]]:
    booked = select(Booking).where(Booking.office_id == office.id, Booking.stage == "booked")
    return [(booking, True) for booking in session.exec(booked)]


@ON_POSTGRES
def test_visit_that_is_moved_while_its_day_is_sealed_is_not_missed(office: World):
    passed, tomorrow = office.booked(9), office.slot(9, day=1)
    office.tick(now=at(9))

    said = _sealed_beside(
        office, lambda s: bookings.move_booking(s, passed, tomorrow.id, ref4=None, by="citizen", now=NIGHT)
    )

    after = office.booking(passed)
    assert (said, after.stage, after.slot_id) == ([], "booked", tomorrow.id)
    assert "missed" not in office.messages()
    assert office.rows(Invitation)[0].missed == 0
    assert office.rows(OfficeDay)[0].sealed_at == NIGHT


@ON_POSTGRES
def test_without_the_visit_held_one_that_was_moved_is_missed_in_its_new_slot(
    office: World, monkeypatch: pytest.MonkeyPatch
):
    passed, tomorrow = office.booked(9), office.slot(9, day=1)
    office.tick(now=at(9))
    monkeypatch.setattr(sweeps, "_never_came", _missed_without_looking_again)

    _sealed_beside(office, lambda s: bookings.move_booking(s, passed, tomorrow.id, ref4=None, by="citizen", now=NIGHT))

    after = office.booking(passed)
    assert (after.stage, after.slot_id) == ("missed", tomorrow.id)
    assert "missed" in office.messages()


@ON_POSTGRES
def test_visit_that_is_cancelled_while_its_day_is_sealed_is_cancelled(office: World):
    passed = office.booked(9)
    office.tick(now=at(9))

    said = _sealed_beside(office, lambda s: bookings.cancel(s, passed, ref4=None, by="citizen", now=NIGHT))

    assert (said, office.booking(passed).stage) == ([], "cancelled")
    assert office.rows(OfficeDay)[0].sealed_at == NIGHT


@ON_POSTGRES
def test_without_the_visit_held_one_that_was_cancelled_fails_the_tick(office: World, monkeypatch: pytest.MonkeyPatch):
    passed = office.booked(9)
    office.tick(now=at(9))
    monkeypatch.setattr(sweeps, "_never_came", _missed_without_looking_again)

    said = _sealed_beside(office, lambda s: bookings.cancel(s, passed, ref4=None, by="citizen", now=NIGHT))

    assert said == [IllegalStep]


@pytest.mark.parametrize("ways", [("move", "cancel") * 3])
def test_citizens_and_the_seal_never_both_have_a_visit(office: World, doors: list[World], ways: tuple[str, ...]):
    tomorrow = [office.slot(9, day=1), office.slot(10, day=1)]
    passes = [office.booked(9) for _ in ways]
    office.tick(now=at(9))

    def change(passed: str, way: str, door: World) -> object:
        if way == "cancel":
            return door.database.run(bookings.cancel, passed, ref4=None, by="citizen", now=NIGHT)
        return door.database.run(bookings.move_booking, passed, tomorrow[0].id, ref4=None, by="citizen", now=NIGHT)

    outcomes = race(
        [
            lambda: doors[0].tick(now=NIGHT),
            *(lambda p=p, w=w: change(p, w, doors[1]) for p, w in zip(passes, ways, strict=True)),
        ]
    )

    assert outcomes[0] is None
    for passed, way, outcome in zip(passes, ways, outcomes[1:], strict=True):
        after = office.booking(passed)
        if isinstance(outcome, Exception):
            assert (type(outcome), after.stage) == (IllegalStep, "missed")
        else:
            assert after.stage == ("cancelled" if way == "cancel" else "booked")
    seats_add_up(office)


# --- two clerks at once


@pytest.mark.deep("without the guard")
def test_two_that_look_when_a_number_was_called_and_call_again_call_it_twice(office: World, naive: Engine):
    office.called()
    have_looked = threading.Barrier(2)

    def call_again():
        with naive.connect() as connection:
            connection.execute(text("SELECT at FROM call")).scalar()
            have_looked.wait(10)
            connection.execute(text("UPDATE call SET repeat = repeat + 1"))

    race([call_again, call_again])

    assert office.rows(Call)[0].repeat == 2


def test_number_that_two_clerks_call_again_at_once_is_called_once_more(office: World, doors: list[World]):
    number = office.called()

    outcomes = race([lambda n=n: doors[n % 2].do(calls.recall, number, now=at(9, 1)) for n in range(4)])

    assert sum(isinstance(each, Ticket) for each in outcomes) == 1
    assert sum(isinstance(each, CallTooSoon) for each in outcomes) == 3
    assert office.rows(Call)[0].repeat == 1


def test_number_that_two_clerks_mark_as_absent_frees_its_place_once(office: World, doors: list[World]):
    number = office.called()
    office.arrived()

    outcomes = race([lambda n=n: doors[n].do(calls.miss, number, now=at(9, 1)) for n in range(2)])

    assert sum(isinstance(each, IllegalStep) for each in outcomes) == 1
    assert office.day().people_inside == 1


def test_step_that_two_clerks_take_back_at_once_is_taken_back_once(office: World, doors: list[World]):
    number = office.called()
    office.do(calls.miss, number, now=at(9, 1))

    race([lambda n=n: doors[n].do(undo.undo_last, number, now=at(9, 2)) for n in range(2)])

    assert office.ticket(number).stage in ("called", "admitted"), "the second takes back the step before"
    assert office.day().people_inside == 1
