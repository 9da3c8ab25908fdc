"""A counter calls; who was called comes, or does not."""

from datetime import timedelta

import pytest

from scheduler.db.models import Call, Move, Office
from scheduler.domain.counter import (
    CallLimit,
    CallTooSoon,
    CounterBusy,
    CounterClosed,
    CounterUnknown,
    NobodyWaiting,
    OnBreak,
    TicketUnknown,
    TooFewCalls,
)
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.counter import calls, counters, parking
from scheduler.flow.hall import people_count
from tests.scenes.factories import World, at


def test_next_is_called_in_the_order_of_the_queue(office: World):
    walk_in, late, first = office.walk_in().ticket, office.arrived(now=at(9, 20)), office.arrived(9, now=at(9, 10))

    called = [office.call(counter, now=at(9, 20)) for counter in (1, 2, 3)]

    assert called == [first, walk_in, late]
    ticket = office.ticket(first)
    assert (ticket.stage, ticket.called_at) == ("called", at(9, 20))


def test_counter_calls_only_its_services(office: World):
    office.arrived(service="C")
    with pytest.raises(NobodyWaiting):
        office.call(1)

    assert office.call(3) == "C-001"


def test_call_stands_on_the_board_with_its_id(office: World):
    number = office.called(2)

    call = office.board().calls[0]
    assert (call.ticket, call.counter, call.repeat, call.at) == (number, 2, 0, at(9))
    assert call.id == office.rows(Call)[0].id
    assert [face.ticket for face in office.board().counters] == [None, number, None]


def test_counter_that_is_busy_closed_or_unknown_cannot_call(office: World):
    for _ in range(2):
        office.arrived()
    office.call(1)
    office.at_time(counters.close_counter, 2)
    office.at_time(counters.pause_counter, 3, reason="salat")

    for number, refusal in ((1, CounterBusy), (2, CounterClosed), (3, CounterClosed), (9, CounterUnknown)):
        with pytest.raises(refusal):
            office.call(number)


def test_nobody_waits_for_an_empty_hall(office: World):
    with pytest.raises(NobodyWaiting):
        office.call()


def test_given_number_out_of_order_needs_a_reason_and_in_order_none(office: World):
    first, second, third = (office.arrived() for _ in range(3))

    with pytest.raises(ReasonRequired):
        office.call(1, ticket=second, reason=" ")
    assert office.call(1, ticket=second.lower(), reason="sakit") == second
    assert office.call(2, ticket=first) == first
    assert office.moves(second)[-1] == ("admitted", "called", None)
    assert [move.note for move in office.rows(Move, Move.after == "called")] == ["sakit", None]
    with pytest.raises(TicketUnknown):
        office.call(3, ticket="A-099", reason="sakit")
    assert office.ticket(third).stage == "admitted"


def test_given_number_that_waits_outside_or_is_at_a_counter_cannot_be_called(office: World):
    for _ in range(5):
        office.arrived()
    office.call(1)

    for number in ("A-005", "A-001"):
        with pytest.raises(IllegalStep):
            office.call(2, ticket=number, reason="sakit")


def test_given_number_that_was_set_aside_is_resumed(office: World):
    number = office.called()
    office.do(parking.park, number, until=at(9, 30))

    assert office.call(1, ticket=number, reason="kembali") == number
    assert office.moves(number)[-2:] == [("parked", "admitted", "resumed"), ("admitted", "called", None)]


def test_in_the_offices_break_only_a_given_number_is_called_with_a_reason_and_nobody_comes_in(office: World):
    inside = [office.arrived(11, 30, now=at(11, 45)) for _ in range(4)]
    outside = office.arrived(11, 30, now=at(11, 45))

    for facts in ({}, {"ticket": inside[0]}, {"ticket": inside[0], "reason": " "}):
        with pytest.raises(OnBreak) as refused:
            office.call(1, now=at(12, 10), **facts)
        assert refused.value.facts == {"until": at(13)}
    called = office.call(1, now=at(12, 10), ticket=inside[0], reason="sudah di dalam")
    office.hand_over(called, now=at(12, 15))

    assert office.ticket(outside).stage == "waiting"
    office.tick(now=at(13))
    assert office.ticket(outside).stage == "admitted"
    assert office.call(1, now=at(13)) == inside[1]


def test_repeated_calls_and_absences_rest_in_the_break(office: World):
    number = office.called(now=at(11, 58))

    for step in (calls.recall, calls.miss):
        with pytest.raises(OnBreak):
            office.do(step, number, now=at(12, 1))
    office.do(calls.serve, number, now=at(12, 2))

    assert office.ticket(number).stage == "serving"


