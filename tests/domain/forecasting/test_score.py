"""How a day was, in the words in which it was foreseen, and how far off the forecasts were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.forecasting.chance import Minutes
from scheduler.domain.forecasting.course import Band, DayForecast, Quarter, forecast
from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.playing import played
from scheduler.domain.forecasting.score import Held, score_of, unknown_of
from scheduler.domain.forecasting.truth import Truth, Turn, Visits, read, stored, truth_of
from tests.domain.forecasting.scene import HABITS, MINUTE, at, plan_of

VISITS = Visits(booked=4, came=3, walk_ins=1, turned_away=2)


def truth(turns, changes, quarters=4):
    return truth_of(turns, changes, VISITS, opens=at(8), closes=at(9), quarters=quarters)


def test_day_is_told_in_the_words_of_its_forecast():
    turns = [
        Turn(at(8), at(8, 4), at(8, 20)),
        Turn(at(8, 5), at(8, 25), at(9, 10)),
        Turn(at(8, 40)),
    ]
    changes = [(at(8, 1), 1), (at(8, 6), 2), (at(8, 20), -1), (at(8, 46), 1), (at(9, 10), -3)]

    found = truth(turns, changes)

    assert found == Truth((3, 3, 2, 3), 4.0, 20.0, 10.0, 2, 1, 4, 3, 1, 2)
    assert found.peak == 3
    assert read(stored(found)) == found


def test_who_came_before_the_first_quarter_is_in_it_and_who_stays_is_in_all():
    assert truth([Turn(at(8), at(8, 4), at(8, 20))], [(at(7, 30), 2)]).inside == (2, 2, 2, 2)


@pytest.mark.parametrize("turns", [[], [Turn(at(8), on_paper=True), Turn(at(8), at(8, 4), at(8, 9))]])
def test_day_without_anybody_and_one_on_paper_say_nothing(turns):
    found = truth(turns, [(at(8), 1)])

    assert found is None
    assert read(stored(found)) is None


def test_played_day_is_told_as_its_play_tells_it():
    plan = plan_of(booked=6)
    play = played(plan, turnout(plan, HABITS, 7))
    called = {call.person: call for call in play.calls}
    turns = [
        Turn(person.at, *((called[place].at, called[place].ends) if place in called else ()))
        for place, person in enumerate(play.turnout.people)
    ]
    before, changes = 0, []
    for step in play.steps:
        changes.append((step.at, step.inside - before))
        before = step.inside

    found = truth_of(turns, changes, VISITS, opens=plan.opens, closes=plan.closes, quarters=len(play.by_quarter()))

    assert found.inside == tuple(inside for inside, _ in play.by_quarter())
    assert (found.peak, found.served, found.unserved) == (play.peak.inside, len(play.calls), play.unserved)
    assert found.overtime == pytest.approx(play.overtime, abs=0.06)


def expected(inside: list[Band], **bands: Band) -> DayForecast:
    plan = plan_of(booked=1, slots=1)
    usual = forecast(plan, HABITS, seeds=[1])
    quarters = [Quarter(at(8) + n * 15 * MINUTE, each, Band(0, 0, 0)) for n, each in enumerate(inside)]
    return replace(usual, quarters=quarters, **bands)


def test_score_counts_what_lay_in_the_bands_and_how_far_off_the_middle_was():
    empty, some = Band(0, 0, 0), Band(3, 5, 7)
    day = expected([empty, some, some, some], peak=Band(4, 6, 8), long_wait=Band(10, 20, 30))
    was = Truth((0, 3, 7, 8), 5, 24, 0, 9, 0, 9, 9, 0, 0)

    found = score_of([(day, was), (day, replace(was, inside=(1, 2, 5, 5), long_wait=8))])

    assert found.quarters == Held(4, 7)
    assert (found.peaks, found.long_waits) == (Held(2, 2), Held(1, 2))
    assert (found.peak.mean, found.peak.bias) == (1.5, 0.5)
    assert (found.long_wait.mean, found.long_wait.bias) == (8, -4)


def test_no_days_have_no_score():
    assert score_of([]) is None


def test_bands_hold_about_as_often_as_they_say():
    plan = plan_of(booked=8)
    foreseen = forecast(plan, HABITS, seeds=range(60))
    days = []
    for seed in range(1000, 1040):
        play = played(plan, turnout(plan, HABITS, seed))
        inside = tuple(each for each, _ in play.by_quarter())
        long_wait = play.waits[int(len(play.waits) * 0.95) - 1]
        days.append((foreseen, Truth(inside, 0, long_wait, 0, 0, 0, 0, 0, 0, 0)))

    found = score_of(days)

    assert 0.7 <= found.quarters.share <= 0.95
    assert 0.6 <= found.peaks.share <= 1


def test_what_is_hardly_known_is_named():
    habits = replace(HABITS, minutes={**HABITS.minutes, "kk": Minutes.lognormal(5, 0.5, seen=30)}, days=12)
    monday = date(2027, 3, 1)

    found = unknown_of(
        habits,
        types={"ktp", "kk", "kia"},
        worked=[monday + timedelta(days=n) for n in (0, 1, 7, 8, 14)],
        weekdays={0, 1, 2},
        counters={1, 2, 3},
        at_work={1, 9},
    )

    assert found.types == {"kia": 0, "ktp": 0}
    assert (found.days, found.weekdays, found.counters) == (12, [1, 2], [2, 3])
    assert not found.is_nothing
