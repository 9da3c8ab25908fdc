"""How values spread, from a sample of them: as they were, in as many parts as a normal distribution is cut into."""

from collections.abc import Sequence
from itertools import accumulate

from scheduler.domain.forecasting.chance import STEPS, Spread

ENOUGH = 30
"""From so many on a sample speaks for itself."""


def spread_of(values: Sequence[float]) -> Spread:
    """The sample, evened out to as many values as `STEPS` has. values: at least one."""
    whole = Spread(sorted(values))
    return Spread([round(whole.at((place + 0.5) / len(STEPS)), 3) for place in range(len(STEPS))])


def filled_up(values: Sequence[float], usual: Sequence[float]) -> Sequence[float]:
    """A sample that is not enough, filled up with what is assumed: as many of those as it lacks, evenly chosen."""
    lacks = ENOUGH - len(values)
    assumed = Spread(sorted(usual))
    return [*values, *(assumed.at((place + 0.5) / lacks) for place in range(lacks))]


def weighted_median(values: Sequence[tuple[float, float]]) -> float:
    """The value below which half of the weight lies. values: each with its weight, at least one."""
    rising = sorted(values)
    sums = list(accumulate(weight for _, weight in rising))
    return next(value for (value, _), below in zip(rising, sums, strict=True) if below >= sums[-1] / 2)
