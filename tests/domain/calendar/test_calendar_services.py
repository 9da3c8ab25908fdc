"""Hours and closures of one service beside those of the office, seasons as whole sets, and closures of some hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.calendar import (
    Closed,
    Hours,
    State,
    breaks_of,
    closure_at,
    hours_of,
    next_opening,
    slot_times,
    state_at,
    stretches_of,
)
from scheduler.domain.offices.presets import HOURS

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 4)
CARDS, RECORDING = 1, 3


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=WIB).astimezone(UTC)


def clocks(spans: list[tuple[datetime, datetime]]) -> list[str]:
    return [f"{start.astimezone(WIB):%H.%M}-{end.astimezone(WIB):%H.%M}" for start, end in spans]


def open_on(
    day: date, hours: list[Hours], closed: list[Closed] | tuple[()] = (), service: int | None = None
) -> list[str]:
    return clocks(stretches_of(day, hours, closed, WIB, service=service))


def morning(weekday: int, **rest) -> Hours:
    return Hours(weekday, time(9), time(12), None, None, **rest)


def shut(first: int, last: int, day: date = MONDAY, until: date | None = MONDAY, **rest) -> Closed:
    return Closed(day, until, "Listrik padam", from_time=time(first), to_time=time(last), **rest)


def test_season_holds_as_a_whole_week():
    season = [morning(0, valid_from=MONDAY, valid_to=FRIDAY)]

    assert open_on(MONDAY, [*HOURS, *season]) == ["09.00-12.00"]
    assert open_on(TUESDAY, [*HOURS, *season]) == []
    assert open_on(MONDAY + timedelta(days=7), [*HOURS, *season]) == ["08.00-12.00", "13.00-15.00"]


def test_season_that_ends_first_holds_of_two_that_begin_together():
    long = Hours(0, time(8), time(15), None, None, valid_from=MONDAY)
    short = morning(0, valid_from=MONDAY, valid_to=FRIDAY)
    shorter = Hours(0, time(9), time(10), None, None, valid_from=MONDAY, valid_to=MONDAY)

    assert open_on(MONDAY, [shorter, long, short]) == ["09.00-10.00"]
    assert open_on(MONDAY, [long, short]) == ["09.00-12.00"]
    assert open_on(MONDAY + timedelta(days=7), [short, long]) == ["08.00-15.00"]


def test_rows_for_one_weekday_of_a_set_add_up():
    rows = [morning(0), Hours(0, time(11), time(16), time(11, 30), time(13))]

    assert open_on(MONDAY, rows) == ["09.00-11.30", "13.00-16.00"]
    assert hours_of(MONDAY, rows, []) == rows[0]


def test_service_without_hours_of_its_own_keeps_those_of_the_office():
    rows = [*HOURS, morning(0, service=RECORDING)]

    assert open_on(MONDAY, rows, service=CARDS) == ["08.00-12.00", "13.00-15.00"]
    assert open_on(MONDAY, rows) == ["08.00-12.00", "13.00-15.00"]
    assert hours_of(MONDAY, rows, [], service=CARDS) == HOURS[0]


def test_service_is_open_where_the_office_is_and_its_own_hours_are():
    rows = [*HOURS, Hours(0, time(7), time(14), time(10), time(10, 30), service=RECORDING)]

    assert open_on(MONDAY, rows, service=RECORDING) == ["08.00-10.00", "10.30-12.00", "13.00-14.00"]
    assert open_on(TUESDAY, rows, service=RECORDING) == []
    assert hours_of(MONDAY, rows, [], service=RECORDING) == rows[-1]
    assert hours_of(TUESDAY, rows, [], service=RECORDING) is None


def test_service_falls_back_to_the_office_outside_its_season():
    rows = [*HOURS, morning(0, service=RECORDING, valid_from=MONDAY, valid_to=FRIDAY)]

    assert open_on(MONDAY, rows, service=RECORDING) == ["09.00-12.00"]
    assert open_on(MONDAY + timedelta(days=7), rows, service=RECORDING) == ["08.00-12.00", "13.00-15.00"]


def test_service_has_no_hours_where_the_office_has_none():
    assert open_on(MONDAY, [morning(0, service=RECORDING)], service=RECORDING) == []


def test_closure_of_a_service_leaves_the_others_open():
    closed = [Closed(MONDAY, None, "Alat rusak", RECORDING)]

    assert open_on(MONDAY, HOURS, closed, RECORDING) == []
    assert open_on(MONDAY, HOURS, closed, CARDS) == open_on(MONDAY, HOURS, closed) == ["08.00-12.00", "13.00-15.00"]
    assert hours_of(MONDAY, HOURS, closed, service=RECORDING) is None
    assert hours_of(MONDAY, HOURS, closed, service=CARDS) == HOURS[0]


def test_closure_of_the_office_shuts_every_service():
    closed = [Closed(MONDAY, MONDAY, "Pilkada")]

    assert open_on(MONDAY, HOURS, closed, RECORDING) == []


def test_closure_of_some_hours_is_cut_out_of_every_day_it_covers():
    closed = [shut(9, 10, until=TUESDAY), shut(14, 16, service=RECORDING)]

    assert open_on(MONDAY, HOURS, closed) == ["08.00-09.00", "10.00-12.00", "13.00-15.00"]
    assert open_on(MONDAY, HOURS, closed, RECORDING) == ["08.00-09.00", "10.00-12.00", "13.00-14.00"]
    assert open_on(TUESDAY, HOURS, closed, RECORDING) == ["08.00-09.00", "10.00-12.00", "13.00-15.00"]
    assert open_on(date(2026, 12, 2), HOURS, closed) == ["08.00-12.00", "13.00-15.00"]
    assert hours_of(MONDAY, HOURS, closed) == HOURS[0]


def test_slots_begin_anew_after_closed_hours():
    slots = slot_times(MONDAY, HOURS, [shut(9, 10, service=RECORDING)], zone=WIB, minutes=45, service=RECORDING)

    assert clocks(slots)[:3] == ["08.00-08.45", "10.00-10.45", "10.45-11.30"]


@pytest.mark.parametrize(
    ("closure", "now", "expected"),
    [
        (shut(9, 10), at(MONDAY, 8, 59), State("open", None, at(MONDAY, 9))),
        (shut(9, 10), at(MONDAY, 9), State("closed", "Listrik padam", at(MONDAY, 10))),
        (shut(9, 10), at(MONDAY, 10), State("open", None, at(MONDAY, 12))),
        (shut(7, 10), at(MONDAY, 7, 30), State("closed", "Listrik padam", at(MONDAY, 10))),
        (shut(14, 22), at(MONDAY, 14), State("closed", "Listrik padam", at(TUESDAY, 8))),
        (shut(14, 22), at(MONDAY, 15), State("closed", None, at(TUESDAY, 8))),
        (shut(9, 10), at(MONDAY, 12, 30), State("break", "Istirahat", at(MONDAY, 13))),
        (shut(14, 22, until=None), at(MONDAY, 14), State("closed", "Listrik padam", at(TUESDAY, 8))),
    ],
    ids=["before", "begins", "ends", "over the opening", "over the closing", "evening", "break", "without an end"],
)
def test_state_around_closed_hours(closure, now, expected):
    assert state_at(now, HOURS, [closure], WIB) == expected


def test_closure_that_ends_in_a_break_is_told_until_work_goes_on():
    closed = [Closed(MONDAY, MONDAY, "Apel", from_time=time(10), to_time=time(12, 30))]

    assert state_at(at(MONDAY, 11), HOURS, closed, WIB) == State("closed", "Apel", at(MONDAY, 13))
    assert state_at(at(MONDAY, 12, 15), HOURS, closed, WIB) == State("closed", "Apel", at(MONDAY, 13))
    assert state_at(at(MONDAY, 12, 30), HOURS, closed, WIB) == State("break", "Istirahat", at(MONDAY, 13))
    assert clocks(breaks_of(MONDAY, HOURS, closed, WIB)) == ["12.30-13.00"]


def test_break_after_which_the_office_stays_shut_is_none():
    closed = [shut(13, 15)]

    assert state_at(at(MONDAY, 12, 30), HOURS, closed, WIB) == State("closed", None, at(TUESDAY, 8))
    assert breaks_of(MONDAY, HOURS, closed, WIB) == []


def test_state_of_a_service_is_its_own():
    rows = [*HOURS, Hours(4, time(8), time(15), time(9), time(9, 15), service=RECORDING)]
    closed = [Closed(FRIDAY + timedelta(days=1), None, "Alat rusak", RECORDING)]
    next_monday = FRIDAY + timedelta(days=3)

    assert state_at(at(FRIDAY, 9), rows, closed, WIB, service=RECORDING) == State(
        "break", "Istirahat", at(FRIDAY, 9, 15)
    )
    assert state_at(at(FRIDAY, 9), rows, closed, WIB, service=CARDS).state == "open"
    assert state_at(at(FRIDAY, 12), rows, closed, WIB, service=RECORDING).reason == "Istirahat salat Jumat"
    assert state_at(at(next_monday, 9), rows, closed, WIB, service=RECORDING) == State("closed", "Alat rusak", None)
    assert state_at(at(next_monday, 9), rows, closed, WIB) == State("open", None, at(next_monday, 12))


def test_breaks_of_a_service_are_those_of_the_office_and_its_own():
    rows = [*HOURS, Hours(0, time(8), time(15), time(10), time(10, 15), service=RECORDING)]

    assert clocks(breaks_of(MONDAY, rows, [], WIB, service=RECORDING)) == ["10.00-10.15", "12.00-13.00"]
    assert clocks(breaks_of(MONDAY, rows, [], WIB, service=CARDS)) == ["12.00-13.00"]
    assert clocks(breaks_of(FRIDAY, HOURS, [], WIB)) == ["11.30-13.00"]


def test_next_opening_is_the_end_of_closed_hours_but_not_of_a_break():
    closed = [shut(9, 10)]

    assert next_opening(at(MONDAY, 8, 30), HOURS, closed, WIB) == at(MONDAY, 10)
    assert next_opening(at(MONDAY, 10, 30), HOURS, closed, WIB) == at(TUESDAY, 8)
    assert next_opening(at(MONDAY, 8, 30), HOURS, [shut(7, 13)], WIB) == at(MONDAY, 13)


def test_next_opening_of_a_service_waits_for_its_own_closure():
    closed = [Closed(MONDAY, FRIDAY, "Alat rusak", RECORDING)]

    assert next_opening(at(MONDAY, 7), HOURS, closed, WIB, service=RECORDING) == at(FRIDAY + timedelta(days=3), 8)
    assert next_opening(at(MONDAY, 7), HOURS, closed, WIB, service=CARDS) == at(MONDAY, 8)


def test_closure_that_is_told_outlives_the_others():
    holiday = Closed(MONDAY, MONDAY, "Hari libur")
    weeks = Closed(MONDAY, MONDAY + timedelta(days=20), "Alat rusak", RECORDING)
    hours = shut(8, 15, until=None)

    assert closure_at(at(MONDAY, 9), [holiday, hours, weeks], WIB, service=RECORDING) == weeks
    assert closure_at(at(MONDAY, 9), [hours, holiday, weeks], WIB, service=CARDS) == holiday
    assert closure_at(at(TUESDAY, 9), [holiday, hours, weeks], WIB) == hours
    assert closure_at(at(TUESDAY, 15), [holiday, hours, weeks], WIB) is None


def test_closure_lasts_from_midnight_to_midnight_of_the_office():
    holiday = Closed(MONDAY, MONDAY, "Hari libur")

    assert closure_at(at(MONDAY, 0), [holiday], WIB) == holiday
    assert closure_at(at(MONDAY, 0) - timedelta(seconds=1), [holiday], WIB) is None
    assert closure_at(at(TUESDAY, 0), [holiday], WIB) is None
