"""What it costs to play a day that has not come, beside the hall's own forecast run over the same people."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from benchmarks.report import Table
from benchmarks.support.seeding import Seeded
from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.course import of_plays
from scheduler.domain.forecasting.habits import Habits, Visit
from scheduler.domain.forecasting.people import Turnout, turnout
from scheduler.domain.forecasting.plan import Plan, PlannedSlot, Shift
from scheduler.domain.forecasting.playing import played
from scheduler.domain.hall.forecast import Forecast, Outlook, Work
from scheduler.domain.hall.queue import WAITING, Desk, Key, Queued, Rules, due_at
from scheduler.domain.hall.rests import Rest

DAYS = 30
LIMIT = 20.0
"""Milliseconds that a day may take, drawn and played."""
COUNTERS = 5
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)


def tables(_seeded: Seeded, rounds: int) -> list[Table]:
    """Days of one plan, all of them by one step and then by the next, in each round."""
    days = [turnout(PLAN, HABITS, seed) for seed in range(DAYS)]
    plays = [played(PLAN, day) for day in days]
    cases: dict[str, Callable[[], object]] = {
        "the hall's forecast of the same people": lambda: [_foreseen(day) for day in days],
        "played": lambda: [played(PLAN, day) for day in days],
        "drawn": lambda: [turnout(PLAN, HABITS, seed) for seed in range(DAYS)],
        "told, with all others": lambda: of_plays(PLAN, plays),
    }
    took: dict[str, list[float]] = {name: [] for name in cases}
    gc.freeze()
    for _ in range(rounds):
        for name, case in cases.items():
            began = time.process_time()
            case()
            took[name].append((time.process_time() - began) / DAYS * 1000)
    middle = {name: statistics.median(each) for name, each in took.items()}
    base = next(iter(middle.values()))
    day = middle["drawn"] + middle["played"]
    people = statistics.mean(len(day.people) for day in days)
    return [
        Table(
            f"A day of {people:.0f} visits, played",
            f"Of one process on its processor. Aim: {LIMIT:.0f} ms for a day, drawn and played.",
            ["what", "ms a day", "to the hall's forecast"],
            [[name, f"{each:.1f}", f"{each / base:.2f}"] for name, each in middle.items()],
            [f"a day of {people:.0f} visits: {day:.1f} ms"] if day > LIMIT else [],
        )
    ]


def _foreseen(day: Turnout) -> Forecast:
    """As a step of the hall looks forward, if everybody was known in the morning."""
    forecast = Forecast(
        Outlook(
            tickets=list(_tickets(day)),
            desks=[Desk(number, frozenset("A"), is_open=True, busy=False) for number in range(1, COUNTERS + 1)],
            limit=PLAN.limit,
            inside=0,
            now=PLAN.opens - 60 * MINUTE,
            work={number: Work(person.minutes) for number, person in enumerate(day.people)},
            rests=PLAN.rests,
            ends=PLAN.ends,
        )
    )
    forecast.run()
    return forecast


def _tickets(day: Turnout) -> Iterable[Queued]:
    for number, person in enumerate(day.people):
        due = due_at(person.at, person.slot, priority=person.priority, rules=PLAN.rules)
        yield Queued(number, person.service, Key(due, number), person.people, WAITING, not_before=person.at)


def _at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


PLAN = Plan(
    midnight=MIDNIGHT,
    weekday=0,
    opens=_at(7.75),
    ends={"A": _at(15)},
    shifts=[Shift(number, frozenset("A"), _at(8), _at(15)) for number in range(1, COUNTERS + 1)],
    limit=30,
    rules=Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE),
    early=15 * MINUTE,
    slots=[PlannedSlot("A", _at(8 + n / 2), (Visit(("ktp",)),) * 22) for n in range(14) if not 8 <= n < 10],
    contingents={"A": 40},
    rests=[Rest(_at(7.75), _at(8), admits=True), Rest(_at(12), _at(13))],
)
HABITS = Habits(
    shows=Share(85, 15),
    offset=Spread([-25, -15, -10, -5, -2, 0, 5, 12, 30]),
    minutes={"ktp": Minutes.lognormal(4.5, 0.5, doubt=0.1), "A": Minutes.lognormal(5.0, 0.5)},
    reacts=Minutes(Spread([0.1, 1.0])),
    visits={"A": Mix([(Visit(("ktp",)), 1)])},
    parties=Mix([(1, 70), (2, 18), (3, 9), (4, 3)]),
    priority=Share(10, 90),
    walk_ins={("A", half): Rate(15 * 2, 10) for half in range(16, 29)},
)
