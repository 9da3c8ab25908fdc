"""What somebody takes home beside the documents: a slip of what was handed over, to whom, when and where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Document, Handover, Office, Ticket
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.text import signatures
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.web.shared.forms import Form, parsed
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of

Paper = Literal["58", "80", "a6"]
COMPLAIN_WITHIN = 7
"""Days in which a fault in a document should be told."""


class PaperChoice(Form):
    paper: Paper = "80"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The handovers of one of today's numbers that stand: document and record, the oldest first."""

    office: Office
    number: str
    handed: list[tuple[Document, Handover]]

    @property
    def at(self) -> datetime:
        """When the last of the documents was handed over."""
        return self.handed[-1][1].at

    @property
    def strokes(self) -> list[str]:
        """What was signed on the screen, as lines in a picture of 720 by 200; empty where nothing was."""
        signature = self.handed[-1][1].signature
        drawn = signatures.read(signature) if signature else None
        return [" ".join(f"{x * 720:.0f},{y * 200:.0f}" for x, y in stroke) for stroke in drawn or []]


async def page(request: Request) -> Response:
    """The receipt of one of today's numbers, to print. Raises TicketUnknown where nothing was handed over."""
    staff = await staff_of(request, "counter")
    choice = parsed(PaperChoice, dict(request.query_params))
    number: str = request.path_params["number"]
    receipt = await request.app.state.db.read(receipt_of, staff.office, number, now_of(request))
    return render(
        request,
        "counter/custody/receipt.html",
        about=staff.office,
        receipt=receipt,
        paper=choice.paper,
        days=COMPLAIN_WITHIN,
    )


def receipt_of(session: Session, office: Office, number: str, now: datetime) -> Receipt:
    """What one of today's numbers took home. Raises TicketUnknown."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number.upper()) if day and number.isprintable() else None
    if ticket is None:
        raise TicketUnknown(ticket=number)
    rows = given_to(session, ticket)
    if not rows:
        raise TicketUnknown(ticket=number)
    return Receipt(office, ticket.number, rows)


def given_to(session: Session, ticket: Ticket) -> list[tuple[Document, Handover]]:
    """What a number took home, the oldest first; an undone handover is not among it."""
    rows = session.exec(
        select(Document, Handover)
        .join(Handover, col(Handover.document_id) == col(Document.id))
        .where(Handover.ticket_id == ticket.id, ~is_taken_back(Handover))
        .order_by(col(Handover.id))
    )
    return list(rows)
