"""What the planner's setting is worth: on days of an office that it has not seen, beside today's setting and beside a
plain hall.

Nobody is real. Who comes, and how long each takes, is drawn from an office whose truth only this file knows. The
planner has the record of eight weeks of it, as an office of the program would, fits what it can and proposes; then
other days are drawn, and each is played with each setting, by the same people as far as they have the same visits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random
from statistics import NormalDist, fmean, stdev

from benchmarks.report import Table
from benchmarks.support.seeding import Seeded
from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, Seen
from scheduler.domain.forecasting.habits import Habits, Visit
from scheduler.domain.forecasting.people import HALF_HOUR, Person, Turnout, turnout
from scheduler.domain.forecasting.plan import Plan, Shift
from scheduler.domain.forecasting.played import Played, percentile
from scheduler.domain.forecasting.playing import played
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.plays import Player, found_by
from scheduler.domain.forecasting.proposing.proposal import proposal
from scheduler.domain.forecasting.setting import Place, Setting, SlotRule
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import Rules
from scheduler.domain.hall.rests import Rest

RECORDED, HELD_OUT = range(40), range(1000, 1100)
"""Seeds of the days that the planner has the record of, and of those that it is judged on."""
SURE = NormalDist().inv_cdf(0.95)
"""Of an interval that holds nine of ten means."""
MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)
EIGHT, THREE, NOON, ONE = (MIDNIGHT + timedelta(hours=hour) for hour in (8, 15, 12, 13))
OPENS = EIGHT - HALF_HOUR
TOMORROW = MIDNIGHT + timedelta(days=1)
BOTH, COUNTERS = frozenset("AB"), range(1, 5)
ASKED = Asked(wait=20, overtime=15, full=1.0)
"""95 of 100 people wait twenty minutes at most, and nobody works longer than a quarter of an hour after the end."""

TODAY = Setting(
    midnight=MIDNIGHT,
    weekday=0,
    opens=OPENS,
    work={letter: [(EIGHT, NOON), (ONE, THREE)] for letter in BOTH},
    slots={"A": SlotRule(60, 26), "B": SlotRule(60, 12)},
    shifts=[Shift(counter, BOTH, OPENS, THREE) for counter in COUNTERS],
    limit=20,
    rules=Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE),
    early=15 * MINUTE,
    contingents={"A": 30, "B": 15},
    rests=[Rest(MIDNIGHT, EIGHT, admits=True), Rest(NOON, ONE)],
)
"""As offices often begin: times by the hour, as many as there is work for if everybody comes and takes five minutes."""

BY_HALF_HOUR = {15: 4, 16: 5, 17: 5, 18: 5, 19: 4, 20: 3, 21: 3, 22: 2, 23: 1, 26: 2, 27: 2, 28: 1, 29: 1}
"""When people come who have no time: most in the morning, some before the doors open."""
TRUTH = Habits(
    shows=Share(800, 200),
    offset=Spread([-28, -20, -15, -12, -10, -8, -6, -5, -3, -1, 2, 5, 9, 16, 35]),
    minutes={"A": Minutes.lognormal(4.2, 0.5, doubt=0.1), "B": Minutes.lognormal(5.5, 0.45, doubt=0.1)},
    reacts=Minutes.lognormal(0.5, 0.6),
    visits={letter: Mix([(Visit(()), 1)]) for letter in BOTH},
    parties=Mix([(1, 68), (2, 20), (3, 9), (4, 3)]),
    priority=Share(80, 920),
    walk_ins={
        (letter, half): Rate(1000 * part * often, 1000)
        for letter, part in (("A", 0.45), ("B", 0.25))
        for half, often in BY_HALF_HOUR.items()
    },
    weekdays=(1.3, 1.0, 0.95, 0.9, 0.85, 1.0, 1.0),
    restless=0.2,
)
"""How the office really is. What it expects of a visit is five minutes."""
EXPECTED = Expected({letter: {} for letter in BOTH}, range(15, 30))


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is told of a day."""

    name: str
    of: Callable[[Played], float]


FIGURES = (
    Figure("served", lambda day: len(day.calls)),
    Figure("wait, median", lambda day: percentile(day.waits, 0.5)),
    Figure("wait, p95", lambda day: percentile(day.waits, 0.95)),
    Figure("most inside", lambda day: day.peak.inside),
    Figure("most inside and outside", lambda day: max(step.inside + step.outside for step in day.steps)),
    Figure("idle, min", lambda day: day.idle),
    Figure("overtime, min", lambda day: max((max(call.ends for call in day.calls) - THREE) / MINUTE, 0.0)),
)


