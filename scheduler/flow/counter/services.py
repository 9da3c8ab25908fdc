"""How long a number is served already, and its end by a supervisor where its clerk has left it open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared, is_one_of, one_of
from scheduler.db.engine.together import AT_ONCE
from scheduler.db.models import Move, Office, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import TicketStage
from scheduler.flow.counter.counter_lookup import known_ticket, refuse_unless
from scheduler.flow.counter.visit_end import depart
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold

SERVED_SINCE = Prepared(
    select(col(Move.ticket_id), func.max(col(Move.at)))
    .join(Ticket, col(Ticket.id) == col(Move.ticket_id))
    .where(
        is_one_of(col(Move.ticket_id), "ticket"),
        in_span(col(Move.at)),
        col(Move.after) == TicketStage.SERVING,
        col(Move.before) != TicketStage.SERVING,
        col(Ticket.stage) == TicketStage.SERVING,
    )
    .group_by(col(Move.ticket_id))
)


def served_since(session: Session, tickets: Sequence[Ticket], now: datetime) -> dict[int, datetime]:
    """Ticket id -> when it began to be served, of those that are."""
    found: dict[int, datetime] = {}
    for first in range(0, len(tickets), AT_ONCE):
        some = tickets[first : first + AT_ONCE]
        came = min(each.arrived_at for each in some)
        rows = SERVED_SINCE.all(session, **one_of("ticket", [each.id for each in some]), **span(came, now))
        found.update((ticket, at) for ticket, at in rows)
    return found


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
