"""Two processes fit the same office in one night, and keep what they found.

In pairs: those that look whether a row is there and then write one meet; by the lock of the office's row one follows
the other, and what the later one found stays.
"""

import threading

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.models import Office, OfficeHabits
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.written import written
from scheduler.flow.forecasting import habits
from tests.scenes.factories import NINE, World, race

pytestmark = pytest.mark.postgres("locks")

AT_ONCE = 3


@pytest.fixture
def processes(office: World, open_database) -> list[Database]:
    return [office.database, *(open_database() for _ in range(AT_ONCE - 1))]


@pytest.fixture
def found(office: World) -> Habits:
    return office.read(lambda session: habits.fitted(session, session.get_one(Office, office.office.id), now=NINE))


@pytest.mark.deep("without the guard")
def test_those_that_look_and_then_write_meet(office: World, processes: list[Database], found: Habits):
    have_looked = threading.Barrier(AT_ONCE)
    row = {"office_id": office.office.id, "made_at": NINE, "habits": written(found)}

    def naive(database: Database) -> None:
        with database.reading() as session:
            assert session.get(OfficeHabits, office.office.id) is None
        have_looked.wait(10)
        database.run(write)

    def write(session: Session) -> None:
        session.execute(insert(OfficeHabits), [row])

    outcomes = race([lambda database=database: naive(database) for database in processes])

    assert any(isinstance(outcome, IntegrityError) for outcome in outcomes)


def test_all_of_them_keep_what_they_found_one_after_the_other(office: World, processes: list[Database], found: Habits):
    def keep(database: Database):
        return lambda: database.run(habits.keep, office.office.id, found, now=NINE)

    outcomes = race([keep(database) for database in processes])

    assert outcomes == [None] * AT_ONCE
    assert len(office.rows(OfficeHabits)) == 1