def test_nobody_is_called_while_the_hall_is_emptied(office: World):
    number = office.arrived()
    office.do(people_count.empty_hall, reason="api")

    for facts in ({}, {"ticket": number, "reason": "mendesak"}):
        with pytest.raises(HallEmptied):
            office.call(1, **facts)
    office.do(people_count.open_hall)
    assert office.call(1) == number


def test_called_again_is_the_same_call_once_more(office: World):
    number = office.called()

    for minute in (1, 2):
        office.do(calls.recall, number, now=at(9, minute))

    calls_made = office.rows(Call)
    assert [(call.repeat, call.at) for call in calls_made] == [(2, at(9, 2))]
    assert office.board().calls[0].repeat == 2
    assert office.moves(number)[-1] == ("called", "called", "recalled")


def test_number_is_called_so_often_and_no_more(office: World):
    number = office.called()
    office.change(Office, office.office.id, max_calls=2)
    office.edit()

    office.do(calls.recall, number, now=at(9, 1))
    with pytest.raises(CallLimit) as refused:
        office.do(calls.recall, number, now=at(9, 2))

    assert refused.value.facts == {"count": 2}
    assert office.rows(Call)[0].repeat == 1


def test_called_back_by_a_scan_may_be_called_as_often_again(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    for minute in (1, 2):
        office.do(calls.recall, number, now=at(9, minute))
    office.do(calls.miss, number, now=at(9, 3))
    office.scan(pass_code, now=at(9, 4))
    office.call(now=at(9, 5))

    office.do(calls.recall, number, now=at(9, 6))

    assert [call.repeat for call in office.rows(Call)] == [2, 1]


def test_number_is_not_called_again_at_once(office: World):
    number = office.called()

    for seconds, left in ((0, 20), (0.5, 20), (19, 1)):
        with pytest.raises(CallTooSoon) as refused:
            office.do(calls.recall, number, now=at(9) + timedelta(seconds=seconds))
        assert refused.value.facts == {"seconds": left}
    office.do(calls.recall, number, now=at(9) + timedelta(seconds=20))

    assert office.board().calls[0].repeat == 1


def test_clock_that_is_put_back_keeps_nobody_from_calling_again(office: World):
    number = office.called()

    office.do(calls.recall, number, now=at(8, 30))

    assert office.board(at(8, 30)).calls[0].repeat == 1


@pytest.mark.postgres("statements")
def test_nobody_is_absent_before_the_offices_number_of_calls(office: World):
    number = office.called()
    office.change(Office, office.office.id, absent_after=2)
    office.edit()

    with pytest.raises(TooFewCalls) as refused:
        office.do(calls.miss, number, now=at(9, 1))
    office.do(calls.recall, number, now=at(9, 1))
    office.do(calls.miss, number, now=at(9, 2))

    assert refused.value.facts == {"count": 1, "needed": 2}
    assert office.ticket(number).stage == "missed"


def test_only_who_is_called_can_be_called_again_served_or_missed(office: World):
    number = office.arrived()

    for step in (calls.recall, calls.serve, calls.miss):
        with pytest.raises(IllegalStep):
            office.do(step, number)
    with pytest.raises(TicketUnknown):
        office.do(calls.recall, "A-099")


def test_served_ticket_keeps_its_counter_and_places(office: World):
    number = office.called()

    office.do(calls.serve, number.lower(), now=at(9, 1))

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.held) == ("serving", 1)
    assert office.board().serving == (number,)
    assert office.day().people_inside == 1


def test_serving_at_a_guarded_office_counts_as_entered(guarded: World):
    for _ in range(4):
        guarded.arrived()
    guarded.scan(guarded.booked())
    guarded.do(calls.miss, guarded.call())
    called = guarded.call(1, ticket="A-005", reason="sudah di dalam")

    guarded.do(calls.serve, called, now=at(9, 3))

    assert guarded.ticket("A-005").entered_at == at(9, 3)


def test_missed_frees_counter_and_places_and_admits_the_next(office: World):
    for _ in range(5):
        office.arrived()
    number = office.call()

    office.do(calls.miss, number, now=at(9, 4))

    missed, board = office.ticket(number), office.board()
    assert (missed.stage, missed.held, missed.ended_at) == ("missed", 0, at(9, 4))
    assert office.ticket("A-005").stage == "admitted"
    assert [row.ticket for row in board.missed] == [number]
    assert board.counters[0].ticket is None
    assert office.day().people_inside == 4
    assert office.call() == "A-002"


def test_call_admits_nobody_by_hand(office: World):
    """Where the limit holds somebody back, an idle counter has nobody to call."""
    office.arrived(party=3)
    office.arrived(party=2)
    office.call(1)

    with pytest.raises(NobodyWaiting):
        office.call(2)
    assert office.day().people_inside == 3
