"""The estimate of the wait: against the rules run minute by minute, and what it promises."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.likely import assumed_minutes, rounded
from scheduler.domain.hall.queue import Desk, Key, Queued, next_to_admit, next_to_call
from scheduler.domain.hall.rests import Rest, after_work, worked
from scheduler.domain.hall.waiting import estimate, is_too_late

NOW = datetime(2025, 3, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALLS = 3000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 100


def at(minute: float) -> datetime:
    return NOW + minute * MINUTE


def ticket(number: int, service: str = "A", *, people: int = 1, stage: str = "waiting", aside: int = 0) -> Queued:
    return Queued(number, service, Key(at(number), number), people, stage, at(aside) if aside else None)


def desk(number: int, services: str = "A", *, is_open: bool = True, busy: bool = False) -> Desk:
    return Desk(number, frozenset(services), is_open, busy)


def outlook(tickets, desks, *, limit=4, inside=None, minutes=10, frees=None, **more):
    """Where every ticket takes the same minutes, nothing was recorded, and those admitted are all who are inside."""
    held = sum(t.people for t in tickets if t.stage == "admitted") if inside is None else inside
    known = minutes if isinstance(minutes, dict) else {t.id: minutes for t in tickets}
    work = {number: Work(each) for number, each in known.items()}
    leaving = {number: Leaving(*each) for number, each in (frees or {}).items()}
    return Outlook(tickets, desks, limit=limit, inside=held, now=NOW, work=work, leaving=leaving, **more)


def waits(tickets, desks, **facts):
    return estimate(outlook(tickets, desks, **facts))


def in_minutes(minutes: float) -> tuple[int, int]:
    """What is said of a wait before anything was recorded."""
    return rounded(*assumed_minutes(minutes))


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
    assert in_minutes(minutes) == expected


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

    assert seen == {1: in_minutes(1)}


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
    assert seen[1] == in_minutes(15)  # 2 is called at 5 and leaves last
    assert seen[3] == in_minutes(25)


def test_office_sets_how_often_a_party_is_passed():
    tickets = [ticket(1, people=4), ticket(2)]
    hall = {"inside": 1, "frees": {1: (at(10), 1)}}

    assert waits(tickets, [desk(1, busy=True)], passes=0, **hall) == {1: (8, 13), 2: (16, 26)}
    assert waits(tickets, [desk(1, busy=True)], passes=1, **hall) == {2: (0, 1), 1: (16, 26)}


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


# --- rests and the end of the day


def test_break_ahead_is_added_to_the_wait_of_those_who_meet_it():
    tickets = [ticket(n, stage="admitted") for n in (1, 2, 3)]

    seen = waits(tickets, [desk(1)], rests=[Rest(at(15), at(75))])

    assert seen == {1: (0, 1), 2: (8, 13), 3: (12, 20 + 60)}  # 15 minutes of work from now: just before it or after


def test_range_may_lie_on_both_sides_of_a_break():
    seen = waits([ticket(1, stage="admitted"), ticket(2, stage="admitted")], [desk(1)], rests=[Rest(at(9), at(69))])

    assert seen[2] == (7, 12 + 60)  # the visit before is over in the break, at 10: nine minutes of work from now


def test_nobody_comes_in_during_a_break():
    seen = waits([ticket(1)], [desk(1, busy=True)], inside=4, frees={1: (at(10), 1)}, rests=[Rest(at(5), at(65))])

    assert seen == {1: (4, 67)}


def test_before_opening_people_come_in_and_are_called_when_it_opens():
    tickets = [ticket(1, stage="admitted"), ticket(2), ticket(3)]

    seen = waits(tickets, [desk(1)], limit=2, rests=[Rest(at(-5), at(15), admits=True)])

    assert seen == {1: (15, 16), 2: (0, 1), 3: (15 + 8, 15 + 13)}


def test_who_stands_outside_and_would_be_called_after_the_end_is_absent():
    tickets = [ticket(1, stage="admitted"), ticket(2, stage="admitted"), ticket(3), ticket(4, "B")]

    seen = waits(tickets, [desk(1, "AB")], ends={"A": at(20), "B": at(60)})

    assert seen.keys() == {1, 2, 4}
    assert waits(tickets, [desk(1, "AB")], ends={"A": at(20.5), "B": at(60)}).keys() == {1, 2, 3, 4}


def test_who_is_inside_is_served_after_the_end():
    assert waits([ticket(1, stage="admitted"), ticket(2)], [desk(1)], ends={"A": at(0)}) == {1: (0, 1)}


@pytest.mark.parametrize(("ends", "expected"), [(25, False), (15, True), (None, False)])
def test_whoever_would_be_called_after_the_end_is_too_late(ends, expected):
    tickets = [ticket(1), ticket(2), ticket(3)]
    hall = outlook(tickets, [desk(1)], ends={"A": at(ends)} if ends else {})

    assert is_too_late(hall, tickets[-1]) is expected


def test_whom_no_counter_takes_is_not_late_but_waits_for_one():
    tickets = [ticket(1)]

    assert not is_too_late(outlook(tickets, [desk(1, "B")], ends={"A": at(5)}), tickets[0])


@given(
    rests=st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=3),
    since=st.integers(-30, 120),
    work=st.integers(1, 200),
)
def test_work_that_begins_outside_a_rest_ends_when_so_much_was_worked(rests, since, work):
    spans, moment = [], 0
    for gap, length in rests:
        spans.append(Rest(at(moment + gap), at(moment + gap + length)))
        moment += gap + length

    ends = after_work(at(since), work * MINUTE, spans)

    assert worked(at(since), ends, spans) == work * MINUTE
    assert not any(rest.covers(ends) for rest in spans)


# --- what was recorded


def recorded(minutes: float, *, variance: float = 9.0, doubt: float = 0.1) -> Work:
    return Work(minutes, variance, doubt)


def test_range_grows_with_the_visits_ahead_but_slower_than_the_wait():
    tickets = [ticket(n, stage="admitted") for n in range(1, 31)]
    seen = estimate(replace(outlook(tickets, [desk(1)]), work={t.id: recorded(6) for t in tickets}))

    widths = [seen[number][1] - seen[number][0] for number in (2, 5, 15, 30)]

    assert widths == sorted(widths)
    assert widths[0] / 6 > widths[1] / 24 > widths[2] / 84 > widths[3] / 174


def test_counters_that_share_the_work_are_surer_than_one():
    tickets = [ticket(n, stage="admitted") for n in range(1, 41)]
    work = {t.id: recorded(6, doubt=0.0) for t in tickets}

    alone = estimate(replace(outlook(tickets[:11], [desk(1)]), work=work))[11]
    together = estimate(replace(outlook(tickets[:31], [desk(n) for n in (1, 2, 3)]), work=work))[31]

    assert alone[0] < together[0] < 60 < together[1] < alone[1]


def test_wait_of_one_service_takes_its_spread_from_its_own_counters():
    tickets = [ticket(n, "A" if n < 9 else "B", stage="admitted") for n in range(1, 11)]
    work = {t.id: recorded(6, variance=30.0 if t.service == "A" else 0.5) for t in tickets}

    seen = estimate(replace(outlook(tickets, [desk(1, "A"), desk(2, "B")]), work=work))

    assert seen[2][0] < seen[10][0] <= seen[10][1] < seen[2][1]


# --- against the rules run minute by minute


def minute_by_minute(tickets, desks, *, limit, inside, minutes, frees, rests):
    """The same forecast without any of its shortcuts: the public rules asked again and again."""
    queue, hall = {t.id: t for t in tickets}, {d.number: d for d in desks}
    leaving = {number: (max(minute, 1), people) for number, (minute, people) in frees.items()}
    moments = {}
    for minute in range(700):
        for number in [n for n, (free, _) in leaving.items() if free <= minute]:
            inside -= leaving.pop(number)[1]
            hall[number] = replace(hall[number], busy=False)
        at_rest = [rest for rest in rests if rest.covers(at(minute))]
        while not at_rest or at_rest[0].admits:
            for number in sorted(hall) if not at_rest else []:
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
    return {number: _told(minute, rests) for number, minute in moments.items()}


def _told(minute, rests):
    reach = assumed_minutes(worked(NOW, at(minute), rests) / MINUTE)
    return rounded(*((after_work(NOW, each * MINUTE, rests) - NOW) / MINUTE for each in reach)) if minute else (0, 1)


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
        "rests": draw(
            st.sampled_from([[], [], [Rest(at(12), at(40))], [Rest(at(-9), at(7), admits=True)], [LUNCH, PRE]])
        ),
    }


LUNCH, PRE = Rest(at(20), at(50)), Rest(at(-5), at(5), admits=True)


@settings(max_examples=HALLS, deadline=None)
@given(halls())
def test_estimates_agree_with_the_rules_minute_by_minute(hall):
    frees = {number: (at(minute), people) for number, (minute, people) in hall["frees"].items()}

    assert waits(**{**hall, "frees": frees}) == minute_by_minute(**hall)


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
