"""How long visits of a service really take, beside the minutes their documents are expected to take.

Visits spread like a log-normal: most near the middle, a few much longer. Middle and spread are taken as median and
median deviation of the logarithms, so that a visit somebody forgot to end changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import erfc, exp, log, sqrt
from statistics import median

SHORTEST, LONGEST = timedelta(seconds=20), timedelta(hours=2)
"""What is shorter was written down afterwards, what is longer was forgotten at the counter."""
FEWEST = 5
"""Fewer visits than this are no record."""
NARROWEST, WIDEST = 0.15, 1.0
USUAL_SPREAD = 0.5
"""The spread of the logarithm that is assumed until there is a record."""
DRIFT = 0.12
"""How far an hour differs from the one before: other clerks, a pause nobody announced, people who go first."""
DEVIATION_OF_MEDIAN = 1.4826
"""The standard deviation of a normal distribution, in units of its median deviation."""
HARDLY = 1e-6


@dataclass(frozen=True)
class Pace:
    """Actual to expected minutes of a service's visits: the middle and spread of the ratio's logarithm.

    visits: how many it is drawn from; 0 while there is no record.
    """

    middle: float = 0.0
    spread: float = USUAL_SPREAD
    visits: int = 0

    @cached_property
    def factor(self) -> float:
        """The mean ratio; 1 without a record."""
        return exp(self.middle + self.spread**2 / 2) if self.visits else 1.0

    @property
    def doubt(self) -> float:
        """How far off the factor itself may be in the next hour, as a share of it."""
        return sqrt(self.spread**2 / self.visits + DRIFT**2) if self.visits else 0.0

    def variance(self, minutes: float) -> float:
        """The variance of the actual minutes of a visit that is expected to take `minutes`."""
        return float((minutes * self.factor) ** 2 * (exp(self.spread**2) - 1))

    def left(self, minutes: float, elapsed: float) -> tuple[float, float]:
        """Mean and variance of the minutes still to come of a visit that has taken `elapsed` so far.

        Never more than a whole visit: whoever takes that long was more likely forgotten than slow.
        """
        mean = minutes * self.factor
        if elapsed <= 0:
            return mean, self.variance(minutes)
        reached = (log(mean) - self.spread**2 / 2 - log(elapsed)) / self.spread
        still = _below(reached)
        if still < HARDLY:
            return mean, self.variance(minutes)
        first = mean * _below(reached + self.spread) / still
        second = (mean**2 + self.variance(minutes)) * _below(reached + 2 * self.spread) / still
        return min(first - elapsed, mean), min(second - first**2, self.variance(minutes))


def pace_of(ratios: Sequence[float]) -> Pace:
    """The pace of visits that took `ratios` (above 0) of their expected minutes; no record below `FEWEST` of them."""
    if len(ratios) < FEWEST:
        return Pace()
    logs = [log(ratio) for ratio in ratios]
    middle = median(logs)
    spread = DEVIATION_OF_MEDIAN * median(abs(each - middle) for each in logs)
    return Pace(middle, min(max(spread, NARROWEST), WIDEST), len(ratios))


def _below(deviations: float) -> float:
    """The share of a normal distribution below so many standard deviations."""
    return erfc(-deviations / sqrt(2)) / 2
