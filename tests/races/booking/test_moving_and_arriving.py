"""A citizen moves a visit at the moment in which it is scanned at the door: it is in the queue, or on the other day."""

from datetime import date
from threading import Event, Thread
from typing import Self

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from scheduler.db.models import Booking
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import BookingStage
from scheduler.flow.booking import bookings, urgent
from scheduler.flow.invitations import invitations
from scheduler.flow.postponement import locks
from tests.races.booking.test_booking_machine import seats_add_up
from tests.scenes.factories import NINE, World, at
from tests.scenes.postponements import closed, postpone
from tests.support.circles import BLOCKED, in_a_circle, wait_till_blocked
from tests.support.databases import ON_POSTGRES
from tests.support.patience import wait_until

pytestmark = pytest.mark.postgres("locks")

TUESDAY, NIGHT = date(2026, 12, 1), at(0, 5, day=1)


class Held:
    """A transaction of somebody else that holds a slot for as long as the block runs."""

    def __init__(self, office: World, slot_id: int) -> None:
        self.engine, self.slot_id = create_engine(office.database.url), slot_id

    def __enter__(self) -> Self:
        self.connection = self.engine.connect()
        self.connection.execute(text("SELECT id FROM slot WHERE id = :id FOR UPDATE"), {"id": self.slot_id})
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()


@ON_POSTGRES
@pytest.mark.parametrize("way", ["moved", "urgent"])
def test_visit_that_is_scanned_while_it_is_moved_stays_where_it_is(office: World, way: str):
    passed, wanted = office.booked(10), office.slot(9 if way == "urgent" else 11, day=0)
    booking, now, said = office.booking(passed), at(8, 50), list[object]()

    def change() -> None:
        try:
            if way == "urgent":
                office.do(urgent.give_urgent, booking.id, wanted.id, reason="uji", now=now)
            else:
                office.database.run(bookings.move_booking, passed, wanted.id, ref4=None, by="citizen", now=now)
        except Exception as error:  # noqa: BLE001 - how it is refused is the result
            said.append(error)

    with Held(office, wanted.id):
        mover = Thread(target=change)
        mover.start()
        wait_till_blocked(office)
        office.scan(passed, now=now, early=True)
    mover.join(20)

    assert [type(each) for each in said] == [IllegalStep]
    after = office.booking(passed)
    assert (after.stage, after.slot_id) == (BookingStage.ARRIVED, booking.slot_id)
    assert office.slot(9 if way == "urgent" else 11).taken == 0


def _without_an_invitation(office: World) -> Booking:
    """The visit of somebody who came without a document, and was given another day."""
    office.walk_in(service="C", now=at(14, 50))
    office.tick(now=NIGHT)
    (booking,) = office.rows(Booking)
    assert (booking.stage, booking.invitation_id) == ("booked", None)
    return booking


def _moved_twice_at_once(office: World) -> None:
    """Two clerks move such a visit."""
    booking = _without_an_invitation(office)
    passed, said = invitations.pass_of(booking), list[object]()
    new = [office.slot(hour, service="C", day=2) for hour in (10, 11)]

    def move_to(slot_id: int) -> None:
        try:
            office.database.run(bookings.move_booking, passed, slot_id, ref4=None, by="staff:1", now=NIGHT)
        except Exception as error:  # noqa: BLE001 - how it is refused is the result
            said.append(error)

    movers = [Thread(target=move_to, args=[slot.id]) for slot in new]
    with Held(office, booking.slot_id or 0):
        for mover in movers:
            mover.start()
        wait_until(lambda: office.read(lambda session: session.execute(BLOCKED).scalar_one()) == 2)
    for mover in movers:
        mover.join(20)
    assert said == []


@ON_POSTGRES
def test_visit_without_an_invitation_is_moved_by_one_clerk_after_the_other(office: World):
    _moved_twice_at_once(office)

    seats_add_up(office)


@ON_POSTGRES
def test_without_that_visit_held_two_clerks_free_the_same_seat(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bookings, "hold_visit", lambda session, booking: session.refresh(booking))

    _moved_twice_at_once(office)

    with pytest.raises(AssertionError):
        seats_add_up(office)


@ON_POSTGRES
@pytest.mark.parametrize("in_order", [True, False], ids=["in order", "without it"])
def test_postponement_of_such_a_visit_waits_for_who_moves_it(
    office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool
) -> None:
    assert _without_an_invitation(office).slot_id == office.slot(8, service="C", day=1).id
    if not in_order:
        monkeypatch.setattr(locks, "hold_without_invitation", lambda *_: None)

    outcomes = in_a_circle(
        office,
        lambda office: postpone(office, closed(office, start=TUESDAY, until=TUESDAY), now=NIGHT),
        first="SELECT id FROM booking FOR NO KEY UPDATE",
        then="SELECT slot.id FROM slot JOIN booking ON booking.slot_id = slot.id FOR NO KEY UPDATE OF slot",
    )

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.slot(8, service="C", day=1).taken == 0


@ON_POSTGRES
def test_scan_waits_for_a_move_and_answers_from_what_it_left(office: World):
    passed, tomorrow = office.booked(9), office.slot(9, day=1)
    held, go_on, said = Event(), Event(), list[object]()

    def move_slowly(session: Session) -> None:
        bookings.move_booking(session, passed, tomorrow.id, ref4=None, by="citizen", now=NINE)
        held.set()
        go_on.wait(20)

    def scan() -> None:
        try:
            office.scan(passed, now=NINE)
        except Exception as error:  # noqa: BLE001 - how it is refused is the result
            said.append(type(error).__name__)

    mover, door = Thread(target=lambda: office.database.run(move_slowly)), Thread(target=scan)
    mover.start()
    held.wait(20)
    door.start()
    wait_till_blocked(office)
    go_on.set()
    mover.join(20)
    door.join(20)

    assert said == ["WrongDay"]
    after = office.booking(passed)
    assert (after.stage, after.slot_id) == (BookingStage.BOOKED, tomorrow.id)
