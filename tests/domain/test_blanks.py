"""Who gets the next blank, and how long the stock lasts."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.blanks.allocation import (
    FLOOR,
    LEAST_DAYS,
    REST,
    WINDOW,
    Waiting,
    _Turns,
    faults_of_shares,
    forecast,
    group_of,
    in_order,
    ledger_sum,
    may_begin,
    place_by_turns,
    shares_of,
)
from scheduler.domain.offices.presets import REASONS

START = datetime(2026, 11, 2, 1, tzinfo=UTC)
SHARES = {"first": 60, "lost": 20}

reasons = st.sampled_from([*REASONS, None])
lines = st.lists(st.tuples(st.integers(0, 400), reasons, st.booleans()), max_size=40).map(
    lambda rows: [
        Waiting(number, START + timedelta(hours=hour), reason, first)
        for number, (hour, reason, first) in enumerate(rows, 1)
    ]
)
some_shares = st.dictionaries(st.sampled_from(list(REASONS)), st.integers(1, 30), max_size=3)
lately = st.lists(reasons, max_size=WINDOW)


def waiting(number: int, reason: str | None = "changed", *, day: int = 0, first: bool = False) -> Waiting:
    return Waiting(number, START + timedelta(days=day), reason, first)


def ids(line: list[Waiting]) -> list[int]:
    return [each.id for each in line]


def test_without_shares_the_oldest_comes_first_and_of_one_moment_the_first_registered() -> None:
    line = [waiting(3, "first", day=2), waiting(2, "lost", day=1), waiting(1, "first", day=1)]

    assert ids(in_order(line, {})) == [1, 2, 3]


def test_what_the_office_spoilt_comes_before_all_others() -> None:
    line = [waiting(1, "first"), waiting(2, "changed", day=9, first=True)]

    assert ids(in_order(line, SHARES)) == [2, 1]


def test_shares_hold_in_every_release_of_ten() -> None:
    line = [waiting(n, ("first", "lost", "damaged")[n % 3]) for n in range(90)]

    order = in_order(line, SHARES)

    assert Counter(each.reason for each in order[:10]) == {"first": 6, "lost": 2, "damaged": 2}
    assert Counter(each.reason for each in order[:20]) == {"first": 12, "lost": 4, "damaged": 4}


def test_share_that_nobody_uses_flows_to_the_others() -> None:
    line = [waiting(n, "changed") for n in range(5)]

    assert ids(in_order(line, SHARES)) == [0, 1, 2, 3, 4]


def test_one_blank_a_day_reaches_those_without_a_share_too() -> None:
    left = [waiting(n, "first") for n in range(60)] + [waiting(99, "moved_in", day=3)]
    given: list[str | None] = []
    while left and "moved_in" not in given:
        got = in_order(left, {"first": 90}, given)[0]
        left.remove(got)
        given = [*given, got.reason][-WINDOW:]

    assert "moved_in" in given


@given(lines, some_shares, lately)
def test_everybody_stands_in_the_order_once(line: list[Waiting], shares: dict[str, int], given: list[str]) -> None:
    assert sorted(ids(in_order(line, shares, given))) == sorted(ids(line))


@given(lines, some_shares, lately)
def test_order_within_a_reason_is_that_of_waiting(
    line: list[Waiting], shares: dict[str, int], given: list[str]
) -> None:
    order = [each for each in in_order(line, shares, given) if not each.first]

    for group in {group_of(each.reason, shares) for each in order}:
        own = [each.place for each in order if group_of(each.reason, shares) == group]
        assert own == sorted(own)


def place_of(each: Waiting, line: list[Waiting], shares: dict[str, int], given: list[str | None]) -> int:
    """By counts alone, as nobody has to be listed for them."""
    ahead = sorted((other for other in line if other.first), key=lambda other: other.place)
    if each.first:
        return ahead.index(each) + 1
    others = [other for other in line if not other.first]
    group, waiting = group_of(each.reason, shares), Counter(group_of(other.reason, shares) for other in others)
    own = sorted(other.place for other in others if group_of(other.reason, shares) == group)
    seen = [*given, *(other.reason for other in ahead)]
    return len(ahead) + place_by_turns(group, own.index(each.place) + 1, waiting, shares, seen)


@given(lines, some_shares, lately)
def test_place_that_is_counted_is_the_one_in_the_order(
    line: list[Waiting], shares: dict[str, int], given: list[str | None]
) -> None:
    order = in_order(line, shares, given)

    assert [place_of(each, line, shares, given) for each in order] == list(range(1, len(line) + 1))


@given(st.dictionaries(reasons, st.integers(1, 90), min_size=1), some_shares, lately, st.data())
def test_counted_place_holds_in_lines_that_go_round_many_times(
    counts: dict[str | None, int], shares: dict[str, int], given: list[str | None], data: st.DataObject
) -> None:
    each_reason = [reason for reason, count in counts.items() for _ in range(count)]
    line = [waiting(number, reason) for number, reason in enumerate(each_reason)]
    order = in_order(line, shares, given)
    which = data.draw(st.integers(0, len(line) - 1))

    assert place_of(order[which], line, shares, given) == which + 1


def test_place_in_a_line_of_a_million_is_counted_in_a_few_dozen_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, usual = [], _Turns.next_of
    monkeypatch.setattr(_Turns, "next_of", lambda self, groups: turns.append(1) or usual(self, groups))

    place = place_by_turns("lost", 150_000, {"first": 600_000, "lost": 200_000, REST: 200_000}, SHARES)

    assert place == 787_496  # 13, 4 and 4 of each 21
    assert len(turns) < 200


@given(lines, some_shares, lately, st.integers(0, 40))
def test_first_of_the_line_are_found_among_the_first_of_each_group(
    line: list[Waiting], shares: dict[str, int], given: list[str | None], most: int
) -> None:
    """So that a release reads only as many as it is about."""
    heads: dict[object, list[Waiting]] = {}
    for each in sorted(line, key=lambda each: each.place):
        heads.setdefault((each.first, each.reason), []).append(each)
    few = [each for head in heads.values() for each in head[:most]]

    assert in_order(few, shares, given, most=most) == in_order(line, shares, given)[:most]


@given(lines, some_shares, lately, st.integers(0, 40))
def test_release_in_parts_is_the_release_in_one(
    line: list[Waiting], shares: dict[str, int], given: list[str | None], count: int
) -> None:
    whole = in_order(line, shares, given)
    got, left = whole[:count], whole[count:]

    seen = [*given, *(each.reason for each in got)][-WINDOW:]

    assert in_order(left, shares, seen) == left


def test_of_groups_equally_far_behind_the_larger_share_comes_first() -> None:
    """Not the older of the two: whose turn it is must not depend on who they are."""
    line = [waiting(1, "lost"), waiting(2, "first", day=1), waiting(3, "first", day=2)]
    given = ["first"] * 6 + ["lost"] * 3

    assert ids(in_order(line, {"first": 60, "lost": 30}, given)) == [2, 1, 3]


@given(lines, some_shares, lately, st.integers(0, 39))
def test_nobody_starves(line: list[Waiting], shares: dict[str, int], given: list[str | None], which: int) -> None:
    """Whoever is n-th of a group with s percent gets a blank with the (n * 100 / s + WINDOW)-th at the latest."""
    order = in_order(line, shares, given)
    ahead = sum(each.first for each in order)
    for place, each in enumerate(order, start=1):
        if each.first:
            continue
        group = group_of(each.reason, shares)
        nth = sum(group_of(other.reason, shares) == group and not other.first for other in order[:place])
        parts = shares_of(shares)
        assert place <= ahead + nth * sum(parts.values()) / parts[group] + WINDOW


@given(st.integers(0, 50), st.integers(0, 50), st.none() | st.integers(1, 30), st.integers(0, 40))
def test_as_many_begin_as_there_are_blanks_people_and_prints(
    free: int, people: int, per_day: int | None, begun: int
) -> None:
    rest = people if per_day is None else max(0, per_day - begun)

    assert may_begin(free=free, waiting=people, per_day=per_day, begun=begun) == min(free, people, rest)


@given(some_shares)
def test_those_without_a_share_have_a_floor(shares: dict[str, int]) -> None:
    assert shares_of(shares)[REST] >= FLOOR


@pytest.mark.parametrize(
    ("shares", "faults"),
    [
        ({"first": 60, "lost": 30}, []),
        ({"first": 91}, ["first"]),
        ({"first": 0}, ["first"]),
        ({"nothing": 10}, ["nothing"]),
        ({"first": 60, "lost": 31}, ["sum"]),
    ],
)
def test_shares_leave_something_for_the_rest(shares: dict[str, int], faults: list[str]) -> None:
    assert faults_of_shares(shares, REASONS) == faults


def test_ledger_adds_up() -> None:
    entries = [("receipt", 100), ("use", 30), ("spoilt", 2), ("unused", 1), ("count", -4), ("count", 1)]

    assert ledger_sum(entries) == 66


@pytest.mark.parametrize(
    ("stock", "used", "open_days", "a_day", "days_left"),
    [
        (100, 200, 20, 10.0, 10),
        (99, 200, 20, 10.0, 9),
        (0, 5, 20, 0.25, 0),
        (50, 0, 20, None, None),
        (5, 9, 0, None, None),
        (149, 1, 4, None, None),
        (149, 1, 5, 0.2, 745),
    ],
)
def test_stock_lasts_as_long_as_the_last_weeks_say(
    stock: int, used: int, open_days: int, a_day: float | None, days_left: int | None
) -> None:
    found = forecast(stock=stock, used=used, open_days=open_days)

    assert (found.a_day, found.days_left, found.is_early) == (a_day, days_left, open_days < LEAST_DAYS)
