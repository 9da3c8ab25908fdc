"""The hall as the queue's rules see it: its tickets, its counters, its office's settings, read once a step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Counter, Office, OfficeDay, Service, Ticket
from scheduler.domain import stages
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.calendar.spans import Span
from scheduler.domain.hall import passing, queue
from scheduler.domain.hall.pace import Pace
from scheduler.domain.hall.takes import Takes, letters_at, taken_until, turns_on
from scheduler.domain.refusals import N_
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.core.touched import touched
from scheduler.flow.hall.lobby_lock import RAISE_VERSION, hold
from scheduler.flow.hall.remembered import remembered
from scheduler.flow.hall.standing import Lineup, Standing, is_walking, standing_of, standings_of

EMPTIED = N_("Ruangan dikosongkan sementara")
"""What screens and phones say while nobody may be in the hall."""


class Queue(NamedTuple):
    """A service as the hall sees it."""

    id: int
    letter: str
    name: str
    name_en: str = ""


class Loket(NamedTuple):
    """A counter as the hall sees it."""

    id: int
    number: int
    state: str


SERVICES = Prepared(
    select(col(Service.id), col(Service.letter), col(Service.name), col(Service.name_en))
    .where(col(Service.office_id) == bindparam("office"), col(Service.retired_at).is_(None))
    .order_by(col(Service.letter))
)
COUNTERS = Prepared(
    select(col(Counter.id), col(Counter.number), col(Counter.state))
    .where(col(Counter.office_id) == bindparam("office"))
    .order_by(col(Counter.number))
)


@dataclass(slots=True)
class Hall:
    """An office's day with everything that decides who comes in and who is called.

    takes: which services the counters take, and when; letters: those that each takes now, by its id.
    lineup: who is in the queue; changed by `follow` alone. times: the office's hours and closures. ends: when its work
    ends today, for each letter (who is booked is served after the hours of their own service); empty on a day without
    work. rests: the gaps between its stretches of work, in order: breaks, and hours that a closure took. paces: how
    long visits really take, by letter, once somebody asked. too_late: who outside gets no turn before the end of the
    day, by ticket id, once the waits were estimated. before: the last board of the day, where it is remembered.
    """

    office: Office
    day: OfficeDay
    now: datetime
    services: Sequence[Queue]
    counters: Sequence[Loket]
    takes: Sequence[Takes]
    letters: Mapping[int, frozenset[str]]
    lineup: Lineup
    opening: calendar.State
    times: Times
    ends: dict[str, datetime]
    rests: list[Span]
    before: Board | None
    paces: dict[str, Pace] = field(default_factory=dict)
    too_late: frozenset[int] | None = None
    _letters: dict[int, str] = field(init=False)
    _called_in: int = field(init=False)

    def __post_init__(self) -> None:
        self._letters = {service.id: service.letter for service in self.services}
        self._count()

    def follow(self, tickets: Iterable[Ticket]) -> None:
        """Take over how tickets of this day stand now that the step has changed them."""
        for ticket in tickets:
            if ticket.office_day_id != self.day.id:
                continue
            if ticket.stage in stages.LIVE:
                self.lineup.put(standing_of(ticket))
            else:
                self.lineup.drop(ticket.id)
        self._count()

    def _count(self) -> None:
        self._called_in = sum(ticket.held for ticket in self.lineup.walking.values())

    @property
    def tickets(self) -> Sequence[Standing]:
        """Who is in the queue, in its order."""
        return self.lineup.order

    @property
    def closed(self) -> list[calendar.Closed]:
        """When the office and its services are shut."""
        return self.times.closed

    @property
    def is_over(self) -> bool:
        """Whether the day's work has ended, or a closure took all of it."""
        if self.ends:
            return self.now >= max(self.ends.values())
        return bool(closures_on(self.day.day, self.closed, None))

    @property
    def served_until(self) -> dict[str, datetime]:
        """By letter, when nobody takes a service any more today: as its work ends, or when its last counter goes over
        to others.
        """
        day, zone = self.day.day, self.times.zone
        return {letter: taken_until(self.takes, letter, day, zone, end=end) for letter, end in self.ends.items()}

    @property
    def turns(self) -> set[datetime]:
        """When what counters take changes by itself today."""
        return turns_on(self.takes, self.day.day, self.times.zone)

    @property
    def is_resting(self) -> bool:
        """Whether nobody is called in or called now: a break, hours that are closed between others, an emptied hall."""
        return self.opening.state == "break" or any(start <= self.now < end for start, end in self.rests)

    @property
    def walking(self) -> list[Standing]:
        """Who was called in and has not passed the door."""
        return list(self.lineup.walking.values())

    @property
    def called_in(self) -> int:
        """How many people these are."""
        return self._called_in

    @property
    def past_door(self) -> int:
        """How many people are in the hall itself."""
        return max(self.day.people_inside - self._called_in, 0)

    @property
    def is_crowded(self) -> bool:
        """Whether not all who are called in fit beside those who are past the door."""
        return passing.is_crowded(self.day.people_inside, self.day.lobby_limit)

    def may_pass(self, ticket: Standing | Ticket) -> bool:
        """Whether somebody who was called in may pass the door now."""
        return passing.may_pass(ticket.held, past_door=self.past_door, limit=self.day.lobby_limit)

    def keeps_out(self, ticket: Standing | Ticket) -> bool:
        """Whether somebody who was called in waits at the door, as a scan there would say now."""
        return is_walking(ticket) and not self.may_pass(ticket)

    def service_letter(self, ticket: Standing | Ticket) -> str:
        """The letter of the service a ticket waits for now (a transfer may differ from its number)."""
        return self._letters[ticket.service_id]

    def service(self, service_id: int) -> Queue:
        """The office's service of an id."""
        return next(service for service in self.services if service.id == service_id)

    def counter(self, number: int) -> Loket | None:
        """The office's counter of a number."""
        return next((counter for counter in self.counters if counter.number == number), None)

    def at(self, counter: Loket | Counter) -> Standing | None:
        """Who is called to or served at a counter."""
        return self.lineup.at.get(counter.id)

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
        known, letters = self.lineup.queued, self._letters
        found = []
        for ticket in self.lineup.order:
            if ticket.stage in ("waiting", "admitted"):
                seen = known.get(ticket.id)
                if seen is None or seen.service != letters[ticket.service_id]:
                    seen = self.as_queued(ticket)
                    if ticket.sent_to is None and ticket.id not in self.lineup.walking:
                        known[ticket.id] = seen
                found.append(seen)
        return found

    def as_queued(self, ticket: Standing | Ticket) -> queue.Queued:
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

    def waits_for(self, ticket: Standing | Ticket) -> int | None:
        """The counter that somebody inside was sent to, while it is open; once it is not they are anybody's."""
        if ticket.sent_to is None or ticket.stage != stages.TicketStage.ADMITTED:
            return None
        is_open = any(counter.number == ticket.sent_to and counter.state == "open" for counter in self.counters)
        return ticket.sent_to if is_open else None

    def ticket(self, ticket_id: int) -> Standing:
        """A ticket of the hall by id."""
        return self.lineup.by_id[ticket_id]

    def entry_deadline(self, ticket: Standing | Ticket) -> datetime | None:
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


