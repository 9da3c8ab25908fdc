"""A day played in its plainest form: from event to event, everybody is looked through anew by the rules of the queue.

What `scheduler.domain.forecasting.playing` does with less work must come to the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import cycle

from scheduler.domain.forecasting.people import Turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import Called
from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.queue import (
    ADMITTED,
    WAITING,
    Desk,
    Key,
    Queued,
    due_at,
    first_for,
    in_order,
    next_to_admit,
    next_to_call,
)
from scheduler.domain.hall.rests import Rest
from tests.domain.forecasting.scene import MINUTE


@dataclass
class PlainDay:
    """The day, played as it is made. calls, admitted: as of `Played`; idle: minutes."""

    plan: Plan
    turnout: Turnout
    calls: list[Called] = field(default_factory=list)
    admitted: dict[int, datetime] = field(default_factory=dict)
    idle: float = 0.0

    def __post_init__(self) -> None:
        plan, people = self.plan, self.turnout.people
        self.tickets = {
            number: Queued(
                number,
                person.service,
                Key(due_at(person.at, person.slot, priority=person.priority, rules=plan.rules), number),
                person.people,
                WAITING,
                not_before=person.at,
            )
            for number, person in enumerate(people)
        }
        self.at_counter: dict[int, Called] = {}
        self.reacting: dict[int, datetime] = {}
        self.reacts = cycle(self.turnout.reacts)
        edges = {edge for shift in plan.shifts for edge in (shift.begins, shift.ends)}
        edges |= {edge for rest in plan.rests for edge in (rest.start, rest.end)}
        self.known = edges | {person.at for person in people} | set(plan.ends.values())
        self.now = datetime.min.replace(tzinfo=plan.opens.tzinfo)
        idle = 0
        while moments := list(self._moments()):
            self.idle += (min(moments) - self.now) / MINUTE * idle
            self.now = min(moments)
            self._settle()
            idle = self._idle_counters()

    def _moments(self) -> Iterator[datetime]:
        yield from (moment for moment in self.known if moment > self.now)
        yield from (call.ends for call in self.at_counter.values())
        yield from self.reacting.values()

    def _settle(self) -> None:
        for number, call in list(self.at_counter.items()):
            if call.ends <= self.now:
                del self.at_counter[number], self.tickets[call.person]
        self._call()
        while self._come_in():
            pass
        if self._rest() is None:
            self._turn_to_next()

    def _rest(self) -> Rest | None:
        return next((rest for rest in self.plan.rests if rest.covers(self.now)), None)

    def _call(self) -> None:
        """Clerks whose moment it is."""
        for _, number in sorted((moment, number) for number, moment in self.reacting.items() if moment <= self.now):
            del self.reacting[number]
            desk = next(desk for desk in self._desks() if desk.number == number)
            ticket = None if self._rest() else next_to_call(desk, self.tickets.values(), self.now)
            if ticket is not None:
                minutes = self.turnout.people[ticket.id].minutes
                self.at_counter[number] = Called(ticket.id, number, self.now, self.now + minutes * MINUTE)
                self.calls.append(self.at_counter[number])
                self.tickets[ticket.id] = replace(ticket, stage="called")

    def _come_in(self) -> bool:
        """Whether somebody did."""
        rest = self._rest()
        if rest is not None and not rest.admits:
            return False
        outlook = self._outlook()
        admission = next_to_admit(
            outlook.tickets,
            outlook.desks,
            limit=outlook.limit,
            inside=outlook.inside,
            now=self.now,
            passes=outlook.passes,
            in_time=InTime(outlook),
        )
        if admission is None:
            return False
        for party in admission.passes:
            self.tickets[party.id] = replace(party, passed=party.passed + 1)
        self.tickets[admission.ticket.id] = replace(admission.ticket, stage=ADMITTED)
        self.admitted[admission.ticket.id] = self.now
        return True

    def _turn_to_next(self) -> None:
        indoors = in_order(self.tickets.values(), ADMITTED, self.now)
        for desk in self._desks():
            ticket = None if desk.busy else first_for(desk, indoors)
            if ticket is not None:
                indoors.remove(ticket)
                if desk.number not in self.reacting:
                    self.reacting[desk.number] = self.now + next(self.reacts) * MINUTE

    def _desks(self) -> list[Desk]:
        """Each by what its shifts say now, or will when work begins; and what none takes any more and it did."""
        rest = self._rest()
        moment = rest.end if rest and rest.admits else self.now
        shifts = self.plan.shifts
        able = {service for shift in shifts if shift.begins <= moment < shift.ends for service in shift.services}
        desks = []
        for number in sorted({shift.counter for shift in shifts}):
            begun = [shift for shift in shifts if shift.counter == number and shift.begins <= moment]
            now = {service for shift in begun if moment < shift.ends for service in shift.services}
            left = {service for shift in begun for service in shift.services} - able
            desks.append(Desk(number, frozenset(now | left), is_open=True, busy=number in self.at_counter))
        self.able = able
        return desks

    def _outlook(self) -> Outlook:
        people, desks = self.turnout.people, self._desks()
        inside = [ticket for ticket in self.tickets.values() if ticket.stage != WAITING]
        return Outlook(
            tickets=[t for t in self.tickets.values() if t.stage != WAITING or t.service in self.able],
            desks=desks,
            limit=self.plan.limit,
            inside=sum(ticket.people for ticket in inside),
            now=self.now,
            work={number: Work(person.expected) for number, person in enumerate(people)},
            leaving={
                number: Leaving(call.at + timedelta(minutes=people[call.person].expected), people[call.person].people)
                for number, call in self.at_counter.items()
            },
            passes=self.plan.rules.passes,
            rests=[rest for rest in self.plan.rests if rest.end > self.now],
            ends=self.plan.ends,
        )

    def _idle_counters(self) -> int:
        if self._rest():
            return 0
        desks = self._desks()
        waiting = [
            ticket.service
            for ticket in self.tickets.values()
            if ticket.stage == ADMITTED
            or (
                ticket.stage == WAITING
                and self.turnout.people[ticket.id].at <= self.now
                and ticket.people <= self.plan.limit
                and ticket.service in self.able
                and not (ticket.service in self.plan.ends and self.plan.ends[ticket.service] <= self.now)
            )
        ]
        idle = 0
        for desk in sorted((desk for desk in desks if not desk.busy), key=lambda desk: len(desk.services)):
            found = max(desk.services, key=lambda service: (waiting.count(service), service), default="")
            if found in waiting:
                waiting.remove(found)
                idle += 1
        return idle
