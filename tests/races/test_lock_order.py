"""Locks taken in mixed order end in deadlocks; taken in one order, never (PostgreSQL)."""

import itertools
from datetime import datetime, timedelta

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from scheduler.db.models import Office, Slot
from scheduler.flow.booking import bookings
from tests.scenes.factories import EARLY, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = ON_POSTGRES


SECONDS = itertools.count()


def _update_both(engine, first: int, second: int, times: int):
    def work():
        deadlocks = 0
        for _ in range(times):
            try:
                with engine.begin() as connection:
                    connection.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
                    for slot in (first, second):
                        connection.execute(text("UPDATE slot SET taken = taken WHERE id = :id"), {"id": slot})
                        connection.execute(text("SELECT pg_sleep(0.005)"))
            except OperationalError as error:
                deadlocks += isinstance(error.orig, DeadlockDetected)
        return deadlocks

    return work


def _deadlocks(office: World, orders: list[tuple[int, int]]) -> int:
    engine = create_engine(office.database.url)
    outcomes = race([_update_both(engine, first, second, 10) for first, second in orders])
    engine.dispose()
    return sum(outcomes)


@pytest.mark.deep("without the guard")
def test_mixed_order_ends_in_deadlocks(office: World):
    one, two = office.slot(9).id, office.slot(10).id

    assert _deadlocks(office, [(one, two), (two, one), (one, two), (two, one)]) > 0


def test_one_order_never_does(office: World):
    one, two = office.slot(9).id, office.slot(10).id

    assert _deadlocks(office, [(one, two)] * 4) == 0


def test_bookings_that_swap_slots_never_wait_for_each_other(office: World, open_database):
    """Each moves from where the other goes: by rising slot id there is no circle, and nothing is tried twice."""
    office.change(Office, office.office.id, hold_back_minutes=0)
    early, late = office.slot(9), office.slot(10)
    there, back = office.booked(9), office.booked(10)
    deadlocks_before = _count_deadlocks(office)

    def swap(pass_code, slots):
        def work():
            for slot in slots * 10:
                office.database.run(
                    bookings.move_booking, pass_code, slot.id, ref4=None, by="citizen", now=_next_moment()
                )
            return "moved"

        return work

    outcomes = race([swap(there, [late, early]), swap(back, [early, late])])

    assert outcomes == ["moved", "moved"]
    assert _count_deadlocks(office) == deadlocks_before
    assert [slot.taken for slot in office.rows(Slot, Slot.id.in_([early.id, late.id]))] == [1, 1]


def _count_deadlocks(office: World) -> int:
    return office.read(
        lambda s: s.execute(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).scalar()
    )


def _next_moment() -> datetime:
    """A later moment each time: each is a cause of its own."""
    return EARLY + timedelta(seconds=next(SECONDS))
