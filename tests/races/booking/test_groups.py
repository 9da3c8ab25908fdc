"""Groups of several processes that want the same seats, or use the same invitations, in opposite orders (PostgreSQL).

In pairs: statements that take rows as they come end in a circle; those that take them by rising id never do.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col
from structlog.testing import capture_logs

from scheduler.db.engine.writer import Job
from scheduler.db.models import Booking, Slot
from scheduler.domain.booking import AlreadyBooked, SlotFull
from scheduler.flow.booking import bookings, together
from scheduler.flow.booking.bookings import Asked, book_one
from scheduler.flow.booking.together import book_many
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.seats import seats
from tests.scenes.factories import EARLY, World, race
from tests.support.databases import ON_POSTGRES
from tests.support.groups import gathered
from tests.support.patience import wait_until

pytestmark = ON_POSTGRES

LOOKS_SOON = text("SET LOCAL deadlock_timeout = '10ms'")


def asked(code: str, slot: Slot) -> Asked:
    return Asked(code, slot.id, 1, Collector(), "citizen", EARLY)


def at_once(offices: Sequence[World], groups: Sequence[Sequence[Asked]]) -> list[str]:
    """Each group by a process of its own, all at the same moment: the kind of what each of all is told."""

    def hand_over(office: World, group: Sequence[Asked]) -> list[str]:
        futures: list[Future[Any]] = [Future() for _ in group]
        with gathered(office.database.writer):
            for each, future in zip(group, futures, strict=True):
                office.database.writer.put(Job(book_one, (each,), {}, future, many=book_many))
        return [type(future.exception(30) or future.result()).__name__ for future in futures]

    found = race([partial(hand_over, *each) for each in zip(offices, groups, strict=True)])
    assert all(isinstance(each, list) for each in found), found
    return [outcome for each in found if isinstance(each, list) for outcome in each]


def deadlocks(office: World, steps: Sequence[Callable[[Session], Any]]) -> int:
    """Run each step in a transaction of its own, all at the same moment; how many were the victim of a circle."""
    engine = create_engine(office.database.url, pool_size=len(steps))

    def work(step: Callable[[Session], Any]) -> None:
        with Session(engine) as session:
            session.execute(LOOKS_SOON)
            step(session)
            session.commit()

    outcomes = race([partial(work, step) for step in steps])
    engine.dispose()
    return sum(isinstance(each, OperationalError) and isinstance(each.orig, DeadlockDetected) for each in outcomes)


@pytest.mark.deep("without the guard")
def test_seats_taken_as_they_come_end_in_a_circle(office: World):
    slots = [office.slot(9).id, office.slot(10).id]
    have_one = threading.Barrier(2)

    def take(session: Session, order: Sequence[int]) -> None:
        assert seats.take(session, order[0], 1, by_staff=False)
        have_one.wait(20)
        assert seats.take(session, order[1], 1, by_staff=False)

    orders = [slots, slots[::-1]]

    assert deadlocks(office, [partial(take, order=each) for each in orders]) == 1


def test_seats_of_many_are_taken_by_rising_id_whoever_is_named_first(office: World):
    slots = [office.slot(hour) for hour in (9, 10, 11)]
    for slot in slots:
        office.change(Slot, slot.id, capacity=100, planned=100)
    ids = [slot.id for slot in slots]
    orders = [dict.fromkeys(order, 1) for order in (ids, ids[::-1], ids[1:] + ids[:1])] * 8

    assert deadlocks(office, [partial(seats.take_of_many, wanted=each) for each in orders]) == 0
    assert [slot.taken for slot in office.rows(Slot, col(Slot.id).in_(ids))] == [len(orders)] * 3


def test_seats_of_many_see_what_was_taken_while_they_waited(office: World):
    """The last one goes while a group waits for its slot: the guard is asked of what is there then."""
    slot = office.slot(9)
    office.change(Slot, slot.id, capacity=1)
    holds, goes_on = threading.Event(), threading.Event()

    def takes_the_last(session: Session) -> None:
        assert seats.take(session, slot.id, 1, by_staff=False)
        holds.set()
        goes_on.wait(20)

    held = office.database.hand_over(takes_the_last)
    assert holds.wait(20)
    waiting = office.database.hand_over(seats.take_of_many, {slot.id: 1, office.slot(10).id: 1})
    _until_somebody_waits(office)
    goes_on.set()
    held.result(20)

    assert waiting.result(20) == {office.slot(10).id}
    assert office.slot(9).taken == 1


def test_groups_of_several_processes_never_sell_a_seat_twice(office: World, open_database: Any):
    slots = [office.slot(hour) for hour in (9, 10, 11)]
    for slot in slots:
        office.change(Slot, slot.id, capacity=5, planned=5)
    others = [office.through(open_database()) for _ in range(3)]
    groups = [[asked(office.invitation(), slots[n % 3]) for n in range(12)] for _ in others]

    outcomes = at_once(others, groups)

    assert sorted(outcomes) == ["Booked"] * 15 + [SlotFull.__name__] * 21
    assert [slot.taken for slot in office.rows(Slot, col(Slot.id).in_([slot.id for slot in slots]))] == [5] * 3
    assert len(office.rows(Booking)) == 15


@pytest.mark.parametrize("is_held", [pytest.param(False, marks=pytest.mark.deep("without the guard")), True])
def test_groups_that_book_by_the_same_invitations_never_wait_in_a_circle(
    office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch, is_held: bool
):
    """They want slots of their own each, so they meet at the invitations alone: half way, so that each has one."""
    codes = [office.invitation() for _ in range(2)]
    others = [office.through(open_database()) for _ in range(2)]
    groups = [[asked(code, office.slot(hour)) for code in order] for order, hour in ((codes, 9), (codes[::-1], 10))]
    half_way = threading.Barrier(2)
    add_bookings = together.add_bookings

    def one_by_one(session: Session, office_id: int, new: Sequence[Any], *, by: str) -> Any:
        session.execute(LOOKS_SOON)
        made = add_bookings(session, office_id, new[:1], by=by)
        if not is_held:
            half_way.wait(20)
        return made + add_bookings(session, office_id, new[1:], by=by)

    monkeypatch.setattr(together, "add_bookings", one_by_one)
    if not is_held:
        for module in (bookings, together):
            monkeypatch.setattr(module, "hold_to_book", lambda *_: None)

    with capture_logs() as logs:
        outcomes = at_once(others, groups)

    assert sorted(outcomes) == [AlreadyBooked.__name__] * 2 + ["Booked"] * 2
    assert len(office.rows(Booking)) == 2
    assert sum(slot.taken for slot in office.rows(Slot)) == 2
    was_run_again = any("kind" in each for each in logs)
    assert was_run_again is not is_held


def _until_somebody_waits(office: World) -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    wait_until(lambda: office.read(lambda session: session.execute(waits).scalar_one()) > 0)
