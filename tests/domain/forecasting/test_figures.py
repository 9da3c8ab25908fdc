"""What the head of an office is told of its habits: plain figures with bands, and of how many they are."""

from random import Random
from statistics import fmean

import pytest

from scheduler.domain.forecasting.figures import About, Figure, figures_of
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.habits import Counted
from scheduler.domain.forecasting.written import read, written
from tests.domain.forecasting.synthetic import EXPECTED, HALVES, Truth, weeks

RANDOM = Random(4)
TRUTH = Truth.drawn(RANDOM)
HABITS = fit(weeks(TRUTH, RANDOM, 20), EXPECTED)


def told(about: About, *, name: str = "", number: int = 0) -> Figure:
    (found,) = [each for each in figures_of(HABITS) if (each.about, each.name, each.number) == (about, name, number)]
    return found


def test_who_comes_is_told_of_how_many_visits() -> None:
    shows = told(About.SHOWS)

    assert shows.seen == 20 * 60
    assert shows.low < shows.value < shows.high
    assert shows.value == pytest.approx(TRUTH.shows, abs=0.04)


def test_minutes_of_a_document_and_of_a_visit_are_told_apart() -> None:
    assert told(About.MINUTES, name="KTP-el").value == pytest.approx(TRUTH.minutes["KTP-el"], rel=0.15)
    assert told(About.VISIT, name="A").seen > told(About.MINUTES, name="KTP-el").seen > 100


def test_walk_ins_are_told_by_half_hour_for_all_services() -> None:
    halves = [told(About.WALK_INS, number=half) for half in HALVES]

    assert fmean(half.value for half in halves) == pytest.approx(2 * TRUTH.walk_ins, rel=0.15)
    assert all(half.low < half.value < half.high for half in halves)
    assert {half.seen for half in halves} == {HABITS.counted.walk_ins}


@pytest.mark.parametrize("days", [0, 1, 20])
def test_every_figure_lies_in_its_band(days: int) -> None:
    habits = fit(weeks(TRUTH, Random(5), days), EXPECTED)

    figures = figures_of(habits)

    assert [each for each in figures if not each.low <= each.value <= each.high] == []
    assert {each.about for each in figures} == set(About)


def test_a_new_office_is_told_that_all_is_assumed() -> None:
    assert {each.seen for each in figures_of(fit([], EXPECTED))} == {0}


def test_of_how_many_is_kept_with_the_habits() -> None:
    assert read(written(HABITS)).counted == HABITS.counted != Counted()
