"""When an alarm rings, is told, is told again, and is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.alarms.kinds import HOURS, KINDS, USUAL_HOURS, Alarm
from scheduler.domain.alarms.ringing import (
    AGAIN,
    CALM,
    MOST_AN_HOUR,
    MOST_TIMES,
    REST,
    SEEN_FOR,
    Ring,
    Told,
    Turn,
    is_end_told,
    is_to_be_told,
    turn_of,
)

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
SECOND, MINUTE, NONE = timedelta(seconds=1), timedelta(minutes=1), timedelta()
FIRST = Told(times=0, last=None, before=None, in_an_hour=0, may_tell=True, is_in_hand=False)
ONCE = replace(FIRST, times=1, last=NOW - AGAIN)


@pytest.mark.parametrize("alarm", Alarm)
def test_every_alarm_has_bounds_that_its_usual_limit_keeps(alarm: Alarm):
    kind = KINDS[alarm]

    assert kind.least <= kind.usual <= kind.most
    assert bool(kind.unit) == (kind.most > 0)
    assert USUAL_HOURS[alarm] in HOURS


@pytest.mark.parametrize(
    ("since", "seen", "turn"),
    [
        (20 * MINUTE, SEEN_FOR, Turn.RINGS),
        (20 * MINUTE - SECOND, SEEN_FOR, Turn.STAYS),
        (timedelta(hours=9), SEEN_FOR - SECOND, Turn.STAYS),
    ],
    ids=["long enough", "not yet", "seen for the first time"],
)
def test_what_lasts_rings_once_it_was_seen_at_two_looks(since: timedelta, seen: timedelta, turn: Turn):
    ring = Ring(NOW - since, NOW - seen)

    assert turn_of(ring, NOW, is_seen=True, lasts=20 * MINUTE) == turn
    assert turn_of(replace(ring, rang_at=NOW), NOW, is_seen=True, lasts=NONE) == Turn.STAYS


@pytest.mark.parametrize(("rang", "end"), [(None, Turn.GONE), (NOW - MINUTE, Turn.OVER)], ids=["silent", "rang"])
def test_what_is_gone_is_over_after_a_while(rang: datetime | None, end: Turn):
    ring = Ring(NOW - timedelta(hours=1), NOW - timedelta(hours=1), rang)

    assert turn_of(ring, NOW, is_seen=False, lasts=NONE) == Turn.STAYS
    assert turn_of(replace(ring, calm_since=NOW - CALM + SECOND), NOW, is_seen=False, lasts=NONE) == Turn.STAYS
    assert turn_of(replace(ring, calm_since=NOW - CALM), NOW, is_seen=False, lasts=NONE) == end


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (FIRST, True),
        (replace(FIRST, before=NOW - REST), True),
        (replace(FIRST, before=NOW - REST + SECOND), False),
        (replace(FIRST, may_tell=False), False),
        (replace(FIRST, is_in_hand=True), False),
        (replace(FIRST, in_an_hour=MOST_AN_HOUR - 1), True),
        (replace(FIRST, in_an_hour=MOST_AN_HOUR), False),
        (ONCE, True),
        (replace(ONCE, last=NOW - AGAIN + SECOND), False),
        (replace(ONCE, times=MOST_TIMES - 1), True),
        (replace(ONCE, times=MOST_TIMES), False),
        (replace(ONCE, is_in_hand=True), False),
        (replace(ONCE, is_in_hand=True, is_more=True), True),
        (replace(ONCE, is_in_hand=True, is_more=True, last=NOW - REST), True),
        (replace(ONCE, is_more=True, last=NOW - REST + SECOND), False),
        (replace(ONCE, is_more=True, may_tell=False), False),
    ],
)
def test_somebody_is_told_seldom(told: Told, expected: bool):
    assert is_to_be_told(told, NOW) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (FIRST, False),
        (ONCE, True),
        (replace(ONCE, is_in_hand=True), True),
        (replace(ONCE, may_tell=False), False),
        (replace(ONCE, in_an_hour=MOST_AN_HOUR), False),
    ],
)
def test_the_end_is_told_to_whom_the_beginning_was(told: Told, expected: bool):
    assert is_end_told(told) is expected
