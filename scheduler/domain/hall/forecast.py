"""The hall as it is, and the rules of the queue run forward from it: who comes in and who is called, and when."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from operator import attrgetter
from typing import NamedTuple

from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import ADMITTED, PASSES, WAITING, Admission, Desk, Queued, first_of_line
from scheduler.domain.hall.rests import Rest


class Work(NamedTuple):
    """A visit at the counter: its minutes and their variance; `doubt` as of its service's pace, None without one."""

    minutes: float
    variance: float = 0.0
    doubt: float | None = None


class Leaving(NamedTuple):
    """When a busy desk is expected to be free, the variance of that in minutes, and how many people go then."""

    at: datetime
    people: int
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """The hall as it is, and what is known of the time to come.

    work: of every ticket, by id. leaving: by number of a busy desk; a desk that is not named stays busy, and nobody is
    expected to leave within the next minute. ends: when the day's work ends, by service; one without an end is absent.
    Somebody who is expected but has not come is a ticket like any other, set aside until then.
    """

    tickets: Sequence[Queued]
    desks: Sequence[Desk]
    limit: int
    inside: int
    now: datetime
    work: Mapping[int, Work]
    leaving: Mapping[int, Leaving] = field(default_factory=dict)
    passes: int = PASSES
    rests: Sequence[Rest] = ()
    ends: Mapping[str, datetime] = field(default_factory=dict)


class Moment(NamedTuple):
    """When something is expected to happen, and the variance of it in minutes."""

    at: datetime
    variance: float


CALL_SHAKE, PLACE_SHAKE = 6.0, 16.0
"""Variance in minutes that even the shortest wait has: for a call, and for a place in a full hall."""


@dataclass(slots=True)
class Doubt:
    """The variance of the moment at which the next of some counters is free: it grows with every visit that ends.

    Counters share the work, so each visit weighs by the square of their number; and when one is free the others are
    somewhere within theirs, which adds as much again until each has had one.
    """

    counters: int
    variance: float
    visits: int = 0

    @classmethod
    def of(cls, desks: Iterable[Desk], shake: float) -> "Doubt":
        """At first. One of the desks at least counts as open, since somebody is waited for."""
        return cls(max(sum(desk.is_open for desk in desks), 1), shake)

    def add(self, variance: float) -> None:
        """One more visit ends, whose minutes have this variance."""
        self.visits += 1
        weight = 2 if 1 < self.visits <= self.counters else 1
        self.variance += weight * variance / self.counters**2


Line = list[int]
"""People by their places in the order of the queue, or desks by their numbers. They rise: the first is the least."""


class Clerk(NamedTuple):
    """A desk in the forecast, with what it shares with others of its services.

    calls: the lines inside whose first it calls, a service's each, and its own of those who were sent to it. free: by
    service, the desks that are free. doubts: of the calls of its services.
    """

    desk: Desk
    calls: list[Line]
    free: list[Line]
    doubts: list[Doubt]


