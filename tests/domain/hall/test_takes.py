"""What a counter takes, and when: a service always, or in some stretches of the week."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.hall.takes import (
    Stretch,
    Takes,
    faults_of,
    letters_at,
    planned_on,
    taken_until,
    turns_on,
    untaken,
)

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
MORNING, AFTERNOON = Stretch(time(8), time(11)), Stretch(time(11), time(15))
SHORT_FRIDAY = Stretch(time(8), time(9), 4)
LOKET_4 = [Takes(4, "C", (MORNING, SHORT_FRIDAY)), Takes(4, "A", (AFTERNOON,)), Takes(1, "A", ())]


def at(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=WIB)


@pytest.mark.parametrize(
    ("moment", "letters"),
    [
        (at(7, 59), {1: "A"}),
        (at(8), {1: "A", 4: "C"}),
        (at(10, 59), {1: "A", 4: "C"}),
        (at(11), {1: "A", 4: "A"}),
        (at(15), {1: "A"}),
        (at(8, 30, day=FRIDAY), {1: "A", 4: "C"}),
        (at(9, day=FRIDAY), {1: "A"}),
        (at(12, day=FRIDAY), {1: "A", 4: "A"}),
    ],
)
def test_counter_takes_what_its_stretches_say_and_a_weekday_of_its_own_goes_before_the_usual(moment, letters):
    found = letters_at(LOKET_4, moment.astimezone(UTC), WIB)

    assert {number: "".join(sorted(each)) for number, each in found.items()} == letters


def test_what_counters_take_changes_at_the_edges_of_stretches_alone():
    assert turns_on(LOKET_4, MONDAY, WIB) == {at(8), at(11), at(15)}
    assert turns_on(LOKET_4, FRIDAY, WIB) == {at(hour, day=FRIDAY) for hour in (8, 9, 11, 15)}
    assert turns_on([Takes(1, "A", ())], MONDAY, WIB) == set()
    for edge in turns_on(LOKET_4, FRIDAY, WIB):
        before = letters_at(LOKET_4, edge - timedelta(microseconds=1), WIB)
        assert before != letters_at(LOKET_4, edge, WIB)


@pytest.mark.parametrize(
    ("letter", "day", "until"),
    [
        ("A", MONDAY, at(16)),
        ("C", MONDAY, at(11)),
        ("C", FRIDAY, at(9, day=FRIDAY)),
        ("B", MONDAY, at(16)),
    ],
)
def test_service_is_taken_until_its_last_counter_goes_over_to_others(letter, day, until):
    assert taken_until(LOKET_4, letter, day, WIB, end=at(16, day=day)) == until


def test_service_that_no_counter_takes_on_a_day_is_over_as_it_begins():
    takes = [Takes(4, "C", (Stretch(time(8), time(9), 4),))]

    assert taken_until(takes, "C", MONDAY, WIB, end=at(16)) == at(0)


def test_work_in_which_nobody_takes_a_service_is_what_is_left_of_it():
    work = [(at(8), at(12)), (at(13), at(15))]

    assert untaken(LOKET_4, "C", work, MONDAY, WIB) == [(at(11), at(12)), (at(13), at(15))]
    assert untaken(LOKET_4, "A", work, MONDAY, WIB) == []
    assert untaken(LOKET_4, "B", work, MONDAY, WIB) == work


@pytest.mark.parametrize(
    ("taken", "faults"),
    [
        ((MORNING, AFTERNOON, SHORT_FRIDAY), {}),
        ((Stretch(time(11), time(8)),), {0: "before_start"}),
        ((Stretch(time(8), time(8)),), {0: "before_start"}),
        ((MORNING, Stretch(time(10), time(12))), {1: "twice"}),
        ((MORNING, Stretch(time(8), time(11), 0)), {}),
        ((Stretch(time(8), time(9), 7),), {0: "unknown"}),
    ],
)
def test_stretches_that_make_no_sense_are_named_by_their_place(taken, faults):
    assert faults_of(taken) == faults


def test_stretch_is_read_as_it_was_written():
    assert Stretch.of(SHORT_FRIDAY.stored()) == SHORT_FRIDAY
    assert Stretch.of(MORNING.stored()) == MORNING


def test_counters_planned_for_a_day_are_those_that_take_something_while_it_is_worked() -> None:
    takes = [*LOKET_4, Takes(5, "C", (Stretch(time(16), time(17)),))]

    planned = planned_on(takes, {counter: [(at(8), at(15))] for counter in (1, 4, 5)}, MONDAY, WIB)

    assert planned == {1: {"A"}, 4: {"A", "C"}}


def test_counters_are_planned_for_what_they_take_while_they_are_manned() -> None:
    planned = planned_on(LOKET_4, {4: [(at(12), at(15))]}, MONDAY, WIB)

    assert planned == {4: {"A"}}


def test_nothing_is_planned_for_a_day_without_work() -> None:
    assert planned_on(LOKET_4, {1: [], 4: []}, MONDAY, WIB) == {}
