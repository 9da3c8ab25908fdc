"""What of an office's counts anybody may read, and what would say something of a person."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.figures.counts import Count, Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.public.open_data import LEAST, OTHER, Published, Row, merged, rows_of

DAY = date(2020, 4, 14)


def table(*counts: tuple[Figure, str, int, int]) -> dict[tuple[str, str, str], int | None]:
    rows = rows_of(Counts(DAY, DAY, [Count(DAY, *each) for each in counts], every=Every.DAY))
    return {(row.service, row.figure, row.part): row.value for row in rows}


def test_service_of_a_day_is_told_whole_where_enough_came() -> None:
    told = table(
        (Figure.NUMBERS, "A", 0, 40),
        (Figure.PEOPLE, "A", 0, 61),
        (Figure.SERVED, "A", 0, 38),
        (Figure.LEFT, "A", 0, 1),
        (Figure.BOOKED, "A", 0, 30),
        (Figure.NO_SHOWS, "A", 0, 2),
    )

    assert told == {
        ("A", "numbers", ""): 40,
        ("A", "people", ""): 61,
        ("A", "walk_ins", ""): 0,
        ("A", "served", ""): 38,
        ("A", "missed", ""): 0,
        ("A", "left", ""): 1,
        ("A", "booked", ""): 30,
        ("A", "no_shows", ""): 2,
    }


def test_service_to_which_few_came_says_nothing_of_them() -> None:
    told = table(
        (Figure.NUMBERS, "C", 0, LEAST - 1),
        (Figure.PEOPLE, "C", 0, 9),
        (Figure.SERVED, "C", 0, 1),
        (Figure.BOOKED, "C", 0, LEAST - 1),
        (Figure.NO_SHOWS, "C", 0, 1),
        (Figure.WAITS, "C", 30, LEAST - 1),
    )

    assert told == {("C", "numbers", ""): None, ("C", "booked", ""): None}


@pytest.mark.parametrize(
    ("waits", "told"),
    [(4, {}), (5, {"wait_median": 7}), (19, {"wait_median": 7}), (20, {"wait_median": 7, "wait_p95": 7})],
)
def test_waits_of_few_are_not_told(waits: int, told: dict[str, int]) -> None:
    found = table((Figure.WAITS, "A", 7, waits), (Figure.NUMBERS, "A", 0, 50))

    assert {figure: value for (_, figure, _), value in found.items() if figure.startswith("wait")} == told


def test_hall_and_its_limit_are_told_of_the_office() -> None:
    told = table(
        (Figure.PEOPLE, "A", 0, 5),
        (Figure.INSIDE_MOST, "", 36, 3),
        (Figure.INSIDE_MOST, "", 40, 4),
        (Figure.LIMIT, "", 0, 20),
    )

    assert told == {("", "inside_most", ""): 4, ("", "limit", ""): 20}


def test_types_are_counted_over_all_ways() -> None:
    told = table((Figure.HANDED_OVER, "hall:KK", 0, 3), (Figure.HANDED_OVER, "post:KK", 0, 4))

    assert told == {("", "handed_over", "KK"): 7}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"KK": 9, "KIA": 5}, {"KIA": 5, "KK": 9}),
        ({"KK": 9, "KIA": 3, "akta": 2}, {"KK": 9, OTHER: 5}),
        ({"KK": 9, "KIA": 6, "akta": 1}, {"KK": 9, OTHER: 7}),
        ({"KK": 5, "KIA": 5, "akta": 1}, {"KK": 5, OTHER: 6}),
        ({"akta": 1, "KIA": 2}, {OTHER: None}),
        ({}, {}),
    ],
)
def test_rare_parts_are_one(parts: dict[str, int], told: dict[str, int | None]) -> None:
    assert merged(parts) == told


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12)))
def test_no_small_count_can_be_worked_out(parts: Mapping[str, int]) -> None:
    told = merged(parts)

    assert all(count is None or count >= LEAST for count in told.values())
    hidden = {part: count for part, count in parts.items() if part not in told}
    if told.get(OTHER) is not None:
        assert sum(hidden.values()) == told[OTHER]
        assert len(hidden) > 1
    else:
        assert sum(hidden.values()) < LEAST


def test_days_come_in_their_order() -> None:
    later = date(2020, 4, 15)
    counts = [Count(later, Figure.LIMIT, "", 0, 9), Count(DAY, Figure.LIMIT, "", 0, 8)]

    rows = list(rows_of(Counts(DAY, later, counts, every=Every.DAY)))

    assert rows == [Row(DAY, "", Published.LIMIT, "", 8), Row(later, "", Published.LIMIT, "", 9)]
