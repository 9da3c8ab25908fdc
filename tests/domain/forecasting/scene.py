"""An office of the tests of forecasts, and its people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.habits import Habits, Visit
from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Plan, PlannedSlot, Shift
from scheduler.domain.hall.queue import Rules
from scheduler.domain.hall.rests import Rest

MINUTE = timedelta(minutes=1)
RULES = Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE)
MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)


def at(hour: int, minute: float = 0) -> datetime:
    """A moment of the day."""
    return MIDNIGHT + hour * 60 * MINUTE + minute * MINUTE


def plan_of(*, counters: int = 4, slots: int = 14, booked: int = 17, **facts: Any) -> Plan:
    """From eight to three, with a break at noon: slots of half an hour, with so many booked in each."""
    plan = Plan(
        midnight=MIDNIGHT,
        weekday=0,
        opens=at(7, 45),
        ends={"A": at(15)},
        shifts=[Shift(number, frozenset("A"), at(8), at(15)) for number in range(1, counters + 1)],
        limit=20,
        rules=RULES,
        early=15 * MINUTE,
        slots=[PlannedSlot("A", at(8, 30 * n), (Visit(("ktp",)),) * booked) for n in range(slots) if not 8 <= n < 10],
        contingents={"A": 20},
        rests=[Rest(at(0), at(8), admits=True), Rest(at(12), at(13))],
    )
    return replace(plan, **facts)


HABITS = Habits(
    shows=Share(85, 15),
    offset=Spread([-25, -15, -10, -5, -2, 0, 5, 12, 30]),
    minutes={"ktp": Minutes.lognormal(4.0, 0.5, doubt=0.1), "A": Minutes.lognormal(5.0, 0.5)},
    reacts=Minutes(Spread([0.1, 1.0])),
    visits={"A": Mix([(Visit(("ktp",)), 3), (Visit(("ktp", "ktp"), 2), 1)])},
    parties=Mix([(1, 70), (2, 18), (3, 9), (4, 3)]),
    priority=Share(10, 90),
    walk_ins={("A", half): Rate(15, 10) for half in range(16, 30)},
)


def turnout_of(*people: Person, reacts: float = 0.0) -> Turnout:
    """Those and nobody else."""
    return Turnout(tuple(sorted(people)), 0, (reacts,))
