"""A day played with the people who come: who comes in and who is called, when, by the rules of the hall themselves.

`Forecast` runs the hall forward as the office sees it on the day. Here everybody is set aside until they come, a clerk
who is free needs a moment to call, and counters begin and end by their shifts. Who comes in, who is called, who is
passed and who is too late is decided by the code that decides it in the hall.
"""

from bisect import insort
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle

from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import Called, Played, Step
from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.forecast import Forecast, Leaving, Line, Moment, Outlook, Work
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import ADMITTED, WAITING, Desk, Key, Queued, due_at, first_of_line

A_MOMENT = timedelta(seconds=1)


def played(plan: Plan, turnout: Turnout) -> Played:
    """Play a day to its end: until those inside have gone, and nobody else comes in."""
    day = _Day(plan, turnout)
    day.run()
    return day.told()


class _Day(Forecast):
    """A forecast of people who have yet to come.

    free: counters without anybody; those of them whose clerks are about to call are `reacting`, a heap of when.
    turns: a heap of the moments at which shifts begin or end. able: services that some counter takes now; whose service
    none does is `barred`: outside, and not in line.
    """

    def __init__(self, plan: Plan, turnout: Turnout) -> None:
        self.plan, self.turnout = plan, turnout
        self.reacts = cycle(turnout.reacts)
        self.reacting: list[tuple[datetime, int]] = []
        self.barred: Line = []
        self.waiting_outside = 0
        self.calls: list[Called] = []
        self.steps: list[Step] = []
        self.at_counter: dict[int, Called] = {}
        self.idle, self.idle_now = timedelta(), 0
        super().__init__(_outlook(plan, turnout))
        self.asking, self.free = [], sorted(self.clerks)
        self.turns = list({moment for shift in plan.shifts for moment in (shift.begins, shift.ends)})
        heapify(self.turns)
        self.able = frozenset()
        self.first_end = min(plan.ends.values(), default=plan.opens)

    # --- what happens next

    def next_moment(self) -> datetime | None:
        moment = super().next_moment()
        events = [self.reacting[0][0]] if self.reacting else []
        if moment is not None:
            events.append(moment)
        if self.turns:
            events.append(self.turns[0])
        return min(events, default=None)

    def free_desks(self) -> None:
        """Visits end whose time has come, and shifts begin and end."""
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people, _ = heappop(self.leaving)
            self.inside -= people
            del self.at_counter[number]
            insort(self.free, number)
        if self.turns and self.turns[0] <= self.now:
            while self.turns and self.turns[0] <= self.now:
                heappop(self.turns)
            self.change_shifts()

    def change_shifts(self) -> None:
        """Counters take what their shifts say now. Whose service none takes any more, and who is inside, is served by
        those who took it earlier in the day.
        """
        planned = {number: frozenset[str]() for number in self.clerks}
        for shift in self.plan.shifts:
            if shift.begins <= self.now < shift.ends:
                planned[shift.counter] |= shift.services
        self.able = frozenset().union(*planned.values())
        for desk in self.outlook.desks:
            takes = planned[desk.number] | (desk.services - self.able)
            self.clerks[desk.number] = self._clerk(Desk(desk.number, takes, is_open=True, busy=False))
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

    def next_in(self, room: int, *, resting: bool) -> int | None:
        """As in the hall; towards the end of the day only who is called before it."""
        if room < 1 or not self.outside or not self.may_be_late():
            return super().next_in(room, resting=resting)
        in_time = InTime(self.outlook_now())
        line = (ticket for place in self.outside if in_time(ticket := self.order[place]))
        wanted = self.wanted(resting=resting)
        return self.let_pass(first_of_line(line, free=room, wanted=wanted, passes=self.outlook.passes))

    def may_be_late(self) -> bool:
        """Whether somebody who came in now might be called too late: if all who are inside had one counter."""
        inside = [self.order[place].id for line in self.indoors.values() for place in line]
        people = self.turnout.people
        work = sum(people[each].expected for each in (*inside, *(call.person for call in self.at_counter.values())))
        rests = sum((rest.end - max(rest.start, self.now) for rest in self.rests), timedelta())
        return self.now + rests + (work + 1 + len(self.at_counter)) * MINUTE >= self.first_end

    def outlook_now(self) -> Outlook:
        """The hall as the office sees it: how long those at the counters still take is what it expects."""
        people = self.turnout.people
        waiting = (self.order[place] for line in self.indoors.values() for place in line)
        inside = [replace(ticket, stage=ADMITTED, not_before=None) for ticket in waiting]
        desks = [
            Desk(number, clerk.desk.services, is_open=True, busy=number in self.at_counter)
            for number, clerk in self.clerks.items()
            if clerk.desk.services
        ]
        leaving = {
            number: Leaving(call.at + people[call.person].expected * MINUTE, people[call.person].people)
            for number, call in self.at_counter.items()
        }
        return Outlook(
            tickets=inside,
            desks=desks,
            limit=self.outlook.limit,
            inside=self.inside,
            now=self.now,
            work=self.outlook.work,
            leaving=leaving,
            passes=self.outlook.passes,
            rests=self.rests,
            ends=self.outlook.ends,
        )

    # --- calling

    def settle(self) -> None:
        """Clerks call whose moment it is, whoever may come in does, and who is free turns to whoever is there."""
        rest = self.rests[0] if self.rests and self.rests[0].covers(self.now) else None
        self.call_those_due(resting=rest is not None)
        if rest is None or rest.admits:
            while (place := self.let_in(resting=True)) is not None:
                self.waiting_outside -= self.order[place].people
                self.stand_inside(place, self.order[place])
        if rest is None:
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
        """Free clerks for whom somebody is there, one for each, need a moment to call them."""
        about_to = {number for _, number in self.reacting}
        taken = Counter[int]()
        for number in self.free:
            line = next((line for line in self.clerks[number].calls if len(line) > taken[id(line)]), None)
            if line is None:
                continue
            taken[id(line)] += 1
            if number not in about_to:
                heappush(self.reacting, (self.now + next(self.reacts) * MINUTE, number))

    def call(self, number: int, ticket: Queued) -> None:
        person = self.turnout.people[ticket.id]
        ends = self.now + person.minutes * MINUTE
        call = Called(ticket.id, number, self.now, ends)
        heappush(self.leaving, (ends, number, ticket.people, 0.0))
        self.at_counter[number] = call
        self.calls.append(call)
        self.called[ticket.id] = Moment(self.now, 0.0)
        self.awaited -= 1

    # --- what is noted

    def note(self, *, resting: bool) -> None:
        """The hall as it is from now on."""
        if self.steps:
            self.idle += self.idle_now * (self.now - self.steps[-1].at)
        self.idle_now = 0 if resting else self.idle_counters()
        self.steps.append(Step(self.now, self.inside, self.waiting_outside))

    def idle_counters(self) -> int:
        """Counters without anybody, as many as there are people waiting whom they take."""
        ends, left = self.outlook.ends, Counter[str | int]()
        for service, outside in self.outside_of.items():
            if outside and self.now < ends.get(service, self.now):
                left[service] = len(outside)
        for name, line in self.indoors.items():
            left[name] += len(line)
        idle = 0
        for number in self.free:
            found = next((each for each in self.clerks[number].desk.services if left[each]), None)
            if found is not None:
                left[found] -= 1
                idle += 1
        return idle

    def told(self) -> Played:
        """What became of the day, once it was run."""
        for ends, _, people, _ in sorted(self.leaving):
            self.inside -= people
            self.steps.append(Step(ends, self.inside, self.waiting_outside))
        admitted = {ticket: moment.at for ticket, moment in self.admitted.items()}
        return Played(self.plan, self.turnout, self.calls, admitted, self.steps, self.idle / MINUTE)


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
