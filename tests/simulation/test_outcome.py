"""The plain hall beside which the days are put, by an example that can be followed by hand; and how days add up."""

from datetime import datetime

import pytest

from tests.scenes.factories import at
from tests.simulation.arrivals import MINUTE
from tests.simulation.idleness import Cause
from tests.simulation.outcome import Outcome, Visitor, plain_hall, told

NEVER = (at(23), at(23))
ONE_COUNTER = {1: frozenset("AB")}


def visitor(minute: float, *, letter: str = "A", people: int = 1, minutes: float = 5.0) -> Visitor:
    return Visitor(_at(minute), letter, people, minutes)


def test_plain_hall_serves_in_the_order_of_coming():
    # Called 0.55 minutes after they could be, at the counter 0.65 minutes later, and there for five.
    outcome = plain_hall([visitor(2), visitor(0), visitor(1)], ONE_COUNTER, at(9), NEVER)

    assert outcome.waits == pytest.approx([0.55, 5.75, 10.95], abs=0.1)
    assert outcome.peaks == [3]
    assert outcome.idle == pytest.approx([3 * 0.55])
    assert outcome.why == pytest.approx({"its clerk has yet to call": 3 * 0.55})


def test_plain_hall_lets_everybody_in_with_their_families():
    outcome = plain_hall([visitor(0, people=3), visitor(1, people=2), visitor(30)], ONE_COUNTER, at(9), NEVER)

    assert outcome.peaks == [5]


def test_plain_hall_calls_nobody_before_it_opens_or_in_its_break():
    early = plain_hall([visitor(-10)], ONE_COUNTER, at(9), NEVER)
    at_noon = plain_hall([visitor(1)], ONE_COUNTER, at(9), (at(9), at(10)))

    assert early.waits == pytest.approx([10.55], abs=0.1)
    assert at_noon.waits == pytest.approx([59.55], abs=0.1)


def test_plain_hall_passes_whom_no_counter_of_theirs_is_free_for():
    counters = {1: frozenset("A"), 2: frozenset("B")}

    outcome = plain_hall([visitor(0), visitor(0), visitor(1, letter="B")], counters, at(9), NEVER)

    assert sorted(outcome.waits) == pytest.approx([0.55, 0.55, 6.75], abs=0.1)


def test_days_add_up_to_a_table():
    ours, plain = Outcome(), Outcome()
    ours.add(Outcome([1.0, 3.0], [4], [2.0], {Cause.REACTS: 0.5, Cause.FULL: 1.5}))
    ours.add({"waits": [5.0], "peaks": [2], "idle": [0.4], "why": {"its clerk has yet to call": 0.4}})
    plain.add(Outcome([10.0], [9], [7.0], {Cause.REACTS: 7.0}))

    lines = told(ours, plain)

    assert [line.split(maxsplit=1)[0] for line in lines[6:]] == [str(cause).split()[0] for cause in Cause]
    assert [line.split()[-2:] for line in (lines[6], lines[-1])] == [["0.5", "7.0"], ["0.8", "0.0"]]
    assert [" ".join(line.split()) for line in lines[:6]] == [
        "Giliran plain hall",
        "median wait, minutes 3.0 10.0",
        "95th percentile of waits 5.0 10.0",
        "peak in the hall, mean of days 3.0 9.0",
        "peak in the hall, worst day 4 9",
        "idle counter minutes a day 1.2 7.0",
    ]


def _at(minute: float) -> datetime:
    return at(9) + minute * MINUTE
