"""How good days were: how long people waited, how many stood in the hall at once, how long counters stood idle although
somebody waited for them. Beside it a plain hall: no slots, no limit, first come, first served, with the same people.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from statistics import mean, median
from typing import Any

from tests.simulation.arrivals import MINUTE
from tests.simulation.idleness import Cause, Lobby, causes
from tests.simulation.scene import Scene

Span = tuple[datetime, datetime]
CALLED = frozenset({"called", "serving", "served"})
SEEN_EVERY = 8 * MINUTE
"""Longer without a look is a stretch that is not played: from the last visitor to closing."""
REACTS, COMES = 0.55, 0.65
"""Minutes until a clerk calls the next, and until the next is at the counter, as in the days that are played."""


@dataclass(slots=True)
class Outcome:
    """Of one day or of many: minutes waited, and of each day the most people in the hall and the idle minutes; `why`
    has all of these by what they came of.
    """

    waits: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    why: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Outcome | Mapping[str, Any]") -> None:
        """Count another day, or days, in."""
        more = other if isinstance(other, Mapping) else asdict(other)
        for name in ("waits", "peaks", "idle"):
            getattr(self, name).extend(more[name])
        for cause, minutes in more["why"].items():
            self.why[cause] = self.why.get(cause, 0.0) + minutes


@dataclass(slots=True)
class Record:
    """What is seen of a day while it is played, by the time that really passes."""

    called: dict[str, datetime] = field(default_factory=dict)
    peak: int = 0
    idle: Counter[Cause] = field(default_factory=Counter)
    _since: datetime | None = None
    _idle_now: list[Cause] = field(default_factory=list)

    def note(self, now: datetime, scene: Scene) -> None:
        """See the day as it is now."""
        if self._since is not None:
            for cause in self._idle_now:
                self.idle[cause] += min(now - self._since, SEEN_EVERY) / MINUTE
        self._since, self._idle_now = now, _idle_now(scene)
        self.peak = max(self.peak, scene.day.people_inside)
        for ticket in scene.tickets.values():
            if ticket.stage in CALLED:
                self.called.setdefault(ticket.number, now)

    def outcome(self, came: Mapping[str, datetime]) -> Outcome:
        """came: when whoever has a number was first at the door."""
        waits = [(self.called[number] - at) / MINUTE for number, at in came.items() if number in self.called]
        idle, why = sum(self.idle.values()), {str(cause): round(spent, 1) for cause, spent in self.idle.items()}
        return Outcome([round(wait, 1) for wait in waits], [self.peak], [round(idle, 1)], why)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in the plain hall."""

    came: datetime
    letter: str
    people: int
    minutes: float


def plain_hall(
    visitors: Iterable[Visitor], counters: Mapping[int, frozenset[str]], opens: datetime, pause: Span
) -> Outcome:
    """Everybody comes in at once, and each counter that is free calls whoever came first of those it takes.

    The same people, the same minutes at the counter, all counters open. Nobody is called in the pause.
    """
    line = sorted(visitors, key=lambda visitor: visitor.came)
    free, outcome = dict.fromkeys(counters, opens), Outcome(idle=[0.0])
    stays = [(visitor.came, visitor.people) for visitor in line]
    while line:
        number, visitor, starts = min(_next_calls(line, counters, free, pause), key=lambda call: (call[2], call[0]))
        line.remove(visitor)
        called = starts + REACTS * MINUTE
        free[number] = called + (COMES + visitor.minutes) * MINUTE
        stays.append((free[number], -visitor.people))
        outcome.waits.append(round((called - visitor.came) / MINUTE, 1))
        outcome.idle[0] += REACTS
    outcome.why[str(Cause.REACTS)] = outcome.idle[0]
    outcome.peaks.append(_most(stays))
    return outcome


def _next_calls(
    line: list[Visitor], counters: Mapping[int, frozenset[str]], free: Mapping[int, datetime], pause: Span
) -> Iterator[tuple[int, Visitor, datetime]]:
    """For each counter whom it calls next, and from when on it could."""
    for number, takes in counters.items():
        first = next((visitor for visitor in line if visitor.letter in takes), None)
        if first is not None:
            moment = max(free[number], first.came)
            yield number, first, pause[1] if pause[0] <= moment < pause[1] else moment


def _most(stays: list[tuple[datetime, int]]) -> int:
    """The most people at once; who leaves at the moment somebody comes has left."""
    inside = most = 0
    for _, people in sorted(stays):
        inside += people
        most = max(most, inside)
    return most


def _idle_now(scene: Scene) -> list[Cause]:
    """Why each counter that has nobody has nobody, where somebody waits whom it could serve; none in a break."""
    return causes(Lobby.of(scene)) if scene.hall.opening.state == "open" else []


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


def summary(days: Iterable[Mapping[str, Mapping[str, Any]]]) -> list[str]:
    """The table of many days, each told as {"ours": ..., "plain": ...}."""
    ours, plain = Outcome(), Outcome()
    for day in days:
        ours.add(day["ours"])
        plain.add(day["plain"])
    return told(ours, plain)


def told(ours: Outcome, plain: Outcome) -> list[str]:
    """Both, as lines of a table."""
    rows = [("", "Giliran", "plain hall")]
    if ours.waits and plain.waits:
        rows += [
            ("median wait, minutes", f"{median(ours.waits):.1f}", f"{median(plain.waits):.1f}"),
            ("95th percentile of waits", f"{_p95(ours.waits):.1f}", f"{_p95(plain.waits):.1f}"),
            ("peak in the hall, mean of days", f"{mean(ours.peaks):.1f}", f"{mean(plain.peaks):.1f}"),
            ("peak in the hall, worst day", f"{max(ours.peaks)}", f"{max(plain.peaks)}"),
            ("idle counter minutes a day", f"{mean(ours.idle):.1f}", f"{mean(plain.idle):.1f}"),
        ]
        rows += [(f"  {cause}", _a_day(ours, cause), _a_day(plain, cause)) for cause in Cause]
    return [f"{name:<50}{own:>10}{other:>12}" for name, own, other in rows]


def _a_day(outcome: Outcome, cause: Cause) -> str:
    return f"{outcome.why.get(cause, 0.0) / len(outcome.idle):.1f}"
