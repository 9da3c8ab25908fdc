"""Offices whose truth is known: their days are drawn from it, and what is fitted is held against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, Seen

OPENS, CLOSES = 8 * 60, 15 * 60
HALVES = range(16, 30)
EXPECTED = Expected({"A": {"KTP-el": (5, 1), "KIA": (4, 1)}, "B": {"KK": (5, 1)}}, HALVES)
KINDS = ((("KTP-el",), "A", 6), (("KIA",), "A", 2), (("KK",), "B", 3), (("KIA", "KTP-el"), "A", 2))
"""What visits are about, with which service, and how often."""


@dataclass(frozen=True)
class Truth:
    """How an office really is."""

    shows: float
    shows_differ: float
    minutes: dict[str, float]
    spread: float
    drift: float
    walk_ins: float
    friday: float
    restless: float
    fills: float

    @classmethod
    def drawn(cls, random: Random) -> "Truth":
        """One of the offices that there are."""
        return cls(
            shows=random.betavariate(17, 3),
            shows_differ=random.uniform(0.01, 0.06),
            minutes={
                code: expected * exp(random.gauss(0, 0.2))
                for kinds in EXPECTED.services.values()
                for code, (expected, _) in kinds.items()
            },
            spread=random.uniform(0.35, 0.6),
            drift=random.uniform(0.06, 0.16),
            walk_ins=random.uniform(0.4, 2.5),
            friday=random.uniform(0.6, 1.4),
            restless=random.uniform(0.1, 0.35),
            fills=random.uniform(0.3, 0.9),
        )

    def day(self, random: Random, number: int, *, booked: int = 60) -> Day:
        """A day of it."""
        weekday = number % 5
        shows = self.shown(random)
        slower = exp(random.gauss(0, self.drift))
        busier = exp(random.gauss(0, self.restless)) * (self.friday if weekday == 4 else 1)
        visits = [self.booked(random, shows, slower) for _ in range(booked)]
        for half in HALVES:
            for letter in ("A", "B"):
                visits += [
                    self.walk_in(random, letter, half, slower) for _ in range(poisson(random, self.walk_ins * busier))
                ]
        share = self.filled(random)
        return Day(weekday, OPENS, CLOSES, visits, [Fill(40 * share, 40 * (1 - share))])

    def shown(self, random: Random) -> float:
        """Of the booked of a day, who come."""
        return min(max(random.gauss(self.shows, self.shows_differ), 0.02), 0.98)

    def filled(self, random: Random) -> float:
        """Of what is free as a day begins, what is booked by its end."""
        return min(max(random.gauss(self.fills, 0.1), 0.02), 0.98)

    def come(self, random: Random) -> float:
        """How many are expected on a usual day without a booking."""
        return exp(random.gauss(0, self.restless)) * self.walk_ins * 2 * len(HALVES)

    def booked(self, random: Random, shows: float, slower: float) -> Seen:
        """Somebody with a time; whether they come is drawn."""
        types, letter, _ = random.choices(KINDS, [often for *_, often in KINDS])[0]
        slot = float(random.randrange(OPENS, CLOSES, 30))
        if random.random() >= shows:
            return Seen(letter, types, slot=slot, came=False)
        arrived = slot + random.gauss(-5, 6)
        return self.served(
            random, Seen(letter, types, slot=slot, arrived=arrived, people=random.choice((1, 1, 2))), slower
        )

    def walk_in(self, random: Random, letter: str, half: int, slower: float) -> Seen:
        """Somebody without a time, in a half hour."""
        types = {"A": ("KTP-el",), "B": ("KK",)}[letter]
        return self.served(random, Seen(letter, types, arrived=half * 30 + random.random() * 30), slower)

    def served(self, random: Random, seen: Seen, slower: float) -> Seen:
        """The same, with a turn at a counter."""
        took = sum(self.minutes[code] * exp(random.gauss(0, self.spread)) for code in seen.types) * slower
        called = seen.arrived + 10
        return seen._replace(inside=seen.arrived, called=called, ended=called + took)


def poisson(random: Random, mean: float) -> int:
    """How many of whom so many are expected."""
    number, left = 0, random.expovariate(1)
    while left < mean:
        number, left = number + 1, left + random.expovariate(1)
    return number


def weeks(truth: Truth, random: Random, days: int = 30, **facts: int) -> Sequence[Day]:
    """So many days of work."""
    return [truth.day(random, number, **facts) for number in range(days)]
