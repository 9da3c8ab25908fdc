"""Where everybody in a day's queue stands: plain rows that nothing changes, so that one reading serves many."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Ticket
from scheduler.domain import stages


class Standing(NamedTuple):
    """A ticket as it was read: the columns of its row that the hall goes by, by their names."""

    id: int
    booking_id: int
    service_id: int
    number: str
    stage: str
    due_at: datetime
    seq: int
    again: int
    passed: int
    people: int
    held: int
    priority: bool
    escort: bool
    minutes: int
    arrived_at: datetime
    admitted_at: datetime | None
    entered_at: datetime | None
    called_at: datetime | None
    not_before: datetime | None
    waits_for_document: bool
    counter_id: int | None
    sent_to: int | None


_LIVE = ", ".join(f"'{stage}'" for stage in sorted(stages.LIVE))
STANDINGS = Prepared(
    select(*(getattr(Ticket, name) for name in Standing._fields)).where(
        col(Ticket.office_day_id) == bindparam("day"), literal_column(f"ticket.stage IN ({_LIVE})")
    )
)
"""The stages as literals: an index of some rows is used only where the statement says that it is about those."""

_facts = attrgetter(*Standing._fields)


def standings_of(session: Session, day_id: int) -> dict[int, Standing]:
    """Everybody who is still in the queue of a day, by the ticket's id."""
    return {row[0]: Standing(*row) for row in STANDINGS.all(session, day=day_id)}


def standing_of(ticket: Ticket) -> Standing:
    """A ticket that the session has, as it is now."""
    return Standing(*_facts(ticket))._replace(stage=str(ticket.stage))


def in_order(standings: Mapping[int, Standing]) -> list[Standing]:
    """All in the order of the queue."""
    return sorted(standings.values(), key=lambda each: (each.due_at, each.seq, each.again))
