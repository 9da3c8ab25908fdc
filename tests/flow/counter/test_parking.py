"""Set aside for a while, or passed on to another counter."""

from typing import Any

import pytest

from scheduler.db.models import Move
from scheduler.domain.counter import CounterClosed, CounterUnknown, NobodyWaiting, NoOpenCounter, TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import DocumentStage
from scheduler.flow.counter import calls, counter_problems, counters, handovers, parking, undo
from scheduler.flow.documents import documents
from tests.scenes.factories import World, at


def test_parked_keeps_its_places_and_frees_its_counter(office: World):
    number = office.called()

    office.do(parking.park, number, reason="cari dokumen", until=at(9, 10))

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

    office.do(parking.park, number, outside=True)

    assert office.ticket(number).held == 0
    assert office.ticket("A-005").stage == "admitted"
    assert office.day().people_inside == 4


def test_resumed_stands_where_it_stood(office: World):
    first, second = office.arrived(), office.arrived()
    office.do(parking.park, office.call())

    office.do(parking.resume, first, now=at(9, 10))

    assert office.ticket(first).stage == "admitted"
    assert office.call() == first
    assert office.ticket(second).stage == "admitted"


def test_resumed_from_outside_waits_for_a_place(office: World):
    number = office.called()
    office.do(parking.park, number, outside=True)
    for _ in range(4):
        office.arrived()

    office.do(parking.resume, number)

    assert office.ticket(number).stage == "waiting"
    office.do(calls.miss, office.call())
    assert office.ticket(number).stage == "admitted"


def test_only_parked_resume_and_what_ended_cannot_be_parked(office: World):
    number = office.called()
    with pytest.raises(IllegalStep):
        office.do(parking.resume, number)
    office.do(calls.miss, number)
    with pytest.raises(IllegalStep):
        office.do(parking.park, number)
    with pytest.raises(TicketUnknown):
        office.do(parking.park, "A-099")


def test_transferred_to_a_service_waits_for_it_with_its_number_and_due_time(office: World):
    number = office.called()
    due_at = office.ticket(number).due_at

    office.do(parking.transfer, number, service="c", now=at(9, 10))

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.number, ticket.due_at, ticket.held) == ("admitted", number, due_at, 1)
    assert office.call(3) == number


def test_transferred_to_a_counter_is_called_there(office: World):
    number = office.called(1)

    office.do(parking.transfer, number, counter=2, now=at(9, 3))

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
        ({"counter": 1}, Invalid),
        ({"counter": 3}, CounterClosed),
        ({"counter": 9}, CounterUnknown),
    ):
        with pytest.raises(refusal):
            office.do(parking.transfer, number, **facts)
    assert office.ticket(number).stage == "called"


def test_sent_to_a_busy_counter_waits_for_it_alone(office: World):
    first = office.called(2)
    number = office.called(1)
    others = office.arrived()

    sent = office.do(parking.transfer, number, counter=2, now=at(9, 1))
    elsewhere = office.call(1, now=at(9, 2))
    office.hand_over(first, now=at(9, 3))
    there = office.call(2, now=at(9, 3))

    assert (sent.stage, sent.sent_to) == ("admitted", 2)
    assert (elsewhere, there) == (others, number)
    assert office.ticket(number).sent_to is None
    assert office.board(now=at(9, 3)).counters[1].ticket == number


def test_sent_to_a_counter_that_shuts_is_anybodys(office: World):
    first = office.called(2)
    number = office.called(1)
    office.do(parking.transfer, number, counter=2)
    with pytest.raises(NobodyWaiting):
        office.call(1)

    office.hand_over(first)
    office.at_time(counters.pause_counter, 2, reason="salat")

    assert office.call(1) == number


def test_sent_to_a_counter_of_other_services_is_not_stranded(office: World):
    office.edit(counters=4)
    office.walk_in(service="C")
    office.call(4)
    number = office.called(1)
    office.do(calls.serve, number)
    office.do(parking.transfer, number, counter=4)
    for counter in (1, 2, 3):
        office.at_time(counters.close_counter, counter)

    assert office.do(counters.send_outside) == []
    assert (office.ticket(number).stage, office.ticket(number).sent_to) == ("admitted", 4)
    office.tick(now=at(9, 5))
    assert [(wait.ticket, wait.minutes is not None) for wait in office.board(at(9, 5)).inside] == [(number, True)]


def test_undo_of_a_transfer_is_back_at_its_counter(office: World):
    office.called(2)
    number = office.called(1)
    office.do(parking.transfer, number, counter=2)

    office.do(undo.undo_last, number)

    assert (office.ticket(number).stage, office.ticket(number).sent_to) == ("called", None)


def test_transfer_from_the_hall_is_refused(office: World):
    number = office.arrived()

    with pytest.raises(IllegalStep):
        office.do(parking.transfer, number, service="B")


def test_transfer_to_a_service_that_no_open_counter_takes_is_refused(office: World):
    number = office.called(1)
    office.at_time(counters.pause_counter, 3, reason="salat")

    with pytest.raises(NoOpenCounter) as refused:
        office.do(parking.transfer, number, service="C")

    assert refused.value.facts == {"service": "Perekaman KTP-el"}
    assert office.ticket(number).stage == "called"
    office.at_time(counters.open_counter, 3)
    assert office.do(parking.transfer, number, service="C").stage == "admitted"


# --- behind some others, for prayer, until the document is ready


