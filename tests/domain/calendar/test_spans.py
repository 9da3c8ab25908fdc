from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.spans import both, cut, day_bounds, joined, longest, shortest, without

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
ONE, HALF_PAST_TWO, FOUR = time(1), time(2, 30), time(4)


def span(first: int, last: int) -> tuple[datetime, datetime]:
    return datetime(2026, 11, 30, first, tzinfo=UTC), datetime(2026, 11, 30, last, tzinfo=UTC)


def utc(day: date, *clocks: str) -> tuple[datetime, ...]:
    return tuple(datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC) for clock in clocks)


def test_joined_spans_do_not_touch():
    spans = [span(6, 8), span(1, 2), span(2, 3), span(7, 9), span(4, 4), span(12, 11)]

    assert joined(spans) == [span(1, 3), span(6, 9)]


def test_both_keeps_what_is_in_some_and_in_others():
    assert both([span(1, 5), span(8, 12)], [span(0, 2), span(4, 9)]) == [span(1, 2), span(4, 5), span(8, 9)]
    assert both([span(1, 5)], [span(5, 9)]) == []


def test_without_takes_the_gaps_out():
    assert without([span(1, 5), span(8, 12)], [span(4, 9), span(10, 11), span(2, 3)]) == [
        span(1, 2),
        span(3, 4),
        span(9, 10),
        span(11, 12),
    ]
    assert without([span(1, 5)], [span(0, 9)]) == []


def test_cut_leaves_out_what_is_too_short():
    assert list(cut([span(1, 6), span(7, 8), span(9, 11)], timedelta(hours=2))) == [span(1, 3), span(3, 5), span(9, 11)]


@pytest.mark.parametrize("read", [shortest, longest])
def test_time_that_does_not_exist_is_the_moment_the_clock_jumps(read):
    assert read(FORWARD, ONE, HALF_PAST_TWO, BERLIN) == utc(FORWARD, "00:00", "01:00")
    assert read(FORWARD, HALF_PAST_TWO, FOUR, BERLIN) == utc(FORWARD, "01:00", "02:00")


def test_time_that_comes_twice_is_read_narrowly_or_widely():
    assert shortest(BACK, ONE, HALF_PAST_TWO, BERLIN) == utc(BACK - timedelta(days=1), "23:00") + utc(BACK, "00:30")
    assert longest(BACK, ONE, HALF_PAST_TWO, BERLIN) == utc(BACK - timedelta(days=1), "23:00") + utc(BACK, "01:30")
    assert shortest(BACK, HALF_PAST_TWO, FOUR, BERLIN) == utc(BACK, "01:30", "03:00")
    assert longest(BACK, HALF_PAST_TWO, FOUR, BERLIN) == utc(BACK, "00:30", "03:00")


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 11, 30), 24)])
def test_day_is_as_long_as_its_clock_says(day, hours):
    start, end = day_bounds(day, BERLIN)

    assert end - start == timedelta(hours=hours)
