"""A day played with the people who come: who comes in and who is called, when, by the rules of the hall themselves.

`Forecast` runs the hall forward as the office sees it on the day. Here everybody is set aside until they come, a clerk
who is free needs a moment to call, and counters begin and end by their shifts. Who comes in, who is called, who is
passed and who is too late is decided by the code that decides it in the hall.
"""

from bisect import insort
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import cycle

from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import Called, Played, Step
from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.forecast import Forecast, Leaving, Line, Outlook, Work
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import ADMITTED, WAITING, Desk, Key, Queued, due_at, first_of_line

A_MOMENT = timedelta(seconds=1)
FOREVER = datetime.max.replace(tzinfo=UTC)


def played(plan: Plan, turnout: Turnout) -> Played:
    """Play a day to its end: until those inside have gone, and nobody else comes in."""
    day = _Day(plan, turnout)
    day.run()
    return day.told()


class _Day(Forecast):
    """A forecast of people who have yet to come.

    free: counters without anybody; those of them whose clerks are about to call are `reacting`, a heap of when.
    turns: the moments at which time alone changes something, the last first. Between them these stay as they are:
    `rest`, if it is one; able: services that some counter takes (whose service none does is `barred`: outside, and not
    in line); fewest: counters of the able service that has the fewest; no_later: when all work inside has to be done,
    that nobody be called too late.

    waiting_outside: people. waiting_inside: tickets. expected_inside: minutes that all who are inside should take.
    """

    def __init__(self, plan: Plan, turnout: Turnout) -> None:
        self.plan, self.turnout = plan, turnout
        self.reacts = cycle([minutes * MINUTE for minutes in turnout.reacts])
        self.reacting: list[tuple[datetime, int]] = []
        self.barred: Line = []
        self.waiting_outside = self.waiting_inside = 0
        self.calls: list[Called] = []
        self.steps: list[Step] = []
        self.at_counter: dict[int, Called] = {}
        self.idle, self.idle_now = timedelta(), 0
        self.expected_inside = 0.0
        super().__init__(_outlook(plan, turnout))
        self.asking, self.free = [], sorted(self.clerks)
        self.turns = _turns(plan)
        self.change_shifts()

    # --- what happens next

    def next_moment(self) -> datetime | None:
        events = [heap[0][0] for heap in (self.leaving, self.aside, self.reacting) if heap]
        if self.turns:
            events.append(self.turns[-1])
        return min(events, default=None)

    def free_desks(self) -> None:
        """Visits end whose time has come, and shifts begin and end."""
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people, _ = heappop(self.leaving)
            self.inside -= people
            self.expected_inside -= self.turnout.people[self.at_counter.pop(number).person].expected
            insort(self.free, number)
        if self.turns and self.turns[-1] <= self.now:
            while self.turns and self.turns[-1] <= self.now:
                self.turns.pop()
            self.change_shifts()

    def change_shifts(self) -> None:
        """Counters take what their shifts say now; who comes in before work begins, what they will say then.

        Whose service none takes any more, and who is inside, is served by those who took it earlier in the day.
        """
        self.rest = rest = next((rest for rest in self.rests if rest.covers(self.now)), None)
        moment = rest.end if rest is not None and rest.admits else self.now
        planned = {number: frozenset[str]() for number in self.clerks}
        earlier = dict(planned)
        for shift in self.plan.shifts:
            if shift.begins <= moment:
                earlier[shift.counter] |= shift.services
                if moment < shift.ends:
                    planned[shift.counter] |= shift.services
        counters = Counter(service for services in planned.values() for service in services)
        self.able, self.fewest = frozenset(counters), min(counters.values(), default=1)
        resting = sum((rest.end - max(rest.start, self.now) for rest in self.rests if rest.end > self.now), timedelta())
        self.no_later = min(self.plan.ends.values(), default=FOREVER) - resting - MINUTE
        for number in self.clerks:
            takes = planned[number] | (earlier[number] - self.able)
            self.clerks[number] = self._clerk(Desk(number, takes, is_open=True, busy=False))
        outside = sorted((*self.outside, *self.barred))
        self.outside, self.barred = [], []
        self.outside_of = {service: [] for service in self.outside_of}
        for place in outside:
            self.stand_outside(place)

    def ask_again(self) -> None:
        """Who is free looks whether anybody is there, whatever happens."""

    # --- those who wait

    def join(self, place: int, ticket: Queued) -> None:
        """Somebody has come."""
        self.waiting_outside += ticket.people
        self.largest = max(self.largest, ticket.people)
        self.stand_outside(place)

    def stand_outside(self, place: int) -> None:
        """Somebody stands in line outside, or beside it while no counter takes their service."""
        service = self.order[place].service
        if service not in self.able:
            self.barred.append(place)
        else:
            insort(self.outside, place)
            insort(self.outside_of[service], place)

    def stand_inside(self, place: int, ticket: Queued) -> None:
        self.waiting_outside -= ticket.people
        self.waiting_inside += 1
        self.expected_inside += self.turnout.people[ticket.id].expected
        insort(self.indoors[ticket.service], place)

    def next_in(self, room: int, *, resting: bool) -> int | None:
        """As in the hall; towards the end of the day only who is called before it."""
        if room < 1 or not self.may_be_late():
            return super().next_in(room, resting=resting)
        in_time = InTime(self.outlook_now())
        line = (ticket for place in self.outside if in_time(ticket := self.order[place]))
        wanted = self.wanted(resting=resting)
        return self.let_pass(first_of_line(line, free=room, wanted=wanted, passes=self.outlook.passes))

    def idle_after_rest(self) -> set[str]:
        return super().idle_after_rest() if self.free else set()

    def may_be_late(self) -> bool:
        """Whether somebody who came in now might be called too late: of no service are there fewer counters than
        `fewest`, and these do no more than the work of all who are inside, with a minute for whoever lasts longer.
        """
        minutes = (self.expected_inside + len(self.at_counter)) / self.fewest
        return self.now + minutes * MINUTE >= self.no_later

    def outlook_now(self) -> Outlook:
        """The hall as the office sees it: how long those at the counters still take is what it expects."""
        people = self.turnout.people
        return Outlook(
            tickets=[replace(self.order[place], stage=ADMITTED) for line in self.indoors.values() for place in line],
            desks=[replace(clerk.desk, busy=number in self.at_counter) for number, clerk in self.clerks.items()],
            limit=self.outlook.limit,
            inside=self.inside,
            now=self.now,
            work=self.outlook.work,
            leaving={
                number: Leaving(call.at + people[call.person].expected * MINUTE, people[call.person].people)
                for number, call in self.at_counter.items()
            },
            passes=self.outlook.passes,
            rests=self.rests,
            ends=self.outlook.ends,
        )

    # --- calling

    def settle(self) -> None:
        """Clerks call whose moment it is, whoever may come in does, and who is free turns to whoever is there."""
        rest = self.rest
        if self.reacting:
            self.call_those_due(resting=rest is not None)
        if rest is None or rest.admits:
            # As in a rest: who is free has yet to call.
            while self.outside and (place := self.let_in(resting=True)) is not None:
                self.stand_inside(place, self.order[place])
        if rest is None and self.waiting_inside and len(self.reacting) < len(self.free):
            self.turn_to_next()
        self.note(resting=rest is not None)

    def call_those_due(self, *, resting: bool) -> None:
        """Clerks whose moment has come call the first whom they take; some find nobody: a colleague was quicker."""
        while self.reacting and self.reacting[0][0] <= self.now:
            _, number = heappop(self.reacting)
            line = None if resting else min(filter(None, self.clerks[number].calls), default=None)
            if line:
                self.free.remove(number)
                self.call(number, self.order[line.pop(0)])

    def turn_to_next(self) -> None:
        """Free clerks need a moment to call: each has in mind the first whom they take and no clerk before them has."""
        about_to = {number for _, number in self.reacting}
        in_mind = Counter[int]()
        for number in self.free:
            heads = [
                (line[had], id(line)) for line in self.clerks[number].calls if (had := in_mind[id(line)]) < len(line)
            ]
            if heads:
                in_mind[min(heads)[1]] += 1
                if number not in about_to:
                    heappush(self.reacting, (self.now + next(self.reacts), number))

    def call(self, number: int, ticket: Queued) -> None:
        ends = self.now + self.turnout.people[ticket.id].minutes * MINUTE
        call = Called(ticket.id, number, self.now, ends)
        heappush(self.leaving, (ends, number, ticket.people, 0.0))
        self.at_counter[number] = call
        self.calls.append(call)
        self.waiting_inside -= 1
        self.awaited -= 1

    # --- what is noted

    def note(self, *, resting: bool) -> None:
        """The hall as it is from now on."""
        if self.idle_now:
            self.idle += self.idle_now * (self.now - self.steps[-1].at)
        is_any_idle = self.free and not resting and (self.waiting_inside or self.outside)
        self.idle_now = self.idle_counters() if is_any_idle else 0
        self.steps.append(Step(self.now, self.inside, self.waiting_outside))

    def idle_counters(self) -> int:
        """Counters without anybody, as many as there are people waiting whom they take: whoever takes fewer services
        chooses first, and the service that most wait for.
        """
        left = {service: len(line) for service, line in self.indoors.items() if line}
        for service, line in self.outside_of.items():
            if line and not self.is_over(service):
                left[service] = left.get(service, 0) + len(line)
        idle = 0
        for desk in sorted((self.clerks[number].desk for number in self.free), key=lambda desk: len(desk.services)):
            found = max(((left.get(service, 0), service) for service in desk.services), default=(0, ""))
            if found[0]:
                left[found[1]] -= 1
                idle += 1
        return idle

    def is_over(self, service: str) -> bool:
        """Whether the day's work of a service has ended."""
        end = self.plan.ends.get(service)
        return end is not None and self.now >= end

    def told(self) -> Played:
        """What became of the day, once it was run."""
        for ends, _, people, _ in sorted(self.leaving):
            self.inside -= people
            self.steps.append(Step(ends, self.inside, self.waiting_outside))
        admitted = {ticket: moment.at for ticket, moment in self.admitted.items()}
        return Played(self.plan, self.turnout, self.calls, admitted, self.steps, self.idle / MINUTE)


