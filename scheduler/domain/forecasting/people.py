"""Who comes on a day, drawn from the habits of its office by a seed.

Each visit is drawn by numbers of its own: of its slot and its place there, or of its half hour. So two settings of a
day are played with the same people as far as they have the same visits, and what differs is the setting.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from math import exp
from random import Random
from typing import NamedTuple

from scheduler.domain.forecasting.chance import Minutes, Share, Spread
from scheduler.domain.forecasting.fit.assumed import MINUTES_OFF, UNKNOWN_MINUTES
from scheduler.domain.forecasting.habits import HALF_HOURS, Habits, Visit
from scheduler.domain.forecasting.plan import Plan, PlannedSlot
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.pace import USUAL_SPREAD

HALF_HOUR = timedelta(minutes=30)
REACTIONS = 64
"""So many reactions of clerks are drawn for a day; then they come again."""
TRIES = 4
"""So often a visit is drawn that fits what is free in a slot."""
DAY, BOOKED, WALK_IN, CLERKS, PACE = range(5)
"""What a number is drawn for."""
OF_VISIT = TRIES + 12
"""So many numbers each visit of a slot has, whether it needs them or not: the next begins behind them. To begin a row
of numbers takes longer than all else of a visit, so those of a slot are one row.
"""

UNKNOWN = Minutes.lognormal(UNKNOWN_MINUTES, USUAL_SPREAD, doubt=MINUTES_OFF)
"""What a visit takes to a service that is newer than the habits."""


class Person(NamedTuple):
    """Somebody who comes, with those they bring. at: when they have a number. slot: None for a walk-in.

    minutes: from being called until they go; expected: as the office expects that of what they come for.
    """

    at: datetime
    service: str
    slot: datetime | None
    people: int
    priority: bool
    minutes: float
    expected: float


class Turnout(NamedTuple):
    """Who comes on a day, in the order of their numbers, and how many had none any more (`turned_away`).

    reacts: minutes until a free clerk has called the next, one after the other, and again from the first.
    """

    people: tuple[Person, ...]
    turned_away: int = 0
    reacts: tuple[float, ...] = (0.0,)


def turnout(plan: Plan, habits: Habits, seed: int) -> Turnout:
    """Who comes. The same seed, the same people."""
    return _Draw(plan, habits, seed).turnout()


class _Taking(NamedTuple):
    """What the visits of a day take at a counter, for one document: how they spread, by how much all of them are longer
    that day, and what the office expects.
    """

    spread: Spread
    slower: float
    expected: float


class _Draw:
    """One day's draw: first what is so of the whole day, then each visit."""

    def __init__(self, plan: Plan, habits: Habits, seed: int) -> None:
        self.plan, self.habits, self.seed = plan, habits, seed
        of_day = self.random(DAY)
        self.shows = habits.shows.drawn(of_day)
        self.priority = habits.priority.drawn(of_day)
        self.filled = _share_filled(habits, plan.ahead, of_day)
        self.busier = exp(of_day.gauss(0, habits.restless)) if habits.restless else 1.0
        self.takes: dict[str, _Taking] = {}

    def random(self, what: int, *of: int) -> Random:
        """The numbers of something; whole numbers only, so that they are the same in every process."""
        return Random(hash((self.seed, what, *of)))

    def turnout(self) -> Turnout:
        booked = [person for slot in self.plan.slots for person in self.of_slot(slot)]
        given, turned_away = dict[str, int](), 0
        walk_ins = []
        for person in sorted(self.walk_ins()):
            contingent = self.plan.contingents[person.service]
            if contingent is not None and given.get(person.service, 0) >= contingent:
                turned_away += 1
                continue
            given[person.service] = given.get(person.service, 0) + 1
            walk_ins.append(person)
        clerks, reacts = self.random(CLERKS), self.habits.reacts.spread
        reactions = tuple(reacts.at(clerks.random()) for _ in range(REACTIONS))
        people = sorted((*booked, *walk_ins), key=lambda person: person.at)
        return Turnout(tuple(people), turned_away, reactions)

    def of_slot(self, slot: PlannedSlot) -> Iterator[Person]:
        """The booked of a slot who come, those who will still book among them."""
        random = self.random(BOOKED, ord(slot.service), self.minute_of(slot.starts_at))
        units = int(slot.free * self.filled + random.random())
        for visit in slot.booked:
            yield from self.booked(slot, visit, _of_visit(random)[TRIES:])
        mix = self.habits.visits.get(slot.service)
        while mix is not None and units > 0:
            numbers = _of_visit(random)
            drawn = (mix.at(part) for part in numbers[:TRIES])
            fitting = next((each for each in drawn if each.units <= units), None)
            if fitting is None:
                return
            yield from self.booked(slot, fitting, numbers[TRIES:])
            units -= fitting.units

    def booked(self, slot: PlannedSlot, visit: Visit, numbers: Sequence[float]) -> Iterator[Person]:
        """Somebody who is booked, if they come."""
        shows, offset, *others = numbers
        if shows >= self.shows:
            return
        comes = slot.starts_at + self.habits.offset.at(offset) * MINUTE
        at = max(comes, slot.starts_at - self.plan.early)
        yield self.person(at, slot.service, slot.starts_at, visit, cycle(others))

    def walk_ins(self) -> Iterator[Person]:
        """Who comes without a booking while the office is open."""
        weekday = self.habits.weekdays[self.plan.weekday]
        for service in sorted(self.plan.contingents):
            mix = self.habits.walk_in_visits.get(service) or self.habits.visits.get(service)
            if mix is None:
                continue
            for half in range(HALF_HOURS):
                rate = self.habits.walk_ins.get((service, half))
                begins = self.plan.midnight + half * HALF_HOUR
                if rate is None or not self.plan.opens <= begins < self.plan.ends.get(service, self.plan.opens):
                    continue
                random = self.random(WALK_IN, ord(service), half)
                expected = rate.drawn(random) * weekday * self.busier
                for _ in range(poisson(expected, random)):
                    at = begins + random.random() * HALF_HOUR
                    yield self.person(at, service, None, mix.at(random.random()), iter(random.random, None))

    def person(
        self, at: datetime, service: str, slot: datetime | None, visit: Visit, numbers: Iterator[float]
    ) -> Person:
        people = self.habits.parties.at(next(numbers))
        priority = next(numbers) < self.priority
        minutes = expected = 0.0
        for name in visit.types or (service,):
            takes = self.takes.get(name) or self.taking(name, service)
            minutes += takes.spread.at(next(numbers)) * takes.slower
            expected += takes.expected
        if visit.priority is not None:
            priority = visit.priority
        return Person(at, service, slot, visit.people or people, priority, minutes, expected)

    def taking(self, name: str, service: str) -> _Taking:
        """What visits take that are about a document, which is so all day. How slow a day is shows in all of them: each
        is off by the same number of its deviations. Of a document that is newer than the habits it is what any visit to
        its service takes.
        """
        known = self.habits.minutes
        minutes = known.get(name) or known.get(service) or UNKNOWN
        slower = minutes.drawn(self.random(PACE))
        taking = self.takes[name] = _Taking(minutes.spread, slower, minutes.spread.mean)
        return taking

    def minute_of(self, moment: datetime) -> int:
        return (moment - self.plan.midnight) // MINUTE


def _of_visit(random: Random) -> list[float]:
    """The numbers of one visit."""
    return [random.random() for _ in range(OF_VISIT)]


def _share_filled(habits: Habits, ahead: int, random: Random) -> float:
    """How much of what is free so many days before will be taken by the day."""
    if not habits.fills:
        return 1.0
    share: Share = habits.fills[min(ahead, len(habits.fills) - 1)]
    return share.drawn(random)


def poisson(expected: float, random: Random) -> int:
    """How many come of whom so many are expected, each of their own accord."""
    number, left = 0, random.expovariate(1.0)
    while left < expected:
        number, left = number + 1, left + random.expovariate(1.0)
    return number
