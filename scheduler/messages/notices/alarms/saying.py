"""What there is to say of an alarm to those whom it tells, and of a test."""

from datetime import datetime

from scheduler.db.models import Message
from scheduler.messages.notices.alarms.words import OVERVIEW, PAGES, TODO, said_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import UNKNOWN, Said, Tongue


def alarm(known: Known, message: Message, tongue: Tongue) -> Said:
    """What is so, since when, what to do, and on which page."""
    del known
    kind = str(message.facts.get("alarm", ""))
    facts = {
        "alarm": said_of(kind, message.facts, tongue.translate),
        "since": _when(message, "since", tongue),
        "todo": tongue.translate(TODO[kind]) if kind in TODO else UNKNOWN,
        "page": f"{tongue.base_url}/{PAGES.get(kind, OVERVIEW)}",
    }
    return Said("alarm", facts)


def alarm_over(known: Known, message: Message, tongue: Tongue) -> Said:
    """What is over, and from when to when it was so."""
    del known
    facts = {
        "alarm": said_of(str(message.facts.get("alarm", "")), message.facts, tongue.translate),
        "since": _when(message, "since", tongue),
        "until": _when(message, "at", tongue),
    }
    return Said("alarm_over", facts)


def alarm_test(known: Known, message: Message, tongue: Tongue) -> Said:
    """That alarms of the office arrive here."""
    del known, message, tongue
    return Said("alarm_test")


def _when(message: Message, name: str, tongue: Tongue) -> str:
    """A moment of the facts: its time alone where it is of the day on which the message was noted."""
    told = message.facts.get(name)
    at = datetime.fromisoformat(told) if told else message.created_at
    is_today = tongue.date(at) == tongue.date(message.created_at)
    return tongue.clock(at) if is_today else tongue.moment(at)
