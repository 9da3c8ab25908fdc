"""How long citizens waited for a clerk's answer, day by day (`flow/figures/talks.py` says what a wait is)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.figures.talks import Wait, waits_between
from scheduler.web.office.shared.periods import Period


@dataclass(frozen=True, slots=True)
class Waited:
    """How long citizens who wrote on a day waited for a clerk, in minutes; those that still wait, until now."""

    day: date
    minutes: Sequence[float] = field(default_factory=tuple)
    waiting: int = 0

    @property
    def median(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    @property
    def longest(self) -> float | None:
        return max(self.minutes, default=None)


def waited_by_day(session: Session, office: Office, period: Period) -> list[Waited]:
    """Waits day by day, by when a citizen wrote; a day on which nobody waited has no minutes."""
    zone = zone_of_office(office)
    found: dict[date, list[Wait]] = {}
    for wait in waits_between(session, office.id, period.begins):
        found.setdefault(wait.began.astimezone(zone).date(), []).append(wait)
    return [_waited(day, found.get(day, []), period.now) for day in period.each()]


def _waited(day: date, waits: Sequence[Wait], now: datetime) -> Waited:
    minutes = [((wait.ended or now) - wait.began).total_seconds() / 60 for wait in waits]
    return Waited(day, minutes, sum(wait.ended is None for wait in waits))