def test_after_some_others_stays_in_the_hall_behind_them(office: World):
    number, second, third = (office.arrived() for _ in range(3))
    office.call(1)

    ticket = office.do(parking.park, number, after=1, reason="belum siap")

    assert (ticket.stage, ticket.held, ticket.counter_id) == ("admitted", 1, None)
    assert office.moves(number)[-1] == ("called", "admitted", "behind")
    assert office.rows(Move)[-1].note == "belum siap"
    assert [office.call(counter) for counter in (1, 2, 3)] == [second, number, third]


@pytest.mark.parametrize("stage", ["admitted", "serving", "parked"])
def test_after_more_than_there_are_is_last(office: World, stage: str):
    number, second = office.arrived(), office.arrived()
    if stage != "admitted":
        office.call(1)
    if stage == "serving":
        office.do(calls.serve, number)
    if stage == "parked":
        office.do(parking.park, number, until=at(9, 10))

    ticket = office.do(parking.park, number, after=5)

    assert (ticket.stage, ticket.not_before) == ("admitted", None)
    assert [office.call(counter) for counter in (1, 2)] == [second, number]


def test_after_some_others_of_its_own_service_only(office: World):
    number, other, second = office.arrived(), office.arrived(service="B"), office.arrived()
    office.call(1)

    office.do(parking.park, number, after=1)

    assert [office.call(counter) for counter in (1, 2, 3)] == [other, second, number]


def test_whoever_holds_no_place_goes_behind_others_outside(office: World):
    for _ in range(4):
        office.arrived()
    number, last = office.arrived(), office.arrived()

    ticket = office.do(parking.park, number, after=5)

    assert (ticket.stage, ticket.held) == ("waiting", 0)
    assert [row.ticket for row in office.board().waiting] == [last, number]


@pytest.mark.postgres("statements")
def test_behind_others_and_outside_frees_its_places(office: World):
    for _ in range(5):
        office.arrived()
    number = office.call()

    ticket = office.do(parking.park, number, after=5, outside=True)

    assert (ticket.stage, ticket.held, ticket.admitted_at) == ("waiting", 0, None)
    assert office.ticket("A-005").stage == "admitted"
    assert office.day().people_inside == 4


@pytest.mark.parametrize(
    "facts", [{"after": 0}, {"after": -1}, {"after": 2, "until": at(9, 30)}, {"until": at(9, 30), "until_ready": True}]
)
def test_set_aside_in_two_ways_at_once_is_refused(office: World, facts: dict[str, Any]):
    number = office.called()

    with pytest.raises(Invalid):
        office.do(parking.park, number, **facts)
    assert office.ticket(number).stage == "called"


def test_who_prays_is_back_after_a_quarter_of_an_hour(office: World):
    number = office.called()

    office.do(parking.park, number, reason=parking.PRAYER)

    assert office.ticket(number).not_before == at(9, 15)
    office.tick(now=at(9, 15))
    assert office.call(now=at(9, 15)) == number


def test_whoever_went_outside_for_a_while_is_back_by_a_scan(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.do(parking.park, number, reason=parking.PRAYER, outside=True)

    assert office.scan(pass_code, now=at(9, 8)).answer == "come_in"
    assert office.ticket(number).not_before is None


def _reprinted(office: World, **facts: Any) -> tuple[str, str, str]:
    """Pass, number and registration number of somebody whose second document is printed again while they wait."""
    household = "2172010101010001"
    card, child = office.document(kk=household), office.document(kk=household, type="KIA")
    short = str(office.book(office.code(card), office.slot()).short)
    number = office.scan(short=short).ticket
    office.call()
    office.do(counter_problems.report_problem, number, reason="misprint", references=[child.reference])
    office.hand_over(number, [card.reference])
    office.do(parking.park, number, until_ready=True, **facts)
    return short, number, child.reference


def _printed(office: World, reference: str) -> None:
    office.do(documents.set_stage, reference, DocumentStage.READY, now=at(9, 30))


def test_set_aside_until_its_document_is_ready_comes_back_at_its_old_place(office: World):
    _, number, reference = _reprinted(office)
    later = office.arrived(9, 30)
    office.tick(now=at(9, 29))
    assert (office.ticket(number).stage, office.ticket(number).waits_for_document) == ("parked", True)

    _printed(office, reference)
    office.tick(now=at(9, 31))

    assert (office.ticket(number).stage, office.ticket(number).waits_for_document) == ("admitted", False)
    assert [office.call(counter, now=at(9, 31)) for counter in (1, 2)] == [number, later]
    assert office.hand_over(number).stage == "served"


def test_whoever_waits_outside_for_a_document_is_let_in_when_it_is_ready(office: World):
    short, number, reference = _reprinted(office, outside=True)
    assert office.ticket(number).held == 0

    assert office.scan(short=short, now=at(9, 20)).answer == "wait_outside"
    assert office.ticket(number).stage == "parked"
    _printed(office, reference)
    office.tick(now=at(9, 31))

    assert office.ticket(number).stage == "admitted"


def test_clerk_takes_back_who_waits_for_a_document(office: World):
    _, number, _ = _reprinted(office)

    ticket = office.do(parking.resume, number)

    assert (ticket.stage, ticket.waits_for_document) == ("admitted", False)


def test_whoever_has_a_part_and_gives_up_waiting_has_had_a_visit(office: World):
    _, number, reference = _reprinted(office)

    ticket = office.do(handovers.leave, number)

    assert (ticket.stage, ticket.held) == ("left", 0)
    assert office.read(lambda s: s.get(handovers.Booking, ticket.booking_id)).stage == "fulfilled"
    assert office.stage(reference) == "in_production"
