"""The counters as a supervisor sees them: open or not, who is signed in at each, which number and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Counter, Staff, StaffSession, Ticket
from scheduler.domain.hall.lasting import lasts_long
from scheduler.domain.stages import AT_COUNTER
from scheduler.flow.counter.services import served_since


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter. staff: who is signed in at it; since: when its number was called, or began to be served.

    is_long: so long ago that somebody should look.
    """

    number: int
    state: str
    reason: str | None
    letters: Sequence[str]
    staff: Sequence[str]
    ticket: str | None
    stage: str | None
    since: datetime | None
    is_long: bool


def desks_of(
    session: Session,
    counters: Sequence[Counter],
    letters: Mapping[int, frozenset[str]],
    tickets: Sequence[Ticket],
    now: datetime,
) -> list[Desk]:
    """The counters of an office as they stand, with the tickets of the day at them."""
    at = {ticket.counter_id: ticket for ticket in tickets if ticket.stage in AT_COUNTER}
    began, names = served_since(session, list(at.values()), now), _names(session, counters, now)
    desks = []
    for counter in counters:
        ticket = at.get(counter.id)
        desks.append(
            Desk(
                number=counter.number,
                state=counter.state,
                reason=counter.reason,
                letters=sorted(letters.get(counter.id, ())),
                staff=names.get(counter.id, ()),
                ticket=ticket.number if ticket else None,
                stage=ticket.stage if ticket else None,
                since=began.get(ticket.id, ticket.called_at) if ticket else None,
                is_long=ticket is not None and ticket.id in began and lasts_long(ticket.minutes, began[ticket.id], now),
            )
        )
    return desks


def _names(session: Session, counters: Sequence[Counter], now: datetime) -> dict[int, list[str]]:
    """Counter id -> who is signed in at it, in a browser that may still act."""
    rows = session.exec(
        select(StaffSession.counter_id, Staff.name)
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .where(
            col(StaffSession.counter_id).in_([counter.id for counter in counters]),
            col(StaffSession.revoked_at).is_(None),
            StaffSession.expires_at > now,
        )
        .order_by(col(StaffSession.id))
    )
    names: dict[int, list[str]] = {}
    for counter_id, name in rows:
        if counter_id is not None and name not in names.setdefault(counter_id, []):
            names[counter_id].append(name)
    return names
