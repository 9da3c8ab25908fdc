"""What is foreseen of a day, with what it was reckoned from; written down and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from scheduler.domain.calendar.spans import Span, cut, joined, without
from scheduler.domain.forecasting.course import Band, DayForecast, Quarter
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import QUARTER
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.hall.likely import MINUTE

VERSION = 1
"""Of how it is written down: what is of another one is as if it was not there, and made anew."""
KNOWN_DAYS = 10
"""Of fewer days than these little is known of an office."""
BANDS = ("peak", "wait", "long_wait", "idle", "overtime", "served", "unserved", "turned_away")


class Untaken(NamedTuple):
    """A service, by its letter, has slots in a stretch of time in which no counter takes it."""

    letter: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """forecast: of the day as it was set. limit: of the people inside. booked: visits; free: units that nobody had.

    recorded: of how many days the office's habits were known. untaken: in the order of time.
    """

    forecast: DayForecast
    limit: int
    booked: int
    free: int
    recorded: int
    untaken: Sequence[Untaken] = ()

    @property
    def is_guessed(self) -> bool:
        """Whether so little is recorded that most of it is assumed."""
        return self.recorded < KNOWN_DAYS

    @property
    def long_wait(self) -> int:
        """The minutes that nearly all wait at most, on a day like most: rounded as every other figure of it."""
        return round(self.forecast.long_wait.middle)


def foreseen(forecast: DayForecast, plan: Plan, setting: Setting, *, recorded: int) -> Foreseen:
    """What a forecast says of a plan that was made by a setting."""
    return Foreseen(
        forecast=forecast,
        limit=plan.limit,
        booked=sum(len(slot.booked) for slot in plan.slots),
        free=sum(slot.free for slot in plan.slots),
        recorded=recorded,
        untaken=untaken_in(setting),
    )


def untaken_in(setting: Setting) -> list[Untaken]:
    """When services have slots though no counter is planned that takes them."""
    found = []
    for service, rule in setting.slots.items():
        slots = joined(span for span in cut(setting.work.get(service, ()), rule.minutes * MINUTE))
        taken: list[Span] = [(each.begins, each.ends) for each in setting.shifts if service in each.services]
        found += [Untaken(service, begins, ends) for begins, ends in without(slots, taken)]
    return sorted(found, key=lambda each: (each.begins, each.letter))


def stored(each: Foreseen) -> dict[str, Any]:
    """What `read` reads."""
    forecast = each.forecast
    return {
        "version": VERSION,
        "opens": forecast.quarters[0].begins.isoformat(),
        "inside": [_rounded(quarter.inside) for quarter in forecast.quarters],
        "outside": [_rounded(quarter.outside) for quarter in forecast.quarters],
        "busiest": forecast.busiest.isoformat(),
        "full": round(forecast.full, 4),
        "plays": forecast.plays,
        **{name: _rounded(getattr(forecast, name)) for name in BANDS},
        "limit": each.limit,
        "booked": each.booked,
        "free": each.free,
        "recorded": each.recorded,
        "untaken": [[one.letter, one.begins.isoformat(), one.ends.isoformat()] for one in each.untaken],
    }


def read(row: Mapping[str, Any] | None) -> Foreseen | None:
    """What was written down; None where nothing was, or where it was written otherwise than it is now."""
    if row is None or row.get("version") != VERSION:
        return None
    opens = datetime.fromisoformat(row["opens"])
    return Foreseen(
        forecast=DayForecast(
            quarters=[
                Quarter(opens + place * QUARTER, Band(*inside), Band(*outside))
                for place, (inside, outside) in enumerate(zip(row["inside"], row["outside"], strict=True))
            ],
            busiest=datetime.fromisoformat(row["busiest"]),
            full=row["full"],
            plays=row["plays"],
            **{name: Band(*row[name]) for name in BANDS},
        ),
        limit=row["limit"],
        booked=row["booked"],
        free=row["free"],
        recorded=row["recorded"],
        untaken=[
            Untaken(letter, datetime.fromisoformat(begins), datetime.fromisoformat(ends))
            for letter, begins, ends in row["untaken"]
        ],
    )


def _rounded(band: Band) -> list[float]:
    return [round(value, 2) for value in band]
