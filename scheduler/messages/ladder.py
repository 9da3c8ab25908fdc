"""In which order an office's channels are tried, when people are left in peace, and how long to wait between tries."""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from scheduler.db.models import Message, Office
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.outbox import Cause

AT_HAND = frozenset({"console", "wa_me"})
"""Rungs that do not leave the machine by themselves."""
URGENT = (Cause.COME_IN, Cause.COME_SOON, Cause.LINK, Cause.OFFERED, Cause.REPLY, Cause.PHONE_CODE)
"""Somebody waits for these right now, at any hour."""
OF_A_DAY = (Cause.MOVED, Cause.MOVED_AGAIN, Cause.MOVED_BACK, Cause.CLOSED)
"""These cannot wait either where the visit was to be today, or is again."""
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
"""Between the tries of one channel: there is one try more than there are pauses."""
SPREAD = 0.2
"""By so much of itself a pause is longer or shorter, so that a thousand failures do not come back at once."""
LEAST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=1)
"""What of a far side's wish to wait is believed."""


class Rung(NamedTuple):
    """One channel of a ladder. wait: how long it may take to deliver; 0 is as long as it takes."""

    channel: str
    wait: timedelta


def rungs(office: Office) -> list[Rung]:
    """An office's ladder, first channel first."""
    return [Rung(str(each["channel"]), timedelta(minutes=int(each.get("wait_minutes") or 0))) for each in office.ladder]


def leaves(office: Office) -> bool:
    """Whether anything of an office leaves the machine by itself; where nothing does, a clerk tells people."""
    return any(rung.channel not in AT_HAND for rung in rungs(office))


def waits_until(office: Office, cause: str, facts: dict[str, Any], now: datetime) -> datetime | None:
    """When a message may go that can wait out the quiet hours; None: now."""
    if cause in URGENT or (cause in OF_A_DAY and _is_of_today(office, facts, now)):
        return None
    local = now.astimezone(zone_of_office(office))
    if _is_open(local.time(), office.messages_from, office.messages_until):
        return None
    opens = local.replace(hour=office.messages_from.hour, minute=office.messages_from.minute, second=0, microsecond=0)
    return (opens if opens > local else opens + timedelta(days=1)).astimezone(now.tzinfo)


def pause_after(tries: int, message: Message) -> timedelta | None:
    """How long to wait after so many tries of a channel that failed; None: the channel has had its tries.

    Spread by the message's id, so that a step that is repeated decides the same.
    """
    if tries > len(PAUSES):
        return None
    share = (message.id * 2654435761 % 1000) / 1000  # evenly strewn over [0, 1)
    return PAUSES[tries - 1] * (1 + SPREAD * (2 * share - 1))


def believed(seconds: float) -> timedelta:
    """The pause that a far side asks for, within reason."""
    return min(max(timedelta(seconds=min(seconds, 86_400)), LEAST_PAUSE), LONGEST_PAUSE)


def _is_open(local: time, opens: time, closes: time) -> bool:
    """Whether it is time for messages that can wait. Hours may pass midnight; the same twice is all day."""
    if opens <= closes:
        return opens == closes or opens <= local < closes
    return local >= opens or local < closes


def _is_of_today(office: Office, facts: dict[str, Any], now: datetime) -> bool:
    times = [datetime.fromisoformat(facts[name]) for name in ("old", "new") if facts.get(name)]
    return today_of(office, now) in {today_of(office, moment) for moment in times}
