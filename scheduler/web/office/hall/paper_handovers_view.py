"""What the page of late records shows: the counters, and what was written down today."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Document, Handover, Office, Ticket
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.flow.core.local_time import today_of

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A handover that was written down today: under which number, when it was, which document."""

    number: str
    at: datetime
    counter: int
    reference: str


@dataclass(frozen=True, slots=True)
class PaperHandoversPage:
    """counters: their numbers; recorded: the handovers written down today, newest first."""

    counters: list[int]
    recorded: list[Line]


def paper_handovers_page(session: Session, office: Office, now: datetime) -> PaperHandoversPage:
    """The page as it is now."""
    midnight, _ = day_bounds(today_of(office, now), ZoneInfo(office.timezone))
    rows = session.exec(
        select(Ticket.number, Handover.at, Handover.counter_number, Document.reference)
        .select_from(Handover)
        .join(Ticket, col(Ticket.id) == col(Handover.ticket_id))
        .join(Document, col(Document.id) == col(Handover.document_id))
        .where(Handover.office_id == office.id, col(Handover.recorded_at) >= midnight)
        .order_by(col(Handover.id).desc())
        .limit(MOST)
    ).all()
    counters = [counter.number for counter in queries.counters_of(session, office.id)]
    return PaperHandoversPage(counters, [Line(*row) for row in rows])