def _turns(plan: Plan) -> list[datetime]:
    """When shifts, rests and the work of services begin and end, the last first."""
    turns = {moment for shift in plan.shifts for moment in (shift.begins, shift.ends)}
    turns |= {moment for rest in plan.rests for moment in (rest.start, rest.end)}
    return sorted(turns | set(plan.ends.values()), reverse=True)


def _outlook(plan: Plan, turnout: Turnout) -> Outlook:
    """The day before it begins: everybody is known and nobody has come."""
    services: dict[int, frozenset[str]] = {}
    for shift in plan.shifts:
        services[shift.counter] = services.get(shift.counter, frozenset()) | shift.services
    tickets = [_ticket(number, person, plan) for number, person in enumerate(turnout.people)]
    moments = [plan.opens, *(shift.begins for shift in plan.shifts), *(person.at for person in turnout.people)]
    return Outlook(
        tickets=tickets,
        desks=[Desk(number, takes, is_open=True, busy=False) for number, takes in sorted(services.items())],
        limit=plan.limit,
        inside=0,
        now=min(moments) - A_MOMENT,
        work={number: Work(person.expected) for number, person in enumerate(turnout.people)},
        passes=plan.rules.passes,
        rests=plan.rests,
        ends=plan.ends,
    )


def _ticket(number: int, person: Person, plan: Plan) -> Queued:
    due = due_at(person.at, person.slot, priority=person.priority, rules=plan.rules)
    return Queued(number, person.service, Key(due, number), person.people, WAITING, not_before=person.at)
