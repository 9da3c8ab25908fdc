"""A refusal as it is said in a conversation: its sentence, filled in the citizen's language."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from scheduler.db.models import Slot
from scheduler.domain.booking import AlreadyBooked
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Refusal
from scheduler.messages.dialogue import replies
from scheduler.messages.notices.said import UNKNOWN, Tongue
from scheduler.messages.notices.words import plain

ONLY_HOURS = ("time",)
"""Facts of which the hour is enough: the sentence is about a time that was just chosen."""


def sentence_of(refusal: Refusal, tongue: Tongue) -> str:
    """What a page would say; where that leads on by a link or a button, other words."""
    facts = _Facts({name: _said(name, value, tongue) for name, value in refusal.facts.items()})
    return tongue.translate(_source(refusal)).format_map(facts)


def _source(refusal: Refusal) -> str:
    if isinstance(refusal, IllegalStep):
        return replies.NO_MORE_CHANGES
    if isinstance(refusal, AlreadyBooked):
        return replies.BOOKED_ALREADY if refusal.facts.get("slot") else replies.IN_QUEUE_ALREADY
    return refusal.sentence


class _Facts(dict[str, str]):
    """A sentence may ask for a fact that this refusal does not know."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _said(name: str, value: Any, tongue: Tongue) -> str:
    match value:
        case Slot():
            return tongue.moment(value.starts_at)
        case datetime() if name in ONLY_HOURS:
            return tongue.clock(value)
        case datetime():
            return tongue.moment(value)
        case date():
            return format_date(value, "EEEE, d MMMM y", locale=tongue.language)
        case list() | tuple():
            return ", ".join(_said(name, each, tongue) for each in value) or UNKNOWN
        case _:
            return plain(str(value)) if name == "reason" else str(value)
