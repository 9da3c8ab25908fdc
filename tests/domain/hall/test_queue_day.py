"""Whole days of the queue: the example everybody can follow by hand, and random saturated days with all that happens.

HYPOTHESIS_PROFILE=deep tries many more of them.
"""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.hall.queue import Desk, Key, Queued, Rules, due_at, next_to_admit, next_to_call, place_behind

NINE = datetime(2025, 3, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE)
pytestmark = pytest.mark.timeout(900)  # the deep profile takes minutes
DAYS = 4000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 80
MENDED = 100  # minutes; then every counter opens, the limit is back, staff call at once: nobody may be left over


def at(minute: int) -> datetime:
    return NINE + minute * MINUTE


# --- the worked example

#          number   slot  arrival people minutes priority   due  admitted, why       called, loket
EXAMPLE = """
           A-001      0     -10     1       6       -         0    -10    order         0      1
           A-002      0      -8     1       6       -         0     -8    order         0      2
           A-003      -      -6     1       6       -        14     -6    order         6      2
           A-004      0       1     3       8       -         0     18    order        18      1
           A-005      0       2     1       6       -         0      2    fits          6      1
           B-001     15       3     1       6       -        15      6    fits         12      2
           A-006      -       4     1       6      yes        9      6    fits         12      1
           A-007      0      20     1       6       -        20     20    order        20      2
"""


def test_worked_example():
    rows = [line.split() for line in EXAMPLE.split("\n") if line.strip()]
    counters = [Counter(1, frozenset("A")), Counter(2, frozenset("AB"))]
    hall = Hall(counters, limit=4)

    for minute in range(-10, 40):
        hall.free_counters(minute)
        for number, slot, arrival, people, minutes, priority, *_ in rows:
            if int(arrival) == minute:
                start = None if slot == "-" else int(slot)
                hall.arrive(number, minute, start, people=int(people), minutes=int(minutes), priority=priority == "yes")
        hall.settle(minute, away=frozenset() if minute >= 0 else frozenset({1, 2}))

    seen = {t.name: [t.due, *t.admitted, *t.called] for t in hall.people.values()}
    assert seen == {row[0]: [int(row[6]), int(row[7]), row[8], int(row[9]), int(row[10])] for row in rows}


# --- a hall that moves by the rules, and its own opinion on each move


@dataclass
class Counter:
    number: int
    services: frozenset[str]
    is_open: bool = True
    serves: int | None = None
    until: int = 0

    def as_desk(self) -> Desk:
        return Desk(self.number, self.services, self.is_open, self.serves is not None)


@dataclass
class Person:
    """What the day knows of a ticket beside its place in the queue."""

    name: str
    arrived: int
    minutes: int
    due: int
    booked: bool = False
    priority: bool = False
    moved: bool = False  # missed or parked: the plain bound no longer speaks of it
    overtaken: int = 0  # by others that fit, since it last came to the door
    admitted: tuple[int, str] = (0, "")
    called: tuple[int, int] = (0, 0)


