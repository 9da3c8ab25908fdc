"""The faults of the days are faults: a crash leaves nothing, a lost answer is given again, two at once take turns."""

from collections.abc import Callable
from random import Random

import pytest
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Refusal
from scheduler.flow.counter import calls
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from tests.scenes.factories import CLERK, GUARD, NINE, World
from tests.simulation.arrivals import plan_of
from tests.simulation.faults import Crash, locked_in_turn
from tests.simulation.requests import Requests


def scanned(office: World, pass_code: str) -> Callable[[Session], arrivals.Arrival]:
    return lambda session: arrivals.arrive(session, office.office, Scan(pass_code=pass_code), by=GUARD, now=NINE)


@pytest.mark.parametrize("statement", [1, 4, 9])
def test_crash_in_a_step_leaves_nothing_of_it(office: World, statement: int):
    pass_code = office.booked(9)

    with Crash(statement) as crash:
        office.database.run(scanned(office, pass_code))

    assert crash.struck
    assert office.booking(pass_code).stage == "booked"
    assert office.database.run(scanned(office, pass_code)).is_new


def test_step_shorter_than_the_crash_goes_through(office: World):
    with Crash(1000) as crash:
        office.database.run(scanned(office, office.booked(9)))

    assert not crash.struck


def test_second_of_two_at_once_finds_what_the_first_did(office: World, open_database: Callable[..., Database]):
    pass_code = office.booked(9)
    work = scanned(office, pass_code)

    first, second = locked_in_turn((office.database, work), (open_database(), work))

    assert (first.is_new, second.is_new) == (True, False)
    assert first.ticket == second.ticket


def test_two_counters_at_once_call_one_after_the_other(office: World, open_database: Callable[..., Database]):
    only = office.arrived(9)

    def called(counter: int) -> Callable[[Session], object]:
        return lambda session: calls.call(session, office.office, counter, by=CLERK, now=NINE).number

    first, second = locked_in_turn((office.database, called(1)), (open_database(), called(2)))

    assert first == only
    assert isinstance(second, Refusal)


def test_lost_answer_is_given_again_and_nothing_moves_twice(office: World, requests: Requests, seen: list[bool]):
    pass_code = office.booked(9)
    requests.office_id = office.office.id

    answer = requests._answer_lost(scanned(office, pass_code))

    assert answer.is_new
    assert seen == [True, False]


@pytest.mark.parametrize("seed", [3, 4])
def test_plan_of_a_seed_is_always_the_same(seed: int):
    assert plan_of(seed) == plan_of(seed)
    assert plan_of(seed) != plan_of(seed + 1)


@pytest.fixture
def seen() -> list[bool]:
    """What the requests told of themselves: whether anything may have changed."""
    return []


@pytest.fixture
def requests(open_database: Callable[..., Database], seen: list[bool]) -> Requests:
    class Here:
        open = open_anew = staticmethod(open_database)

        def leave(self, database: Database) -> None:
            """It is closed with the test."""

    return Requests(Here(), Random(1), seen.append, NINE)
