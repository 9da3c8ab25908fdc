"""What people were told of their wait, written down to be held against what happened."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlmodel import Session

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Ticket, ToldWait
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.stages import TicketStage

_COLUMNS = ("office_id", "ticket_id", "until", "least", "most", "at")
ADD = Prepared(
    insert(ToldWait).values({n: bindparam(n, type_=ToldWait.__table__.columns[n].type) for n in _COLUMNS})  # type: ignore[attr-defined]
)
UNTIL = {TicketStage.WAITING: "admitted", TicketStage.ADMITTED: "called"}
"""The stage somebody is told at, and what the minutes then lead to."""


def note_told(session: Session, tickets: Iterable[Ticket], waits: dict[int, Minutes], now: datetime) -> None:
    """Write down the minutes of those who were just told; who is at another stage or has none is left out."""
    for ticket in tickets:
        until, told = UNTIL.get(TicketStage(ticket.stage)), waits.get(ticket.id)
        if until and told:
            ADD.run(
                session,
                office_id=ticket.office_id,
                ticket_id=ticket.id,
                until=until,
                least=told[0],
                most=told[1],
                at=now,
            )
