"""The plan of a day of the coming weeks, with those who were booked on it in a run."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.setting import Place, Setting
from scheduler.domain.forecasting.weeks.run import Booking


def plan_of_visits(setting: Setting, visits: Iterable[Booking]) -> Plan:
    """The day with these visits and no other bookings: each in the slot of its service that has the most left, the
    earliest of those that have as much.
    """
    left, booked = setting.units(), dict[Place, list[Visit]]()
    for service, household in visits:
        places = [place for place in left if place[0] == service]
        if not places:
            continue
        place = max(places, key=lambda each: (left[each], -each[1].timestamp()))
        left[place] -= household.units
        booked.setdefault(place, []).append(Visit(household.types, household.units))
    plan = setting.plan(booked)
    return replace(plan, slots=[slot._replace(free=0) for slot in plan.slots])
