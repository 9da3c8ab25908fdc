"""Weekly hours, breaks and closures of an office: its slot times, whether it is open now, and when it opens next.

Hours are written in local time; everything that leaves here is aware UTC. Local time is used only to find the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from scheduler.domain.errors import N_

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
SEARCHED_DAYS = 60
FRIDAY = 4
BREAK, FRIDAY_PRAYER = N_("Istirahat"), N_("Istirahat salat Jumat")


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekday (Monday is 0) in local time, with a break if both its ends are given, between two dates inclusive."""

    weekday: int
    opens: time
    closes: time
    break_from: time | None
    break_to: time | None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which the office is shut, both ends inclusive; without `ends_on` until somebody says otherwise."""

    starts_on: date
    ends_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """Whether the office is open now; `until` (UTC) is when that ends, None where nobody can say.

    `reason` is given for a break and for a closure, not for an evening.
    """

    state: Literal["open", "break", "closed"]
    reason: str | None
    until: datetime | None


def zone_of(text: str) -> ZoneInfo:
    """The time zone of an office, from its IANA name or from WIB, WITA, WIT in any case. Raises ValueError."""
    name = ZONES.get(text.strip().upper(), text.strip())
    if name not in ZONES.values():
        raise ValueError(f"{text!r} is not one of {', '.join([*ZONES.values(), *ZONES])}")
    return ZoneInfo(name)


def zone_label(zone: ZoneInfo) -> str:
    """WIB, WITA or WIT. Raises ValueError for a zone outside Indonesia."""
    for label, name in ZONES.items():
        if name == zone.key:
            return label
    raise ValueError(f"{zone.key} is not a zone of Indonesia")


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The date at the office. UTC midnight is 07.00 WIB: the two dates differ every night."""
    return now.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The start of a local day and of the day after it, in UTC."""
    return _moment(day, time.min, zone), _moment(day + timedelta(days=1), time.min, zone)


def hours_of(day: date, hours: Sequence[Hours], closed: Sequence[Closed]) -> Hours | None:
    """The hours that hold on a local day, None where the office is shut.

    Of several rows that cover the day the one with the latest `valid_from` wins, so a season's hours replace the usual.
    """
    if _closure_of(day, closed):
        return None
    rows = [row for row in hours if row.weekday == day.weekday() and _covers(row.valid_from, row.valid_to, day)]
    return max(rows, key=lambda row: row.valid_from or date.min, default=None)


def slot_times(
    day: date, hours: Sequence[Hours], closed: Sequence[Closed], *, zone: ZoneInfo, minutes: int
) -> list[tuple[datetime, datetime]]:
    """Start and end (UTC) of each slot of a local day, in order: whole slots only, none across a break or past closing.

    After a break they begin anew. Raises ValueError for a length below one minute.
    """
    if minutes < 1:
        raise ValueError(f"a slot of {minutes} minutes")
    today = hours_of(day, hours, closed)
    if today is None:
        return []
    length = timedelta(minutes=minutes)
    return [slot for start, end in _stretches(day, today, zone) for slot in _cut(start, end, length)]


def state_at(now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo) -> State:
    """Open, on a break or closed at `now`, with the end of that and the reason to show."""
    day = local_day(now, zone)
    today = hours_of(day, hours, closed)
    if today is None:
        closure = _closure_of(day, closed)
        return State("closed", closure.reason if closure else None, next_opening(now, hours, closed, zone))
    stretches = _stretches(day, today, zone)
    for start, end in stretches:
        if start <= now < end:
            return State("open", None, end)
    if stretches[0][1] <= now < stretches[-1][0]:
        return State("break", FRIDAY_PRAYER if day.weekday() == FRIDAY else BREAK, stretches[-1][0])
    return State("closed", None, next_opening(now, hours, closed, zone))


def next_opening(now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo) -> datetime | None:
    """When the doors open next after `now` (UTC), at most 60 days on; None if not by then. A break's end is none."""
    today = local_day(now, zone)
    for day in (today + timedelta(days=n) for n in range(SEARCHED_DAYS + 1)):
        row = hours_of(day, hours, closed)
        if row is not None and (opens := _moment(day, row.opens, zone)) > now:
            return opens
    return None


def _stretches(day: date, row: Hours, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The one or two stretches of a day in which the office works."""
    opens, closes = _moment(day, row.opens, zone), _moment(day, row.closes, zone)
    if row.break_from is None or row.break_to is None:
        return [(opens, closes)]
    return [(opens, _moment(day, row.break_from, zone)), (_moment(day, row.break_to, zone), closes)]


def _cut(start: datetime, end: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    while start + length <= end:
        yield start, start + length
        start += length


def _closure_of(day: date, closed: Sequence[Closed]) -> Closed | None:
    return next((closure for closure in closed if _covers(closure.starts_on, closure.ends_on, day)), None)


def _covers(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
