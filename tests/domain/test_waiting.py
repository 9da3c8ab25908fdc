"""The estimate of the wait: against the rules run minute by minute, and what it promises."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.queue import Desk, Key, Queued, next_to_admit, next_to_call
from scheduler.domain.waiting import estimate, in_minutes

NOW = datetime(2025, 3, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALLS = 3000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 100


def at(minute: float) -> datetime:
    return NOW + minute * MINUTE


def ticket(number: int, service: str = "A", *, people: int = 1, stage: str = "waiting", aside: int = 0) -> Queued:
    return Queued(number, service, Key(at(number), number), people, stage, at(aside) if aside else None)


def desk(number: int, services: str = "A", *, is_open: bool = True, busy: bool = False) -> Desk:
    return Desk(number, frozenset(services), is_open, busy)


def waits(tickets, desks, *, limit=4, inside=None, minutes=10, frees=None):
    """The estimate where every ticket takes the same minutes, and those admitted are all who are inside."""
    held = sum(t.people for t in tickets if t.stage == "admitted") if inside is None else inside
    at_counter = {t.id: minutes for t in tickets}
    return estimate(tickets, desks, limit=limit, inside=held, now=NOW, minutes=at_counter, frees=frees or {})


# --- the range


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, (0, 1)),
        (0.5, (0, 1)),
        (1, (0, 2)),
        (2, (1, 3)),
        (5, (4, 7)),
        (10, (8, 13)),
        (12.5, (10, 17)),
        (70, (56, 91)),
    ],
)
def test_range_is_rounded_outwards_and_never_empty(minutes, expected):
    assert in_minutes(minutes * MINUTE) == expected


# --- what is estimated


def test_waiting_until_admitted_and_admitted_until_called():
    tickets = [ticket(1, stage="admitted"), ticket(2, stage="admitted"), ticket(3), ticket(4)]

    seen = waits(tickets, [desk(1)], limit=2)

    assert seen == {1: (0, 1), 2: (8, 13), 3: (8, 13), 4: (16, 26)}


def test_places_of_a_busy_desk_are_freed_when_it_is():
    seen = waits([ticket(1, people=2)], [desk(1, busy=True)], inside=4, frees={1: (at(5), 2)})

    assert seen == {1: (4, 7)}


def test_overdue_desk_is_expected_in_a_minute():
    seen = waits([ticket(1)], [desk(1, busy=True)], inside=4, frees={1: (at(-20), 1)})

    assert seen == {1: in_minutes(MINUTE)}


def test_busy_desk_nothing_is_known_of_stays_busy():
    seen = waits([ticket(1, stage="admitted"), ticket(2)], [desk(1, busy=True)])

    assert seen == {2: (0, 1)}


def test_people_of_a_desk_on_a_break_still_leave():
    desks = [desk(1, is_open=False, busy=True), desk(2, busy=True)]

    seen = waits([ticket(1), ticket(2)], desks, limit=1, inside=1, frees={1: (at(10), 1)})

    assert seen == {1: (8, 13)}


def test_people_of_a_desk_that_is_no_more_still_leave():
    assert waits([ticket(1)], [desk(1)], inside=4, frees={9: (at(10), 1)}) == {1: (8, 13)}


def test_hall_is_never_emptier_than_empty_after_a_recount():
    tickets = [ticket(number) for number in (1, 2, 3, 4)]

    seen = waits(tickets, [desk(1, busy=True)], limit=2, inside=1, frees={1: (at(5), 3)})

    assert seen == {1: (0, 1), 2: (4, 7), 3: (4, 7), 4: (12, 20)}


def test_lower_counters_call_first_in_whatever_order_they_are_given():
    tickets = [ticket(1, "A", stage="admitted"), ticket(2, "B", stage="admitted")]

    assert waits(tickets, [desk(2, "A"), desk(1, "AB")]) == {1: (0, 1), 2: (8, 13)}


def test_hall_drains_for_a_party_and_the_rest_wait_for_it():
    tickets = [replace(ticket(1, people=4), passed=2), ticket(2), ticket(3)]
    desks = [desk(1, busy=True), desk(2, busy=True)]

    seen = waits(tickets, desks, inside=3, frees={1: (at(5), 2), 2: (at(10), 1)})

    assert seen[2] == (0, 1)
    assert seen[1] == in_minutes(15 * MINUTE)  # 2 is called at 5 and leaves last
    assert seen[3] == in_minutes(25 * MINUTE)


def test_office_sets_how_often_a_party_is_passed():
    tickets = [ticket(1, people=4), ticket(2)]
    hall = {"limit": 4, "inside": 1, "now": NOW, "minutes": {1: 10, 2: 10}, "frees": {1: (at(10), 1)}}

    assert estimate(tickets, [desk(1, busy=True)], passes=0, **hall) == {1: (8, 13), 2: (16, 26)}
    assert estimate(tickets, [desk(1, busy=True)], passes=1, **hall) == {2: (0, 1), 1: (16, 26)}


def test_who_is_set_aside_waits_until_then():
    tickets = [ticket(1, aside=30), ticket(2, stage="admitted", aside=20), ticket(3)]

    assert waits(tickets, [desk(1)]) == {1: (24, 39), 2: (16, 26), 3: (0, 1)}


def test_who_never_gets_in_is_absent():
    larger, foreign, closed, fits = ticket(1, people=5), ticket(2, "B"), ticket(3, "C"), ticket(4)

    seen = waits([larger, foreign, closed, fits, ticket(5, stage="parked")], [desk(1), desk(2, "C", is_open=False)])

    assert seen.keys() == {4}


def test_nobody_is_estimated_where_nobody_leaves():
    assert waits([ticket(1)], [desk(1)], inside=4) == {}


def test_empty_hall_has_no_estimates():
    assert waits([], []) == {}


# --- against the rules run minute by minute


def minute_by_minute(tickets, desks, *, limit, inside, minutes, frees):
    """The same forecast without any of its shortcuts: the public rules asked again and again."""
    queue, hall = {t.id: t for t in tickets}, {d.number: d for d in desks}
    leaving = {number: (max(minute, 1), people) for number, (minute, people) in frees.items()}
    moments = {}
    for minute in range(700):
        for number in [n for n, (free, _) in leaving.items() if free <= minute]:
            inside -= leaving.pop(number)[1]
            hall[number] = replace(hall[number], busy=False)
        while True:
            for number in sorted(hall):
                called = next_to_call(hall[number], queue.values(), at(minute))
                if called:
                    moments.setdefault(called.id, minute)
                    leaving[number] = (minute + minutes[called.id], called.people)
                    hall[number] = replace(hall[number], busy=True)
                    del queue[called.id]
            admission = next_to_admit(
                list(queue.values()), list(hall.values()), limit=limit, inside=inside, now=at(minute)
            )
            if admission is None:
                break
            for party in admission.passes:
                queue[party.id] = replace(party, passed=party.passed + 1)
            moments[admission.ticket.id] = minute
            queue[admission.ticket.id] = replace(admission.ticket, stage="admitted")
            inside += admission.ticket.people
    return {number: in_minutes(minute * MINUTE) for number, minute in moments.items()}


@st.composite
def halls(draw):
    limit = draw(st.integers(1, 8))
    tickets = [
        Queued(number, service, Key(at(due), number), people, stage, at(aside) if aside > 0 else None, passed)
        for number, (service, due, people, stage, aside, passed) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.sampled_from("ABC"),
                        st.integers(-20, 20),
                        st.sampled_from([1, 1, 1, 2, 3, 9]),
                        st.sampled_from(["waiting", "waiting", "waiting", "admitted", "parked"]),
                        st.integers(-60, 15),
                        st.integers(0, 3),
                    ),
                    max_size=20,
                )
            )
        )
    ]
    services = st.frozensets(st.sampled_from("ABC"), min_size=1)
    desks = [
        Desk(number, *facts)
        for number, facts in enumerate(draw(st.lists(st.tuples(services, st.booleans(), st.booleans()), max_size=4)), 1)
    ]
    frees = {d.number: (draw(st.integers(-5, 20)), draw(st.integers(1, 3))) for d in desks if d.busy}
    held = sum(t.people for t in tickets if t.stage == "admitted") + sum(people for _, people in frees.values())
    return {
        "tickets": tickets,
        "desks": draw(st.permutations(desks)),
        "limit": limit,
        "inside": held + draw(st.integers(0, 2)),
        "minutes": {t.id: draw(st.integers(1, 12)) for t in tickets},
        "frees": frees,
    }


@settings(max_examples=HALLS, deadline=None)
@given(halls())
def test_estimates_agree_with_the_rules_minute_by_minute(hall):
    frees = {number: (at(minute), people) for number, (minute, people) in hall["frees"].items()}

    assert estimate(**{**hall, "frees": frees}, now=NOW) == minute_by_minute(**hall)


@settings(max_examples=HALLS, deadline=None)
@given(
    dues=st.lists(st.integers(-30, 30), min_size=1, max_size=30),
    indoors=st.integers(0, 10),
    room=st.integers(0, 4),
    counters=st.integers(1, 4),
    minutes=st.integers(1, 12),
)
def test_equal_work_is_estimated_in_order(dues, indoors, room, counters, minutes):
    keys = sorted(Key(at(due), number) for number, due in enumerate(dues))
    stages = ["admitted"] * indoors + ["waiting"] * len(keys)
    tickets = [Queued(key.seq, "A", key, 1, stage) for key, stage in zip(keys, stages, strict=False)]
    limit = sum(t.stage == "admitted" for t in tickets) + room

    seen = waits(tickets, [desk(number) for number in range(1, counters + 1)], limit=limit, minutes=minutes)

    for stage in ("admitted", "waiting"):
        ranges = [seen[t.id] for t in tickets if t.stage == stage and t.id in seen]
        assert [low for low, _ in ranges] == sorted(low for low, _ in ranges)
        assert [high for _, high in ranges] == sorted(high for _, high in ranges)
    assert len(seen) == len(tickets) or limit == 0
    assert all(0 <= low < high for low, high in seen.values())


def test_a_hundred_waiting_are_estimated_quickly():
    tickets = [ticket(n, "AB"[n % 2], people=1 + (n % 7 == 0)) for n in range(100)]
    desks = [desk(number, "AB", busy=True) for number in range(1, 6)]
    frees = {number: (at(number), 1) for number in range(1, 6)}

    def timed() -> float:
        start = perf_counter()
        assert len(waits(tickets, desks, limit=20, inside=20, frees=frees)) == 100
        return perf_counter() - start

    assert min(timed() for _ in range(7)) < 0.02  # 2 to 4 ms where nothing else runs
