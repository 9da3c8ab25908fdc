"""A day of an office as its rows tell it: what several figures are counted from is read once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Counter, Move, Office, OfficeDay, Slot, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.hall.numbers import letter_of
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.counter.retroactive_fulfilment import LATE

DAY_ENDED = "day_ended"
"""Why a number that was called and did not come is said to have left: the day was over."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the history of a number or a visit. was: columns that it changed, as they were."""

    id: int
    before: str | None
    after: str
    at: datetime
    by: str
    why: str | None
    was: Mapping[str, Any]
    undoes: int | None

    @property
    def is_late(self) -> bool:
        """Whether it was written down afterwards, from paper: its time says nothing of the hall."""
        return self.why == LATE


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the day. steps: all rows of its history, oldest first."""

    id: int
    booking_id: int
    letter: str
    stage: str
    people: int
    held: int
    arrived_at: datetime
    counter: int | None
    steps: list[Step]

    @property
    def standing(self) -> list[Step]:
        """The steps that were neither taken back nor take one back."""
        return standing(self.steps)

    @property
    def is_served(self) -> bool:
        return self.stage == TicketStage.SERVED

    @property
    def is_missed(self) -> bool:
        """Whether it was called and did not come, to the end of the day."""
        if self.stage == TicketStage.LEFT:
            last = next((step for step in reversed(self.steps) if step.before != step.after), None)
            return last is not None and last.before == TicketStage.MISSED and last.why == DAY_ENDED
        return self.stage == TicketStage.MISSED

    @property
    def first_call(self) -> datetime | None:
        """When it was called for the first time; None where it never was, or on paper alone."""
        calls = (step for step in self.standing if step.after == TicketStage.CALLED and step.before != step.after)
        return next((step.at for step in calls if not step.is_late), None)

    @property
    def service(self) -> "Service | None":
        """How it was served; None where it was not, or where that is known from paper alone."""
        ends = [step for step in self.standing if step.before != step.after and step.after == TicketStage.SERVED]
        calls = [step for step in self.standing if step.before != step.after and step.after == TicketStage.CALLED]
        if not self.is_served or not ends or not calls or ends[-1].is_late:
            return None
        return Service(calls[-1].at, ends[-1].at, ends[-1].by)


@dataclass(frozen=True, slots=True)
class Service:
    """From its last call to its end a number was served; by: who ended it."""

    called_at: datetime
    ended_at: datetime
    by: str


class Day:
    """A day of an office as it stands at `now`."""

    def __init__(self, session: Session, office: Office, day: date, now: datetime) -> None:
        self.session, self.office, self.day, self.now = session, office, day, now
        self.begins, self.ends = day_bounds(day, zone_of_office(office))

    def count(self, figure: Figure, counts: Mapping[Any, int]) -> Iterator[Count]:
        """The counts of a figure by part, or by part and bucket; what did not happen is left out."""
        for key, times in counts.items():
            part, bucket = key if isinstance(key, tuple) else (key, 0)
            if times:
                yield Count(self.day, figure, part, bucket, times)

    @cached_property
    def row(self) -> OfficeDay | None:
        """The day in the hall; None where nothing happened on it."""
        query = select(OfficeDay).where(col(OfficeDay.office_id) == self.office.id, col(OfficeDay.day) == self.day)
        return self.session.scalars(query.execution_options(populate_existing=True)).first()

    @cached_property
    def letters(self) -> dict[int, str]:
        """Service id -> its letter, retired ones among them."""
        return {each.id: each.letter for each in queries.all_services_of(self.session, self.office.id)}

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers of the day in the order in which they were given out, with their history."""
        if self.row is None:
            return []
        steps = self._steps(col(Move.ticket_id), col(Ticket.id))
        counters = select(col(Counter.id), col(Counter.number)).where(col(Counter.office_id) == self.office.id)
        names = {row.id: row.number for row in self.session.execute(counters)}
        rows = self.session.execute(
            select(
                col(Ticket.id),
                col(Ticket.booking_id),
                col(Ticket.number),
                col(Ticket.stage),
                col(Ticket.people),
                col(Ticket.held),
                col(Ticket.arrived_at),
                col(Ticket.counter_id),
            )
            .where(col(Ticket.office_day_id) == self.row.id)
            .order_by(col(Ticket.id))
        )
        return [
            Number(id_, booking, letter_of(number), stage, people, held, came, names.get(counter), steps.get(id_, []))
            for id_, booking, number, stage, people, held, came, counter in rows
        ]

    @cached_property
    def came(self) -> set[int]:
        """The visits that have a number of the day, by their id."""
        return {each.booking_id for each in self.numbers}

    @cached_property
    def slots(self) -> dict[int, Slot]:
        """The slots that begin on the day, by id."""
        rows = self.session.scalars(
            select(Slot)
            .where(
                col(Slot.office_id) == self.office.id,
                col(Slot.starts_at) >= self.begins,
                col(Slot.starts_at) < self.ends,
            )
            .execution_options(populate_existing=True)
        )
        return {each.id: each for each in rows}

    @cached_property
    def times_then(self) -> dict[int, tuple[int | None, int]]:
        """Booking id -> the slot that a visit which came had then, and its units, where it got another one since."""
        arrived = {each.booking_id: each.arrived_at for each in self.numbers}
        found: dict[int, tuple[int | None, int]] = {}
        for booking_id, steps in self._steps(col(Move.booking_id), col(Ticket.booking_id)).items():
            moved = (step for step in steps if "slot_id" in step.was and step.at >= arrived[booking_id])
            if first := next(moved, None):
                found[booking_id] = first.was["slot_id"], first.was.get("units", 0)
        return found

    def _steps(self, subject: Any, of_ticket: Any) -> dict[int, list[Step]]:
        """The history of what the day's tickets are or name, by its id."""
        found: dict[int, list[Step]] = defaultdict(list)
        if self.row is None:
            return found
        rows = self.session.execute(
            select(
                subject,
                col(Move.id),
                col(Move.before),
                col(Move.after),
                col(Move.at),
                col(Move.by),
                col(Move.why),
                col(Move.was),
                col(Move.undoes),
            )
            .join(Ticket, of_ticket == subject)
            .where(col(Ticket.office_day_id) == self.row.id, in_span(col(Move.at), **span(self.begins, self.now)))
            .order_by(col(Move.id))
        )
        for whose, *facts in rows:
            found[whose].append(Step(*facts))
        return found


def standing(steps: Iterable[Step]) -> list[Step]:
    """The steps that were neither taken back nor take one back."""
    steps = list(steps)
    undone = {step.undoes for step in steps}
    return [step for step in steps if step.undoes is None and step.id not in undone]
