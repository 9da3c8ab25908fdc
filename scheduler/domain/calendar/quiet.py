"""Quiet hours of an office: when screens call without a voice. Calls stay to be read, and are spoken afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.spans import Span, joined, longest
from scheduler.domain.refusals import Invalid

ADHAN_LASTS = timedelta(minutes=4)
MOST_HOURS = 20
"""So many rows of quiet hours an office may have."""
LONGEST = timedelta(hours=4)
"""A longer quiet time is a slip: nobody would hear a call for half a day."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of local time on one weekday (Monday is 0), or on every day where that is None."""

    begins: time
    ends: time
    weekday: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "QuietHours":
        """Read a stored row: {"from": "11:55", "to": "12:10", "weekday": 4 or null}. Raises Invalid if it is none."""
        try:
            begins, ends = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
        except (KeyError, TypeError, ValueError):
            raise Invalid(errors={"from": row}) from None
        return cls(begins, ends, row.get("weekday"))

    def stored(self) -> dict[str, Any]:
        """The row that `of` reads."""
        return {"from": f"{self.begins:%H:%M}", "to": f"{self.ends:%H:%M}", "weekday": self.weekday}

    def check(self) -> None:
        """Raises Invalid for a stretch that ends before it begins, is longer than four hours, or is on no weekday."""
        length = datetime.combine(date.min, self.ends) - datetime.combine(date.min, self.begins)
        if not timedelta(0) < length <= LONGEST:
            raise Invalid(errors={"to": f"{self.ends:%H.%M}"})
        if self.weekday is not None and self.weekday not in range(7):
            raise Invalid(errors={"weekday": self.weekday})


def quiet_times(
    hours: Iterable[QuietHours], day: date, zone: ZoneInfo, *, adhans: Iterable[datetime] = ()
) -> tuple[Span, ...]:
    """The quiet spans (UTC) of a local day, joined and in order: the hours of its weekday, four minutes an adhan."""
    by_hours = (longest(day, h.begins, h.ends, zone) for h in hours if h.weekday in (None, day.weekday()))
    return tuple(joined([*by_hours, *((adhan, adhan + ADHAN_LASTS) for adhan in adhans)]))
