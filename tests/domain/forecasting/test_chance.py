"""What is drawn has the mean and the spread that it should have.

Of 4,000 drawn values: a mean within four standard errors, a deviation within a tenth.
"""

from collections.abc import Callable
from math import exp, log, sqrt
from random import Random
from statistics import NormalDist, mean, stdev

import pytest

from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread

MANY = 4_000


def agree(draw: Callable[[Random], float], expected: float, deviation: float) -> None:
    """Fails unless values are drawn with this mean and deviation."""
    random = Random(5)
    values = [draw(random) for _ in range(MANY)]
    assert mean(values) == pytest.approx(expected, abs=4 * deviation / sqrt(MANY))
    assert stdev(values) == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize(("did", "did_not"), [(85, 15), (1, 1), (0.5, 9.5), (800, 200)])
def test_share_is_as_sure_as_its_record_is_long(did, did_not):
    share = Share(did, did_not)
    count = did + did_not
    assert share.mean == did / count
    assert share.deviation == pytest.approx(sqrt(did * did_not / (count**2 * (count + 1))))
    agree(share.drawn, share.mean, share.deviation)


@pytest.mark.parametrize(("seen", "over"), [(15, 10), (2, 40), (400, 20)])
def test_rate_is_as_sure_as_its_record_is_long(seen, over):
    assert Rate(seen, over).mean == seen / over
    agree(Rate(seen, over).drawn, seen / over, sqrt(seen) / over)


@pytest.mark.parametrize("doubt", [0.05, 0.3])
def test_all_minutes_are_off_at_once_by_the_doubt(doubt):
    minutes = Minutes(Spread([4.0]), doubt)
    agree(lambda random: log(minutes.drawn(random)), 0.0, doubt)


def test_minutes_without_doubt_are_as_measured():
    assert Minutes(Spread([4.0])).drawn(Random(1)) == 1.0


@pytest.mark.parametrize(("spread", "less"), [(0.2, 0.01), (0.5, 0.02), (0.8, 0.05)])
def test_lognormal_minutes_are_as_visits_spread(spread, less):
    """Their quantiles are those of the distribution; what lies beyond the outermost is cut, so the mean is less."""
    minutes = Minutes.lognormal(4.0, spread).spread
    assert minutes.at(0.5) == pytest.approx(4.0, rel=0.01)
    for part in (0.1, 0.25, 0.75, 0.9):
        assert minutes.at(part) == pytest.approx(4.0 * exp(spread * NormalDist().inv_cdf(part)), rel=0.05)
    whole = 4.0 * exp(spread**2 / 2)
    assert (1 - less) * whole < minutes.mean < whole


@pytest.mark.parametrize("values", [[3.0], [0.0, 10.0], [-25, -15, -10, -5, -2, 0, 5, 12, 30], [1, 1, 1, 8]])
def test_mean_of_a_spread_is_that_of_what_is_drawn(values):
    spread = Spread(values)
    assert mean(spread.at((n + 0.5) / MANY) for n in range(MANY)) == pytest.approx(spread.mean, abs=0.01)
    assert (spread.at(0), spread.at(1)) == (values[0], values[-1])
    assert sorted(map(spread.at, (0.1, 0.4, 0.7))) == [spread.at(part) for part in (0.1, 0.4, 0.7)]


def test_mix_gives_each_its_part():
    mix = Mix([("a", 1), ("b", 3), ("c", 4)])
    assert [mix.at(part) for part in (0, 0.124, 0.125, 0.499, 0.5, 0.999, 1)] == ["a", "a", "b", "b", "c", "c", "c"]
