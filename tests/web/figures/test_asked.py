"""Which days an address asks for, and which stand beside them."""

from datetime import date, timedelta

import pytest

from scheduler.domain.figures.refusals import PeriodAhead, PeriodBackwards, PeriodTooLong, PeriodUnreadable
from scheduler.domain.refusals import Refusal
from scheduler.web.office.figures.asked import MOST_DAYS, Days, asked_of

MONDAY = date(2026, 11, 30)


def is_open(day: date) -> bool:
    """Everywhere but on Sundays."""
    return day.weekday() < 6


def days(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("query", "shown", "beside"),
    [
        ({}, ("2026-11-30", "2026-11-30"), ("2026-11-23", "2026-11-23")),
        ({"against": "year"}, ("2026-11-30", "2026-11-30"), ("2025-12-01", "2025-12-01")),
        ({"span": "week", "day": "2026-11-25"}, ("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")),
        ({"span": "week"}, ("2026-11-30", "2026-11-30"), ("2026-11-23", "2026-11-23")),
        ({"span": "month", "day": "2026-02-10"}, ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        ({"span": "month", "against": "year"}, ("2026-11-01", "2026-11-30"), ("2025-11-01", "2025-11-29")),
        ({"from": "01/11/2026", "to": "10/11/2026"}, ("2026-11-01", "2026-11-10"), ("2026-10-22", "2026-10-31")),
        ({"from": "2026-11-25", "to": "2026-12-31"}, ("2026-11-25", "2026-11-30"), ("2026-11-19", "2026-11-24")),
        ({"span": "x", "against": "y"}, ("2026-11-30", "2026-11-30"), ("2026-11-23", "2026-11-23")),
    ],
)
def test_days_and_those_beside_them(query: dict[str, str], shown: tuple[str, str], beside: tuple[str, str]):
    asked = asked_of(query, MONDAY, is_open)

    assert (asked.days, asked.other) == (days(*shown), days(*beside))


def test_a_month_that_goes_on_stands_beside_as_much_of_the_one_before():
    asked = asked_of({"span": "month"}, date(2026, 3, 30), is_open)

    assert asked.days == days("2026-03-01", "2026-03-30")
    assert asked.other == days("2026-02-01", "2026-02-28")
    assert asked.is_alike


@pytest.mark.parametrize(("against", "beside"), [("before", "2026-10-12"), ("year", "2025-11-12")])
def test_a_month_that_goes_on_stands_beside_as_many_days_of_work(against: str, beside: str):
    asked = asked_of({"span": "month", "against": against}, date(2026, 11, 12), is_open)

    assert (asked.other.last, asked.is_alike) == (date.fromisoformat(beside), True)


def test_a_month_goes_on_until_its_last_day_is_over():
    """Held against a longer month, as the report of the month holds it: 24 days of work, and not all 27."""
    query, last = {"span": "month", "day": "2026-02-01"}, date(2026, 2, 28)

    runs, is_over = asked_of(query, last, is_open), asked_of(query, date(2026, 3, 1), is_open)

    assert (runs.other, runs.is_alike) == (days("2026-01-01", "2026-01-28"), True)
    assert (is_over.other, is_over.is_alike) == (days("2026-01-01", "2026-01-31"), False)


@pytest.mark.parametrize("query", [{"span": "month", "day": "2026-10-10"}, {"span": "week"}, {}])
def test_whole_months_weeks_and_days_stand_beside_whole_ones(query: dict[str, str]):
    assert not asked_of(query, MONDAY, is_open).is_alike


def test_the_longest_period():
    first = MONDAY - timedelta(days=MOST_DAYS - 1)

    assert asked_of({"from": first.isoformat(), "to": MONDAY.isoformat()}, MONDAY, is_open).days.count == MOST_DAYS


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ({"from": "2025-10-26", "to": "2026-11-30"}, PeriodTooLong),
        ({"from": "2026-12-01", "to": "2026-12-02"}, PeriodAhead),
        ({"span": "month", "day": "2026-12-01"}, PeriodAhead),
        ({"from": "2026-11-30", "to": "2026-11-29"}, PeriodBackwards),
        ({"from": "2026-11-30"}, PeriodUnreadable),
        ({"against": "free", "against_from": "2026-11-02", "against_to": "2026-11-01"}, PeriodBackwards),
    ],
)
def test_days_that_make_no_sense_are_refused(query: dict[str, str], refusal: type[Refusal]):
    with pytest.raises(refusal):
        asked_of(query, MONDAY, is_open)


@pytest.mark.parametrize("span", ["day", "week", "month"])
def test_there_is_no_way_to_days_that_have_not_begun(span: str):
    now = asked_of({"span": span}, MONDAY, is_open)
    assert now.later is None
    assert now.earlier is not None
    before = asked_of(dict(each.split("=") for each in now.earlier.split("&")), MONDAY, is_open)
    assert before.days.last == now.days.first - timedelta(days=1)
    assert before.later is not None


def test_an_address_names_the_same_days_another_day():
    query = {"from": "2026-11-01", "to": "2026-11-10", "against": "free"}
    asked = asked_of({**query, "against_from": "2025-04-01", "against_to": "2025-04-30"}, MONDAY, is_open)

    later = asked_of(asked.address, MONDAY + timedelta(days=40), is_open)

    assert (later.days, later.other) == (asked.days, asked.other)