@dataclass
class Hall:
    counters: list[Counter]
    limit: int
    others: int = 0  # what a recount found beside (or below) the places that tickets hold
    returns: int = 0
    queue: dict[int, Queued] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def inside(self) -> int:
        return max(0, self.others + self.holding())

    def holding(self) -> int:
        return sum(t.people for t in self.queue.values() if t.stage in ("admitted", "called"))

    def arrive(self, name: str, minute: int, slot: int | None, **facts: int) -> None:
        number, priority = len(self.queue) + 1, bool(facts["priority"])
        due = due_at(at(minute), None if slot is None else at(slot), priority=priority, rules=RULES)
        self.queue[number] = Queued(number, name[0], Key(due, number), facts["people"], "waiting")
        self.people[number] = Person(
            name, minute, facts["minutes"], (due - NINE) // MINUTE, booked=slot is not None, priority=priority
        )

    def free_counters(self, minute: int) -> None:
        for counter in self.counters:
            if counter.serves and counter.until <= minute:
                self.change(counter.serves, stage="served")
                counter.serves = None

    def settle(self, minute: int, away: frozenset[int] = frozenset()) -> None:
        """All that may happen now: who can be called is called, one comes in, and again."""
        self.call_all(minute, away)
        while self.admit_one(minute):
            self.call_all(minute, away)

    def admit_one(self, minute: int) -> bool:
        tickets = list(self.queue.values())
        admission = next_to_admit(tickets, self.desks(), limit=self.limit, inside=self.inside(), now=at(minute))
        if admission is None:
            return False
        self.check_admission(admission, minute)
        for party in admission.passes:
            self.change(party.id, passed=party.passed + 1)
            self.people[party.id].overtaken += 1
            assert self.people[party.id].overtaken <= RULES.passes, "passed too often"
        self.change(admission.ticket.id, stage="admitted", passed=0)
        self.people[admission.ticket.id].admitted = (minute, admission.reason)
        self.people[admission.ticket.id].overtaken = 0
        assert self.inside() <= self.limit
        return True

    def call_all(self, minute: int, away: frozenset[int]) -> None:
        for counter in self.counters:
            ticket = next_to_call(counter.as_desk(), self.queue.values(), at(minute))
            if ticket is None or counter.number in away:
                continue
            assert counter.is_open, "called to a closed counter"
            assert ticket == min(self.callable_at(counter, minute), key=lambda t: t.key), "called out of order"
            self.change(ticket.id, stage="called")
            self.people[ticket.id].called = (minute, counter.number)
            counter.serves, counter.until = ticket.id, minute + self.people[ticket.id].minutes

    def change(self, number: int, **facts: object) -> None:
        self.queue[number] = replace(self.queue[number], **facts)

    def desks(self) -> list[Desk]:
        return [counter.as_desk() for counter in self.counters]

    # What the hall sees, told without the rules' own functions.

    def ready(self, stage: str, minute: int) -> list[Queued]:
        return [t for t in self.queue.values() if t.stage == stage and (not t.not_before or t.not_before <= at(minute))]

    def callable_at(self, counter: Counter, minute: int) -> list[Queued]:
        return [t for t in self.ready("admitted", minute) if t.service in counter.services]

    def idle(self) -> list[Counter]:
        return [c for c in self.counters if c.is_open and c.serves is None]

    def eligible(self, minute: int) -> list[Queued]:
        taken = {service for c in self.counters if c.is_open for service in c.services}
        return [t for t in self.ready("waiting", minute) if t.service in taken and t.people <= self.limit]

    def admissible(self, minute: int) -> list[Queued]:
        """Those who fit and do not stand behind a party for which the hall drains."""
        free = self.limit - self.inside()
        drains_for = [t.key for t in self.eligible(minute) if t.people > free and t.passed >= RULES.passes]
        return [t for t in self.eligible(minute) if t.people <= free and not any(key < t.key for key in drains_for)]

    def check_admission(self, admission, minute: int) -> None:
        chosen, free = admission.ticket, self.limit - self.inside()
        assert chosen in self.admissible(minute)
        ahead = [t for t in self.eligible(minute) if t.key < chosen.key]
        too_large = [t for t in ahead if t.people > free]
        assert sorted(admission.passes, key=lambda t: t.key) == sorted(too_large, key=lambda t: t.key)
        assert all(t in too_large for t in ahead if t.service == chosen.service), "overtaken though it fitted"
        expected = "order" if not ahead else "fits" if len(too_large) == len(ahead) else "idle_counter"
        assert admission.reason == expected
        if not any(self.callable_at(c, minute) for c in self.idle()):
            hungry = {service for c in self.idle() for service in c.services}
            first = min(self.admissible(minute), key=lambda t: (t.service not in hungry, t.key))
            assert chosen == first, "an idle counter's next stayed outside"
        assert self.is_no_early_walk_in(chosen, minute), "a walk-in before its delay while appointments are due"
        if admission.reason == "idle_counter":
            assert any(chosen.service in c.services for c in self.idle()), "no counter idles for it"

    def is_no_early_walk_in(self, chosen: Queued, minute: int) -> bool:
        """Appointments of its service that are due and fit come in before somebody whose walk-in delay still runs."""
        person = self.people[chosen.id]
        if person.booked or person.priority or person.moved or minute >= person.arrived + RULES.walk_in_delay // MINUTE:
            return True
        free = self.limit - self.inside()
        return not [
            t
            for t in self.eligible(minute)
            if t.service == chosen.service and t.people <= free
            if self.people[t.id].booked and not self.people[t.id].moved and self.people[t.id].due <= minute
        ]

    def check_rest(self, minute: int, away: frozenset[int]) -> None:
        """After all who may have moved: no open counter idles beside somebody it could serve."""
        assert not self.admissible(minute), "somebody fits and stands outside"
        for counter in self.idle():
            assert counter.number in away or not self.callable_at(counter, minute), "idle beside one inside"


# --- random days


@st.composite
def days(draw):
    """A saturated hour of arrivals at a small hall, and what disturbs it."""
    limit = draw(st.integers(2, 8))
    services = draw(st.sampled_from(["A", "AB", "AAAB", "ABC", "AAABBC"]))
    desks = st.frozensets(st.sampled_from(services), min_size=1, max_size=2)
    arrival = st.tuples(
        st.integers(0, 12).map(lambda group: 5 * group),
        st.sampled_from(services),
        st.none() | st.integers(0, 3),
        st.sampled_from([1, 1, 1, 2, 3, 4, 9]),
        st.sampled_from([False, False, False, True]),
        st.integers(1, 10),
    )
    disturbance = st.tuples(
        st.integers(0, MENDED - 10),
        st.sampled_from(["close", "open", "limit", "recount", "aside", "outside", "miss", "miss"]),
        st.integers(0, 9),
        st.integers(0, 9),
    )
    return {
        "limit": limit,
        "desks": draw(st.lists(desks, min_size=1, max_size=4)),
        "arrivals": draw(st.lists(arrival, min_size=20, max_size=40)),
        "disturbances": draw(st.lists(disturbance, max_size=15)),
        "slowness": draw(st.integers(0, 2**32)),
    }


