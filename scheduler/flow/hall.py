"""The hall as the queue's rules see it: its tickets, its counters, its office's settings, read once under the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Office, OfficeDay, Service, Ticket
from scheduler.domain import calendar, queue, stages
from scheduler.flow.day import today_of, zone_of_office


@dataclass(slots=True)
class Hall:
    """An office's day with everything that decides who comes in and who is called."""

    office: Office
    day: OfficeDay
    services: Sequence[Service]
    counters: Sequence[Counter]
    letters: dict[int, frozenset[str]]
    tickets: list[Ticket]
    opening: calendar.State
    hours: calendar.Hours | None
    closed: list[calendar.Closed]

    def service_letter(self, ticket: Ticket) -> str:
        """The letter of the service a ticket waits for now (a transfer may differ from its number)."""
        return next(service.letter for service in self.services if service.id == ticket.service_id)

    def at(self, counter: Counter) -> Ticket | None:
        """Who is called to or served at a counter."""
        return next((t for t in self.tickets if t.counter_id == counter.id and t.stage in stages.AT_COUNTER), None)

    def desks(self) -> list[queue.Desk]:
        """The counters as the queue's rules see them."""
        return [
            queue.Desk(
                number=counter.number,
                services=self.letters.get(counter.id, frozenset()),
                is_open=counter.state == "open",
                busy=self.at(counter) is not None,
            )
            for counter in self.counters
        ]

    def queued(self) -> list[queue.Queued]:
        """The tickets outside and inside that are not at a counter, as the queue's rules see them."""
        return [self.as_queued(t) for t in self.tickets if t.stage in ("waiting", "admitted")]

    def as_queued(self, ticket: Ticket) -> queue.Queued:
        """One ticket as the queue's rules see it."""
        return queue.Queued(
            id=ticket.id,
            service=self.service_letter(ticket),
            key=queue.Key(ticket.due_at, ticket.seq, ticket.again),
            people=ticket.people,
            stage=ticket.stage,
            not_before=ticket.not_before,
            passed=ticket.passed,
        )

    def ticket(self, ticket_id: int) -> Ticket:
        """A ticket of the hall by id."""
        return next(ticket for ticket in self.tickets if ticket.id == ticket_id)

    def entry_deadline(self, ticket: Ticket) -> datetime | None:
        """Until when somebody called in may come in; stands still in the office's break. None where nobody guards."""
        if not self.office.guarded or ticket.admitted_at is None or ticket.entered_at is not None:
            return None
        deadline = ticket.admitted_at + timedelta(minutes=self.office.entry_minutes)
        pause = self.pause()
        if pause and ticket.admitted_at < pause[1] and pause[0] < deadline:
            deadline += pause[1] - max(pause[0], ticket.admitted_at)
        return deadline

    def pause(self) -> tuple[datetime, datetime] | None:
        """Today's break, from when to when."""
        if self.hours is None or self.hours.break_from is None or self.hours.break_to is None:
            return None
        zone = zone_of_office(self.office)
        start, end = (
            datetime.combine(self.day.day, moment, zone) for moment in (self.hours.break_from, self.hours.break_to)
        )
        return start, end


def rules_of(office: Office) -> queue.Rules:
    """The office's own numbers for the order of the queue."""
    return queue.Rules(
        grace=timedelta(minutes=office.grace_minutes),
        walk_in_delay=timedelta(minutes=office.walk_in_minutes),
        priority_lead=timedelta(minutes=office.lead_minutes),
        passes=office.passes,
        behind=office.behind,
    )


def hall_of(session: Session, office: Office, day: OfficeDay, now: datetime) -> Hall:
    """Read the hall of a day (its lock held, or for a look only)."""
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return Hall(
        office=office,
        day=day,
        services=queries.services_of(session, office.id),
        counters=queries.counters_of(session, office.id),
        letters=queries.letters_by_counter(session, office.id),
        tickets=list(queries.tickets_of(session, day.id, stages.LIVE)) if day.id else [],
        opening=calendar.state_at(now, hours, closed, zone_of_office(office)),
        hours=calendar.hours_of(today_of(office, now), hours, closed),
        closed=closed,
    )
