"""What is known of something that varies, and how sure that is; each is drawn by numbers that a day has of its own.

What is measured is a record of so many people, and no more than that. A day is drawn in two steps: how things are that
day at all, as far as the record leaves it open (`Share.drawn`, `Rate.drawn`, `Minutes.drawn`), and then each person.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp, sqrt
from random import Random
from statistics import NormalDist
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of people: a Beta distribution, as after so many who did and did not. Both are above 0."""

    did: float
    did_not: float

    @property
    def mean(self) -> float:
        """The part that is expected."""
        return self.did / (self.did + self.did_not)

    @property
    def deviation(self) -> float:
        """How far off that may be."""
        return sqrt(self.mean * (1 - self.mean) / (self.did + self.did_not + 1))

    def drawn(self, random: Random) -> float:
        """The part, as it may be."""
        return random.betavariate(self.did, self.did_not)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many come in a stretch of time: a Gamma distribution, as after `seen` in so many such stretches (`over`).

    Both are above 0.
    """

    seen: float
    over: float

    @property
    def mean(self) -> float:
        """How many are expected."""
        return self.seen / self.over

    def drawn(self, random: Random) -> float:
        """How many are expected, as it may be."""
        return random.gammavariate(self.seen, 1 / self.over)


@dataclass(frozen=True, slots=True)
class Spread:
    """Values that are equally likely, rising; what lies between two of them is as likely as they are."""

    values: Sequence[float]

    @property
    def mean(self) -> float:
        """The mean of what is drawn by `at`."""
        first, *between, last = self.values if len(self.values) > 1 else (*self.values, *self.values)
        return ((first + last) / 2 + sum(between)) / (len(between) + 1)

    def at(self, part: float) -> float:
        """The value that a part of all (0 to 1) lie below."""
        place = part * (len(self.values) - 1)
        below = min(int(place), len(self.values) - 2)
        if below < 0:
            return self.values[0]
        low = self.values[below]
        return low + (place - below) * (self.values[below + 1] - low)


@dataclass(frozen=True, slots=True)
class Minutes:
    """How many minutes something takes.

    doubt: how far off all of them may be at once, as the standard deviation of the logarithm. seen: of how many it was
    measured; 0 where it is only what was expected.
    """

    spread: Spread
    doubt: float = 0.0
    seen: int = 0

    def drawn(self, random: Random) -> float:
        """By how much all of them are to be multiplied, as it may be."""
        return exp(random.gauss(0, self.doubt)) if self.doubt else 1.0

    @classmethod
    def lognormal(cls, median: float, spread: float, *, doubt: float = 0.0, seen: int = 0) -> "Minutes":
        """As visits usually spread. spread: the standard deviation of the logarithm."""
        return cls(Spread([median * exp(spread * deviation) for deviation in STEPS]), doubt, seen)


STEPS = [NormalDist().inv_cdf((place + 0.5) / 40) for place in range(40)]
"""Where a normal distribution is cut into parts that are equally likely, in standard deviations: the middle of each."""


@dataclass(frozen=True, slots=True)
class Mix(Generic[T]):
    """Things of which some are more likely than others: each with its weight, above 0; at least one."""

    weighed: Sequence[tuple[T, float]]
    _rising: Sequence[float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rising", list(accumulate(weight for _, weight in self.weighed)))

    def at(self, part: float) -> T:
        """The thing at a part of all (0 to 1), put one after the other."""
        place = bisect_right(self._rising, part * self._rising[-1])
        return self.weighed[min(place, len(self.weighed) - 1)][0]
