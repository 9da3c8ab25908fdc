"""How long a number is served already, and its end by a supervisor where its clerk has left it open."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from scheduler.db.models import Move, Office, Ticket
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import TicketStage
from scheduler.flow.counter.counter_lookup import known_ticket, refuse_unless
from scheduler.flow.counter.visit_end import depart
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold


def served_since(session: Session, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """Ticket id -> when it began to be served, of those that are."""
    rows = session.exec(
        select(Move.ticket_id, func.max(Move.at))
        .join(Ticket, col(Ticket.id) == col(Move.ticket_id))
        .where(
            col(Move.ticket_id).in_(ticket_ids),
            Move.after == TicketStage.SERVING,
            Move.before != TicketStage.SERVING,
            Ticket.stage == TicketStage.SERVING,
        )
        .group_by(col(Move.ticket_id))
    )
    return {ticket: at for ticket, at in rows if ticket is not None}


def end_service(session: Session, office: Office, number: str, *, reason: str, by: str, now: datetime) -> Ticket:
    """End the visit of a number that is being served, with what it was given so far; its counter is free again.

    What it did not take stays with the office. Raises ReasonRequired, TicketUnknown, IllegalStep.
    """
    if not reason.strip():
        raise ReasonRequired
    day = hold(session, office, now)
    ticket = known_ticket(session, day, number)
    refuse_unless(ticket, frozenset({TicketStage.SERVING}), TicketStage.LEFT)
    depart(session, day, ticket, by=by, now=now, why="ended_for_clerk", note=reason)
    admit_and_publish(session, office, day, now)
    return ticket
