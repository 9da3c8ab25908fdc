"""The calendar's answers: slot times of a day, whether an office or a service is open now, and when it opens next.

Hours are written in local time; everything that leaves here is aware UTC. Local time is used only to find the day.
`service` is an opaque id, None the office as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.hours import Closed, Hours, closures_covering, closures_on, rows_on, working_day
from scheduler.domain.calendar.spans import Span, cut, day_bounds
from scheduler.domain.refusals import N_

__all__ = [
    "BREAK",
    "FRIDAY",
    "FRIDAY_PRAYER",
    "SEARCHED_DAYS",
    "ZONES",
    "Closed",
    "Hours",
    "State",
    "breaks_of",
    "closure_at",
    "day_bounds",
    "hours_of",
    "local_day",
    "next_opening",
    "slot_times",
    "state_at",
    "stretches_of",
    "turns_of",
    "zone_label",
    "zone_of",
]

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
SEARCHED_DAYS = 60
FRIDAY = 4
PRAYER_FROM, PRAYER_TO = time(11), time(13)
BREAK, FRIDAY_PRAYER = N_("Istirahat"), N_("Istirahat salat Jumat")


@dataclass(frozen=True, slots=True)
class State:
    """Whether the office is open now; `until` (UTC) is when that ends, None where nobody can say.

    What is closed is so until the next opening. `reason` is given for a break and for a closure, not for an evening.
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


def hours_of(
    day: date, hours: Sequence[Hours], closed: Sequence[Closed], *, service: int | None = None
) -> Hours | None:
    """The hours as they are written for a local day, for people to read; None where it is shut all day.

    A service's own if it has a set then, else the office's. Closures of some hours do not show in them.
    """
    if _is_shut(day, closed, service):
        return None
    own = None if service is None else rows_on(day, hours, service)
    rows = rows_on(day, hours, None) if own is None else own
    return min(rows or [], key=lambda row: row.opens, default=None)


def stretches_of(
    day: date, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo, *, service: int | None = None
) -> list[Span]:
    """When work is done on a local day: spans (UTC) in order that do not touch.

    Of the office's sets that cover the day the one that began last holds alone, so a weekday it does not name is shut;
    of two that began together the one that ends first. A service is open where the office is and, if it has sets then,
    where its own says so as well. Breaks and closures of both are left out.
    """
    return list(working_day(day, hours, closed, zone=zone, service=service).stretches)


def breaks_of(
    day: date, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo, *, service: int | None = None
) -> list[Span]:
    """The breaks of a local day (UTC, in order) after which work goes on, without what a closure takes of them."""
    return working_day(day, hours, closed, zone=zone, service=service).breaks()


def slot_times(
    day: date,
    hours: Sequence[Hours],
    closed: Sequence[Closed],
    *,
    zone: ZoneInfo,
    minutes: int,
    service: int | None = None,
) -> list[Span]:
    """Start and end (UTC) of each slot of a local day, in order: whole slots only, none across a break or past closing.

    After a break or a closure they begin anew. Raises ValueError for a length below one minute.
    """
    if minutes < 1:
        raise ValueError(f"a slot of {minutes} minutes")
    return list(cut(stretches_of(day, hours, closed, zone, service=service), timedelta(minutes=minutes)))


def state_at(
    now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo, *, service: int | None = None
) -> State:
    """Open, on a break or closed at `now`, with the end of that and the reason to show.

    A closure of some hours is a reason until it ends or the day's work would have ended, whichever comes first.
    """
    today = working_day(local_day(now, zone), hours, closed, zone=zone, service=service)
    for start, end in today.stretches:
        if start <= now < end:
            return State("open", None, end)
    for start, end in today.breaks():
        if start <= now < end:
            return State("break", _name_of_break(start, end, zone), end)
    closure = closure_at(now, closed, zone, service=service)
    if closure and not closure.is_of_whole_days and all(end <= now for _, end in today.usual):
        closure = None
    opens = next_opening(now, hours, closed, zone, service=service)
    return State("closed", closure.reason if closure else None, opens)


def next_opening(
    now: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo, *, service: int | None = None
) -> datetime | None:
    """When the doors open next after `now` (UTC), at most 60 days on; None if not by then.

    A break's end is no opening; the end of a closure is one, unless it falls into a break.
    """
    today = local_day(now, zone)
    for day in (today + timedelta(days=n) for n in range(SEARCHED_DAYS + 1)):
        if _is_shut(day, closed, service):
            continue  # not asked for: 61 days of an office that is closed until further notice would fill what is kept
        for opens in working_day(day, hours, closed, zone=zone, service=service).openings():
            if opens > now:
                return opens
    return None


def closure_at(now: datetime, closed: Sequence[Closed], zone: ZoneInfo, *, service: int | None = None) -> Closed | None:
    """The closure in force at `now` that a citizen is told of: the office's or, given a service, that one's too.

    Of several, one of whole days before one of hours, then the one that lasts longest: it outlives the others.
    """
    day = local_day(now, zone)
    in_force = []
    for closure in closures_on(day, closed, service):
        start, end = closure.span_on(day, zone)
        if start <= now < end:
            in_force.append(closure)
    return max(in_force, key=lambda closure: (closure.is_of_whole_days, closure.ends_on or date.max), default=None)


def turns_of(day: date, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo) -> set[datetime]:
    """The moments (UTC) of a local day at which anything that is said here of the office may change, the day's end
    among them; between two of them its state, its closures and whether it is open are what they were.
    """
    today = working_day(day, hours, closed, zone=zone, service=None)
    shut = [closure.span_on(day, zone) for closure in closures_covering(day, closed)]
    spans = [day_bounds(day, zone), *today.usual, *today.doors, *today.stretches, *shut]
    return {edge for span in spans for edge in span}


def _is_shut(day: date, closed: Sequence[Closed], service: int | None) -> bool:
    """Whether a closure of whole days leaves nothing of a day."""
    return any(closure.is_of_whole_days for closure in closures_on(day, closed, service))


def _name_of_break(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    at_noon = begins.time() < PRAYER_TO and ends.time() > PRAYER_FROM
    return FRIDAY_PRAYER if begins.weekday() == FRIDAY and at_noon else BREAK