class Forecast:
    """The hall as it will be. It moves from one moment to the next: a desk is free, a ticket is back, a rest is over.

    At each, free desks call before anybody comes in. Each uses up a ticket, a busy desk or a rest, so the run ends.
    The order of the queue is the same all the time: people are known by their places in it (`order`).

    outside: those who may come in at all, also by service; no party is larger than `largest`. inside: how many people;
    `indoors` has those whom nobody has called. asking: free desks that may find somebody; those that found nobody are
    `free`, also by service. aside, leaving: heaps. awaited: so many who are here may still be called.

    What comes of it: `admitted` and `called`, by the ticket's id.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook, self.now, self.inside = outlook, outlook.now, outlook.inside
        self.order = sorted((t for t in outlook.tickets if t.stage in (WAITING, ADMITTED)), key=attrgetter("key"))
        self.place_of = {ticket.id: place for place, ticket in enumerate(self.order)}
        self._open_desks()
        self._place_people()
        self.rests = sorted((rest for rest in outlook.rests if rest.end > self.now), key=attrgetter("start"))
        self.admitted: dict[int, Moment] = {}
        self.called: dict[int, Moment] = {}

    def _open_desks(self) -> None:
        outlook, desks = self.outlook, self.outlook.desks
        offered = {service for desk in desks for service in desk.services}
        services = offered | {ticket.service for ticket in self.order}
        self.places_doubt = Doubt.of(desks, PLACE_SHAKE)
        self.doubts = {s: Doubt.of((desk for desk in desks if s in desk.services), CALL_SHAKE) for s in services}
        lines: list[str | int] = [*services, *(desk.number for desk in desks)]
        self.indoors: dict[str | int, Line] = {name: [] for name in lines}
        self.free: Line = []
        self.free_of: dict[str, Line] = {service: [] for service in services}
        self.clerks = {desk.number: self._clerk(desk) for desk in desks}
        self.asking: Line = sorted(desk.number for desk in desks if desk.is_open and not desk.busy)
        soonest = self.now + MINUTE
        self.leaving = sorted((max(at, soonest), n, people, v) for n, (at, people, v) in outlook.leaving.items())

    def _clerk(self, desk: Desk) -> Clerk:
        return Clerk(
            desk,
            calls=[self.indoors[name] for name in _lines_of(desk)],
            free=[self.free_of[service] for service in desk.services],
            doubts=[self.doubts[service] for service in desk.services],
        )

    def _place_people(self) -> None:
        self.able = frozenset(s for desk in self.outlook.desks if desk.is_open for s in desk.services)
        self.outside: Line = []
        self.outside_of: dict[str, Line] = {service: [] for service in self.able}
        self.largest = self.awaited = 0
        self.aside: list[tuple[datetime, int]] = []
        for place, ticket in enumerate(self.order):
            if ticket.stage == WAITING and (ticket.service not in self.able or ticket.people > self.outlook.limit):
                continue
            self.awaited += ticket.id >= 0
            if ticket.not_before is not None and ticket.not_before > self.now:
                heappush(self.aside, (ticket.not_before, place))
            else:
                self.join(place, ticket)

    def run(self, *, until: int | None = None) -> None:
        """Move on until everybody who is here was called, as far as that can be foreseen. until: or this ticket was."""
        self.settle()
        while self.awaited and until not in self.called and (moment := self.next_moment()):
            self.now = moment
            self.free_desks()
            self.bring_back()
            if self.rests and self.rests[0].end <= moment:
                self.rests = [rest for rest in self.rests if rest.end > moment]
                self.ask_again()
            self.settle()

    def next_moment(self) -> datetime | None:
        """When something happens next; None where nothing does, or only a rest ends that nobody waits for."""
        events = [heap[0][0] for heap in (self.leaving, self.aside) if heap]
        if self.rests and (self.outside or any(self.indoors.values())):
            events.append(self.rests[0].end)
        return min(events, default=None)

    def free_desks(self) -> None:
        """Visits end whose time has come."""
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people, variance = heappop(self.leaving)
            self.inside = max(self.inside - people, 0)  # as in the hall: a recount may have found fewer
            self.places_doubt.add(variance)
            clerk = self.clerks.get(number)
            if clerk is None:
                continue
            for doubt in clerk.doubts:
                doubt.add(variance)
            if clerk.desk.is_open and number not in self.asking and number not in self.free:
                insort(self.asking, number)

    def bring_back(self) -> None:
        """Those come back who were set aside until now."""
        while self.aside and self.aside[0][0] <= self.now:
            _, place = heappop(self.aside)
            ticket = self.order[place]
            self.join(place, ticket)
            if ticket.stage == ADMITTED:
                self.ask_again()

    def join(self, place: int, ticket: Queued) -> None:
        """Somebody stands in line from now on, outside or inside."""
        if ticket.stage == ADMITTED:
            self.stand_inside(place, ticket)
        else:
            insort(self.outside, place)
            insort(self.outside_of[ticket.service], place)
            self.largest = max(self.largest, ticket.people)

    def stand_inside(self, place: int, ticket: Queued) -> None:
        """Somebody waits to be called, by any desk of their service or by the one that they were sent to."""
        insort(self.indoors.setdefault(ticket.service if ticket.counter is None else ticket.counter, []), place)

    def settle(self) -> None:
        """Free desks call whom they can, and whoever may come in does."""
        rest = self.rests[0] if self.rests and self.rests[0].covers(self.now) else None
        if rest and not rest.admits:
            return
        if not rest:
            self.ask()
        while (place := self.let_in(resting=rest is not None)) is not None:
            ticket = self.order[place]
            # Whoever is free now found nobody of those inside before: only the one who comes in may be for them.
            number = None if rest else self.free_for(ticket)
            if number is None:
                self.stand_inside(place, ticket)
            else:
                self.take_from_free(number)
                self.call(number, ticket)

    def ask(self) -> None:
        """Each desk that may find somebody calls the first whom it takes, or is free from now on."""
        for number in self.asking:
            clerk = self.clerks[number]
            line = min(filter(None, clerk.calls), default=None)
            if line:
                self.call(number, self.order[line.pop(0)])
            else:
                for free in (self.free, *clerk.free):
                    insort(free, number)
        self.asking = []

    def ask_again(self) -> None:
        """Desks that are free may find somebody whom they did not find before."""
        self.asking = sorted((*self.asking, *self.free))
        for free in (self.free, *self.free_of.values()):
            free.clear()

    def free_for(self, ticket: Queued) -> int | None:
        """The first free desk that takes somebody."""
        if ticket.counter is None:
            return next(iter(self.free_of[ticket.service]), None)
        return ticket.counter if ticket.counter in self.free else None

    def take_from_free(self, number: int) -> None:
        """A desk is not free any more."""
        for free in (self.free, *self.clerks[number].free):
            free.remove(number)

    def call(self, number: int, ticket: Queued) -> None:
        """Somebody who is in no line any more goes to a desk."""
        work = self.outlook.work[ticket.id]
        heappush(self.leaving, (self.now + _lasting(work.minutes), number, ticket.people, work.variance))
        self.called[ticket.id] = Moment(self.now, self.doubts[ticket.service].variance)
        self.awaited -= ticket.id >= 0

    def let_in(self, *, resting: bool) -> int | None:
        """The place of whoever comes in now, who is outside no more; None where nobody may."""
        place = self.next_in(self.outlook.limit - self.inside, resting=resting)
        if place is None:
            return None
        ticket = self.order[place]
        for line in (self.outside, self.outside_of[ticket.service]):
            del line[bisect_left(line, place)]
        self.inside += ticket.people
        self.admitted[ticket.id] = Moment(self.now, self.places_doubt.variance)
        return place

    def next_in(self, room: int, *, resting: bool) -> int | None:
        """Who comes in next, by the rules of the queue; whom they pass has been passed once more."""
        if room < 1 or not self.outside:
            return None
        wanted = self.wanted(resting=resting)
        if self.largest <= room:  # whoever is first of those who are wanted fits, and nobody is passed
            return min((self.outside_of[service][0] for service in wanted), default=self.outside[0])
        line = (self.order[place] for place in self.outside)
        return self.let_pass(first_of_line(line, free=room, wanted=wanted, passes=self.outlook.passes))

    def let_pass(self, admission: Admission | None) -> int | None:
        """The place of whoever comes in, if anybody; those whom they pass have been passed once more."""
        if admission is None:
            return None
        for party in admission.passes:
            self.order[self.place_of[party.id]] = replace(party, passed=party.passed + 1)
        return self.place_of[admission.ticket.id]

    def wanted(self, *, resting: bool) -> list[str]:
        """The services of desks left idle when each free one has called whom it can, of those that anybody waits for
        outside: another is wanted in vain, and the line need not be looked through for it.
        """
        if resting:
            idle = self.idle_after_rest()
            return [service for service, line in self.outside_of.items() if line and service in idle]
        if not self.free:
            return []
        return [service for service, line in self.outside_of.items() if line and self.free_of[service]]

    def idle_after_rest(self) -> set[str]:
        """The services of free desks that find nobody when the rest ends: who takes fewer services chooses first."""
        idle: set[str] = set()
        taken = Counter[str | int]()
        free = (self.clerks[number].desk for number in (*self.free, *self.asking))
        for desk in sorted(free, key=lambda desk: (len(desk.services), desk.number)):
            heads = [
                (line[taken[name]], name) for name in _lines_of(desk) if taken[name] < len(line := self.indoors[name])
            ]
            if heads:
                taken[min(heads)[1]] += 1
            else:
                idle |= desk.services
        return idle


def _lines_of(desk: Desk) -> Sequence[str | int]:
    """The names of the lines inside whose first a desk calls."""
    return (*desk.services, desk.number)


@lru_cache(maxsize=1024)
def _lasting(minutes: float) -> timedelta:
    """So many minutes; visits that are alike are many, and to multiply takes longer than all else of a call."""
    return minutes * MINUTE
