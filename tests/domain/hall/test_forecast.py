"""The forecast does less work than its plainest form, and comes to the same: in any hall, for everybody in it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.forecast import Forecast, Leaving, Outlook, Work
from scheduler.domain.hall.queue import ADMITTED, WAITING, Desk, Key, Queued
from scheduler.domain.hall.rests import Rest
from scheduler.domain.hall.waiting import estimates_of, is_too_late
from tests.domain.hall.plain_forecast import PlainForecast

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
LETTERS = "ABC"


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


@st.composite
def halls(draw: st.DrawFn) -> Outlook:
    """Any hall: counters shut or busy, people inside, outside, set aside, sent to a counter, and still expected."""
    numbers = range(1, draw(st.integers(1, 5)) + 1)
    desks = [
        Desk(n, frozenset(draw(st.sets(st.sampled_from(LETTERS), max_size=3))), draw(chance(4)), draw(st.booleans()))
        for n in numbers
    ]
    tickets = [draw(queued(number, numbers)) for number in range(draw(st.integers(0, 14)))]
    work = {t.id: Work(draw(minutes), draw(st.sampled_from((0.0, 9.0))), draw(doubts)) for t in tickets}
    busy = [desk.number for desk in desks if desk.busy and draw(chance(4))] + ([99] if draw(st.booleans()) else [])
    first, gaps = draw(st.sampled_from((-5, 0))), sorted(draw(st.sets(st.sampled_from((0, 10.5, 30, 60)), max_size=3)))
    spans = [(first + gap, first + gap + draw(st.sampled_from((5, 10.5)))) for gap in gaps]
    return Outlook(
        tickets,
        desks,
        limit=draw(st.integers(1, 6)),
        inside=draw(st.integers(0, 7)),
        now=NOW,
        work=work,
        leaving={number: Leaving(at(draw(st.integers(-3, 12))), draw(st.integers(0, 2)), 4.0) for number in busy},
        passes=draw(st.integers(0, 3)),
        rests=draw(st.permutations([Rest(at(start), at(end), admits=draw(st.booleans())) for start, end in spans])),
        ends={letter: at(draw(st.integers(-10, 90))) for letter in sorted(draw(st.sets(st.sampled_from(LETTERS))))},
    )


def chance(of: int) -> st.SearchStrategy[bool]:
    """True but once in so many times."""
    return st.integers(1, of).map(lambda drawn: drawn > 1)


doubts = st.sampled_from((None, 0.2))
minutes = st.integers(1, 80).map(lambda quarters: quarters / 4)


@st.composite
def queued(draw: st.DrawFn, number: int, counters: range) -> Queued:
    """One of those; below zero are the expected, who are set aside outside until they come."""
    is_expected = draw(st.integers(0, 3)) == 0
    stage = WAITING if is_expected else draw(st.sampled_from((WAITING, ADMITTED, "parked")))
    back = draw(st.sampled_from((None, None, -1, 7, 40)))
    return Queued(
        -number - 1 if is_expected else number,
        draw(st.sampled_from(LETTERS)),
        Key(at(draw(st.integers(-30, 30))), number, draw(st.sampled_from((0, 0, 0, 1, 2)))),
        draw(st.integers(1, 4)),
        stage,
        not_before=at(8) if is_expected else None if back is None else at(back),
        passed=draw(st.integers(0, 3)),
        counter=draw(st.sampled_from((None, *counters))) if stage == ADMITTED else None,
    )


@given(halls())
def test_it_comes_to_the_same_for_everybody_who_is_here(hall: Outlook) -> None:
    plain, forecast = PlainForecast(hall), Forecast(hall)

    forecast.run()

    here = {ticket.id for ticket in hall.tickets if ticket.id >= 0}
    for quick, slow in ((forecast.admitted, plain.admitted), (forecast.called, plain.called)):
        assert {k: v for k, v in quick.items() if k in here} == {k: v for k, v in slow.items() if k in here}


@given(halls())
def test_the_same_is_told_and_the_same_are_too_late(hall: Outlook) -> None:
    plain, estimates = PlainForecast(hall), estimates_of(hall)

    here = [ticket for ticket in hall.tickets if ticket.id >= 0]
    assert {t.id: estimates.minutes.get(t.id) for t in here} == {t.id: plain.minutes().get(t.id) for t in here}
    outside = [ticket for ticket in here if ticket.stage == WAITING]
    late = {t.id for t in outside if t.id in plain.called and plain.is_too_late(t)}
    assert {t.id for t in outside if t.id in estimates.too_late} == late
    assert {t.id for t in outside if is_too_late(hall, t)} == late


@given(halls())
def test_who_is_in_time_is_called_before_the_end_beside_those_inside(hall: Outlook) -> None:
    judge = InTime(hall)

    taken = {service for desk in hall.desks if desk.is_open for service in desk.services}
    for ticket in hall.tickets:
        if ticket.id >= 0 and ticket.stage == WAITING and ticket.service in taken:  # who came
            assert judge(ticket) == _is_in_time(hall, ticket), ticket


def _is_in_time(hall: Outlook, ticket: Queued) -> bool:
    end = hall.ends.get(ticket.service)
    if end is None or end <= NOW:
        return end is None
    indoors = [t for t in hall.tickets if t.stage == ADMITTED and (t.not_before is None or t.not_before <= NOW)]
    inside = Queued(**{**_fields(ticket), "stage": ADMITTED, "not_before": None})
    hall = Outlook(**{**_fields(hall), "tickets": [*indoors, inside]})
    called = PlainForecast(hall).called.get(ticket.id)
    return called is not None and called.at < end


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}  # type: ignore[attr-defined]
