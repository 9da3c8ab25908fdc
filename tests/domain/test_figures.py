"""What is worked out of counts."""

from datetime import date, timedelta

import pytest

from scheduler.domain.figures.counts import Count, Counts, Spread
from scheduler.domain.figures.kinds import Figure

MONDAY = date(2020, 4, 13)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 2), (0.75, 2), (0.95, 9), (1, 9)])
def test_a_quantile_is_the_smallest_value_below_which_the_share_lies(share: float, value: int) -> None:
    assert Spread({9: 1, 1: 1, 2: 2, 5: 0}).quantile(share) == value


def test_nothing_counted_has_no_quantile() -> None:
    assert Spread({}).quantile(0.5) is None


def test_days_and_parts_are_added_up() -> None:
    counts = Counts(
        MONDAY,
        TUESDAY,
        [
            Count(MONDAY, Figure.NUMBERS, "A", 0, 3),
            Count(TUESDAY, Figure.NUMBERS, "A", 0, 4),
            Count(TUESDAY, Figure.NUMBERS, "B", 0, 5),
        ],
    )
    assert counts.total(Figure.NUMBERS) == 12
    assert counts.parts(Figure.NUMBERS) == {"A": 7, "B": 5}
    assert counts.by_day(Figure.NUMBERS) == {MONDAY: 3, TUESDAY: 9}
    assert counts.total(Figure.PEOPLE) == 0


def test_what_stands_at_the_end_of_a_day_is_not_added_to_the_next() -> None:
    counts = Counts(
        MONDAY,
        TUESDAY,
        [
            Count(MONDAY, Figure.BLANKS_LEFT, "KTP", 0, 30),
            Count(TUESDAY, Figure.BLANKS_LEFT, "KTP", 0, 20),
            Count(TUESDAY, Figure.BLANKS_LEFT, "KIA", 0, 1),
        ],
    )
    assert counts.total(Figure.BLANKS_LEFT) == 21
    assert counts.total(Figure.BLANKS_LEFT, "KTP") == 20


def test_of_a_quarter_of_an_hour_the_fullest_day_counts() -> None:
    counts = Counts(
        MONDAY, TUESDAY, [Count(MONDAY, Figure.INSIDE_MOST, "", 36, 18), Count(TUESDAY, Figure.INSIDE_MOST, "", 36, 9)]
    )
    assert counts.by_bucket(Figure.INSIDE_MOST) == {36: 18}
