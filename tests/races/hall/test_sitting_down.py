"""Two browsers at one counter: looked and then taken both have it; with the counter's row held, one has."""

import threading

import pytest
from sqlmodel import col, select, update

from scheduler.db.models import StaffSession
from scheduler.flow.staff.people import add_staff
from scheduler.flow.staff.sessions import sign_in, sign_in_anew
from tests.scenes.factories import EARLY, NINE, World, race

pytestmark = pytest.mark.postgres("locks")


@pytest.fixture
def browsers(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


def _staff(office: World) -> list[int]:
    return [office.at_time(add_staff, name, "clerk", "hash", now=EARLY).id for name in ("Rina", "Budi")]


def _at_counter(office: World) -> int:
    return sum(row.counter_id is not None for row in office.rows(StaffSession))


@pytest.mark.deep("without the guard")
def test_counter_looked_at_and_then_taken_is_held_twice(office: World, browsers: list[World]):
    have_looked = threading.Barrier(2)

    def naive(place: int, staff_id: int) -> None:
        database = browsers[place].database
        database.run(sign_in, staff_id, None, now=NINE)
        with database.reading() as session:
            taken = session.exec(select(StaffSession).where(col(StaffSession.counter_id).is_not(None))).first()
        have_looked.wait(10)
        if taken is None:
            database.run(_take, staff_id)

    race([lambda place=place, staff=staff: naive(place, staff) for place, staff in enumerate(_staff(office))])

    assert _at_counter(office) == 2


def test_counter_asked_for_by_two_browsers_at_once_is_held_by_one(office: World, browsers: list[World]):
    outcomes = race(
        [
            lambda place=place, staff=staff: browsers[place].database.run(sign_in_anew, staff, 2, now=NINE)
            for place, staff in enumerate(_staff(office))
        ]
    )

    assert sorted(is_free for _, is_free in outcomes) == [False, True]
    assert _at_counter(office) == 1


def _take(session, staff_id: int) -> None:
    session.execute(update(StaffSession).where(col(StaffSession.staff_id) == staff_id).values(counter_id=2))
