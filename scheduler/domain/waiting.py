"""How many minutes everybody still waits: the rules of the queue run forward from now."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from scheduler.domain.queue import (
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

MINUTE = timedelta(minutes=1)


def estimate(
    tickets: Sequence[Queued],
    desks: Sequence[Desk],
    *,
    limit: int,
    inside: int,
    now: datetime,
    minutes: Mapping[int, float],
    frees: Mapping[int, tuple[datetime, int]],
    passes: int = PASSES,
) -> dict[int, tuple[int, int]]:
    """The range of minutes, by ticket id, until a waiting ticket is admitted and until an admitted one is called.

    minutes: time at the counter, by ticket id, for every ticket. frees: by the number of a busy desk, when it is
    expected to be free and how many people leave the hall then; nobody is expected to leave within the next minute,
    overdue or not, and a desk that is not named stays busy. A ticket that never gets its turn as things stand is
    absent: no open desk takes it, it is larger than the limit, or those it waits for do not leave.
    """
    aside = [t for t in tickets if t.not_before and t.not_before > now and t.stage in (WAITING, ADMITTED)]
    forecast = _Forecast(
        now=now,
        limit=limit,
        inside=inside,
        passes=passes,
        minutes=minutes,
        outside=in_order(tickets, WAITING, now),
        indoors=in_order(tickets, ADMITTED, now),
        aside=sorted((t.not_before or now, t.key, t) for t in aside),
        desks={desk.number: desk for desk in sorted(desks, key=lambda desk: desk.number)},
        leaving=sorted((max(at, now + MINUTE), number, people) for number, (at, people) in frees.items()),
    )
    forecast.run()
    return {ticket: in_minutes(moment - now) for ticket, moment in forecast.moments.items()}


def in_minutes(wait: timedelta) -> tuple[int, int]:
    """0.8 to 1.3 times the wait in whole minutes, rounded outwards and never empty: at once is (0, 1), ten (8, 13)."""
    least = wait * 8 // (10 * MINUTE)
    most = -(wait * -13 // (10 * MINUTE))
    return least, max(most, 1)


@dataclass(slots=True)
class _Forecast:
    """The hall as it will be. It moves from one moment to the next: a desk becomes free, a ticket is no longer aside.

    At each, free desks call before anybody comes in. Each uses up a ticket or a busy desk, so the run ends. `aside` and
    `leaving` are heaps, `outside` and `indoors` stay in the order of the queue.
    """

    now: datetime
    limit: int
    inside: int
    passes: int
    minutes: Mapping[int, float]
    outside: list[Queued]
    indoors: list[Queued]
    aside: list[tuple[datetime, Key, Queued]]
    desks: dict[int, Desk]
    leaving: list[tuple[datetime, int, int]]
    moments: dict[int, datetime] = field(default_factory=dict)

    def run(self) -> None:
        self.settle()
        while self.leaving or self.aside:
            self.now = min(events[0][0] for events in (self.leaving, self.aside) if events)
            self.free_desks()
            self.bring_back()
            self.settle()

    def free_desks(self) -> None:
        while self.leaving and self.leaving[0][0] <= self.now:
            _, number, people = heappop(self.leaving)
            self.inside = max(self.inside - people, 0)  # as in the hall: a recount may have found fewer
            if number in self.desks:
                self.desks[number] = replace(self.desks[number], busy=False)

    def bring_back(self) -> None:
        while self.aside and self.aside[0][0] <= self.now:
            _, _, ticket = heappop(self.aside)
            insort(self.outside if ticket.stage == WAITING else self.indoors, ticket, key=_key)

    def settle(self) -> None:
        self.call_all()
        while admission := self.next_admission():
            self.admit(admission)
            self.call_all()

    def call_all(self) -> None:
        for number, desk in self.desks.items():
            if not desk.is_open or desk.busy or (ticket := first_for(desk, self.indoors)) is None:
                continue
            self.indoors.pop(_place(self.indoors, ticket))
            self.desks[number] = replace(desk, busy=True)
            heappush(self.leaving, (self.now + self.minutes[ticket.id] * MINUTE, number, ticket.people))
            self.moments.setdefault(ticket.id, self.now)

    def next_admission(self) -> Admission | None:
        return first_to_admit(
            self.outside,
            self.indoors,
            list(self.desks.values()),
            limit=self.limit,
            inside=self.inside,
            passes=self.passes,
        )

    def admit(self, admission: Admission) -> None:
        for party in admission.passes:
            self.outside[_place(self.outside, party)] = replace(party, passed=party.passed + 1)
        ticket = self.outside.pop(_place(self.outside, admission.ticket))
        insort(self.indoors, ticket, key=_key)
        self.inside += ticket.people
        self.moments[ticket.id] = self.now


def _key(ticket: Queued) -> Key:
    return ticket.key


def _place(line: Sequence[Queued], ticket: Queued) -> int:
    return bisect_left(line, ticket.key, key=_key)
