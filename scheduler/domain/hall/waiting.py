"""How many minutes everybody still waits: the rules of the queue run forward from now."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple

from scheduler.domain.hall.likely import MINUTE, Minutes, assumed_minutes, likely_minutes, rounded
from scheduler.domain.hall.queue import (
    ADMITTED,
    PASSES,
    WAITING,
    Admission,
    Desk,
    Key,
    Queued,
    first_of_line,
    in_order,
)
from scheduler.domain.hall.rests import Rest, after_work, worked


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


ANY = ""
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

    def add(self, variance: float) -> None:
        """One more visit ends, whose minutes have this variance."""
        self.visits += 1
        weight = 2 if 1 < self.visits <= self.counters else 1
        self.variance += weight * variance / self.counters**2


@dataclass(frozen=True, slots=True)
class Estimates:
    """What is expected of those who wait now.

    minutes: the range until a waiting ticket is admitted and until an admitted one is called, by ticket id. A ticket
    that never gets its turn as things stand is absent: no open desk takes it, it is larger than the limit, those it
    waits for do not leave, or it is too late. too_late: who stands outside and gets a turn only after the end of their
    service's day.
    """

    minutes: Mapping[int, Minutes]
    too_late: frozenset[int]


def estimate(outlook: Outlook) -> dict[int, Minutes]:
    """The range of minutes, by ticket id, as in `Estimates`."""
    return dict(estimates_of(outlook).minutes)


def estimates_of(outlook: Outlook) -> Estimates:
    """Run the hall forward once, for everybody in it."""
    forecast = Forecast.of(outlook)
    forecast.run()
    minutes, too_late = {}, set()
    pause = min((rest.start for rest in outlook.rests if rest.end > outlook.now), default=None)
    for ticket in outlook.tickets:
        outside = ticket.stage == WAITING
        if outside and _too_late(forecast, ticket):
            if ticket.id in forecast.called:
                too_late.add(ticket.id)
            continue
        moment = (forecast.admitted if outside else forecast.called).get(ticket.id)
        if moment is not None:
            minutes[ticket.id] = _range(outlook, moment, outlook.work[ticket.id].doubt, pause)
    return Estimates(minutes, frozenset(too_late))


def is_too_late(outlook: Outlook, ticket: Queued) -> bool:
    """Whether a ticket outside gets its turn, as things stand, only after the end of its service's day."""
    forecast = Forecast.of(outlook)
    forecast.run(until=ticket.id)
    return ticket.id in forecast.called and _too_late(forecast, ticket)


def _too_late(forecast: "Forecast", ticket: Queued) -> bool:
    end, called = forecast.outlook.ends.get(ticket.service), forecast.called.get(ticket.id)
    return end is not None and (called is None or called.at >= end)


def _range(outlook: Outlook, moment: Moment, doubt: float | None, pause: datetime | None) -> Minutes:
    """pause: when the next rest begins, or began; until then the clock of work is the clock on the wall."""
    now = outlook.now
    if moment.at <= now:
        return 0, 1
    is_before = pause is None or moment.at < pause
    expected = (moment.at - now if is_before else worked(now, moment.at, outlook.rests)) / MINUTE
    reach = assumed_minutes(expected) if doubt is None else likely_minutes(expected, moment.variance, doubt)
    least, most = reach[0] * MINUTE, reach[1] * MINUTE
    if not is_before or (pause is not None and now + most >= pause):
        least, most = (after_work(now, each, outlook.rests) - now for each in (least, most))
    return rounded(least, most)


class Indoors:
    """Those inside, in the lines that desks call the first of: one for each service, one for each counter that somebody
    was sent to. Each stays in the order of the queue.
    """

    def __init__(self, tickets: Iterable[Queued]) -> None:
        """tickets: in the order of the queue."""
        self._lines: dict[str | int, list[Queued]] = {}
        for ticket in tickets:
            self._lines.setdefault(_line_of(ticket), []).append(ticket)

    def __bool__(self) -> bool:
        return any(self._lines.values())

    def add(self, ticket: Queued) -> None:
        """Somebody more."""
        insort(self._lines.setdefault(_line_of(ticket), []), ticket, key=_key)

    def take(self, desk: Desk) -> Queued | None:
        """The first whom the desk takes, who is not inside any more."""
        found: list[Queued] | None = None
        for name in _lines_of(desk):
            line = self._lines.get(name)
            if line and (found is None or line[0].key < found[0].key):
                found = line
        return found.pop(0) if found else None

    def wanted(self, desks: Iterable[Desk]) -> set[str]:
        """The services of those free desks that are left idle when each takes the first whom it can serve."""
        wanted: set[str] = set()
        places: dict[str | int, int] = {}
        for desk in sorted(desks, key=lambda desk: (len(desk.services), desk.number)):
            heads = [
                (line[place].key, name)
                for name in _lines_of(desk)
                if (place := places.get(name, 0)) < len(line := self._lines.get(name, []))
            ]
            if heads:
                _, name = min(heads, key=lambda head: head[0])
                places[name] = places.get(name, 0) + 1
            else:
                wanted |= desk.services
        return wanted


