"""The rules of the queue, one at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.hall.queue import (
    Admission,
    Desk,
    Key,
    Queued,
    Rules,
    due_at,
    next_to_admit,
    next_to_call,
    place_behind,
)

NINE = datetime(2025, 3, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE)


def at(minute: int) -> datetime:
    return NINE + minute * MINUTE


def ticket(number: int, service: str = "A", **facts: Any) -> Queued:
    """A single person waiting outside, due at minute `due` (its number, unless said otherwise)."""
    key = Key(at(facts.pop("due", number)), number, facts.pop("again", 0))
    return Queued(**{"id": number, "service": service, "key": key, "people": 1, "stage": "waiting", **facts})


def inside(number: int, service: str = "A", **facts: Any) -> Queued:
    return ticket(number, service, **{"stage": "admitted", **facts})


def desk(number: int, services: str = "A", *, is_open: bool = True, busy: bool = False) -> Desk:
    return Desk(number, frozenset(services), is_open, busy)


def admit(
    tickets: list[Queued], desks: list[Desk], *, limit: int = 4, minute: int = 60, **more: int
) -> Admission | None:
    people = more.pop("inside", sum(t.people for t in tickets if t.stage == "admitted"))
    return next_to_admit(tickets, desks, limit=limit, inside=people, now=at(minute), **more)


def admitted(*args: Any, **facts: Any) -> tuple[int, str, list[int]] | None:
    """The id that comes in, why, and the ids it passes."""
    admission = admit(*args, **facts)
    return admission and (admission.ticket.id, admission.reason, [t.id for t in admission.passes])


# --- sent to a counter


def test_counter_calls_whom_it_was_sent_and_no_other_does():
    line = [inside(1, "B", counter=2), inside(2)]

    assert next_to_call(desk(1, "AB"), line, at(60)).id == 2
    assert next_to_call(desk(2, "A"), line, at(60)).id == 1


def test_sent_ones_stand_in_the_order_of_the_queue():
    line = [inside(1), inside(2, counter=1)]

    assert next_to_call(desk(1), line, at(60)).id == 1


def test_counter_with_nobody_but_who_was_sent_elsewhere_is_idle():
    assert admitted([inside(1, counter=2), ticket(2, "B"), ticket(3)], [desk(1), desk(2, "AB", busy=True)]) == (
        3,
        "idle_counter",
        [],
    )


# --- due


@pytest.mark.parametrize(
    ("arrived", "slot", "priority", "due"),
    [
        pytest.param(-10, 0, False, 0, id="early"),
        pytest.param(0, 0, False, 0, id="on the minute"),
        pytest.param(15, 0, False, 0, id="last moment of grace"),
        pytest.param(16, 0, False, 16, id="late"),
        pytest.param(5, None, False, 25, id="walk-in"),
        pytest.param(-10, 0, True, -15, id="early with priority"),
        pytest.param(16, 0, True, 1, id="late with priority"),
        pytest.param(5, None, True, 10, id="walk-in with priority"),
    ],
)
def test_due(arrived, slot, priority, due):
    start = None if slot is None else at(slot)

    assert due_at(at(arrived), start, priority=priority, rules=RULES) == at(due)


@given(
    due=st.integers(0, 500),
    later=st.integers(1, 500),
    slot=st.none() | st.integers(0, 1000),
    priority=st.booleans(),
    stretches=st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)),
)
def test_whoever_is_due_goes_before_all_who_arrive_after_lead_and_grace(due, later, slot, priority, stretches):
    grace, delay, lead = (minutes * MINUTE for minutes in stretches)
    rules = Rules(grace=grace, walk_in_delay=delay, priority_lead=lead)
    arrival = at(due + later) + lead + grace

    assert due_at(arrival, None if slot is None else at(slot), priority=priority, rules=rules) > at(due)


# --- behind k others


def test_behind_the_kth_of_its_line():
    line = [ticket(n) for n in (9, 2, 4, 3, 8)]

    key = place_behind(ticket(1), line, again=1, k=3)

    assert key == Key(at(4), 4, 1)


def test_behind_the_last_if_fewer_stand_there():
    assert place_behind(ticket(1), [ticket(2), ticket(3)], again=1, k=5) == Key(at(3), 3, 1)


def test_behind_nobody_when_alone():
    assert place_behind(ticket(1), [], again=1, k=5) == ticket(1).key


def test_behind_nobody_when_k_is_zero():
    assert place_behind(ticket(1), [ticket(2)], again=1, k=0) == ticket(1).key


def test_never_placed_further_forward():
    assert place_behind(ticket(9), [ticket(n) for n in range(1, 9)], again=1, k=2) == ticket(9).key


def test_itself_is_not_among_the_others():
    line = [ticket(n) for n in (1, 2, 3)]

    assert place_behind(line[0], line, again=1, k=1) == Key(at(2), 2, 1)


def test_second_behind_the_same_stands_after_the_first():
    line = [ticket(n) for n in (3, 4, 5)]
    first = place_behind(ticket(1), line, again=1, k=1)

    second = place_behind(ticket(2), line, again=2, k=1)

    assert ticket(3).key < first < second < ticket(4).key


@given(
    dues=st.lists(st.integers(0, 30), min_size=1, max_size=15),
    returns=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 6)), min_size=1, max_size=8),
)
def test_behind_exactly_k_and_those_who_returned_there_before(dues, returns):
    keys = {number: Key(at(due), number) for number, due in enumerate(dues)}
    for again, (chosen, k) in enumerate(returns, start=1):
        number = chosen % len(keys)
        others = [ticket(n, due=0) for n in keys if n != number]
        others = [Queued(t.id, "A", keys[t.id], 1, "waiting") for t in others]
        old = keys[number]

        keys[number] = place_behind(Queued(number, "A", old, 1, "waiting"), others, again=again, k=k)

        line = sorted(other.key for other in others)
        ahead = [key for key in line if key < keys[number]]
        assert keys[number] >= old
        assert len(set(keys.values())) == len(keys)
        if keys[number] != old:
            kth = line[:k][-1]
            assert ahead[: len(line[:k])] == line[:k]
            assert all(key[:2] == kth[:2] and key.again for key in ahead[k:])


# --- called


def test_first_of_the_desks_services_among_the_admitted_is_called():
    tickets = [ticket(1), inside(2, "C"), inside(5), inside(4, "B"), inside(3, stage="serving")]

    assert next_to_call(desk(1, "AB"), tickets, at(60)).id == 4


def test_order_of_calls_is_due_then_arrival_then_return():
    same = {"due": 0}
    tickets = [inside(7, due=9), inside(5, **same, again=2), inside(6, **same), inside(4, due=1)]

    order = []
    while called := next_to_call(desk(1), tickets, at(60)):
        order.append(called.id)
        tickets.remove(called)

    assert order == [5, 6, 4, 7]


@pytest.mark.parametrize(
    "counter", [desk(1, is_open=False), desk(1, busy=True), desk(1, "B")], ids=["closed", "busy", "other"]
)
def test_nobody_is_called_to_a_desk_that_cannot_take_them(counter):
    assert next_to_call(counter, [inside(1)], at(60)) is None


def test_who_is_set_aside_is_called_again_from_its_moment_on():
    tickets = [inside(1, not_before=at(30)), inside(2)]

    assert next_to_call(desk(1), tickets, at(29)).id == 2
    assert next_to_call(desk(1), tickets, at(30)).id == 1


# --- admitted


def test_first_of_the_queue_comes_in():
    assert admitted([ticket(2), ticket(1), ticket(3), inside(9)], [desk(1)]) == (1, "order", [])


def test_nobody_waits_nobody_comes_in():
    assert admitted([inside(1), ticket(2, stage="parked"), ticket(3, stage="served")], [desk(1)]) is None


@pytest.mark.parametrize(
    ("people", "limit"), [(4, 4), (6, 4), (0, 0)], ids=["full", "above a lower limit", "limit zero"]
)
def test_nobody_comes_into_a_full_hall(people, limit):
    assert admitted([ticket(1)], [desk(1)], limit=limit, inside=people) is None


def test_whom_no_open_counter_takes_stays_outside():
    tickets = [ticket(1, "B"), ticket(2, "C"), ticket(3)]

    assert admitted(tickets, [desk(1), desk(2, "B", is_open=False)]) == (3, "order", [])


def test_busy_counter_counts_as_one_that_takes():
    assert admitted([ticket(1, "B")], [desk(1, "B", busy=True)]) == (1, "order", [])


def test_who_is_set_aside_comes_in_from_its_moment_on():
    tickets = [ticket(1, not_before=at(30)), ticket(2)]

    assert admitted(tickets, [desk(1)], minute=29) == (2, "order", [])
    assert admitted(tickets, [desk(1)], minute=30) == (1, "order", [])


def test_party_that_fits_takes_the_last_places():
    assert admitted([ticket(1, people=2)], [desk(1)], inside=2) == (1, "order", [])


def test_party_that_does_not_fit_is_passed():
    tickets = [ticket(1, people=3), ticket(2, people=4, passed=2), ticket(3)]

    assert admitted(tickets, [desk(1)], inside=2) == (3, "fits", [1, 2])


def test_hall_drains_for_a_party_passed_three_times():
    tickets = [ticket(1, people=3, passed=3), ticket(2)]

    assert admitted(tickets, [desk(1)], inside=2) is None
    assert admitted(tickets, [desk(1)], inside=1) == (1, "order", [])


def test_hall_drains_even_beside_an_idle_counter_of_another_service():
    tickets = [ticket(1, people=3, passed=3), ticket(2, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B")], inside=2) is None


def test_who_stands_before_the_party_still_comes_in_while_the_hall_drains():
    tickets = [ticket(1), ticket(2, people=3, passed=3), ticket(3)]

    assert admitted(tickets, [desk(1)], inside=2) == (1, "order", [])


def test_office_sets_how_often_a_party_is_passed():
    tickets = [ticket(1, people=3, passed=1), ticket(2)]

    assert admitted(tickets, [desk(1)], inside=2, passes=1) is None
    assert admitted(tickets, [desk(1)], inside=2, passes=2) == (2, "fits", [1])


@pytest.mark.parametrize("passed", [0, 3, 99])
def test_party_larger_than_the_limit_is_passed_over_without_end(passed):
    tickets = [ticket(1, people=5, passed=passed), ticket(2)]

    assert admitted(tickets, [desk(1)], inside=3) == (2, "order", [])


def test_hall_does_not_drain_for_a_party_no_open_counter_takes():
    tickets = [ticket(1, "B", people=3, passed=3), ticket(2)]

    assert admitted(tickets, [desk(1)], inside=2) == (2, "order", [])


def test_whom_an_idle_counter_could_serve_comes_first():
    tickets = [ticket(1), ticket(2), ticket(3, "B"), ticket(4, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B")]) == (3, "idle_counter", [])


def test_idle_counter_with_somebody_inside_waits_for_nobody():
    tickets = [ticket(1), ticket(3, "B"), inside(9, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B")]) == (1, "order", [])


def test_one_inside_feeds_one_of_two_idle_counters():
    tickets = [ticket(1), ticket(3, "B"), inside(9, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B"), desk(3, "B")]) == (3, "idle_counter", [])


def test_counter_with_fewer_services_chooses_first_among_those_inside():
    tickets = [ticket(1, "C"), ticket(2, "B"), ticket(3, "A"), inside(9, "A")]

    assert admitted(tickets, [desk(1, "AB"), desk(2, "A"), desk(3, "C", busy=True)]) == (2, "idle_counter", [])


def test_closed_counter_is_not_idle():
    tickets = [ticket(1), ticket(3, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B", busy=True), desk(3, "B", is_open=False)]) == (
        1,
        "order",
        [],
    )


def test_idle_counters_next_comes_in_past_those_who_fit_and_counts_only_for_the_party():
    tickets = [ticket(1), ticket(2, people=3), ticket(3, "B")]

    assert admitted(tickets, [desk(1, busy=True), desk(2, "B")], inside=2) == (3, "idle_counter", [2])
