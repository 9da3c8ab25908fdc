"""Many guesses at once, by several processes.

In pairs: looked at and then counted, each finds that one more may be; by the one statement that does both, no more pass
than may.
"""

import threading
from datetime import timedelta

import pytest

from scheduler.db.engine.database import Database
from scheduler.db.models import Counted
from scheduler.domain.refusals import SignInPaused
from scheduler.flow.core import counting
from scheduler.flow.staff import signing_in
from scheduler.flow.staff.signing_in import Begun, Tries
from tests.scenes.factories import NINE, World, race

pytestmark = pytest.mark.postgres("locks")

AT_ONCE = 8
MOST = 5
WITHIN = timedelta(minutes=15)


@pytest.fixture
def processes(office: World, open_database) -> list[Database]:
    return [office.database, open_database(), open_database()]


@pytest.mark.deep("without the guard")
def test_guesses_that_look_and_then_count_all_pass(office: World, processes: list[Database]):
    have_looked = threading.Barrier(AT_ONCE)

    def naive(n: int) -> bool:
        with processes[n % 3].reading() as session:
            may = counting.wait(session, "ref4", "ani", most=MOST, now=NINE) == timedelta()
        have_looked.wait(10)
        processes[n % 3].run(counting.take, "ref4", "ani", most=10**6, within=WITHIN, now=NINE)
        return may

    outcomes = race([lambda n=n: naive(n) for n in range(AT_ONCE)])

    assert outcomes == [True] * AT_ONCE
    assert [row.count for row in office.rows(Counted)] == [AT_ONCE]


def test_of_many_guesses_at_once_so_many_pass_as_may(office: World, processes: list[Database]):
    def guess(n: int):
        return lambda: processes[n % 3].run(counting.take, "ref4", "ani", most=MOST, within=WITHIN, now=NINE)

    outcomes = race([guess(n) for n in range(AT_ONCE)])

    assert sorted(outcomes) == [0] * (AT_ONCE - MOST) + list(range(1, MOST + 1))
    assert [row.count for row in office.rows(Counted)] == [MOST]


def test_after_a_pause_one_of_many_at_once_is_tried(office: World, processes: list[Database]):
    tries = Tries("sign_in", "ani", "203.0.113.7")
    for _ in range(5):
        processes[0].run(signing_in.begin, tries, now=NINE)
    later = NINE + timedelta(seconds=1)

    outcomes = race([lambda n=n: processes[n % 3].run(signing_in.begin, tries, now=later) for n in range(AT_ONCE)])

    assert [each.count for each in outcomes if isinstance(each, Begun)] == [6]
    assert sum(isinstance(each, SignInPaused) for each in outcomes) == AT_ONCE - 1
