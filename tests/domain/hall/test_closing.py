"""The end of the day: who is still let in, and that no counter stands idle for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.queue import Desk, Key, Queued, next_to_admit
from scheduler.domain.hall.rests import Rest
from scheduler.domain.hall.waiting import estimate
from tests.domain.hall.hall_days import Day

NOW = datetime(2025, 3, 4, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minute: float) -> datetime:
    return NOW + minute * MINUTE


def ticket(number: int, service: str = "A", *, stage: str = "waiting", due: int | None = None) -> Queued:
    return Queued(number, service, Key(at(number if due is None else due), number), 1, stage)


def desk(number: int, services: str = "A", *, busy: bool = False) -> Desk:
    return Desk(number, frozenset(services), True, busy)


def outlook(
    tickets: list[Queued], desks: list[Desk], *, frees: dict[int, float] | None = None, **ends: float
) -> Outlook:
    """Ten minutes a visit; `A=30`: the work of service A ends in 30 minutes."""
    return Outlook(
        tickets,
        desks,
        limit=20,
        inside=sum(t.stage == "admitted" for t in tickets) + len(frees or {}),
        now=NOW,
        work={t.id: Work(10) for t in tickets},
        leaving={number: Leaving(at(minute), 1) for number, minute in (frees or {}).items()},
        ends={service: at(minute) for service, minute in ends.items()},
    )


def in_time(hall: Outlook) -> list[int]:
    judge = InTime(hall)
    return [t.id for t in hall.tickets if t.stage == "waiting" and judge(t)]


def test_from_the_end_on_nobody_is_in_time():
    assert in_time(outlook([ticket(1)], [desk(1)], A=0)) == []
    assert in_time(outlook([ticket(1)], [desk(1)], A=-10)) == []


def test_each_service_has_its_own_end():
    assert in_time(outlook([ticket(1), ticket(2, "B")], [desk(1, "AB")], A=0, B=30)) == [2]


def test_day_without_hours_has_no_end():
    assert in_time(outlook([ticket(1)], [desk(1)])) == [1]


def test_whom_a_free_counter_takes_is_in_time_to_the_last_minute():
    assert in_time(outlook([ticket(1)], [desk(1)], A=0.1)) == [1]


def test_who_would_be_called_before_the_end_is_in_time():
    inside = [ticket(n, stage="admitted", due=-n) for n in (1, 2)]
    hall = [*inside, ticket(3), ticket(4)]

    assert in_time(outlook(hall, [desk(1, busy=True)], frees={1: 5}, A=26)) == [3, 4]
    assert in_time(outlook(hall, [desk(1, busy=True)], frees={1: 5}, A=25)) == []


def test_two_counters_call_twice_as_many_before_the_end():
    hall = [*(ticket(n, stage="admitted", due=-n) for n in (1, 2)), ticket(3)]

    assert in_time(outlook(hall, [desk(1, busy=True), desk(2, busy=True)], frees={1: 5, 2: 5}, A=16)) == [3]


def test_who_goes_first_is_in_time_where_those_after_are_not():
    inside = [ticket(n, stage="admitted") for n in (11, 12)]
    first, last = ticket(3, due=0), ticket(4, due=99)

    assert in_time(outlook([*inside, first, last], [desk(1, busy=True)], frees={1: 5}, A=6)) == [3]


def test_break_ahead_leaves_less_of_the_day():
    hall = outlook([ticket(1, stage="admitted"), ticket(2)], [desk(1)], A=60)

    assert in_time(hall) == [2]
    assert in_time(replace(hall, rests=[Rest(at(5), at(65))])) == []


def test_before_opening_the_day_is_still_ahead():
    hall = outlook([ticket(1)], [desk(1)], A=60)

    assert in_time(replace(hall, rests=[Rest(at(-1), at(30), admits=True)])) == [1]


def test_party_that_is_not_in_time_does_not_drain_the_hall():
    party = replace(ticket(1), people=3, passed=3)
    hall = replace(outlook([party, ticket(2, "B")], [desk(1, "AB")], A=0, B=30), limit=2)

    admission = next_to_admit(hall.tickets, hall.desks, limit=3, inside=1, now=NOW, in_time=InTime(hall))

    assert admission is not None
    assert admission.ticket.id == 2


@st.composite
def evenings(draw):
    """A hall somewhat before the end of the day."""
    services = draw(st.sampled_from(["A", "AB", "ABC"]))
    tickets = [
        ticket(number, service, stage=stage, due=due)
        for number, (service, stage, due) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(services), st.sampled_from(["waiting", "admitted"]), st.integers(-60, 20)
                    ),
                    max_size=15,
                )
            )
        )
    ]
    kinds = draw(st.lists(st.tuples(st.frozensets(st.sampled_from(services), min_size=1), st.booleans()), max_size=4))
    desks = [Desk(number, taken, True, busy) for number, (taken, busy) in enumerate(kinds, start=1)]
    frees = {d.number: draw(st.integers(-5, 15)) for d in desks if d.busy}
    hall = outlook(tickets, desks, frees=frees, **{s: draw(st.integers(0, 60)) for s in services})
    rests = draw(st.sampled_from([[], [Rest(at(7), at(20))]]))
    return replace(hall, rests=rests, work={t.id: Work(draw(st.integers(1, 20))) for t in tickets})


@settings(deadline=None)
@given(evenings())
def test_no_counter_is_idle_beside_somebody_outside_before_the_end(hall):
    judge = InTime(hall)
    free = [d for d in hall.desks if not d.busy and not _takes_one_of(d, hall.tickets, "admitted")]

    for counter in free:
        for waiting in hall.tickets:
            before_the_end = waiting.service in hall.ends and hall.ends[waiting.service] > NOW
            if waiting.stage == "waiting" and waiting.service in counter.services and before_the_end:
                assert judge(waiting)


def _takes_one_of(counter: Desk, tickets: list[Queued], stage: str) -> bool:
    return any(t.stage == stage and t.service in counter.services for t in tickets)


@settings(deadline=None)
@given(evenings(), st.randoms(use_true_random=False))
def test_whoever_is_asked_about_first_everybody_is_judged_alike(hall, random):
    outside = [t for t in hall.tickets if t.stage == "waiting"]
    random.shuffle(outside)
    judge = InTime(hall)

    assert [judge(each) for each in outside] == [InTime(hall)(each) for each in outside]


@settings(deadline=None)
@given(evenings())
def test_who_is_in_time_is_called_before_the_end_if_all_goes_as_expected(hall):
    indoors = [t for t in hall.tickets if t.stage == "admitted"]
    assume(not any(_takes_one_of(d, indoors, "admitted") for d in hall.desks if not d.busy))  # whom it takes is called
    judge = InTime(hall)

    for waiting in hall.tickets:
        if waiting.stage != "waiting" or not any(waiting.service in d.services for d in hall.desks):
            continue
        beside = replace(hall, tickets=[*indoors, waiting], limit=99)
        served = waiting.id in estimate(beside) and hall.ends[waiting.service] > NOW
        assert judge(waiting) == served


def test_day_ends_with_nobody_left_inside_and_few_calls_after_the_end():
    late = []
    for seed in range(6):
        day = Day(Random(seed), ratios={"A": [], "B": []})
        day.live()
        late += day.late
        assert not [t for t in day.queue.values() if t.stage != "waiting"]

    assert len(late) < 6 * 3
    assert max(late, default=0) < 20