def disturb(hall: Hall, minute: int, kind: str, which: int, value: int) -> None:
    counter = hall.counters[which % len(hall.counters)]
    if kind == "close":
        counter.is_open = False
    elif kind == "open":
        counter.is_open = True
    elif kind == "limit":
        hall.limit = value
    elif kind == "recount":
        hall.others = value - hall.holding()
    elif kind == "miss":
        serving = [c for c in hall.counters if c.serves]
        for busy in serving[which % max(len(serving), 1) :][:1]:
            come_back(hall, busy.serves)
            busy.serves = None
    else:
        alive = hall.ready("waiting", minute) + hall.ready("admitted", minute)
        for ticket in alive[which : which + 1]:
            set_aside(hall, ticket, until=minute + value, outside=kind == "outside")


def set_aside(hall: Hall, ticket: Queued, *, until: int, outside: bool) -> None:
    hall.people[ticket.id].moved = True
    hall.change(ticket.id, stage="waiting" if outside else ticket.stage, not_before=at(until))


def come_back(hall: Hall, number: int) -> None:
    """Called, did not come, is back at once: behind others, outside."""
    ticket = hall.queue[number]
    others = [
        t
        for t in hall.queue.values()
        if t.id != number and t.service == ticket.service and t.stage in ("waiting", "admitted")
    ]
    hall.returns += 1
    key = place_behind(ticket, others, again=hall.returns, k=RULES.behind)
    hall.change(number, key=key, stage="waiting", passed=0)
    hall.people[number].moved = True
    line = sorted(others, key=lambda t: t.key)
    assert key == ticket.key or all(t.key < key for t in line[: RULES.behind])
    assert key == ticket.key or not [t for t in line[RULES.behind :] if t.key < key and not t.key.again]
    assert len({t.key for t in hall.queue.values()}) == len(hall.queue)


def live(day) -> Hall:
    hall = Hall([Counter(n, services) for n, services in enumerate(day["desks"], start=1)], day["limit"])
    slowness = Random(day["slowness"])
    minute = 0
    while minute <= MENDED or any(t.stage != "served" for t in hall.eligible(minute) + hall.ready("called", minute)):
        assert minute < MENDED + 35 * 11, "starved"
        away = frozenset(c.number for c in hall.counters if slowness.random() < 0.3 and minute < MENDED)
        hall.free_counters(minute)
        for arrived, service, slot, people, priority, minutes in day["arrivals"]:
            if arrived == minute:
                start = None if slot is None else slot * 15
                hall.arrive(service, minute, start, people=people, priority=priority, minutes=minutes)
        for when, kind, which, value in day["disturbances"]:
            if when == minute:
                disturb(hall, minute, kind, which, value)
        if minute == MENDED:
            hall.limit, hall.others = day["limit"], 0
            for counter in hall.counters:
                counter.is_open = True
        hall.settle(minute, away)
        hall.check_rest(minute, away)
        minute += 1
    return hall


@settings(max_examples=DAYS, deadline=None, suppress_health_check=list(HealthCheck))
@given(days())
def test_any_day_keeps_the_rules_and_serves_everybody(day):
    hall = live(day)

    servable = {service for counter in hall.counters for service in counter.services}
    left = [t for t in hall.queue.values() if t.stage != "served" and t.service in servable]
    assert all(t.people > day["limit"] for t in left), "starved"
    assert len(hall.queue) == len(day["arrivals"])


@settings(max_examples=DAYS, deadline=None, suppress_health_check=list(HealthCheck))
@given(days())
def test_nobody_comes_in_before_one_of_its_service_due_long_before_its_arrival(day):
    hall = live(day)

    bound = (RULES.priority_lead + RULES.grace) // MINUTE
    came_in = sorted((p.admitted[0], number) for number, p in hall.people.items() if p.admitted[1] and not p.moved)
    single = [(moment, n) for moment, n in came_in if hall.queue[n].people == 1]
    for moment, number in single:
        for before, other in came_in:
            if hall.queue[number].service == hall.queue[other].service and before < moment:
                assert hall.people[other].arrived <= hall.people[number].due + bound


@settings(max_examples=DAYS, deadline=None, suppress_health_check=list(HealthCheck))
@given(days())
def test_nobody_is_called_after_one_of_its_service_who_arrived_long_after_it_was_due(day):
    hall = live(day)

    bound = (RULES.priority_lead + RULES.grace) // MINUTE
    called = [(p.called[0], n) for n, p in hall.people.items() if p.called[1] and not p.moved]
    for moment, number in called:
        if hall.queue[number].people > 1:
            continue  # a party may be passed by some who fit: `overtaken` is counted at each admission
        for before, other in called:
            if hall.queue[number].service == hall.queue[other].service and before < moment:
                assert hall.people[other].arrived <= hall.people[number].due + bound
