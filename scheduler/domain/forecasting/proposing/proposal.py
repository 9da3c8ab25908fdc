"""What is proposed to an office: its day set better, what more would cost, and the counters that it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.forecasting.course import Band, band
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.choices import Choice, around, neighbours
from scheduler.domain.forecasting.proposing.counter_hours import CounterHours, counter_hours, half_hours
from scheduler.domain.forecasting.proposing.frontier import Point, filled, frontier, point_of, spaced
from scheduler.domain.forecasting.proposing.pattern import Pattern, pattern_of
from scheduler.domain.forecasting.proposing.plays import Search
from scheduler.domain.forecasting.proposing.racing import ROUNDS, Race
from scheduler.domain.forecasting.setting import Setting

CLIMBS = 2
"""So often it is looked whether a unit more or fewer for one service is better than the best so far."""
FIRST_DAYS, LAST_DAYS = ROUNDS[0][0], ROUNDS[-1][0]
FIGURES: Mapping[str, Callable[[Outcome], float]] = {
    "served": lambda day: day.served,
    "wait": lambda day: day.wait,
    "long_wait": lambda day: day.long_wait,
    "overtime": lambda day: day.overtime,
    "idle": lambda day: day.idle,
    "unserved": lambda day: day.unserved,
    "turned_away": lambda day: day.turned_away,
}
"""What is told of days, by its name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How days are that are set so: a band for each of `FIGURES`; on what part of them what is asked is kept, but for
    the limit; and on what part the limit is reached.
    """

    choice: Choice
    figures: Mapping[str, Band]
    kept: float
    full: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found. weekday: of the day that was played, the fullest of the week. best: None where nothing keeps what
    is asked. differences: of each figure, the best less today, by the same people. frontier, here, there: what is not
    beaten, and the places of today and of the best beside it. pattern: None where none is surely better. hours: of each
    day of the week, as it is set today: more pickups and fewer hours are two ways to use what is spare, and exclude
    each other. Where today does not keep what is asked, as it is set by the best: is_hours_of_best.
    """

    weekday: int
    today: Standing
    best: Standing | None
    differences: Mapping[str, Band]
    frontier: Sequence[Point]
    here: Point
    pattern: Pattern | None
    hours: Sequence[CounterHours]
    there: Point | None = None
    is_hours_of_best: bool = False

    @property
    def is_today_best(self) -> bool:
        """Whether nothing better was found than how it is set."""
        return self.best is not None and self.best.choice == self.today.choice


def expected_plays(week: Sequence[Setting]) -> int:
    """About how many days will be played for a proposal."""
    return FIRST_DAYS * len(around(fullest(week))) + 2000 + 400 * len(week)


def fullest(week: Sequence[Setting]) -> Setting:
    """The day with the most units, of one at least."""
    return max(week, key=lambda day: sum(day.units().values()))


def proposal(week: Sequence[Setting], asked: Asked) -> Search[Proposal]:
    """What to propose for a week, whose days (one at least) are set so. All units are taken to be booked."""
    setting = fullest(week)
    race, choices = Race(setting, asked, Choice.of(setting)), around(setting)
    best = yield from race.run(choices)
    for _ in range(CLIMBS):
        if best is not None:
            best = yield from race.run([best, *neighbours(best)])
    yield from race.play([race.today, *([best] if best else [])], LAST_DAYS)
    yield from filled(race, choices, days=FIRST_DAYS)
    pattern = (yield from pattern_of(best.setting(setting))) if best else None
    of_best = best if not asked.is_kept_on(race.known[race.today]) else None
    hours = []
    for day in week:
        found = yield from counter_hours(of_best.on(day, today=race.today) if of_best else day, asked)
        hours.append(replace(found, before=half_hours(day)))
    there = point_of(best, race.known[best][:FIRST_DAYS]) if best else None
    return Proposal(
        weekday=setting.weekday,
        today=_standing(race, race.today),
        best=_standing(race, best) if best else None,
        differences=_differences(race.known[best], race.known[race.today]) if best else {},
        frontier=spaced(frontier(race.known, days=FIRST_DAYS), always=[best] if best else []),
        here=point_of(race.today, race.known[race.today][:FIRST_DAYS]),
        pattern=pattern,
        hours=hours,
        there=there,
        is_hours_of_best=of_best is not None,
    )


def _standing(race: Race, choice: Choice) -> Standing:
    days = race.known[choice]
    return Standing(
        choice=choice,
        figures={name: band(map(of, days)) for name, of in FIGURES.items()},
        kept=race.asked.kept_part(days),
        full=sum(day.is_full for day in days) / len(days),
    )


def _differences(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> dict[str, Band]:
    return {
        name: band(of(mine) - of(other) for mine, other in zip(ours, theirs, strict=False))
        for name, of in FIGURES.items()
    }
