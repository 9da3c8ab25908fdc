"""A counter opens, takes a break, closes."""

import pytest

from scheduler.domain.errors import CounterBusy, CounterUnknown, NobodyWaiting, ReasonRequired
from scheduler.flow import counters
from tests.factories import World


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
