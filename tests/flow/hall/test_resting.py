"""Hours that a closure takes out of a day are a break; a day that it takes whole is over for who waits outside."""

from datetime import time

import pytest

from scheduler.domain.counter import OnBreak
from scheduler.domain.door import OfficeClosed
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import calls
from tests.scenes.factories import MONDAY, World, at


def _shut(office: World, *, now, **hours: time) -> None:
    office.do(closures.shut, NewClosure(MONDAY, MONDAY, "Listrik padam", None, **hours), now=now)


def test_deadline_stands_still_while_a_closure_takes_some_hours(office: World):
    office.edit(guarded=True, lobby_limit=1)
    for minute in (0, 1):
        office.arrived(9, now=at(9, minute))
    office.call(1, now=at(9, 1))
    office.hand_over("A-001", now=at(9, 8))  # A-002 is called in, and has until 09.13
    _shut(office, now=at(9, 10), from_time=time(9, 10), to_time=time(10))

    office.tick(now=at(9, 30))
    during = office.ticket("A-002")
    office.tick(now=at(10, 2))
    before_the_end = office.ticket("A-002")
    office.tick(now=at(10, 4))

    assert (during.stage, before_the_end.stage) == ("admitted", "admitted")
    assert "did_not_come_in" in [why for _, _, why in office.moves("A-002")]


def test_nobody_is_called_in_called_or_counted_absent_while_it_does(office: World):
    office.edit(lobby_limit=1)
    for minute in (0, 1):
        office.arrived(9, now=at(9, minute))
    office.call(1, now=at(9, 1))
    _shut(office, now=at(9, 10), from_time=time(9, 10), to_time=time(10))

    for step in (calls.recall, calls.miss):
        with pytest.raises(OnBreak):
            office.do(step, "A-001", now=at(9, 20))
    office.hand_over("A-001", now=at(9, 21))

    assert office.ticket("A-002").stage == "waiting"
    office.tick(now=at(10))
    assert office.ticket("A-002").stage == "admitted"


def test_who_waits_outside_a_day_that_is_closed_whole_is_given_another(office: World):
    office.edit(lobby_limit=1)
    for minute in (0, 1):
        office.arrived(9, now=at(9, minute))
    _shut(office, now=at(9, 10))

    office.tick(now=at(9, 11))

    assert office.ticket("A-001").stage == "admitted"
    assert office.ticket("A-002").stage == "left"


def test_who_comes_back_after_closing_is_not_put_in_the_queue(office: World):
    code = office.booked(14, 30)
    office.scan(code, now=at(14, 30))
    office.call(1, now=at(14, 31))
    office.do(calls.miss, "A-001", now=at(14, 40))

    with pytest.raises(OfficeClosed):
        office.scan(code, now=at(15, 5))

    assert office.ticket("A-001").stage == "missed"
