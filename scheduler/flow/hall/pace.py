"""How long visits of an office's services really took lately: what its estimates go by."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal_column, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Ticket
from scheduler.domain.hall.pace import LONGEST, SHORTEST, Pace, pace_of
from scheduler.flow.hall.hall_state import Hall

VISITS = 20
REMEMBERED = timedelta(days=30)

SERVED: ColumnElement[bool] = literal_column("ticket.stage = 'served'")
"""As a literal: an index of some rows is used only where the statement says that it is about those."""

LATEST = Prepared(
    select(col(Ticket.called_at), col(Ticket.ended_at), col(Ticket.minutes))
    .where(
        col(Ticket.service_id) == bindparam("service"),
        SERVED,
        col(Ticket.ended_at) > bindparam("since"),
        col(Ticket.called_at).is_not(None),
    )
    .order_by(col(Ticket.ended_at).desc())
    .limit(VISITS)
)
"""The last visits of a service, whatever their day: an index of served tickets has them in this order."""


def paces_of(session: Session, hall: Hall, now: datetime) -> dict[str, Pace]:
    """The pace of each service by its letter; read once for a hall."""
    if not hall.paces:
        since = now - REMEMBERED
        for service in hall.services:
            LATEST.ask(session, service=service.id, since=since)
        hall.paces = {s.letter: LATEST.made(_pace, session, of=s.id, service=s.id, since=since) for s in hall.services}
    return hall.paces


def _pace(rows: Iterable[Sequence[Any]]) -> Pace:
    lasted = ((ended - called, timedelta(minutes=minutes)) for called, ended, minutes in rows)
    return pace_of([took / expected for took, expected in lasted if SHORTEST <= took <= LONGEST])
