"""What an office hands over, changed by the office: minutes, who collects, what to bring, what is taken back, where
its file is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office
from scheduler.domain.custody.collecting import KINDS, units_of
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.text.plain_text import refuse_hidden

MOST_MINUTES, LONGEST_THING, MOST_THINGS = 120, 100, 12
LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class TypePlan:
    """What a document type is to be. bring: by reason; collector_bring: by collector.

    take_back, police_letter: the reasons that ask for the old card, or for the letter by which it is lost.
    file_by_message, file_page: where the file is of what is printed at home; the page an https address, or "".
    """

    minutes: int
    collectors: Sequence[str]
    bring: Mapping[str, Sequence[str]] = field(default_factory=dict)
    collector_bring: Mapping[str, Sequence[str]] = field(default_factory=dict)
    take_back: Sequence[str] = ()
    file_by_message: bool = False
    file_page: str = ""
    police_letter: Sequence[str] = ()


def edit_type(session: Session, office: Office, code: str, plan: TypePlan) -> DocumentType:
    """Change a document type; its units follow from its minutes. What is booked keeps the units it has.

    Raises TypeUnknown, HiddenSigns; Invalid, naming each value that makes no sense.
    """
    kind = next((each for each in queries.types_of(session, office.id) if each.code == code), None)
    if kind is None:
        raise TypeUnknown(type=code)
    check(plan)
    for things in (*plan.bring.values(), *plan.collector_bring.values()):
        refuse_hidden(*things)
    refuse_hidden(plan.file_page)
    kind.minutes, kind.units = plan.minutes, units_of(plan.minutes)
    kind.collectors = [each for each in KINDS if each in plan.collectors]
    kind.bring = {reason: _tidy(things) for reason, things in plan.bring.items()}
    kind.collector_bring = {each: _tidy(plan.collector_bring.get(each, ())) for each in kind.collectors}
    kind.take_back = [reason for reason in REASONS if reason in plan.take_back]
    kind.file_by_message, kind.file_page = plan.file_by_message, plan.file_page or None
    kind.police_letter = [reason for reason in REASONS if reason in plan.police_letter]
    session.add(kind)
    session.flush()
    return kind


def check(plan: TypePlan) -> None:
    """Refuse values that make no sense. Raises Invalid, naming each of them."""
    errors = {} if is_page(plan.file_page) else {"file_page": "https://"}
    if not 1 <= plan.minutes <= MOST_MINUTES:
        errors["minutes"] = f"1-{MOST_MINUTES}"
    if not plan.collectors or not set(plan.collectors) <= set(KINDS):
        errors["collectors"] = ", ".join(KINDS)
    asking = {"take_back": plan.take_back, "police_letter": plan.police_letter}
    errors |= {name: ", ".join(REASONS) for name, reasons in asking.items() if not set(reasons) <= set(REASONS)}
    for name, known, lists in (("bring", REASONS, plan.bring), ("collector_bring", KINDS, plan.collector_bring)):
        if not set(lists) <= set(known):
            errors[name] = ", ".join(known)
        elif not all(map(_are_short, lists.values())):
            errors[name] = "too long"
    if errors:
        raise Invalid(errors=errors)


def _are_short(things: Sequence[str]) -> bool:
    return len(things) <= MOST_THINGS and max(map(len, things), default=0) <= LONGEST_THING


def is_page(address: str) -> bool:
    """Whether an address is one of a page that phones open safely, or none at all."""
    if not address:
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and len(address) <= LONGEST_ADDRESS


def _tidy(things: Sequence[str]) -> list[str]:
    """Single spaces, each thing once."""
    return list(dict.fromkeys(" ".join(thing.split()) for thing in things if thing.strip()))