def letters_now(session: Session, office: Office, now: datetime) -> dict[int, frozenset[str]]:
    """The letters of the services that each counter of an office takes now, by its id."""
    return letters_at(queries.takes_of(session, office.id), now, zone_of_office(office))


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
    """The hall of a day (its lock held, or for a look only), with what the step has changed of it so far.

    Who stands where is what this process remembers, where that is known to be true; else it is read.
    """
    session.flush()
    _ask(session, office)
    times, known = times_of(session, office), remembered(session, day)
    services = [Queue(*row) for row in SERVICES.all(session, office=office.id)]
    counters = [Loket(*row) for row in COUNTERS.all(session, office=office.id)]
    takes = queries.takes_of(session, office.id)
    stretches = calendar.stretches_of(day.day, times.hours, times.closed, times.zone)
    hall = Hall(
        office=office,
        day=day,
        now=now,
        services=services,
        counters=counters,
        takes=takes,
        letters=letters_at(takes, now, times.zone),
        lineup=known.lineup.copy() if known else Lineup.of(standings_of(session, day.id) if day.id else ()),
        opening=_opening(day, times.state_at(now)),
        times=times,
        ends=dict.fromkeys((service.letter for service in services), stretches[-1][1]) if stretches else {},
        rests=[(before[1], after[0]) for before, after in pairwise(stretches)],
        before=known.board if known else None,
    )
    hall.follow(touched(session))
    return hall


def hold_hall(session: Session, office: Office, now: datetime) -> Hall:
    """Take the lock of the office's day, and read its hall under it."""
    RAISE_VERSION.ask(session, office=office.id, today=today_of(office, now))
    _ask(session, office)
    return hall_of(session, office, hold(session, office, now), now)


def _ask(session: Session, office: Office) -> None:
    """Say what is read of a hall whose queue is remembered."""
    for question in (queries.HOURS, queries.CLOSURES, SERVICES, COUNTERS, queries.TAKES):
        question.ask(session, office=office.id)


def _opening(day: OfficeDay, state: calendar.State) -> calendar.State:
    """An emptied hall is as on a break whose end nobody knows."""
    return calendar.State("break", EMPTIED, None) if day.halted_at else state
