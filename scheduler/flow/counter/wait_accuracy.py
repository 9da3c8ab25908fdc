"""What people were told of their wait, held against what happened to them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Move, Office, OfficeDay, Ticket, ToldWait
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.hall.numbers import letter_of
from scheduler.domain.hall.promise import Promise
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.local_time import zone_of_office

TOLD_AT = {"admitted": TicketStage.WAITING, "called": TicketStage.ADMITTED}
"""What the minutes lead to, and the stage in which they were told."""
OUT_OF_ORDER, STILL_WAITING = "out_of_order", "still_waiting"
"""How a wait ended of which no truth is known: a clerk called the number by hand, or it goes on; else the stage."""


class Step(NamedTuple):
    """A ticket went from one stage to another."""

    before: str | None
    after: str
    at: datetime
    by_hand: bool


@dataclass(slots=True)
class Measured:
    """The waits told to numbers of one letter until people were let in ("admitted") or called.

    letter: under which the number was given out, wherever it was passed on to. known: of which is known whether they
    held (within the range told), or were early or late; width: minutes of the ranges. Late is also whoever waits on
    after the last minute, or had to before the wait ended in another way. other: how many ended in another way before
    that, by how, or go on: no truth is known of those.
    """

    letter: str
    until: str
    told: int = 0
    known: int = 0
    held: int = 0
    early: int = 0
    late: int = 0
    width: int = 0
    other: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """How many of the known lay inside their range; None where none is known."""
        return self.held / self.known if self.known else None


def measured(session: Session, office: Office, first: date, last: date, *, now: datetime) -> list[Measured]:
    """The waits told on the days from first to last, by letter and by what they lead to, as far as is known now."""
    then = span(day_bounds(first, zone_of_office(office))[0], now)
    rows = session.execute(
        select(ToldWait, col(Ticket.number))
        .join(Ticket, col(Ticket.id) == col(ToldWait.ticket_id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(
            col(ToldWait.office_id) == office.id,
            col(OfficeDay.day).between(first, last),
            in_span(col(ToldWait.at), **then),
        )
    ).all()
    steps = _steps(session, office, first, last, then)
    found: dict[tuple[str, str], Measured] = {}
    for wait, number in rows:
        letter = letter_of(number)
        kind = found.setdefault((letter, wait.until), Measured(letter, wait.until))
        _count(kind, wait, steps[wait.ticket_id], now)
    return [found[key] for key in sorted(found)]


def total(parts: Iterable[Measured]) -> Measured:
    """The waits of several parts as one."""
    whole = Measured("", "")
    for part in parts:
        for name in ("told", "known", "held", "early", "late", "width", "other"):
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
    return whole


def _count(kind: Measured, wait: ToldWait, steps: Sequence[Step], now: datetime) -> None:
    kind.told += 1
    left = _end_of(wait, steps)
    if Promise(wait.at, wait.most).is_broken(left.at if left else now):
        kind.known += 1
        kind.late += 1
        kind.width += wait.most - wait.least
    elif left is None:
        kind.other[STILL_WAITING] += 1
    elif left.after != wait.until or left.by_hand:
        kind.other[OUT_OF_ORDER if left.after == wait.until else left.after] += 1
    else:
        took = (left.at - wait.at) / timedelta(minutes=1)
        kind.known += 1
        kind.held += took >= wait.least
        kind.early += took < wait.least
        kind.width += wait.most - wait.least


def _end_of(wait: ToldWait, steps: Sequence[Step]) -> Step | None:
    """How the wait ended: the step out of the stage that had last begun when it was told; None if it goes on."""
    stage = TOLD_AT[wait.until]
    began = max((n for n, step in enumerate(steps) if step.after == stage and step.at <= wait.at), default=-1)
    return next((step for step in steps[began + 1 :] if step.before == stage), None)


def _steps(
    session: Session, office: Office, first: date, last: date, then: Mapping[str, datetime]
) -> dict[int, list[Step]]:
    """Ticket id -> its changes of stage, oldest first. then: the span in which they were written down."""
    rows = session.execute(
        select(col(Move.ticket_id), col(Move.before), col(Move.after), col(Move.at), col(Move.note).is_not(None))
        .join(Ticket, col(Ticket.id) == col(Move.ticket_id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(
            col(OfficeDay.office_id) == office.id,
            col(OfficeDay.day).between(first, last),
            in_span(col(Move.at), **then),
            col(Move.before).is_(None) | (col(Move.before) != col(Move.after)),
        )
        .order_by(col(Move.id))
    )
    found: dict[int, list[Step]] = defaultdict(list)
    for ticket_id, *facts in rows:
        found[ticket_id].append(Step(*facts))
    return found
