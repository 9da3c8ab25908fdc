"""A wait as a range of whole minutes: what one is told should hold four times out of five."""

from datetime import timedelta
from math import ceil, exp, floor, log, log1p, sqrt

MINUTE = timedelta(minutes=1)
Minutes = tuple[int, int]
REACH = 1.28
"""Standard deviations to either side of the middle that hold 80 % of a normal distribution."""

HAIR = 5e-7
"""Minutes by which reckoning with fractions misses a whole number."""


def likely_minutes(expected: float, variance: float, doubt: float) -> tuple[float, float]:
    """From and to, in minutes, of a wait that is the sum of visits.

    variance: of the visits ahead (they add up). doubt: how far off all of them may be at once, as a share.
    """
    if expected <= 0:
        return 0.0, 0.0
    relative = variance / expected**2 + doubt**2
    spread = sqrt(log1p(relative))
    middle = log(expected) - spread**2 / 2
    return exp(middle - REACH * spread), exp(middle + REACH * spread)


def assumed_minutes(expected: float) -> tuple[float, float]:
    """0.8 to 1.3 times the wait: the range where nothing was recorded yet."""
    return expected * 0.8, expected * 1.3


def rounded(least: float, most: float) -> Minutes:
    """Whole minutes, rounded outwards and never empty: at once is (0, 1)."""
    low, high = floor(least + HAIR), ceil(most - HAIR)
    return low, max(high, low + 1)
