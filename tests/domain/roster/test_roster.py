"""When each counter is planned open, by the roster that holds on a day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.spans import Span
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.ahead import Ahead, Differs, ahead_of, differs
from scheduler.domain.roster.grid import cells_of, marked_in, stretches_of, totals_of
from scheduler.domain.roster.roster import (
    Dates,
    Roster,
    faults_of_week,
    holding,
    manned_on,
    names_counter,
    stored,
    week_of,
    with_days,
)

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=WIB)


WORK: list[Span] = [(at(8), at(12)), (at(13), at(15))]
UNTIL_TWO = (Stretch(time(9), time(14), 0),)
MONDAYS = Roster({2: {0: UNTIL_TWO}, 3: {0: ()}})


def test_without_a_roster_every_counter_is_manned_whenever_the_office_works() -> None:
    assert manned_on([], WORK, MONDAY, WIB, counters=[1, 2]) == {1: WORK, 2: WORK}


def test_a_counter_is_manned_in_its_stretches_of_the_days_work() -> None:
    manned = manned_on([MONDAYS], WORK, MONDAY, WIB, counters=[1, 2, 3])

    assert manned == {1: WORK, 2: [(at(9), at(12)), (at(13), at(14))], 3: []}


def test_a_weekday_that_is_not_named_is_as_the_office_works() -> None:
    work = [(at(8, day=TUESDAY), at(15, day=TUESDAY))]

    assert manned_on([MONDAYS], work, TUESDAY, WIB, counters=[2]) == {2: work}
    assert names_counter([MONDAYS], 2, MONDAY)
    assert not names_counter([MONDAYS], 2, TUESDAY)
    assert not names_counter([MONDAYS], 1, MONDAY)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 23), "usual"), (MONDAY, "day"), (date(2026, 12, 7), "season"), (date(2027, 1, 4), "usual")],
)
def test_a_season_goes_before_the_usual_roster_and_a_day_before_a_season(day: date, expected: str) -> None:
    rosters = {
        "usual": Roster({}),
        "season": Roster({}, Dates(MONDAY, date(2026, 12, 31))),
        "day": Roster({}, Dates(MONDAY, MONDAY)),
    }

    assert holding(rosters.values(), day) is rosters[expected]


def test_a_week_is_read_as_it_was_written_down() -> None:
    week = {0: UNTIL_TWO, 4: ()}

    assert stored(week) == {"0": [["09:00", "14:00"]], "4": []}
    assert week_of(stored(week)) == week


@pytest.mark.parametrize(
    ("stretch", "fault"),
    [
        (Stretch(time(9), time(8), 0), "before_start"),
        (Stretch(time(9), time(9, 45), 0), "half_hour"),
        (Stretch(time(9), time(10), 1), "unknown"),
    ],
)
def test_stretches_that_make_no_sense_are_named(stretch: Stretch, fault: str) -> None:
    assert faults_of_week({0: (stretch,)}) == {"0": fault}
    assert faults_of_week({0: (*UNTIL_TWO, Stretch(time(13), time(15), 0))}) == {"0": "twice"}
    assert faults_of_week({7: ()}) == {"7": "unknown"}
    assert faults_of_week({0: UNTIL_TWO}) == {}


def test_days_are_changed_together_and_the_others_stay() -> None:
    week = {0: UNTIL_TWO, 4: ()}

    changed = with_days(week, [1, 2], UNTIL_TWO)

    assert changed == {**week, 1: (Stretch(time(9), time(14), 1),), 2: (Stretch(time(9), time(14), 2),)}
    assert with_days(week, [4], None) == {0: UNTIL_TWO}


@pytest.mark.parametrize(
    ("first", "last", "faults"),
    [
        (MONDAY, MONDAY, {}),
        (MONDAY, None, {"last": "missing"}),
        (TUESDAY, MONDAY, {"last": "before_start"}),
        (date(2026, 1, 1), date(2026, 11, 29), {"last": "past"}),
    ],
)
def test_dates_of_a_season_are_two_and_not_over(first: date, last: date | None, faults: dict[str, str]) -> None:
    assert Dates(first, last).faults(MONDAY) == faults


def test_a_day_has_a_cell_for_each_half_hour_in_which_anybody_works() -> None:
    cells = cells_of([(at(7, 45), at(9)), (at(9, 40), at(10))], MONDAY, WIB)

    assert cells == [time(7, 30), time(8), time(8, 30), time(9, 30)]


def test_cells_become_stretches_over_a_break_and_come_back() -> None:
    cells = cells_of(WORK, MONDAY, WIB)
    marked = {cell for cell in cells if time(9) <= cell < time(14)} - {time(10)}

    stretches = stretches_of(cells, marked, 0)

    assert stretches == (Stretch(time(9), time(10), 0), Stretch(time(10, 30), time(14), 0))
    assert {cell for cell, each in zip(cells, marked_in(cells, stretches), strict=True) if each} == marked


def test_all_cells_are_whenever_the_office_works() -> None:
    cells = cells_of(WORK, MONDAY, WIB)

    assert stretches_of(cells, set(cells), 0) is None
    assert all(marked_in(cells, None))
    assert stretches_of(cells, (), 0) == ()


def test_counters_are_counted_by_half_hours() -> None:
    cells = [time(8), time(8, 30)]

    assert totals_of([[True, False], [True, True]], cells) == [2, 1]
    assert totals_of([], cells) == [0, 0]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(8), Ahead(None, (at(9), at(12)))),
        (at(9), Ahead(at(12), (at(13), at(14)))),
        (at(12), Ahead(None, (at(13), at(14)))),
        (at(13, 59), Ahead(at(14), None)),
        (at(14), Ahead(None, None)),
    ],
)
def test_a_clerk_is_told_until_when_and_what_is_next(now: datetime, expected: Ahead) -> None:
    assert ahead_of([(at(9), at(12)), (at(13), at(14))], now) == expected


MANNED: list[Span] = [(at(9), at(12)), (at(13), at(14))]


@pytest.mark.parametrize(
    ("state", "changed_at", "now", "expected"),
    [
        pytest.param("closed", None, at(9, 10), None, id="ten minutes are borne"),
        pytest.param("closed", None, at(9, 11), Differs(3, "closed", at(9), at(12), None), id="still closed"),
        pytest.param("closed", at(10, 40), at(10, 50), None, id="closed a while ago"),
        pytest.param(
            "break", at(10, 40), at(10, 51), Differs(3, "break", at(9), at(12), at(10, 40)), id="a long break"
        ),
        pytest.param("open", None, at(11), None, id="as planned"),
        pytest.param("open", at(8), at(8, 11), Differs(3, "open", None, None, None), id="open before its time"),
        pytest.param("open", at(9), at(14, 11), Differs(3, "open", at(14), None, None), id="still open"),
        pytest.param("closed", None, at(12, 30), None, id="the office rests"),
        pytest.param("open", None, at(16), None, id="the day is over"),
    ],
)
def test_what_is_otherwise_than_planned_is_told_after_ten_minutes(
    state: str, changed_at: datetime | None, now: datetime, expected: Differs | None
) -> None:
    assert differs(3, state, changed_at, MANNED, WORK, now) == expected
