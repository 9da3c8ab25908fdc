"""Months of an office, as they are asked for and compared."""

from datetime import date

import pytest

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


def test_a_month_that_runs_is_compared_with_as_many_days() -> None:
    running = Month(date(2020, 3, 1), date(2020, 3, 30), is_over=False)

    assert running.before == Month(date(2020, 2, 1), date(2020, 2, 29), is_over=False)
    assert running.year_before.last == date(2019, 3, 30)


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
