"""The pace of visits, from those that were."""

from math import exp, inf
from random import Random
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.hall.likely import likely_minutes
from scheduler.domain.hall.pace import FEWEST, NARROWEST, USUAL_SPREAD, WIDEST, Pace, pace_of


@pytest.mark.parametrize("ratios", [[], [2.0] * (FEWEST - 1)], ids=["none", "too few"])
def test_few_visits_are_no_record(ratios):
    pace = pace_of(ratios)

    assert pace == Pace(0.0, USUAL_SPREAD, 0)
    assert (pace.factor, pace.doubt) == (1.0, 0.0)


def test_visits_twice_as_long_as_expected_double_the_pace():
    usual = [0.8, 0.9, 1.0, 1.1, 1.3]

    once, twice = pace_of(usual), pace_of([2 * ratio for ratio in usual])

    assert twice.factor == pytest.approx(2 * once.factor)
    assert twice.spread == pytest.approx(once.spread)


def test_visits_that_nobody_ended_change_nothing():
    usual = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3] * 3

    assert pace_of([*usual, 15.0, 20.0]).factor == pytest.approx(pace_of(usual).factor, rel=0.1)


@pytest.mark.parametrize(("ratios", "spread"), [([1.0] * 9, NARROWEST), ([0.01, 9.0] * 9, WIDEST)])
def test_spread_is_neither_nothing_nor_everything(ratios, spread):
    assert pace_of(ratios).spread == spread


def test_pace_of_a_log_normal_is_its_own():
    random = Random(7)
    ratios = [random.lognormvariate(0.2, 0.4) for _ in range(4000)]

    pace = pace_of(ratios)

    assert pace.factor == pytest.approx(fmean(ratios), rel=0.03)
    assert pace.variance(1) == pytest.approx(pvariance(ratios), rel=0.12)


def test_more_visits_leave_less_doubt():
    ratios = [0.8, 0.9, 1.0, 1.1, 1.3]

    assert pace_of(ratios).doubt > pace_of(ratios * 4).doubt > 0


@pytest.mark.parametrize("elapsed", [0.0, 2.0, 6.0, 12.0])
def test_what_is_left_is_that_of_visits_that_lasted_so_far(elapsed):
    random, pace = Random(11), Pace(0.1, 0.5, 20)
    visits = [5 * random.lognormvariate(0.1, 0.5) for _ in range(60000)]
    left = [visit - elapsed for visit in visits if visit > elapsed]

    mean, variance = pace.left(5, elapsed)

    assert mean == pytest.approx(fmean(left), rel=0.08)
    assert variance == pytest.approx(min(pvariance(left), pace.variance(5)), rel=0.15)


@given(minutes=st.floats(1, 60), elapsed=st.floats(0, 10000), spread=st.floats(NARROWEST, WIDEST))
def test_never_more_than_a_whole_visit_is_left(minutes, elapsed, spread):
    pace = Pace(0.0, spread, 9)

    mean, variance = pace.left(minutes, elapsed)

    assert 0 <= mean <= minutes * pace.factor + 1e-6
    assert variance <= pace.variance(minutes) + 1e-6


# --- the range


def test_range_holds_four_of_five():
    random = Random(3)
    visits = [sum(random.lognormvariate(0, 0.5) for _ in range(9)) for _ in range(4000)]
    expected = 9 * exp(0.125)

    least, most = likely_minutes(expected, 9 * exp(0.25) * (exp(0.25) - 1), 0.0)

    assert 0.77 < fmean(least <= wait <= most for wait in visits) < 0.83


@given(expected=st.floats(0.01, 500), variance=st.floats(0, 5000), doubt=st.floats(0, 1))
def test_range_has_the_wait_in_it_and_is_in_order(expected, variance, doubt):
    least, most = likely_minutes(expected, variance, doubt)

    assert 0 < least <= most < inf
    assert least <= expected * 1.001


def test_at_once_has_no_range():
    assert likely_minutes(0, 25, 0.2) == (0, 0)
