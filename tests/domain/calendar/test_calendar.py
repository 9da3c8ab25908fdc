from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import (
    Closed,
    Hours,
    State,
    day_bounds,
    hours_of,
    local_day,
    next_opening,
    slot_times,
    state_at,
    zone_label,
    zone_of,
)
from scheduler.domain.calendar.hours import WorkingDay, working_day
from scheduler.domain.offices.presets import HOURS

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, FRIDAY, SATURDAY = date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 5)
HOLIDAYS = [Closed(date(2026, 12, 24), date(2026, 12, 25), "Hari Raya Natal")]


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = WIB) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def clocks(slots: list[tuple[datetime, datetime]], zone: ZoneInfo = WIB) -> list[str]:
    return [f"{start.astimezone(zone):%H.%M}-{end.astimezone(zone):%H.%M}" for start, end in slots]


def test_slots_of_a_monday_leave_out_the_break():
    slots = slot_times(MONDAY, HOURS, HOLIDAYS, zone=WIB, minutes=60)

    assert clocks(slots) == ["08.00-09.00", "09.00-10.00", "10.00-11.00", "11.00-12.00", "13.00-14.00", "14.00-15.00"]


def test_slots_of_a_friday_begin_anew_after_prayer():
    slots = slot_times(FRIDAY, HOURS, [], zone=WIB, minutes=60)

    assert clocks(slots) == ["08.00-09.00", "09.00-10.00", "10.00-11.00", "13.00-14.00", "14.00-15.00"]


def test_slots_are_aware_utc_in_the_zone_of_the_office():
    for zone, utc_hour in ((WIB, 1), (ZoneInfo("Asia/Makassar"), 0)):
        start = slot_times(MONDAY, HOURS, [], zone=zone, minutes=30)[0][0]

        assert start == datetime(2026, 11, 30, utc_hour, tzinfo=UTC)
        assert start.utcoffset() == timedelta(0)


