"""When people are left in peace, and what cannot wait for the morning."""

from datetime import datetime, time, timedelta
from typing import Any

from scheduler.db.models import Office
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.messages.notices.table import NOTICES


def waits_until(office: Office, cause: str, facts: dict[str, Any], now: datetime) -> datetime | None:
    """When a message may go that can wait out the quiet hours; None: now."""
    urgency = NOTICES[cause].urgency
    if urgency == "now" or (urgency == "today" and _is_of_today(office, facts, now)):
        return None
    local = now.astimezone(zone_of_office(office))
    if _is_open(local.time(), office.messages_from, office.messages_until):
        return None
    opens = local.replace(hour=office.messages_from.hour, minute=office.messages_from.minute, second=0, microsecond=0)
    return (opens if opens > local else opens + timedelta(days=1)).astimezone(now.tzinfo)


def _is_open(local: time, opens: time, closes: time) -> bool:
    """Whether it is time for messages that can wait. Hours may pass midnight; the same twice is all day."""
    if opens <= closes:
        return opens == closes or opens <= local < closes
    return local >= opens or local < closes


def _is_of_today(office: Office, facts: dict[str, Any], now: datetime) -> bool:
    times = [datetime.fromisoformat(facts[name]) for name in ("old", "new") if facts.get(name)]
    return today_of(office, now) in {today_of(office, moment) for moment in times}
