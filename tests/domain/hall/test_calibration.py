"""What people are told holds about four times out of five, on days that had no part in choosing the numbers."""

from collections.abc import Callable

import pytest

from tests.domain.hall.hall_days import Told, days

SEEDS = range(2000, 2010)
"""The constants were chosen on seeds 0 to 9."""


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return [each for seed in SEEDS for each in days(seed, 2)]


@pytest.mark.parametrize(
    "among",
    [
        pytest.param(lambda one: one.until == "admitted", id="until let in"),
        pytest.param(lambda one: one.until == "called", id="until called"),
        pytest.param(lambda one: one.most <= 10, id="short"),
        pytest.param(lambda one: one.most > 10 and one.least < 20, id="middling"),
        pytest.param(lambda one: one.least >= 20, id="long"),
    ],
)
def test_range_holds_the_truth_four_times_of_five(told: list[Told], among: Callable[[Told], bool]):
    chosen = [one for one in told if among(one)]

    assert len(chosen) > 100
    assert 0.7 <= sum(one.held for one in chosen) / len(chosen) <= 0.9


def test_misses_lie_on_both_sides(told: list[Told]):
    early, late = (
        sum(one.took < one.least for one in told) / len(told),
        sum(one.took > one.most for one in told) / len(told),
    )

    assert 0.04 < early < 0.16
    assert 0.04 < late < 0.16
