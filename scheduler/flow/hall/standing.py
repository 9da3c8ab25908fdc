"""Where everybody in a day's queue stands: plain rows that nothing changes, so that one reading serves many."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, literal_column, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Ticket
from scheduler.domain import stages
from scheduler.domain.hall.queue import Queued


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
IS_HERE: ColumnElement[bool] = literal_column(f"ticket.stage IN ({_LIVE})")
"""A ticket is in the queue. The stages as literals: an index of some rows is used only where the statement says that it
is about those.
"""

STANDINGS = Prepared(
    select(*(getattr(Ticket, name) for name in Standing._fields)).where(
        col(Ticket.office_day_id) == bindparam("day"), IS_HERE
    )
)

_facts = attrgetter(*Standing._fields)


def standings_of(session: Session, day_id: int) -> list[Standing]:
    """Everybody who is still in the queue of a day, in no order."""
    return [Standing(*row) for row in STANDINGS.all(session, day=day_id)]


def standing_of(ticket: Ticket) -> Standing:
    """A ticket that the session has, as it is now."""
    return Standing(*_facts(ticket))._replace(stage=str(ticket.stage))


_place = attrgetter("due_at", "seq", "again")
"""The key of the queue's order; no two in a day's queue have the same."""


class Lineup:
    """Everybody in a day's queue, in its order: what `of` makes of all of them, kept up by `put` and `drop`.

    order: all of them. at: by the counter's id, who is called to it or served at it. walking: by id, who was called in
    and has not passed the door. queued: by id, those whom the queue's rules have looked at already, as these see them;
    whoever writes one down there has nothing in it that the row alone does not say, and it goes when the row does.
    """

    def __init__(self) -> None:
        self.by_id: dict[int, Standing] = {}
        self.at: dict[int, Standing] = {}
        self.walking: dict[int, Standing] = {}
        self.queued: dict[int, Queued] = {}
        self.order: list[Standing] = []

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "Lineup":
        """A queue of those, in whatever order they come."""
        made = cls()
        for each in sorted(standings, key=_place):
            made._note(each)
            made.order.append(each)
        return made

    def copy(self) -> "Lineup":
        """The same, to be kept up by somebody else."""
        made = Lineup()
        made.by_id, made.at, made.walking = self.by_id.copy(), self.at.copy(), self.walking.copy()
        made.queued, made.order = self.queued.copy(), self.order.copy()
        return made

    def put(self, standing: Standing) -> None:
        """Somebody came, or stands otherwise than before."""
        if self.by_id.get(standing.id) == standing:
            return
        self.drop(standing.id)
        insort(self.order, standing, key=_place)
        self._note(standing)

    def drop(self, ticket_id: int) -> None:
        """Somebody is in the queue no more, if they were."""
        gone = self.by_id.pop(ticket_id, None)
        if gone is None:
            return
        del self.order[bisect_left(self.order, _place(gone), key=_place)]
        self.walking.pop(ticket_id, None)
        self.queued.pop(ticket_id, None)
        if gone.counter_id is not None and self.at.get(gone.counter_id) is gone:
            del self.at[gone.counter_id]

    def _note(self, standing: Standing) -> None:
        self.by_id[standing.id] = standing
        if is_walking(standing):
            self.walking[standing.id] = standing
        if standing.counter_id and standing.stage in stages.AT_COUNTER:
            self.at[standing.counter_id] = standing


def is_walking(ticket: Standing | Ticket) -> bool:
    """Whether somebody was called in and has not passed the door."""
    return ticket.stage == stages.TicketStage.ADMITTED and ticket.entered_at is None
