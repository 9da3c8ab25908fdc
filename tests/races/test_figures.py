"""Two processes count the same day at once, and write it down.

In pairs: those that look and then write all write; by the row of the day, which is guard and lock, one of them does.
"""

import threading

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, delete

from scheduler.db.engine.database import Database
from scheduler.db.models import CountedDay, DayCount
from scheduler.flow.figures import keeping
from scheduler.flow.figures.keeping import Seen
from tests.scenes.factories import MONDAY, World, at, race

pytestmark = pytest.mark.postgres("locks")

NEXT_DAY = at(9, day=1)
AT_ONCE = 4


@pytest.fixture
def processes(office: World, open_database) -> list[Database]:
    return [office.database, *(open_database() for _ in range(AT_ONCE - 1))]


@pytest.fixture
def seen(office: World) -> Seen:
    """Monday as all of them counted it."""
    office.arrived(9)
    office.tick(now=NEXT_DAY)
    found = office.read(lambda s: keeping.count_next(s, office.office.id, now=NEXT_DAY))
    assert found is not None
    return found


@pytest.mark.deep("without the guard")
def test_those_that_look_and_then_write_meet(office: World, processes: list[Database], seen: Seen):
    have_looked = threading.Barrier(AT_ONCE)
    row = {"office_id": office.office.id, "day": MONDAY, "figure": "numbers", "part": "A", "bucket": 0, "count": 1}

    def naive(database: Database) -> bool:
        with database.reading() as session:
            is_there = session.get(CountedDay, (office.office.id, MONDAY)) is not None
        have_looked.wait(10)
        if not is_there:
            database.run(write)
        return not is_there

    def write(session: Session) -> None:
        session.execute(delete(DayCount).where(col(DayCount.day) == MONDAY))
        session.execute(insert(DayCount), [row])

    outcomes = race([lambda database=database: naive(database) for database in processes])

    assert sum(outcome is not False for outcome in outcomes) > 1


def test_one_of_many_at_once_writes(office: World, processes: list[Database], seen: Seen):
    def write(database: Database):
        return lambda: database.run(keeping.keep, office.office.id, seen, now=NEXT_DAY)

    outcomes = race([write(database) for database in processes])

    assert sorted(outcomes) == [False] * (AT_ONCE - 1) + [True]
    assert len(office.rows(DayCount)) == len(seen.counts)
