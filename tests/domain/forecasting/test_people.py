"""Who comes: the same people as far as two settings have the same visits."""

from dataclasses import replace

import pytest

from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.plan import PlannedSlot
from tests.domain.forecasting.scene import HABITS, at, plan_of

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_units_bring_more_people_and_change_nobody(seed):
    few, many = (
        replace(plan_of(contingents={}), slots=[PlannedSlot("A", at(8, 30 * n), free=free) for n in range(6)])
        for free in (8, 13)
    )
    some, more = turnout(few, HABITS, seed).people, turnout(many, HABITS, seed).people
    assert len(some) < len(more)
    # A last place for which a smaller visit was drawn may go to another, once there is room for it.
    assert len(set(some) - set(more)) <= len(few.slots)


def test_who_is_booked_is_the_same_whatever_else_is_free():
    plan = plan_of(booked=5, contingents={})
    fuller = replace(plan, slots=[slot._replace(free=9) for slot in plan.slots])
    assert set(turnout(plan, HABITS, 3).people) < set(turnout(fuller, HABITS, 3).people)


def test_more_numbers_without_a_booking_leave_the_others_as_they_are():
    few, many = (plan_of(contingents={"A": given}) for given in (5, 15))
    some, more = turnout(few, HABITS, 3), turnout(many, HABITS, 3)
    assert set(some.people) < set(more.people)
    assert some.turned_away > more.turned_away
