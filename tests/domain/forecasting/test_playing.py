"""A day played: who is called when, how full it gets, what is left undone."""

from scheduler.domain.forecasting.course import forecast
from scheduler.domain.forecasting.people import Person, turnout
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.playing import played
from tests.domain.forecasting.scene import HABITS, at, plan_of, turnout_of


def test_everybody_of_a_quiet_day_is_called_and_goes():
    plan = plan_of(booked=6)
    day = played(plan, turnout(plan, HABITS, 1))
    assert day.unserved == 0
    assert len(day.calls) > 60
    assert day.steps[-1].inside == 0
    assert day.peak.inside <= plan.limit


def test_the_same_seed_is_the_same_day():
    plan = plan_of()
    assert played(plan, turnout(plan, HABITS, 7)).calls == played(plan, turnout(plan, HABITS, 7)).calls


def test_a_fuller_day_has_longer_waits():
    few, many = (forecast(plan_of(booked=booked), HABITS, seeds=range(10)) for booked in (8, 20))
    assert few.long_wait.middle < many.long_wait.middle
    assert few.peak.middle <= many.peak.middle


def test_nobody_comes_in_who_would_be_called_after_the_end():
    people = [Person(at(8, minute), "A", None, 1, False, 10.0, 10.0) for minute in range(15)]
    plan = plan_of(counters=1, slots=0, ends={"A": at(9)}, shifts=[Shift(1, frozenset("A"), at(8), at(9))])

    day = played(plan, turnout_of(*people))

    assert [call.at for call in day.calls] == [at(8, minute) for minute in range(0, 60, 10)]
    assert max(day.admitted) == 5
