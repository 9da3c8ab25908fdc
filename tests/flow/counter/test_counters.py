"""A counter opens, takes a break, closes."""

import pytest

from scheduler.db.models import Move
from scheduler.domain.counter import CounterBusy, CounterUnknown, NobodyWaiting
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.counter import counters, undo
from tests.scenes.factories import World


def test_counter_stands_on_the_board_as_it_is(office: World):
    office.at_time(counters.close_counter, 1)
    office.at_time(counters.pause_counter, 2, reason="salat")

    assert [face.state for face in office.board().counters] == ["closed", "break", "open"]
    assert office.at_time(counters.open_counter, 1).state == "open"
    assert [face.state for face in office.board().counters] == ["open", "break", "open"]


def test_break_needs_a_reason_and_keeps_it_until_the_counter_opens(office: World):
    for nothing in (None, " "):
        with pytest.raises(ReasonRequired):
            office.at_time(counters.pause_counter, 1, reason=nothing)

    assert office.at_time(counters.pause_counter, 1, reason="salat").reason == "salat"
    assert office.at_time(counters.open_counter, 1).reason is None


def test_counter_with_somebody_at_it_neither_closes_nor_pauses(office: World):
    office.called(1)

    with pytest.raises(CounterBusy):
        office.at_time(counters.close_counter, 1)
    with pytest.raises(CounterBusy):
        office.at_time(counters.pause_counter, 1, reason="salat")
    assert office.at_time(counters.open_counter, 1).state == "open"


def test_unknown_counter_is_refused(office: World):
    for step in (counters.open_counter, counters.close_counter):
        with pytest.raises(CounterUnknown):
            office.at_time(step, 9)


def test_nobody_is_admitted_whom_no_open_counter_takes(office: World):
    office.at_time(counters.close_counter, 3)
    waiting = office.arrived(service="C")
    assert office.ticket(waiting).stage == "waiting"

    office.at_time(counters.open_counter, 3)

    assert office.ticket(waiting).stage == "admitted"
    with pytest.raises(NobodyWaiting):
        office.call(1)
    assert office.call(3) == waiting


def test_who_is_stranded_waits_outside_at_the_old_place_and_others_come_in(office: World):
    stranded = [office.arrived(service="C"), office.arrived(service="C", party=3)]
    outside = office.arrived()
    due = [office.ticket(number).due_at for number in stranded]
    office.at_time(counters.close_counter, 3)
    assert office.ticket(outside).stage == "waiting"

    sent = office.do(counters.send_outside)

    assert [ticket.number for ticket in sent] == stranded
    for number, due_at in zip(stranded, due, strict=True):
        ticket = office.ticket(number)
        assert (ticket.stage, ticket.held, ticket.due_at) == ("waiting", 0, due_at)
        assert (ticket.admitted_at, ticket.entered_at) == (None, None)
        assert office.moves(number)[-1] == ("admitted", "waiting", "sent_outside")
    assert office.ticket(outside).stage == "admitted"
    assert office.day().people_inside == 1


def test_who_waits_outside_comes_in_first_when_the_counter_opens(office: World):
    number = office.arrived(service="C")
    office.at_time(counters.close_counter, 3)
    office.do(counters.send_outside)
    later = office.arrived(9, 30, service="C")

    office.at_time(counters.open_counter, 3)

    assert office.ticket(number).stage == "admitted"
    assert (office.call(3), office.ticket(later).stage) == (number, "admitted")


def test_closing_or_pausing_sends_out_only_where_it_is_asked(office: World):
    number = office.arrived(service="C")

    office.at_time(counters.close_counter, 3)
    assert office.ticket(number).stage == "admitted"
    office.at_time(counters.open_counter, 3)
    office.at_time(counters.pause_counter, 3, reason="salat", outside_by="token:1")

    assert office.ticket(number).stage == "waiting"
    assert office.rows(Move)[-1].by == "token:1"


def test_nobody_is_sent_out_whom_another_counter_takes(office: World):
    number = office.arrived()

    office.at_time(counters.close_counter, 1, outside_by="staff:1")

    assert office.do(counters.send_outside) == []
    assert office.ticket(number).stage == "admitted"


def test_sending_out_is_taken_back_for_one_number(office: World):
    first, second = office.arrived(service="C"), office.arrived(service="C")
    office.at_time(counters.close_counter, 3)
    office.do(counters.send_outside)

    office.do(undo.undo_last, second)

    assert (office.ticket(first).stage, office.ticket(second).stage) == ("waiting", "admitted")
    assert office.day().people_inside == 1
