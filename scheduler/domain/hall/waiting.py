"""How many minutes everybody still waits: the rules of the queue run forward from now."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
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
    first_for,
    first_to_admit,
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


def estimate(outlook: Outlook) -> dict[int, Minutes]:
    """The range of minutes, by ticket id, until a waiting ticket is admitted and until an admitted one is called.

    A ticket that never gets its turn as things stand is absent: no open desk takes it, it is larger than the limit,
    those it waits for do not leave, or it stands outside and would be called after the end of its service's day.
    """
    forecast = Forecast.of(outlook)
    forecast.run()
    ranges = {}
    for ticket in outlook.tickets:
        outside = ticket.stage == WAITING
        moment = (forecast.admitted if outside else forecast.called).get(ticket.id)
        if moment is None or (outside and _too_late(forecast, ticket)):
            continue
        ranges[ticket.id] = _range(outlook, moment, outlook.work[ticket.id].doubt)
    return ranges


def is_too_late(outlook: Outlook, ticket: Queued) -> bool:
    """Whether a ticket outside gets its turn, as things stand, only after the end of its service's day."""
    forecast = Forecast.of(outlook)
    forecast.run()
    return ticket.id in forecast.called and _too_late(forecast, ticket)


def _too_late(forecast: "Forecast", ticket: Queued) -> bool:
    end, called = forecast.outlook.ends.get(ticket.service), forecast.called.get(ticket.id)
    return end is not None and (called is None or called.at >= end)


def _range(outlook: Outlook, moment: Moment, doubt: float | None) -> Minutes:
    if moment.at <= outlook.now:
        return 0, 1
    expected = worked(outlook.now, moment.at, outlook.rests) / MINUTE
    reach = assumed_minutes(expected) if doubt is None else likely_minutes(expected, moment.variance, doubt)
    least, most = (after_work(outlook.now, each * MINUTE, outlook.rests) - outlook.now for each in reach)
    return rounded(least, most)


@dataclass(slots=True)
class Forecast:
    """The hall as it will be. It moves from one moment to the next: a desk is free, a ticket is back, a rest is over.

    At each, free desks call before anybody comes in. Each uses up a ticket, a busy desk or a rest, so the run ends.
    `aside` and `leaving` are heaps, `outside` and `indoors` stay in the order of the queue. `doubts` are kept for the
    calls of each service and, for the places of the hall, of any.
    """

    outlook: Outlook
    now: datetime
    inside: int
    outside: list[Queued]
    indoors: list[Queued]
    aside: list[tuple[datetime, Key, Queued]]
    desks: dict[int, Desk]
    leaving: list[tuple[datetime, int, int, float]]
    rests: list[Rest]
    doubts: dict[str, "Doubt"]
    admitted: dict[int, Moment] = field(default_factory=dict)
    called: dict[int, Moment] = field(default_factory=dict)

    @classmethod
    def of(cls, outlook: Outlook) -> "Forecast":
        """The hall as it is now."""
        now, tickets = outlook.now, outlook.tickets
        aside = [t for t in tickets if t.not_before and t.not_before > now and t.stage in (WAITING, ADMITTED)]
        services = {service for desk in outlook.desks for service in desk.services} | {t.service for t in tickets}
        return cls(
            outlook=outlook,
            now=now,
            inside=outlook.inside,
            outside=in_order(tickets, WAITING, now),
            indoors=in_order(tickets, ADMITTED, now),
            aside=sorted((t.not_before or now, t.key, t) for t in aside),
            desks={desk.number: desk for desk in sorted(outlook.desks, key=lambda desk: desk.number)},
            leaving=sorted((max(at, now + MINUTE), n, people, v) for n, (at, people, v) in outlook.leaving.items()),
            rests=sorted((rest for rest in outlook.rests if rest.end > now), key=lambda rest: rest.start),
            doubts={
                ANY: Doubt(_open(outlook.desks), PLACE_SHAKE),
                **{s: Doubt(_open(d for d in outlook.desks if s in d.services), CALL_SHAKE) for s in services},
            },
        )

    def run(self) -> None:
        """Move on to the end of all that can be foreseen."""
        self.settle()
        while events := self.next_events():
            self.now = min(events)
            self.free_desks()
            self.bring_back()
            self.rests = [rest for rest in self.rests if rest.end > self.now]
            self.settle()

    def next_events(self) -> list[datetime]:
        ends = [rest.end for rest in self.rests[:1]] if self.outside or self.indoors else []
        return [heap[0][0] for heap in (self.leaving, self.aside) if heap] + ends

    def free_desks(self) -> None:
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people, variance = heappop(self.leaving)
            self.inside = max(self.inside - people, 0)  # as in the hall: a recount may have found fewer
            self.doubts[ANY].add(variance)
            if number not in self.desks:
                continue
            desk = self.desks[number] = replace(self.desks[number], busy=False)
            for service in desk.services:
                self.doubts[service].add(variance)

    def bring_back(self) -> None:
        while self.aside and self.aside[0][0] <= self.now:
            _, _, ticket = heappop(self.aside)
            insort(self.outside if ticket.stage == WAITING else self.indoors, ticket, key=_key)

    def settle(self) -> None:
        rest = self.rests[0] if self.rests and self.rests[0].covers(self.now) else None
        if rest and not rest.admits:
            return
        if not rest:
            self.call_all()
        while admission := self.next_admission():
            self.admit(admission)
            if not rest:
                self.call_all()

    def call_all(self) -> None:
        for number, desk in self.desks.items():
            if not desk.is_open or desk.busy or (ticket := first_for(desk, self.indoors)) is None:
                continue
            self.indoors.pop(_place(self.indoors, ticket))
            self.desks[number] = replace(desk, busy=True)
            work = self.outlook.work[ticket.id]
            heappush(self.leaving, (self.now + work.minutes * MINUTE, number, ticket.people, work.variance))
            self.called[ticket.id] = Moment(self.now, self.doubts[ticket.service].variance)

    def next_admission(self) -> Admission | None:
        return first_to_admit(
            self.outside,
            self.indoors,
            list(self.desks.values()),
            limit=self.outlook.limit,
            inside=self.inside,
            passes=self.outlook.passes,
        )

    def admit(self, admission: Admission) -> None:
        for party in admission.passes:
            self.outside[_place(self.outside, party)] = replace(party, passed=party.passed + 1)
        ticket = self.outside.pop(_place(self.outside, admission.ticket))
        insort(self.indoors, ticket, key=_key)
        self.inside += ticket.people
        self.admitted[ticket.id] = Moment(self.now, self.doubts[ANY].variance)


def _open(desks: Iterable[Desk]) -> int:
    """How many desks are open; one at least, since somebody is waited for."""
    return max(sum(desk.is_open for desk in desks), 1)


def _key(ticket: Queued) -> Key:
    return ticket.key


def _place(line: Sequence[Queued], ticket: Queued) -> int:
    return bisect_left(line, ticket.key, key=_key)
