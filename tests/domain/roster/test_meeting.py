"""From counts of counters to which: the counts are met, each service is taken, and nobody opens and closes in vain."""

from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.roster import meeting
from scheduler.domain.roster.meeting import roster_meeting

NONE = frozenset[str]()


def letters(text: str, halves: int) -> list[frozenset[str]]:
    return [frozenset(text)] * halves


def switches(rows: dict[int, list[bool]]) -> int:
    return sum(before != after for row in rows.values() for before, after in pairwise([False, *row, False]))


def shown(rows: dict[int, list[bool]]) -> dict[int, str]:
    return {number: "".join("x" if each else "-" for each in row) for number, row in rows.items()}


def test_counters_that_are_alike_are_manned_from_the_lowest_number_on() -> None:
    rows = roster_meeting([1, 2, 3, 2, 2], {n: letters("A", 5) for n in (1, 2, 3)}, [NONE] * 5)

    assert shown(rows) == {1: "xxxxx", 2: "-xxxx", 3: "--x--"}


def test_a_service_is_taken_by_whoever_stays_rather_than_by_lower_numbers_in_turn() -> None:
    takes = {1: letters("A", 3), 2: letters("A", 3), 3: letters("AC", 3)}

    rows = roster_meeting([1, 2, 1], takes, [frozenset("AC"), frozenset("A"), frozenset("AC")])

    assert shown(rows) == {1: "-x-", 2: "---", 3: "xxx"}


def test_there_are_more_counters_than_wanted_where_a_service_asks_for_them() -> None:
    rows = roster_meeting([1, 1], {1: letters("A", 2), 2: letters("B", 2)}, [frozenset("AB"), frozenset("A")])

    assert shown(rows) == {1: "xx", 2: "x-"}


def test_no_counter_is_manned_while_it_takes_nothing() -> None:
    takes = {1: [NONE, frozenset("A")], 2: letters("A", 2)}

    assert shown(roster_meeting([1, 1], takes, [NONE] * 2)) == {1: "--", 2: "xx"}
    assert shown(roster_meeting([9, 9], takes, [NONE] * 2)) == {1: "-x", 2: "xx"}


def test_a_service_that_nobody_takes_asks_for_nobody() -> None:
    assert shown(roster_meeting([1], {1: letters("A", 1)}, [frozenset("AZ")])) == {1: "x"}


def test_an_office_without_counters_has_a_roster_of_none() -> None:
    assert roster_meeting([1, 2], {}, [frozenset("A")] * 2) == {}


@st.composite
def days(draw: st.DrawFn) -> tuple[list[int], dict[int, list[frozenset[str]]], list[frozenset[str]]]:
    halves, count = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    some = st.frozensets(st.sampled_from("ABC"))
    takes = {number: draw(st.lists(some, min_size=halves, max_size=halves)) for number in range(1, count + 1)}
    needed = draw(st.lists(some, min_size=halves, max_size=halves))
    return draw(st.lists(st.integers(0, 4), min_size=halves, max_size=halves)), takes, needed


def every_way(wanted: Any, takes: Any, needed: Any) -> list[dict[int, list[bool]]]:
    """All rosters that meet a day, found by trying everything."""
    choices = []
    for place, count in enumerate(wanted):
        able = [number for number in takes if takes[number][place]]
        asked = needed[place] & NONE.union(*(takes[number][place] for number in able))
        sets = [set(some) for size in range(len(able) + 1) for some in combinations(able, size)]
        fit = [some for some in sets if asked <= NONE.union(*(takes[number][place] for number in some))]
        fewest = min(len(some) for some in fit if len(some) >= min(count, len(able)))
        choices.append([some for some in fit if len(some) == fewest])
    return [{n: [n in some for some in way] for n in takes} for way in product(*choices)]


def cost(rows: dict[int, list[bool]]) -> tuple[int, int]:
    return switches(rows), sum(number * sum(row) for number, row in rows.items())


@given(days())
def test_no_other_roster_has_fewer_openings_or_lower_numbers(day: Any) -> None:
    rows = roster_meeting(*day)

    ways = every_way(*day)
    assert rows in ways
    assert cost(rows) == min(map(cost, ways))


@given(days())
def test_a_hall_with_too_many_kinds_of_counters_is_met_as_well(day: Any) -> None:
    wanted, takes, needed = day
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meeting, "MOST_STATES", 0)

        rows = roster_meeting(wanted, takes, needed)

    for place, count in enumerate(wanted):
        able = [number for number in takes if takes[number][place]]
        manned = [number for number in takes if rows[number][place]]
        assert set(manned) <= set(able)
        assert len(manned) >= min(count, len(able))
        asked = needed[place] & NONE.union(*(takes[number][place] for number in able))
        assert asked <= NONE.union(*(takes[number][place] for number in manned))


def test_a_very_large_hall_changes_no_more_than_each_half_hour_asks() -> None:
    takes = {number: letters("ABCDEFGHIJKL"[number % 12 :][:3], 4) for number in range(1, 61)}

    rows = roster_meeting([20, 25, 25, 18], takes, [NONE] * 4)

    assert [sum(row[place] for row in rows.values()) for place in range(4)] == [20, 25, 25, 18]
    assert switches(rows) == 2 * 25