@dataclass(slots=True)
class Forecast:
    """The hall as it will be. It moves from one moment to the next: a desk is free, a ticket is back, a rest is over.

    At each, free desks call before anybody comes in. Each uses up a ticket, a busy desk or a rest, so the run ends.
    `aside` and `leaving` are heaps, `outside` stays in the order of the queue; it has those alone who may come in at
    all, `outside_of` the same by service; no party is larger than `largest`. `free`: the numbers of open desks that
    are, counted by service in `free_of`; those that may find somebody whom they did not find before are in `asking`.
    `doubts` are kept for the calls of each service and, for the places of the hall, of any. `awaited`: so many who are
    here have not been called.
    """

    outlook: Outlook
    now: datetime
    inside: int
    able: frozenset[str]
    outside: list[Queued]
    outside_of: Mapping[str, list[Queued]]
    largest: int
    indoors: Indoors
    aside: list[tuple[datetime, Key, Queued]]
    desks: dict[int, Desk]
    free: list[int]
    free_of: Counter[str]
    asking: list[int]
    leaving: list[tuple[datetime, int, int, float]]
    rests: list[Rest]
    doubts: dict[str, "Doubt"]
    awaited: int
    admitted: dict[int, Moment] = field(default_factory=dict)
    called: dict[int, Moment] = field(default_factory=dict)

    @classmethod
    def of(cls, outlook: Outlook) -> "Forecast":
        """The hall as it is now."""
        now, tickets = outlook.now, outlook.tickets
        aside = [t for t in tickets if t.not_before and t.not_before > now and t.stage in (WAITING, ADMITTED)]
        services = {service for desk in outlook.desks for service in desk.services} | {t.service for t in tickets}
        able = frozenset(service for desk in outlook.desks if desk.is_open for service in desk.services)
        outside = [t for t in in_order(tickets, WAITING, now) if t.service in able and t.people <= outlook.limit]
        desks = {desk.number: desk for desk in outlook.desks}
        free = sorted(desk.number for desk in outlook.desks if desk.is_open and not desk.busy)
        outside_of = defaultdict[str, list[Queued]](list)
        for ticket in outside:
            outside_of[ticket.service].append(ticket)
        return cls(
            outlook=outlook,
            now=now,
            inside=outlook.inside,
            able=able,
            outside=outside,
            outside_of=outside_of,
            largest=max((ticket.people for ticket in outside), default=0),
            indoors=Indoors(in_order(tickets, ADMITTED, now)),
            aside=sorted((t.not_before or now, t.key, t) for t in aside),
            desks=desks,
            free=free,
            free_of=Counter(service for number in free for service in desks[number].services),
            asking=list(free),
            leaving=sorted((max(at, now + MINUTE), n, people, v) for n, (at, people, v) in outlook.leaving.items()),
            rests=sorted((rest for rest in outlook.rests if rest.end > now), key=lambda rest: rest.start),
            doubts={
                ANY: Doubt(_open(outlook.desks), PLACE_SHAKE),
                **{s: Doubt(_open(d for d in outlook.desks if s in d.services), CALL_SHAKE) for s in services},
            },
            awaited=sum(ticket.id >= 0 for ticket in tickets),
        )

    def run(self, *, until: int | None = None) -> None:
        """Move on until everybody who is here was called, as far as that can be foreseen. until: or this ticket was."""
        self.settle()
        while self.awaited and until not in self.called and (events := self.next_events()):
            self.now = min(events)
            self.free_desks()
            self.bring_back()
            if self.rests and self.rests[0].end <= self.now:
                self.rests = [rest for rest in self.rests if rest.end > self.now]
                self.asking = list(self.free)
            self.settle()

    def next_events(self) -> list[datetime]:
        ends = [rest.end for rest in self.rests[:1]] if self.outside or self.indoors else []
        return [heap[0][0] for heap in (self.leaving, self.aside) if heap] + ends

    def free_desks(self) -> None:
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people, variance = heappop(self.leaving)
            self.inside = max(self.inside - people, 0)  # as in the hall: a recount may have found fewer
            self.doubts[ANY].add(variance)
            desk = self.desks.get(number)
            if desk is None:
                continue
            if desk.is_open and number not in self.free:
                insort(self.free, number)
                insort(self.asking, number)
                for service in desk.services:
                    self.free_of[service] += 1
            for service in desk.services:
                self.doubts[service].add(variance)

    def bring_back(self) -> None:
        while self.aside and self.aside[0][0] <= self.now:
            _, _, ticket = heappop(self.aside)
            if ticket.stage == ADMITTED:
                self.indoors.add(ticket)
                self.asking = list(self.free)
            elif ticket.service in self.able and ticket.people <= self.outlook.limit:
                insort(self.outside, ticket, key=_key)
                insort(self.outside_of[ticket.service], ticket, key=_key)
                self.largest = max(self.largest, ticket.people)

    def settle(self) -> None:
        rest = self.rests[0] if self.rests and self.rests[0].covers(self.now) else None
        if rest and not rest.admits:
            return
        if not rest:
            self.call_all()
        while admission := self.next_admission(resting=rest is not None):
            ticket = self.admit(admission)
            # Whoever is free now found nobody of those inside before: only the one who comes in may be for them.
            number = None if rest else next((n for n in self.free if self.desks[n].takes(ticket)), None)
            if number is None:
                self.indoors.add(ticket)
            else:
                self.call(number, ticket)

    def call_all(self) -> None:
        asking, self.asking = self.asking, []
        for number in asking:
            ticket = self.indoors.take(self.desks[number])
            if ticket is not None:
                self.call(number, ticket)

    def call(self, number: int, ticket: Queued) -> None:
        self.free.remove(number)
        for service in self.desks[number].services:
            self.free_of[service] -= 1
        work = self.outlook.work[ticket.id]
        heappush(self.leaving, (self.now + work.minutes * MINUTE, number, ticket.people, work.variance))
        self.called[ticket.id] = Moment(self.now, self.doubts[ticket.service].variance)
        self.awaited -= ticket.id >= 0

    def next_admission(self, *, resting: bool) -> Admission | None:
        free = self.outlook.limit - self.inside
        if free < 1 or not self.outside:
            return None
        # A service that nobody outside waits for is wanted in vain: the line need not be looked through for it.
        wanted = {service for service in self.wanted(resting=resting) if self.outside_of[service]}
        if self.largest <= free:  # whoever is first of those who are wanted fits, and nobody is passed
            heads = [self.outside_of[service][0] for service in wanted] or self.outside[:1]
            return Admission(min(heads, key=_key), "order", ())
        return first_of_line(self.outside, free=free, wanted=wanted, passes=self.outlook.passes)

    def wanted(self, *, resting: bool) -> Iterable[str]:
        """The services of desks that are left idle: of all that are free, where these have called whom they could."""
        if resting:
            return self.indoors.wanted(self.desks[number] for number in self.free)
        return [service for service, desks in self.free_of.items() if desks] if self.free else ()

    def admit(self, admission: Admission) -> Queued:
        for party in admission.passes:
            again = replace(party, passed=party.passed + 1)
            for line in (self.outside, self.outside_of[party.service]):
                line[_place(line, party)] = again
        ticket = admission.ticket
        for line in (self.outside, self.outside_of[ticket.service]):
            line.pop(_place(line, ticket))
        self.inside += ticket.people
        self.admitted[ticket.id] = Moment(self.now, self.doubts[ANY].variance)
        return ticket


def _open(desks: Iterable[Desk]) -> int:
    """How many desks are open; one at least, since somebody is waited for."""
    return max(sum(desk.is_open for desk in desks), 1)


def _key(ticket: Queued) -> Key:
    return ticket.key


def _line_of(ticket: Queued) -> str | int:
    return ticket.service if ticket.counter is None else ticket.counter


def _lines_of(desk: Desk) -> Iterator[str | int]:
    yield from desk.services
    yield desk.number


def _place(line: Sequence[Queued], ticket: Queued) -> int:
    return bisect_left(line, ticket.key, key=_key)
