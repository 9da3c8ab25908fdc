"""Times that are offered in a message: few, spread over the days that come, each with a number to answer with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office
from scheduler.domain.calendar.calendar import local_day
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.invitations.invitations import main_service
from scheduler.flow.seats.seats import kept_for
from scheduler.flow.seats.visits import window_of
from scheduler.messages.dialogue.holdings import Choice

MOST, A_DAY = 9, 3
"""Times in one offer, and of one day while there are others."""
LASTS = timedelta(hours=2)
"""So long an offer can be answered; its seats are kept for nobody."""


@dataclass(frozen=True, slots=True)
class Time:
    """A slot with room for the visit."""

    slot_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """What can be offered: times with room, or where there are none the days that are full."""

    free: Sequence[Time]
    full_days: Sequence[date]


def times_for(session: Session, office: Office, choice: Choice, *, now: datetime) -> Times:
    """Times for a visit that is to be booked or moved, as its page would show them, but not the one it has."""
    service_id, units = _work(session, choice)
    invitation_id = choice.booking.invitation_id if choice.booking else choice.invitation and choice.invitation.id
    kept = kept_for(session, invitation_id, now=now) if invitation_id else {}
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=office.notice_minutes, now=now)
    zone, own = zone_of_office(office), choice.slot.id if choice.slot else None
    days: dict[date, list[Time]] = {}
    for slot_id, starts_at, capacity, taken in queries.places_between(session, service_id, window.earliest, window.end):
        if starts_at > window.earliest:
            of_day = days.setdefault(local_day(starts_at, zone), [])
            if slot_id != own and taken - kept.get(slot_id, 0) + min(units, capacity) <= capacity:
                of_day.append(Time(slot_id, starts_at))
    own_day = local_day(choice.slot.starts_at, zone) if choice.slot else None
    full = [day for day, times in days.items() if not times and day != own_day]
    return Times(spread([times for times in days.values() if times]), full[:MOST])


def spread(days: Sequence[Sequence[Time]]) -> list[Time]:
    """At most nine of the times of each day, in order: early, middle and late of the next days before more of one."""
    chosen: list[Time] = []
    for times in days:
        chosen += _some(times, min(A_DAY, MOST - len(chosen)))
    left = [time for times in days for time in times if time not in chosen]
    return sorted([*chosen, *left[: MOST - len(chosen)]], key=lambda time: time.starts_at)


def offer_of(choice: Choice, times: Times, *, now: datetime) -> dict[str, Any]:
    """What the conversation keeps of an offer."""
    about: dict[str, Any] = {"at": now.isoformat()}
    if choice.booking is not None:
        about["booking"] = choice.booking.id
    elif choice.invitation is not None:
        about["invitation"] = choice.invitation.id
    if times.free:
        return {**about, "slots": [time.slot_id for time in times.free], "party": 1}
    return {**about, "days": [day.isoformat() for day in times.full_days]}


def has_lapsed(offered: dict[str, Any], now: datetime) -> bool:
    """Whether what was offered, or asked, is too old to be answered."""
    return now - datetime.fromisoformat(offered["at"]) > LASTS


def _some(times: Sequence[Time], count: int) -> list[Time]:
    """So many of a day's times, spread evenly, the first and the last among them."""
    if len(times) <= count or count < 1:
        return list(times[:count])
    if count == 1:
        return [times[0]]
    return [times[round(n * (len(times) - 1) / (count - 1))] for n in range(count)]


def _work(session: Session, choice: Choice) -> tuple[int, int]:
    """The service of a visit, and its units of work."""
    if choice.booking is not None:
        return choice.booking.service_id, choice.booking.units
    kinds = [session.get_one(DocumentType, document.type_id) for document in choice.documents]
    return main_service((kind.service_id, kind.minutes) for kind in kinds), sum(kind.units for kind in kinds)
