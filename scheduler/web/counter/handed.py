"""What a number was given a moment ago, as a clerk would say it: what changed hands, and what is still here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.text.names import initials
from scheduler.flow.core.local_time import today_of
from scheduler.web.counter.receipts import given_to


@dataclass(frozen=True, slots=True)
class Handed:
    """given: what changed hands in one go, empty for a visit that fetched nothing. left: what it may still fetch."""

    number: str
    given: list[str]
    left: list[str]


def handed_of(session: Session, office: Office, number: str, now: datetime) -> Handed:
    """What one of today's numbers was given last. Raises TicketUnknown."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number.upper()) if day else None
    if ticket is None:
        raise TicketUnknown(ticket=number)
    rows = given_to(session, ticket)
    given = [document for document, handover in rows if handover.step == rows[-1][1].step]
    left = queries.documents_of_booking(session, ticket.booking_id, live=True)
    return Handed(ticket.number, _named(given), _named(left))


def _named(documents: Sequence[Document]) -> list[str]:
    """Documents by their titles; of several with one title also by whose they are."""
    titles = Counter(document.title for document in documents)
    return [d.title if titles[d.title] == 1 else f"{d.title} {initials(d.holder)}" for d in documents]