def tables(_seeded: Seeded, _rounds: int) -> list[Table]:
    """Each setting on the held-out days, and how they differ day by day."""
    asked, as_many = planned(fit([recorded(seed) for seed in RECORDED], EXPECTED))
    days = {
        "today": [_played(TODAY, seed) for seed in HELD_OUT],
        "the planner's, as asked": [_played(asked, seed) for seed in HELD_OUT],
        "the planner's, as many people as today": [_played(as_many, seed) for seed in HELD_OUT],
        "a plain hall, the same people": [in_a_plain_hall(_plan(as_many, seed), seed) for seed in HELD_OUT],
    }
    today, at_ease, full, plain = days.values()
    columns = ["", *(figure.name for figure in FIGURES)]
    told = (
        f"An office with {len(COUNTERS)} counters and {TODAY.limit} places, drawn from a truth of which the planner saw"
        f" {len(RECORDED)} days; these are {len(HELD_OUT)} others. Means of days, in brackets what holds the true mean"
        " nine times out of ten. In a plain hall the same people have no time and come as those do who have none; all"
        f" are inside at once, first come, first served. Today {_slots(TODAY)}. The planner, asked for {ASKED.wait}"
        f" minutes at most for 95 of 100 people, {_said(asked)}; for as many people as today it {_said(as_many)}."
    )
    differing = "The same days and people: the difference of each day, and its mean as above. Below zero is less."
    return [
        Table(
            "The planner's setting on days that it has not seen",
            told,
            columns,
            [[name, *_means(each)] for name, each in days.items()],
        ),
        Table(
            "What the planner's setting changes",
            differing,
            columns,
            [
                ["as asked, beside today", *_differences(at_ease, today)],
                ["as many people, beside today", *_differences(full, today)],
                ["as many people, beside a plain hall", *_differences(full, plain)],
            ],
        ),
    ]


def planned(habits: Habits) -> tuple[Setting, Setting]:
    """What the planner says who knows so much: the most people of whom what is asked is kept, and the least waiting for
    as many as today; where there is no such setting, today's.
    """
    found = found_by(proposal([TODAY], ASKED), Player(habits).outcomes)
    today = found.today.choice
    as_many = next((point.choice for point in found.frontier if point.pickups >= found.here.pickups), today)
    asked = found.best.choice if found.best else today
    return asked.setting(TODAY), as_many.setting(TODAY)


def recorded(seed: int) -> Day:
    """What the office has written down of a day as it is set today."""
    plan = _plan(TODAY, seed)
    day = played(plan, turnout(plan, TRUTH, seed))
    return Day(plan.weekday, _minute(OPENS), _minute(THREE), [*_came(day), *_missed(day)], [Fill(1.0, 0.0)])


def _came(day: Played) -> Iterator[Seen]:
    calls = {call.person: call for call in day.calls}
    for number, person in enumerate(day.turnout.people):
        seen = Seen(
            person.service,
            slot=None if person.slot is None else _minute(person.slot),
            arrived=_minute(person.at),
            inside=_minute(day.admitted[number]) if number in day.admitted else None,
            people=person.people,
            priority=person.priority,
        )
        call = calls.get(number)
        if call is not None:
            seen = seen._replace(called=_minute(call.at), ended=_minute(call.ends), counter=call.counter)
        yield seen


def _missed(day: Played) -> Iterator[Seen]:
    for slot in day.plan.slots:
        came = sum(person.slot == slot.starts_at and person.service == slot.service for person in day.turnout.people)
        for _ in range(len(slot.booked) - came):
            yield Seen(slot.service, slot=_minute(slot.starts_at), came=False)


def in_a_plain_hall(plan: Plan, seed: int) -> Played:
    """The people of a day without times and without a limit: they come as they like, and the first is the first."""
    drawn, random = turnout(plan, TRUTH, seed), Random(seed)
    people = tuple(sorted(_as_they_like(person, random) for person in drawn.people))
    hall = replace(
        plan,
        ends=dict.fromkeys(BOTH, TOMORROW),
        shifts=[Shift(counter, BOTH, OPENS, TOMORROW) for counter in COUNTERS],
        limit=sum(person.people for person in people),
        rules=Rules(grace=timedelta(), walk_in_delay=timedelta(), priority_lead=timedelta()),
    )
    return played(hall, Turnout(people, reacts=drawn.reacts))


def _as_they_like(person: Person, random: Random) -> Person:
    if person.slot is None:
        return person
    half = random.choices(list(BY_HALF_HOUR), list(BY_HALF_HOUR.values()))[0]
    return person._replace(slot=None, at=MIDNIGHT + (half + random.random()) * HALF_HOUR)


def _played(setting: Setting, seed: int) -> Played:
    plan = _plan(setting, seed)
    return played(plan, turnout(plan, TRUTH, seed))


def _plan(setting: Setting, seed: int) -> Plan:
    """One day after the other of the working week; every seat is booked."""
    booked: Mapping[Place, Sequence[Visit]] = {place: [Visit(())] * units for place, units in setting.units().items()}
    return replace(setting, weekday=seed % 5).plan(booked)


def _minute(moment: datetime) -> float:
    return (moment - MIDNIGHT) / MINUTE


def _means(days: Sequence[Played]) -> list[str]:
    return [_mean(map(figure.of, days)) for figure in FIGURES]


def _differences(ours: Sequence[Played], theirs: Sequence[Played]) -> list[str]:
    pairs = list(zip(ours, theirs, strict=True))
    return [_mean(figure.of(mine) - figure.of(other) for mine, other in pairs) for figure in FIGURES]


def _mean(values: Iterable[float]) -> str:
    """The mean and what holds the true one nine times out of ten."""
    known = list(values)
    mean, off = fmean(known), SURE * stdev(known) / sqrt(len(known))
    return f"{mean:.1f} ({mean - off:.1f} to {mean + off:.1f})"


def _said(setting: Setting) -> str:
    return "finds nothing better than today's" if setting == TODAY else f"says {_slots(setting)}"


def _slots(setting: Setting) -> str:
    units = " and ".join(f"{rule.units} of {letter}" for letter, rule in sorted(setting.slots.items()))
    lasting = {rule.minutes for rule in setting.slots.values()}
    contingents = " and ".join(str(number) for _, number in sorted(setting.contingents.items()))
    return f"{units} every {' or '.join(map(str, sorted(lasting)))} minutes, {contingents} without a time"
