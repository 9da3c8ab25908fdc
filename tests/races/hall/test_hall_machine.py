"""Days in the hall on which anything happens; HYPOTHESIS_PROFILE=deep tries many more of them.

Hypothesis looks for the shortest day that goes wrong; busy days made by chance go on for longer than it would. On
PostgreSQL the first day that goes wrong is told as it was: looking for a shorter one takes longer than a test may.
"""

import os
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.db.engine.database import Database
from tests.races.hall.hall_machine import HallMachine

pytestmark = pytest.mark.postgres("locks")

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
STEPS = 120
REASONS = ("misplaced", "misprint", "wrong_data", "refused", "not_entitled", "papers_missing")


@pytest.fixture
def machine(open_database: Callable[..., Database]) -> type[HallMachine]:
    return type("Machine", (HallMachine,), {"database": open_database()})


@pytest.mark.slow
@pytest.mark.timeout(1800 if DEEP else 300)
def test_hall_adds_up_whatever_happens(machine: type[HallMachine]):
    days = 300 if DEEP else 8 if machine.database.on_sqlite else 2

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=days,
            stateful_step_count=60 if DEEP else 30,
            deadline=None,
            print_blob=True,
            database=None,
            phases=set(Phase) - (set() if machine.database.on_sqlite else {Phase.shrink}),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.slow
@pytest.mark.timeout(1800 if DEEP else 300)
def test_hall_adds_up_on_busy_days(machine: type[HallMachine]):
    days = 100 if DEEP else 4 if machine.database.on_sqlite else 1

    for seed in range(days):
        try:
            _busy_day(machine(), Random(seed))
        except Exception as error:
            error.add_note(f"on busy day {seed}")
            raise


def _busy_day(hall: HallMachine, random: Random) -> None:
    hall.open_office(limit=random.randint(2, 6), guarded=random.random() < 0.5)
    hall.everything_adds_up()
    for _ in range(STEPS):
        act = random.choices(ACTS, WEIGHTS)[0]
        act(hall, random)
        hall.everything_adds_up()


def _some(random: Random) -> int:
    return random.randint(0, 30)


def _often(random: Random) -> bool:
    return random.random() < 0.5


CHANCES: dict[Callable[[HallMachine, Random], None], int] = {
    lambda h, r: h.arrive(party=r.randint(1, 3), priority=_often(r), documents=r.randint(1, 2)): 8,
    lambda h, r: h.walk_in(party=r.randint(1, 3), priority=_often(r), recording=_often(r)): 8,
    lambda h, r: h.show_pass_again(which=_some(r)): 5,
    lambda h, r: h.correct(which=_some(r), party=r.randint(1, 3), priority=_often(r)): 3,
    lambda h, r: h.give_up(which=_some(r)): 2,
    lambda h, r: h.take_up_again(which=_some(r)): 2,
    lambda h, r: h.book_again(which=_some(r)): 3,
    lambda h, r: h.call(number=r.randint(1, 3)): 14,
    lambda h, r: h.call_out_of_order(number=r.randint(1, 3), which=_some(r)): 3,
    lambda h, r: h.recall(which=_some(r)): 2,
    lambda h, r: h.serve(which=_some(r)): 6,
    lambda h, r: h.miss(which=_some(r)): 4,
    lambda h, r: h.hand_over(which=_some(r), whole=_often(r)): 10,
    lambda h, r: h.report_problem(which=_some(r), reason=r.choice(REASONS), wait=_often(r), one=_often(r)): 3,
    lambda h, r: h.print_again(): 1,
    lambda h, r: h.go_behind(which=_some(r), k=r.randint(1, 4), outside=_often(r)): 3,
    lambda h, r: h.wait_for_document(which=_some(r), outside=_often(r)): 2,
    lambda h, r: h.park(which=_some(r), outside=_often(r), minutes=r.choice((None, 2, 10))): 5,
    lambda h, r: h.resume(which=_some(r)): 4,
    lambda h, r: h.transfer(which=_some(r), to=r.choice(("A", "B", "C", 1, 2, 3))): 4,
    lambda h, r: h.leave(which=_some(r)): 4,
    lambda h, r: h.undo(which=_some(r)): 10,
    lambda h, r: h.set_counter(number=r.randint(1, 3), to=r.choice(("open", "open", "break", "closed"))): 4,
    lambda h, r: h.recount(more=r.randint(-1, 1)): 2,
    lambda h, r: h.change(by_one=r.choice((1, -1))): 3,
    lambda h, r: h.reserve(places=r.choice((0, 0, 1, 2))): 2,
    lambda h, r: h.empty_hall(): 1,
    lambda h, r: h.open_hall(people=r.choice((0, 0, 1))): 3,
    lambda h, r: h.set_limit(limit=r.randint(2, 6)): 2,
    lambda h, r: h.let_time_pass(minutes=r.choice((1, 1, 2, 5))): 6,
}
ACTS, WEIGHTS = list(CHANCES), list(CHANCES.values())
