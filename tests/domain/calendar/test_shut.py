"""What shuts one service alone, now or soon."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.hours import Closed, Hours
from scheduler.domain.calendar.shut import Shut, shut_of

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=WIB)
HOURS = [Hours(weekday, time(8), time(15), None, None) for weekday in range(5)]
C, OTHER = 3, 4


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def at(hour: int, *, on: int = 0) -> datetime:
    return datetime.combine(day(on), time(hour), WIB)


def found(*closed: Closed, days: int = 14) -> Shut | None:
    return shut_of(C, NOW, HOURS, closed, zone=WIB, days=days)


def test_service_that_nothing_shuts_is_not_shut() -> None:
    assert found() is None


def test_closure_of_the_office_or_of_another_service_is_not_its_own() -> None:
    assert found(Closed(day(0), None, "Rapat"), Closed(day(0), None, "Rusak", OTHER)) is None


def test_closure_of_days_lasts_until_the_office_opens_after_it() -> None:
    assert found(Closed(day(-2), day(4), "Rusak", C)) == Shut("Rusak", at(0, on=-2), at(8, on=7))


def test_service_stays_shut_while_its_office_is() -> None:
    shut = found(Closed(day(0), day(1), "Rusak", C), Closed(day(2), day(2), "Libur"))

    assert shut == Shut("Rusak", at(0), at(8, on=3))


def test_closure_without_an_end_has_no_opening() -> None:
    assert found(Closed(day(0), None, "Rusak", C)) == Shut("Rusak", at(0), None)


@pytest.mark.parametrize(("first", "is_named"), [(14, True), (15, False)])
def test_closure_to_come_is_named_within_the_days(first: int, *, is_named: bool) -> None:
    shut = found(Closed(day(first), None, "Rusak", C))

    assert (shut is not None) is is_named
    assert shut is None or not shut.is_on(NOW)


def test_closure_that_is_over_is_not_named() -> None:
    assert found(Closed(day(-3), day(-1), "Rusak", C)) is None


def test_hours_of_a_day_last_until_they_end() -> None:
    shut = found(Closed(day(0), day(0), "Rapat", C, time(8), time(10)))

    assert shut == Shut("Rapat", at(8), at(10))


def test_hours_that_are_over_today_come_again_tomorrow() -> None:
    daily = Closed(day(0), day(1), "Rapat", C, time(7), time(9))

    assert found(daily) == Shut("Rapat", at(7, on=1), at(9, on=1))
    assert found(Closed(day(0), day(0), "Rapat", C, time(7), time(9))) is None


def test_of_several_that_are_on_the_one_that_lasts_longest_is_named() -> None:
    shut = found(Closed(day(0), day(1), "Pendek", C), Closed(day(0), None, "Panjang", C))

    assert shut is not None
    assert shut.reason == "Panjang"


def test_what_is_on_comes_before_what_is_to_come() -> None:
    shut = found(Closed(day(3), None, "Nanti", C), Closed(day(0), day(1), "Kini", C))

    assert shut is not None
    assert (shut.reason, shut.is_on(NOW)) == ("Kini", True)
