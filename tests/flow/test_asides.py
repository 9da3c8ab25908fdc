"""Set aside for a while, or passed on to another counter."""

import pytest

from scheduler.db.models import Move
from scheduler.domain.errors import CounterBusy, CounterClosed, CounterUnknown, IllegalStep, Invalid, TicketUnknown
from scheduler.flow import asides, calls, counters
from tests.factories import World, at


def test_parked_keeps_its_places_and_frees_its_counter(office: World):
    number = office.called()

    office.do(asides.park, number, reason="cari dokumen", until=at(9, 10))

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.held, ticket.not_before) == ("parked", 1, at(9, 10))
    assert office.day().people_inside == 1
    assert office.board().parked == (number,)
    assert office.board().counters[0].ticket is None
    assert office.moves(number)[-1] == ("called", "parked", None)
    assert office.rows(Move)[-1].note == "cari dokumen"


def test_parked_to_wait_outside_frees_its_places(office: World):
    for _ in range(5):
        office.arrived()
    number = office.call()

    office.do(asides.park, number, outside=True)

    assert office.ticket(number).held == 0
    assert office.ticket("A-005").stage == "admitted"
    assert office.day().people_inside == 4


def test_resumed_stands_where_it_stood(office: World):
    first, second = office.arrived(), office.arrived()
    office.do(asides.park, office.call())

    office.do(asides.resume, first)

    assert office.ticket(first).stage == "admitted"
    assert office.call() == first
    assert office.ticket(second).stage == "admitted"


def test_resumed_from_outside_waits_for_a_place(office: World):
    number = office.called()
    office.do(asides.park, number, outside=True)
    for _ in range(4):
        office.arrived()

    office.do(asides.resume, number)

    assert office.ticket(number).stage == "waiting"
    office.do(calls.miss, office.call())
    assert office.ticket(number).stage == "admitted"


def test_only_parked_resume_and_what_ended_cannot_be_parked(office: World):
    number = office.called()
    with pytest.raises(IllegalStep):
        office.do(asides.resume, number)
    office.do(calls.miss, number)
    with pytest.raises(IllegalStep):
        office.do(asides.park, number)
    with pytest.raises(TicketUnknown):
        office.do(asides.park, "A-099")


def test_transferred_to_a_service_waits_for_it_with_its_number_and_due_time(office: World):
    number = office.called()
    due_at = office.ticket(number).due_at

    office.do(asides.transfer, number, service="c")

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.number, ticket.due_at, ticket.held) == ("admitted", number, due_at, 1)
    assert office.call(3) == number


def test_transferred_to_a_counter_is_called_there(office: World):
    number = office.called(1)

    office.do(asides.transfer, number, counter=2, now=at(9, 3))

    board = office.board()
    assert [face.ticket for face in board.counters] == [None, number, None]
    assert (board.calls[0].counter, board.calls[0].at) == (2, at(9, 3))


def test_transfer_refusals_leave_the_ticket_where_it_is(office: World):
    number = office.called(1)
    office.called(2)
    office.at_time(counters.close_counter, 3)

    for facts, refusal in (
        ({}, Invalid),
        ({"service": "X"}, Invalid),
        ({"counter": 2}, CounterBusy),
        ({"counter": 3}, CounterClosed),
        ({"counter": 9}, CounterUnknown),
    ):
        with pytest.raises(refusal):
            office.do(asides.transfer, number, **facts)
    assert office.ticket(number).stage == "called"


def test_transfer_from_the_hall_is_refused(office: World):
    number = office.arrived()

    with pytest.raises(IllegalStep):
        office.do(asides.transfer, number, service="B")
