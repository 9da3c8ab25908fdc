"""The hall as the queue's rules see it: its tickets, its counters, its office's settings, read once under the lock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Office, OfficeDay, Service, Ticket
from scheduler.domain import stages
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.calendar.spans import Span
from scheduler.domain.hall import passing, queue
from scheduler.domain.hall.pace import Pace
from scheduler.domain.refusals import N_
from scheduler.flow.core.local_time import today_of, zone_of_office

EMPTIED = N_("Ruangan dikosongkan sementara")
"""What screens and phones say while nobody may be in the hall."""


@dataclass(slots=True)
class Hall:
    """An office's day with everything that decides who comes in and who is called.

    ends: when the office's work ends today, for each letter (who is booked is served after the hours of their own
    service); empty on a day without work. rests: the gaps between its stretches of work, in order: breaks, and hours
    that a closure took. paces: how long visits really take, by letter, once somebody asked.
    """

    office: Office
    day: OfficeDay
    now: datetime
    services: Sequence[Service]
    counters: Sequence[Counter]
    letters: dict[int, frozenset[str]]
    tickets: list[Ticket]
    opening: calendar.State
    hours: calendar.Hours | None
    closed: list[calendar.Closed]
    ends: dict[str, datetime]
    rests: list[Span]
    paces: dict[str, Pace] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether the day's work has ended, or a closure took all of it."""
        if self.ends:
            return self.now >= max(self.ends.values())
        return bool(closures_on(self.day.day, self.closed, None))

    @property
    def is_resting(self) -> bool:
        """Whether nobody is called in or called now: a break, hours that are closed between others, an emptied hall."""
        return self.opening.state == "break" or any(start <= self.now < end for start, end in self.rests)

    @property
    def walking(self) -> list[Ticket]:
        """Who was called in and has not passed the door."""
        return [ticket for ticket in self.tickets if is_walking(ticket)]

    @property
    def past_door(self) -> int:
        """How many people are in the hall itself."""
        return max(self.day.people_inside - sum(ticket.held for ticket in self.walking), 0)

    @property
    def is_crowded(self) -> bool:
        """Whether not all who are called in fit beside those who are past the door."""
        return passing.is_crowded(self.day.people_inside, self.day.lobby_limit)

    def may_pass(self, ticket: Ticket) -> bool:
        """Whether somebody who was called in may pass the door now."""
        return passing.may_pass(ticket.held, past_door=self.past_door, limit=self.day.lobby_limit)

    def keeps_out(self, ticket: Ticket) -> bool:
        """Whether somebody who was called in waits at the door, as a scan there would say now."""
        return is_walking(ticket) and not self.may_pass(ticket)

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
        """One ticket as the queue's rules see it: no counter calls whom the hall keeps at the door."""
        return queue.Queued(
            id=ticket.id,
            service=self.service_letter(ticket),
            key=queue.Key(ticket.due_at, ticket.seq, ticket.again),
            people=ticket.people,
            stage=queue.WAITING if self.keeps_out(ticket) else ticket.stage,
            not_before=ticket.not_before,
            passed=ticket.passed,
            counter=self.waits_for(ticket),
        )

    def waits_for(self, ticket: Ticket) -> int | None:
        """The counter that somebody inside was sent to, while it is open; once it is not they are anybody's."""
        if ticket.sent_to is None or ticket.stage != stages.TicketStage.ADMITTED:
            return None
        is_open = any(counter.number == ticket.sent_to and counter.state == "open" for counter in self.counters)
        return ticket.sent_to if is_open else None

    def ticket(self, ticket_id: int) -> Ticket:
        """A ticket of the hall by id."""
        return next(ticket for ticket in self.tickets if ticket.id == ticket_id)

    def entry_deadline(self, ticket: Ticket) -> datetime | None:
        """Until when somebody called in may come in; stands still while the office rests.

        None where nobody guards, and in a crowded hall, which keeps them at the door.
        """
        if not self.office.guarded or ticket.admitted_at is None or ticket.entered_at is not None:
            return None
        if self.is_crowded:
            return None
        deadline = ticket.admitted_at + timedelta(minutes=self.office.entry_minutes)
        for start, end in self.rests:
            if ticket.admitted_at < end and start < deadline:
                deadline += end - max(start, ticket.admitted_at)
        return deadline

    def pause(self) -> Span | None:
        """The rest that is now, or comes next today, from when to when."""
        return next(((start, end) for start, end in self.rests if self.now < end), None)


def is_walking(ticket: Ticket) -> bool:
    """Whether somebody was called in and has not passed the door."""
    return ticket.stage == stages.TicketStage.ADMITTED and ticket.entered_at is None


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
    zone, services = zone_of_office(office), queries.services_of(session, office.id)
    stretches = calendar.stretches_of(day.day, hours, closed, zone)
    return Hall(
        office=office,
        day=day,
        now=now,
        services=services,
        counters=queries.counters_of(session, office.id),
        letters=queries.letters_by_counter(session, office.id),
        tickets=list(queries.tickets_of(session, day.id, stages.LIVE)) if day.id else [],
        opening=_opening(day, calendar.state_at(now, hours, closed, zone)),
        hours=calendar.hours_of(today_of(office, now), hours, closed),
        closed=closed,
        ends=dict.fromkeys((service.letter for service in services), stretches[-1][1]) if stretches else {},
        rests=[(before[1], after[0]) for before, after in pairwise(stretches)],
    )


def _opening(day: OfficeDay, state: calendar.State) -> calendar.State:
    """An emptied hall is as on a break whose end nobody knows."""
    return calendar.State("break", EMPTIED, None) if day.halted_at else state
