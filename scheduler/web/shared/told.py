"""What people are told of a refusal: its own sentence, filled, or one for each field that a form could not take."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from scheduler.db.models import Slot
from scheduler.domain.refusals import Refusal
from scheduler.translations import reason_in
from scheduler.web.shared.wording import Wording

Told = Callable[[Refusal, Wording], str]
ANY = "*"
"""Whatever is wrong with a field."""
HOURS: Mapping[str, Callable[[Wording, datetime], str]] = {
    "hour": Wording.clock_zone,
    **dict.fromkeys(("time", "slot_time", "come_back_at", "since"), Wording.clock),
}
"""Moments of which the hour is told, without their day."""


def sentence(refusal: Refusal, say: Wording, *, said: str | None = None) -> str:
    """The refusal's sentence in a language, filled with its facts. said: other words, which come before what fits."""
    manner, told = refusal.said_as, refusal.told_facts
    facts = _Facts({name: _said(manner.get(name, name), value, say) for name, value in told.items()})
    if {"time", "alternatives"} <= told.keys():
        facts["alternatives"] = _other_times(told["alternatives"], told["time"], say)
    return say.text(said or refusal.fitting).format_map(facts)


def told_by_fault(faults: Mapping[tuple[str, str], str], **facts: object) -> Told:
    """By a sentence for each fault of a field, or for ANY of it, filled with `facts`; else by the refusal's own.

    Sentences stand in the order of the errors, which is that of the form; each is said once.
    """

    def told(refusal: Refusal, say: Wording) -> str:
        texts = [faults.get((name, fault), faults.get((name, ANY))) for name, fault in refusal.errors.items()]
        found = [say.text(text).format(**facts) for text in dict.fromkeys(texts) if text is not None]
        return " ".join(found) or sentence(refusal, say)

    return told


def told_by_field(faults: Mapping[str, str]) -> Told:
    """By a sentence for each field, whatever is wrong with it; its fault is what would be `allowed`. Said once each."""

    def told(refusal: Refusal, say: Wording) -> str:
        wrong = refusal.errors
        found = [say.text(text).format(allowed=wrong[name]) for name, text in faults.items() if name in wrong]
        return " ".join(dict.fromkeys(found)) or sentence(refusal, say)

    return told


class _Facts(dict[str, str]):
    """A sentence may ask for a fact that this refusal does not know."""

    def __missing__(self, key: str) -> str:
        return "-"


def _said(name: str, value: Any, say: Wording) -> str:
    """A fact by its name, or by the manner in which its refusal has it said."""
    match value:
        case Slot():
            return say.slot(value.starts_at)
        case datetime() if name in HOURS:
            return HOURS[name](say, value)
        case (datetime() as moment) | {"starts_at": datetime() as moment}:  # the slot of an answer that was kept
            return say.slot(moment)
        case date():
            return say.day(value)
        case dict() if name == "to":
            return say.taker(value)
        case list() | tuple() if name == "collectors":
            return say.collectors(value)
        case list() | tuple() if name == "types":
            return say.types(value)
        case _:
            return _word(name, value, say)


def _other_times(slots: Sequence[Slot], asked: datetime, say: Wording) -> str:
    """Their hours, each with its day where that is another one than of the time before: "14.30, Rabu, 2 Des 08.00"."""
    return ", ".join(say.since(then, before) for before, then in pairwise([asked, *(slot.starts_at for slot in slots)]))


def _word(name: str, value: Any, say: Wording) -> str:
    """A word of the program's own as people say it, or what somebody wrote as it is."""
    match name:
        case "type":
            return say.type(str(value))
        case "stage":
            return say.stage(str(value))
        case "unready":
            return say.not_ready(str(value))
        case "closure":
            return reason_in(say.language, str(value)) or str(value)
        case "service":
            return say.service(str(value))
        case "place":
            return say.delivery_method(str(value))
        case _:
            return "-" if value is None else str(value)
