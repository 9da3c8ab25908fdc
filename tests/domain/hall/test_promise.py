"""What somebody was told of their wait: it holds until it is over, and once it has passed the range widens."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.hall.promise import Promise, promised, standing

NINE = datetime(2026, 11, 30, 2, tzinfo=UTC)
TOLD = Promise(NINE, 10)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_the_first_minutes_told_are_the_promise():
    assert promised(None, (1, 10), NINE) == TOLD
    assert promised(TOLD, (0, 3), after(5)) == TOLD
    assert promised(TOLD, (5, 18), after(5)) == TOLD


def test_nothing_is_promised_to_whom_no_minutes_were_told_and_nothing_taken_back():
    assert promised(None, None, NINE) is None
    assert promised(TOLD, None, after(5)) == TOLD


@pytest.mark.parametrize(("minutes", "is_broken"), [(0, False), (10, False), (10.1, True), (60, True)])
def test_it_is_broken_once_the_last_minute_has_passed(minutes, is_broken):
    assert TOLD.is_broken(after(minutes)) is is_broken


@pytest.mark.parametrize(
    ("said", "minutes", "told"),
    [
        ((0, 3), 10, (0, 3)),  # as estimated, until then
        ((0, 3), 10.1, (0, 11)),
        ((0, 3), 13, (0, 13)),
        ((2, 9), 13, (2, 13)),
        ((5, 18), 13, (5, 18)),  # wide enough
    ],
)
def test_the_range_never_stands_still_below_what_was_waited(said, minutes, told):
    assert TOLD.widened(said, after(minutes)) == told


def test_estimate_stands_since_it_changed():
    assert standing(None, (1, 10), NINE) == TOLD
    assert standing(TOLD, (0, 10), after(5)) == TOLD
    assert standing(TOLD, (0, 3), after(5)) == Promise(after(5), 3)
    assert standing(TOLD, (5, 18), after(5)) == Promise(after(5), 18)
    assert standing(TOLD, None, after(5)) is None
