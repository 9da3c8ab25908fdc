"""Months of an office, as they are asked for and compared."""

from datetime import date

import pytest

from scheduler.domain.figures.alike import last_alike
from scheduler.domain.figures.months import Month, month_of, months_until, percent, share
from scheduler.domain.figures.report_refusals import MonthAhead, MonthBeforeOffice, MonthUnreadable

BEGAN, TODAY = date(2019, 5, 20), date(2020, 4, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-03", date(2020, 3, 1), date(2020, 3, 31)),
        ("2020-3", date(2020, 3, 1), date(2020, 3, 31)),
        ("2020-04", date(2020, 4, 1), TODAY),
        (" ", date(2020, 3, 1), date(2020, 3, 31)),
        ("2019-05", date(2019, 5, 1), date(2019, 5, 31)),
    ],
)
def test_month_is_whole_or_ends_today(text: str, first: date, last: date) -> None:
    month = month_of(text, began=BEGAN, today=TODAY)

    assert (month.first, month.last, month.is_over) == (first, last, last != TODAY)


def test_the_first_month_of_a_new_office_is_shown_while_it_runs() -> None:
    assert month_of("", began=date(2020, 4, 2), today=TODAY) == Month(date(2020, 4, 1), TODAY, is_over=False)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2019-04", MonthBeforeOffice),
        ("2020-05", MonthAhead),
        ("2020-13", MonthUnreadable),
        ("2020-00", MonthUnreadable),
        ("0001-01", MonthUnreadable),
        ("April", MonthUnreadable),
        ("2020-04-01", MonthUnreadable),
    ],
)
def test_other_months_are_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        month_of(text, began=BEGAN, today=TODAY)


def test_a_whole_month_is_compared_with_whole_ones() -> None:
    march = Month(date(2020, 3, 1), date(2020, 3, 31))

    assert march.before == Month(date(2020, 2, 1), date(2020, 2, 29))
    assert march.year_before == Month(date(2019, 3, 1), date(2019, 3, 31))
    assert Month(date(2020, 1, 1), date(2020, 1, 31)).before.first == date(2019, 12, 1)


@pytest.mark.parametrize(
    ("today", "other", "until"),
    [
        ("2026-11-01", "2026-10-01", "2026-10-01"),  # a Sunday: no work yet, and as many days
        ("2026-11-02", "2026-10-01", "2026-10-01"),  # the first day of work of both
        ("2026-03-02", "2026-02-01", "2026-02-02"),  # both months begin on a Sunday
        ("2026-11-12", "2026-10-01", "2026-10-12"),  # ten days of work
        ("2026-11-12", "2025-11-01", "2025-11-12"),
        ("2026-03-31", "2026-02-01", "2026-02-28"),  # 26 days of work, where the other month has but 24
    ],
)
def test_a_month_that_runs_is_compared_with_as_many_days_of_work(today: str, other: str, until: str) -> None:
    last, first = date.fromisoformat(today), date.fromisoformat(other)

    assert last_alike(last.replace(day=1), last, first, lambda day: day.weekday() < 6) == date.fromisoformat(until)


def test_where_no_day_of_work_is_known_days_of_the_calendar_are_compared() -> None:
    since = date(2026, 11, 1)

    assert last_alike(since, date(2026, 11, 12), date(2026, 10, 1), lambda day: day >= since) == date(2026, 10, 12)


def test_the_last_month_comes_first() -> None:
    assert months_until(date(2019, 11, 30), date(2020, 1, 1)) == [
        date(2020, 1, 1),
        date(2019, 12, 1),
        date(2019, 11, 1),
    ]


def test_nothing_is_compared_with_nothing() -> None:
    assert (percent(5, 0), percent(5, None), percent(None, 5), percent(50, 100), percent(0, 4)) == (
        None,
        None,
        None,
        -50,
        -100,
    )
    assert (share(1, 3), share(0, 0)) == (33.3, None)


def test_on_its_last_day_a_month_is_not_over() -> None:
    assert not month_of("2020-04", began=BEGAN, today=date(2020, 4, 30)).is_over
