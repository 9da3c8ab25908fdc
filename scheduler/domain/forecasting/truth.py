"""How a day was, in the words in which it was foreseen; written down and read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from scheduler.domain.forecasting.course import MIDDLE, NEARLY_ALL
from scheduler.domain.forecasting.played import QUARTER, percentile
from scheduler.domain.hall.likely import MINUTE

VERSION = 1
ON_PAPER = 0.25
"""A day of which such a part of the calls was written down afterwards says nothing of its waits."""


@dataclass(frozen=True, slots=True)
class Truth:
    """inside: the most people in each quarter of an hour, from the first that was foreseen on; the last goes on until
    everybody has gone. wait, long_wait, overtime: minutes. booked: visits with a time on the day; came: of those.
    """

    inside: tuple[int, ...]
    wait: float
    long_wait: float
    overtime: float
    served: int
    unserved: int
    booked: int
    came: int
    walk_ins: int
    turned_away: int

    @property
    def peak(self) -> int:
        """The most people inside."""
        return max(self.inside, default=0)

    def told_from(self, later: int) -> "Truth":
        """The same, told from so many quarters of an hour later on: who was inside before counts with the first. Below
        0 from so many earlier, when nobody was inside yet.
        """
        first = max(later, 0)
        inside = (*(0,) * -later, max(self.inside[: first + 1], default=0), *self.inside[first + 1 :])
        return replace(self, inside=inside)


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's day: when they had a number, were called and went. Without a call they were not served; `on_paper`:
    that they were is known from paper alone, and when is not known.
    """

    arrived: datetime
    called: datetime | None = None
    ended: datetime | None = None
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """How many had a time on a day, came of those, came without one, and got no number."""

    booked: int
    came: int
    walk_ins: int
    turned_away: int


def truth_of(
    turns: Sequence[Turn],
    changes: Iterable[tuple[datetime, int]],
    visits: Visits,
    *,
    opens: datetime,
    closes: datetime,
    quarters: int,
) -> Truth | None:
    """How a day was; None of one that says nothing, since nobody came or much of it is known from paper alone.

    changes: by how many people the hall's count changed, in order. quarters: how many were foreseen from `opens` on.
    """
    if not turns or sum(turn.on_paper for turn in turns) >= ON_PAPER * len(turns):
        return None
    called = [(turn.arrived, turn.called) for turn in turns if turn.called is not None]
    waits = sorted((call - arrived) / MINUTE for arrived, call in called)
    ended = max((turn.ended for turn in turns if turn.ended is not None), default=closes)
    served = sum(turn.on_paper or turn.called is not None for turn in turns)
    return Truth(
        inside=_by_quarter(changes, opens, quarters),
        wait=round(percentile(waits, MIDDLE), 1),
        long_wait=round(percentile(waits, NEARLY_ALL), 1),
        overtime=round(max((ended - closes) / MINUTE, 0.0), 1),
        served=served,
        unserved=len(turns) - served,
        booked=visits.booked,
        came=visits.came,
        walk_ins=visits.walk_ins,
        turned_away=visits.turned_away,
    )


def stored(truth: Truth | None) -> dict[str, Any]:
    """What `read` reads; of a day that says nothing too."""
    return {"version": VERSION, "says": None if truth is None else asdict(truth)}


def read(row: Mapping[str, Any] | None) -> Truth | None:
    """What was written down; None where nothing was, or where the day says nothing."""
    if row is None or row.get("version") != VERSION or row["says"] is None:
        return None
    facts = dict(row["says"])
    return Truth(inside=tuple(facts.pop("inside")), **facts)


def _by_quarter(changes: Iterable[tuple[datetime, int]], opens: datetime, count: int) -> tuple[int, ...]:
    most, inside, last = [0] * count, 0, 0
    for at, change in changes:
        place = min(max((at - opens) // QUARTER, 0), count - 1)
        for between in range(last + 1, place + 1):
            most[between] = max(most[between], inside)
        inside, last = inside + change, max(place, last)
        most[last] = max(most[last], inside)
    for between in range(last + 1, count):
        most[between] = max(most[between], inside)
    return tuple(most)