def test_slots_east_of_utc_midnight_fall_on_the_day_before_in_utc():
    start = slot_times(MONDAY, HOURS, [], zone=ZoneInfo("Asia/Jayapura"), minutes=30)[0][0]

    assert start == datetime(2026, 11, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize("day", [SATURDAY, date(2026, 12, 6), date(2026, 12, 24), date(2026, 12, 25)])
def test_slots_of_a_shut_day_are_none(day):
    assert slot_times(day, HOURS, HOLIDAYS, zone=WIB, minutes=30) == []


def test_slots_longer_than_the_stretch_are_none():
    assert slot_times(MONDAY, HOURS, [], zone=WIB, minutes=500) == []


def test_slots_of_no_length_raise():
    with pytest.raises(ValueError, match="0 minutes"):
        slot_times(MONDAY, HOURS, [], zone=WIB, minutes=0)


@given(minutes=st.integers(1, 300), days=st.integers(0, 30))
def test_slots_stay_inside_opening_and_never_touch_the_break(minutes, days):
    day = MONDAY + timedelta(days=days)
    slots = slot_times(day, HOURS, HOLIDAYS, zone=WIB, minutes=minutes)

    for (start, end), following in zip(slots, [*slots[1:], None][: len(slots)], strict=True):
        assert end - start == timedelta(minutes=minutes)
        assert state_at(start, HOURS, HOLIDAYS, WIB).state == "open"
        assert state_at(start, HOURS, HOLIDAYS, WIB).until >= end
        assert following is None or end <= following[0]


def test_hours_without_break_are_one_stretch():
    hours = [Hours(0, time(9), time(11), None, None)]

    assert clocks(slot_times(MONDAY, hours, [], zone=WIB, minutes=45)) == ["09.00-09.45", "09.45-10.30"]


def test_hours_with_the_latest_start_that_covers_the_day_win():
    usual = Hours(0, time(8), time(15), None, None)
    newer = Hours(0, time(8), time(14), None, None, valid_from=date(2026, 6, 1))
    ramadan = Hours(0, time(8), time(12), None, None, valid_from=date(2027, 2, 8), valid_to=date(2027, 3, 9))
    rows = [ramadan, usual, newer]

    assert hours_of(date(2026, 5, 25), rows, []) == usual
    assert hours_of(date(2026, 6, 1), rows, []) == newer
    assert hours_of(date(2027, 2, 8), rows, []) == ramadan
    assert hours_of(date(2027, 3, 8), rows, []) == ramadan
    assert hours_of(date(2027, 3, 15), rows, []) == newer


def test_hours_of_a_day_in_an_open_ended_closure_are_none():
    closed = [Closed(MONDAY, None, "Blangko habis")]

    assert hours_of(MONDAY - timedelta(days=7), HOURS, closed) is not None
    assert hours_of(MONDAY, HOURS, closed) is None
    assert hours_of(MONDAY + timedelta(days=700), HOURS, closed) is None


@pytest.mark.parametrize(
    ("now", "state", "reason", "until"),
    [
        (at(MONDAY, 7, 59), "closed", None, at(MONDAY, 8)),
        (at(MONDAY, 8), "open", None, at(MONDAY, 12)),
        (at(MONDAY, 12), "break", "Istirahat", at(MONDAY, 13)),
        (at(MONDAY, 13), "open", None, at(MONDAY, 15)),
        (at(MONDAY, 15), "closed", None, at(MONDAY + timedelta(days=1), 8)),
        (at(FRIDAY, 11, 30), "break", "Istirahat salat Jumat", at(FRIDAY, 13)),
        (at(FRIDAY, 16), "closed", None, at(date(2026, 12, 7), 8)),
        (at(SATURDAY, 10), "closed", None, at(date(2026, 12, 7), 8)),
        (at(date(2026, 12, 24), 10), "closed", "Hari Raya Natal", at(date(2026, 12, 28), 8)),
        (at(date(2026, 12, 23), 15), "closed", None, at(date(2026, 12, 28), 8)),
    ],
)
def test_state_over_a_month(now, state, reason, until):
    assert state_at(now, HOURS, HOLIDAYS, WIB) == State(state, reason, until)


def test_state_without_an_end_says_so():
    closed = [Closed(MONDAY, None, "Gedung diperbaiki")]

    assert state_at(at(MONDAY, 10), HOURS, closed, WIB) == State("closed", "Gedung diperbaiki", None)


def test_next_opening_is_searched_sixty_days_on():
    sixty = [Closed(MONDAY, MONDAY + timedelta(days=59), "")]
    sixty_one = [Closed(MONDAY, MONDAY + timedelta(days=60), "")]
    everyday = [Hours(weekday, time(8), time(15), None, None) for weekday in range(7)]

    assert next_opening(at(MONDAY, 9), everyday, sixty, WIB) == at(MONDAY + timedelta(days=60), 8)
    assert next_opening(at(MONDAY, 9), everyday, sixty_one, WIB) is None
    assert next_opening(at(MONDAY, 9), [], [], WIB) is None


@pytest.mark.parametrize(("ends", "read"), [(MONDAY + timedelta(days=2), [3]), (None, [])], ids=["days", "for good"])
def test_days_that_a_closure_takes_whole_are_not_read_for_the_next_opening(
    monkeypatch: pytest.MonkeyPatch, ends: date | None, read: list[int]
):
    days: list[date] = []

    def reading(day: date, *args: Any, **facts: Any) -> WorkingDay:
        days.append(day)
        return working_day(day, *args, **facts)

    monkeypatch.setattr(calendar, "working_day", reading)
    next_opening(at(MONDAY, 9), HOURS, [Closed(MONDAY, ends, "")], WIB)

    assert [(day - MONDAY).days for day in days] == read


def test_next_opening_while_open_is_tomorrow():
    assert next_opening(at(MONDAY, 8), HOURS, [], WIB) == at(MONDAY + timedelta(days=1), 8)


def test_local_day_changes_at_midnight_of_the_office():
    midnight = datetime(2026, 11, 29, 17, tzinfo=UTC)

    assert local_day(midnight, WIB) == MONDAY
    assert local_day(midnight - timedelta(seconds=1), WIB) == MONDAY - timedelta(days=1)
    assert day_bounds(MONDAY, WIB) == (midnight, midnight + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Asia/Jakarta", "Asia/Jakarta", "WIB"),
        ("wib", "Asia/Jakarta", "WIB"),
        (" WITA ", "Asia/Makassar", "WITA"),
        ("Asia/Makassar", "Asia/Makassar", "WITA"),
        ("WIT", "Asia/Jayapura", "WIT"),
    ],
)
def test_zone_by_name_and_by_abbreviation(text, name, label):
    zone = zone_of(text)

    assert zone == ZoneInfo(name)
    assert zone_label(zone) == label


@pytest.mark.parametrize("text", ["", "Europe/Berlin", "GMT+7", "../etc/passwd"])
def test_zone_of_another_country_raises(text):
    with pytest.raises(ValueError, match="is not one of"):
        zone_of(text)


def test_zone_label_of_another_country_raises():
    with pytest.raises(ValueError, match="Asia/Singapore"):
        zone_label(ZoneInfo("Asia/Singapore"))
