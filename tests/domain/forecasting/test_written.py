"""Habits are read as they were written, and nothing else is taken for habits."""

import json
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.showing import showing_of
from scheduler.domain.forecasting.written import OtherShape, read, written
from scheduler.domain.hall.expected import ASSUMED
from tests.domain.forecasting.synthetic import EXPECTED, Truth, weeks

RANDOM = Random(1)
HABITS = fit(weeks(Truth.drawn(RANDOM), RANDOM, 3), EXPECTED)


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(written(HABITS)), **values})


def test_habits_are_read_as_they_were_written() -> None:
    again = read(written(HABITS))

    assert written(again) == written(HABITS)
    assert again.shows.mean == pytest.approx(HABITS.shows.mean, rel=1e-4)
    assert again.minutes.keys() == HABITS.minutes.keys()
    assert again.visits["A"].weighed[0][0] == HABITS.visits["A"].weighed[0][0]
    assert read(written(fit([], EXPECTED))).days == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="empty"),
        pytest.param(changed(shape=0), id="another shape"),
        pytest.param(changed(shows=[0, 3]), id="a share of nobody"),
        pytest.param(changed(shows=[1]), id="half a share"),
        pytest.param(changed(shows=[1, float("nan")]), id="no number"),
        pytest.param(changed(shows=[1, 10**400]), id="a number beyond all"),
        pytest.param(changed(offset=[]), id="no values"),
        pytest.param(changed(offset=[2, 1]), id="values that fall"),
        pytest.param(changed(minutes={"KTP-el": [[-1, 2], 0, 0]}), id="minutes below nothing"),
        pytest.param(changed(minutes=[]), id="minutes of nothing"),
        pytest.param(changed(parties=[]), id="no parties"),
        pytest.param(changed(parties=[[0, 1]]), id="a party of nobody"),
        pytest.param(changed(weekdays=[1] * 6), id="six weekdays"),
        pytest.param(changed(walk_ins=[["A", 48, 1, 1]]), id="a half hour after midnight"),
        pytest.param(changed(visits={"A": [["KTP-el", 1, None, None, 1]]}), id="a word for a list"),
        pytest.param(changed(visits={"A": [[["KTP-el"], 1, None, 1, 1]]}), id="neither so nor not"),
        pytest.param(changed(days=1.5), id="half a day"),
        pytest.param(changed(days=True), id="no number of days"),
    ],
)
def test_what_cannot_be_is_not_taken(text: str) -> None:
    with pytest.raises(OtherShape):
        read(text)


def test_who_still_comes_is_near_what_was_assumed_before_anything_is_recorded() -> None:
    found = showing_of(fit([], EXPECTED), timedelta(minutes=15))

    assert found.before == pytest.approx(ASSUMED.before)
    assert found.late == pytest.approx(ASSUMED.late, abs=0.06)
    assert abs(found.early - ASSUMED.early) < timedelta(minutes=1)


def test_fewer_still_come_the_longer_an_office_waits_for_them() -> None:
    habits = fit([], EXPECTED)

    at_once, later = (showing_of(habits, timedelta(minutes=minutes)).late for minutes in (0, 30))

    assert 0 < later < at_once < habits.shows.mean


def test_an_office_where_everybody_comes_late_is_not_early() -> None:
    late = [
        replace(day, visits=[v._replace(arrived=v.slot + 9) if v.slot and v.arrived else v for v in day.visits])
        for day in weeks(Truth.drawn(Random(2)), Random(3), 2)
    ]

    assert showing_of(fit(late, EXPECTED), timedelta(minutes=15)).early == timedelta()
