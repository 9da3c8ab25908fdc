"""Who comes in next and who is called next: one sort key, and three reasons to come in before somebody else.

The order can be explained to anybody: it goes by `due_at`, then by arrival. Within a service whoever is due at d goes
before everybody who arrives after d + priority lead + grace, so nobody starves.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal, NamedTuple

WAITING = "waiting"  # outside
ADMITTED = "admitted"  # called in: entered, or still walking in
PASSES = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """What an office sets: three stretches of time, how often a party may be passed, behind how many others a number
    that missed its call comes back.
    """

    grace: timedelta
    walk_in_delay: timedelta
    priority_lead: timedelta
    passes: int = PASSES
    behind: int = 5


class Key(NamedTuple):
    """The one sort key: `seq` counts the day's arrivals over all services, `again` its returns (0: never missed)."""

    due_at: datetime
    seq: int
    again: int = 0


@dataclass(frozen=True, slots=True)
class Queued:
    """A ticket as the queue sees it; one that stands in neither stage "waiting" nor "admitted" is ignored.

    people: places it needs, at least 1. not_before: set aside until then. passed: how many came in past it
    because it did not fit. counter: the open one it was sent to, which alone calls it.
    """

    id: int
    service: str
    key: Key
    people: int
    stage: str
    not_before: datetime | None = None
    passed: int = 0
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter as the queue sees it; `busy` while a ticket is called to it or served at it."""

    number: int
    services: frozenset[str]
    is_open: bool
    busy: bool

    def takes(self, ticket: Queued) -> bool:
        """Whether a ticket is for this counter: sent to it, or of its services and sent to none."""
        return ticket.service in self.services if ticket.counter is None else ticket.counter == self.number


@dataclass(frozen=True, slots=True)
class Admission:
    """Who comes in, why, and the parties it passes because they do not fit: the step adds 1 to their `passed`.

    "order": nobody stood before it. "fits": all before it are parties too large for the free places. "idle_counter":
    somebody before it would fit, but a counter would stand idle.
    """

    ticket: Queued
    reason: Literal["order", "fits", "idle_counter"]
    passes: tuple[Queued, ...]


def due_at(arrived_at: datetime, slot_start: datetime | None, *, priority: bool, rules: Rules) -> datetime:
    """When a ticket is due: its slot if it came in time or early, its arrival if late; a walk-in some time later."""
    if slot_start is None:
        due = arrived_at + rules.walk_in_delay
    elif arrived_at <= slot_start + rules.grace:
        due = slot_start
    else:
        due = arrived_at
    return due - rules.priority_lead if priority else due


def place_behind(ticket: Queued, others: Sequence[Queued], *, again: int, k: int) -> Key:
    """The key just behind the k-th of `others`, or the last if they are fewer; never further forward than it stands.

    others: those of its service waiting or admitted now. k: at least 0; behind nobody, the key stays as it is.
    again: the count of the day's returns, this one included, so no two keys are equal, and whoever was put behind the
    same ticket earlier stays ahead.
    """
    ahead = sorted(other.key for other in others if other.id != ticket.id)[:k]
    if not ahead:
        return ticket.key
    return max(ticket.key, ahead[-1]._replace(again=again))


def next_to_call(desk: Desk, tickets: Iterable[Queued], now: datetime) -> Queued | None:
    """The first of the admitted whom the desk takes; None if there is none, or the desk is closed or busy."""
    if not desk.is_open or desk.busy:
        return None
    return first_for(desk, in_order(tickets, ADMITTED, now))


def next_to_admit(
    tickets: Sequence[Queued],
    desks: Sequence[Desk],
    *,
    limit: int,
    inside: int,
    now: datetime,
    passes: int = PASSES,
    in_time: Callable[[Queued], bool] | None = None,
) -> Admission | None:
    """Who comes in now, one at a time: ask again until None.

    limit, inside: people, not tickets; inside may be above the limit. in_time: whether a ticket can still be served
    today, where the day has an end. None if the hall is full, nobody waits whom an open counter takes in time and who
    fits, or the hall drains for a party that was passed `passes` times.
    """
    outside, indoors = in_order(tickets, WAITING, now), in_order(tickets, ADMITTED, now)
    return first_to_admit(outside, indoors, desks, limit=limit, inside=inside, passes=passes, in_time=in_time)


def in_order(tickets: Iterable[Queued], stage: str, now: datetime) -> list[Queued]:
    """Tickets in the stage and not set aside, in the order of the queue."""
    ready = [t for t in tickets if t.stage == stage and (t.not_before is None or t.not_before <= now)]
    return sorted(ready, key=lambda t: t.key)


def first_for(desk: Desk, indoors: Iterable[Queued]) -> Queued | None:
    """The first ticket the desk can serve, of those that stand in order; None if there is none."""
    return next((ticket for ticket in indoors if desk.takes(ticket)), None)


def first_to_admit(
    outside: Sequence[Queued],
    indoors: Sequence[Queued],
    desks: Sequence[Desk],
    *,
    limit: int,
    inside: int,
    passes: int = PASSES,
    in_time: Callable[[Queued], bool] | None = None,
) -> Admission | None:
    """`next_to_admit` for tickets that already stand in order, outside and indoors.

    1. The line: whom an open counter takes in time; a party larger than the limit is passed over without end.
    2. It ends before a party that does not fit and has been passed often enough: the hall drains for it.
    3. Of those in it who fit, the first whom an idle counter wants, or else the first.
    """
    free = limit - inside
    if free < 1:
        return None
    taken = {service for desk in desks if desk.is_open for service in desk.services}
    able = (t for t in outside if t.service in taken and t.people <= limit)
    if in_time is not None:
        able = (ticket for ticket in able if in_time(ticket))
    return first_of_line(able, free=free, wanted=_wanted_services(desks, indoors), passes=passes)


def first_of_line(
    able: Iterable[Queued], *, free: int, wanted: Collection[str], passes: int = PASSES
) -> Admission | None:
    """Who of the line comes in, given so many free places and the services that idle counters want; rules 2 and 3."""
    line: list[Queued] = []
    for ticket in able:
        fits = ticket.people <= free
        if not fits and ticket.passed >= passes:
            break
        if fits and (not wanted or ticket.service in wanted):
            return _admission(ticket, line, free)
        line.append(ticket)
    chosen = next((ticket for ticket in line if ticket.people <= free), None)
    if chosen is None:
        return None
    return _admission(chosen, list(takewhile(lambda ticket: ticket is not chosen, line)), free)


def _wanted_services(desks: Sequence[Desk], indoors: Sequence[Queued]) -> set[str]:
    """Services of the counters left idle when each free one takes the first of those indoors that it can serve."""
    left = list(indoors)
    wanted: set[str] = set()
    free = [desk for desk in desks if desk.is_open and not desk.busy]
    # Whoever takes fewer services chooses first: the others have more to choose from.
    for desk in sorted(free, key=lambda desk: (len(desk.services), desk.number)):
        ticket = first_for(desk, left)
        if ticket is None:
            wanted |= desk.services
        else:
            left.remove(ticket)
    return wanted


def _admission(chosen: Queued, ahead: Sequence[Queued], free: int) -> Admission:
    passed = tuple(ticket for ticket in ahead if ticket.people > free)
    if not ahead:
        return Admission(chosen, "order", passed)
    return Admission(chosen, "fits" if len(passed) == len(ahead) else "idle_counter", passed)
