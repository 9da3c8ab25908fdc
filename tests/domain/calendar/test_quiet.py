from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.quiet import QuietHours, quiet_times
from scheduler.domain.refusals import Invalid

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
NOON = QuietHours(time(11, 55), time(12, 10))
PRAYER = QuietHours(time(11, 30), time(13, 0), weekday=4)


def utc(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_hours_hold_on_their_weekday_or_every_day() -> None:
    assert quiet_times([PRAYER, NOON], MONDAY, JAKARTA) == ((utc(MONDAY, 4, 55), utc(MONDAY, 5, 10)),)
    assert quiet_times([PRAYER, NOON], FRIDAY, JAKARTA) == ((utc(FRIDAY, 4, 30), utc(FRIDAY, 6, 0)),)


def test_adhan_is_quiet_for_four_minutes_and_joins_what_it_touches() -> None:
    adhans = [utc(MONDAY, 4, 52), utc(MONDAY, 8, 15)]

    spans = quiet_times([NOON], MONDAY, JAKARTA, adhans=adhans)

    assert spans == ((utc(MONDAY, 4, 52), utc(MONDAY, 5, 10)), (utc(MONDAY, 8, 15), utc(MONDAY, 8, 19)))


def test_stored_hours_are_read_as_they_were() -> None:
    assert PRAYER.stored() == {"from": "11:30", "to": "13:00", "weekday": 4}
    assert QuietHours.of(PRAYER.stored()) == PRAYER
    assert QuietHours.of(NOON.stored()) == NOON


@pytest.mark.parametrize("row", [{}, {"from": "11:30"}, {"from": "noon", "to": "13:00"}, {"from": None, "to": "13:00"}])
def test_row_that_is_none_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        QuietHours.of(row)


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param(QuietHours(time(12), time(12)), id="empty"),
        pytest.param(QuietHours(time(12), time(11)), id="backwards"),
        pytest.param(QuietHours(time(8), time(12, 1)), id="longer than four hours"),
        pytest.param(QuietHours(time(12), time(13), weekday=7), id="no weekday"),
        pytest.param(QuietHours(time(12), time(13), weekday=-1), id="before Monday"),
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: QuietHours) -> None:
    with pytest.raises(Invalid):
        hours.check()
