"""What an office wishes when it postpones: to close, to close longer, to open again, or to place who has no slot."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlmodel import Session

from scheduler.db.models import Closure, Office
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.calendar.timetable import Rules, Share
from scheduler.domain.refusals import Invalid
from scheduler.flow.calendar.closures import closed_of, closure_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.seats.slots import rules_of

Kind = Literal["closure", "hours", "reopening"]
FURTHEST = timedelta(days=731)
"""How far on a service may open again: beyond it a year was mistyped, and each day until then is looked at."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as it is previewed and carried out. service_id: None is every service of the office.

    closure: between two local dates, `ends_on` inclusive or None until further notice; with `closure_id` that closure
    is to last longer. hours: only who has no slot that stands is given one. reopening: open from `starts_on`, and with
    `percent` slots hold that share of their usual work until `ends_on`.
    """

    kind: Kind
    reason: str
    service_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    closure_id: int | None = None
    percent: int | None = None

    @property
    def has_no_end(self) -> bool:
        """Whether nobody knows when the office opens again, so that no new slot is promised."""
        return self.kind == "closure" and self.ends_on is None


def closing(starts_on: date, ends_on: date | None, reason: str, *, service_id: int | None = None) -> Wish:
    """To close for some days, or until further notice."""
    return Wish("closure", " ".join(reason.split()), service_id, starts_on, ends_on)


def extending(session: Session, office: Office, closure_id: int, ends_on: date | None) -> Wish:
    """To let a closure last longer. Raises ClosureUnknown; Invalid where it would not be longer."""
    closure = closure_of(session, office, closure_id)
    if closure.ends_on is None or (ends_on is not None and ends_on <= closure.ends_on):
        raise Invalid(errors={"ends_on": "not_later"})
    return Wish("closure", closure.reason, closure.service_id, closure.starts_on, ends_on, closure.id)


def placing(reason: str, *, service_id: int | None = None) -> Wish:
    """To give everybody a slot who has none that stands, after a change of hours or a closure that ended."""
    return Wish("hours", " ".join(reason.split()), service_id)


def reopening(
    session: Session,
    office: Office,
    closure_id: int,
    starts_on: date,
    *,
    percent: int | None = None,
    until: date | None = None,
) -> Wish:
    """To end a closure on the day before `starts_on`. percent: of the usual work, until a date or further notice.

    Raises ClosureUnknown; Invalid where that day is no sooner than it would be anyway, or for a share out of range.
    """
    closure = closure_of(session, office, closure_id)
    errors = {
        "starts_on": None if closure.ends_on is None or starts_on <= closure.ends_on else "not_sooner",
        "percent": None if percent is None or 1 <= percent <= 100 else "1-100",
        "ends_on": "before_start" if until is not None and until < starts_on else None,
    }
    if any(errors.values()):
        raise Invalid(errors={name: fault for name, fault in errors.items() if fault})
    percent = None if percent == 100 else percent
    return Wish("reopening", closure.reason, closure.service_id, starts_on, until, closure.id, percent)


def refuse_nonsense(office: Office, wish: Wish, now: datetime) -> None:
    """Nobody is moved for no reason, nor because of days gone by. Raises Invalid, which names the fields."""
    today = today_of(office, now)
    past = {
        "starts_on": wish.kind == "reopening" and wish.starts_on is not None and wish.starts_on < today,
        "ends_on": wish.kind == "closure" and wish.ends_on is not None and wish.ends_on < today,
    }
    errors = {name: "past" for name, is_past in past.items() if is_past}
    days = {"starts_on": wish.starts_on, "ends_on": wish.ends_on if wish.kind == "closure" else None}
    errors |= {name: "too_far" for name, day in days.items() if day is not None and day > today + FURTHEST}
    if not wish.reason:
        errors["reason"] = "empty"
    if errors:
        raise Invalid(errors=errors)


def rules_as_wished(session: Session, office: Office, wish: Wish) -> Rules:
    """The office's calendar as a wish would make it."""
    rules = rules_of(session, office)
    closed, shares = list(rules.closed), list(rules.shares)
    if wish.closure_id is not None:
        closed.remove(closed_of(closure_of(session, office, wish.closure_id)))
    again = _closed_by(session, office, wish)
    if again is not None:
        closed.append(again)
    if wish.percent is not None and wish.starts_on is not None:
        shares.append(Share(wish.starts_on, wish.ends_on, wish.percent, wish.service_id))
    return replace(rules, closed=closed, shares=shares)


def rules_without(session: Session, office: Office, closure: Closure, ends_on: date | None) -> Rules:
    """The calendar with a closure that ends on another day, or (None) without it."""
    rules = rules_of(session, office)
    closed = list(rules.closed)
    closed.remove(closed_of(closure))
    if ends_on is not None:
        closed.append(replace(closed_of(closure), ends_on=ends_on))
    return replace(rules, closed=closed)


def opens_at(wish: Wish, rules: Rules) -> datetime | None:
    """Midnight before the first day on which the office is open again; None where nobody knows."""
    if wish.kind == "hours" or wish.has_no_end:
        return None
    day = wish.starts_on if wish.kind == "reopening" else wish.ends_on and wish.ends_on + timedelta(days=1)
    assert day is not None
    return calendar.day_bounds(day, rules.zone)[0]


def _closed_by(session: Session, office: Office, wish: Wish) -> Closed | None:
    if wish.kind == "closure":
        assert wish.starts_on is not None
        return Closed(wish.starts_on, wish.ends_on, wish.reason, wish.service_id)
    if wish.kind == "reopening" and wish.closure_id is not None and wish.starts_on is not None:
        closure = closure_of(session, office, wish.closure_id)
        last = wish.starts_on - timedelta(days=1)
        return replace(closed_of(closure), ends_on=last) if closure.starts_on <= last else None
    return None
