"""How long a letter is worth bringing to a phone that is off: what it says of a time goes by that time."""

from datetime import datetime, timedelta
from typing import Any

from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.outbox import Cause

USUAL = timedelta(days=1)
LEAST = timedelta(minutes=1)


def expiry_of(office: Office, cause: str, facts: dict[str, Any], now: datetime) -> timedelta:
    """How long a letter is worth bringing, from now on: "tomorrow" until midnight, "today" until the visit, a seat
    while it is kept; the rest for a day.
    """
    if cause == Cause.REMINDER:
        until = day_bounds(today_of(office, now), zone_of_office(office))[1]
    elif cause == Cause.REMINDER_SOON:
        until = now + timedelta(minutes=office.remind_minutes)
    elif cause == Cause.OFFERED and facts.get("until"):
        until = datetime.fromisoformat(facts["until"])
    else:
        until = now + USUAL
    return max(until - now, LEAST)
