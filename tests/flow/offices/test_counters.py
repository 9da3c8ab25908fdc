"""How many counters an office has, which services each takes, and when."""

from datetime import time, timedelta

import pytest
from sqlmodel import col

from scheduler.board.model import Board
from scheduler.db.models import Counter, DeedRow, OfficeBoard, Ticket
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.counter import NobodyWaiting
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.offices.refusals import ChangedMeanwhile, CounterNumberUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.counter import calls
from scheduler.flow.offices.counters import (
    GIVEN_UP,
    change_count,
    change_taken,
    counter_of,
    gaps_of,
    stored,
    taken_by,
    thought_of_fewer,
    untaken_visits,
)
from tests.scenes.factories import CLERK, EARLY, MONDAY, NINE, World, at

ALWAYS = ()
UNTIL_ELEVEN, FROM_ELEVEN = (Stretch(time(8), time(11)),), (Stretch(time(11), time(15)),)


def taken(office: World, number: int) -> dict[str, object]:
    return office.read(lambda s: taken_by(s, office.office, counter_of(s, office.office, number)))


def gaps(office: World, **facts):
    return office.read(lambda session: gaps_of(session, office.office, now=NINE, **facts))


def desks(office: World):
    """What the stored board says that the counters take."""
    (row,) = office.rows(OfficeBoard)
    return Board.from_store(row.board).desks


@pytest.mark.postgres("statements")
def test_what_a_counter_takes_is_kept_and_written_down(office: World):
    before = stored(taken(office, 3))

    assert office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, seen=before)

    assert taken(office, 3) == {"A": FROM_ELEVEN, "C": UNTIL_ELEVEN}
    (deed,) = office.rows(DeedRow)
    assert (deed.deed, deed.by, deed.about) == (Deed.COUNTERS_CHANGED, CLERK, "3")
    assert deed.became["C"] == [{"from": "08:00", "to": "11:00", "weekday": None}]
    assert not office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, seen=before)  # the same, sent again


def test_nothing_is_overwritten_that_somebody_else_changed(office: World):
    before = stored(taken(office, 3))
    office.do(change_taken, 3, {"C": ALWAYS})

    with pytest.raises(ChangedMeanwhile) as refusal:
        office.do(change_taken, 3, {"A": ALWAYS}, seen=before)

    assert refusal.value.facts == {"now": {"C": []}}
    assert taken(office, 3) == {"C": ALWAYS}


def test_services_and_stretches_that_make_no_sense_are_named(office: World):
    with pytest.raises(Invalid) as refusal:
        office.do(change_taken, 3, {"Z": ALWAYS, "C": (Stretch(time(9), time(8)),)})

    assert refusal.value.errors == {"Z": "unknown", "C_0": "before_start"}
    with pytest.raises(CounterNumberUnknown):
        office.do(change_taken, 9, {"A": ALWAYS})


def test_a_counter_calls_what_it_takes_at_that_moment(office: World):
    for number in (1, 2):
        office.do(change_taken, number, {"B": ALWAYS}, now=EARLY)
    office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, now=EARLY)
    office.arrived(9, now=at(9))

    with pytest.raises(NobodyWaiting):
        office.call(3, now=at(10, 59))

    assert office.call(3, now=at(11)) == "A-001"


def test_whom_a_counter_will_take_later_is_let_in_as_soon_as_it_does(office: World):
    for number in (1, 2):
        office.do(change_taken, number, {"B": ALWAYS}, now=EARLY)
    office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, now=EARLY)
    office.arrived(9, now=at(9))
    assert [ticket.stage for ticket in office.rows(Ticket)] == ["waiting"]

    office.tick(now=at(10, 59))
    assert [ticket.stage for ticket in office.rows(Ticket)] == ["waiting"]
    office.tick(now=at(11))

    assert [ticket.stage for ticket in office.rows(Ticket)] == ["admitted"]


def test_an_empty_hall_is_looked_at_when_a_counter_goes_over_to_another_service(office: World):
    office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, now=EARLY)
    office.tick(now=at(10))
    assert desks(office)[3] == "C"
    assert not office.needs_tick(now=at(11) - timedelta(seconds=1))

    assert office.needs_tick(now=at(11))
    office.tick(now=at(11))

    assert desks(office)[3] == "A"


def test_a_busy_counter_keeps_its_number_when_its_hours_end(office: World):
    office.do(change_taken, 1, {"A": UNTIL_ELEVEN}, now=EARLY)
    number = office.called(now=at(10, 55))

    office.tick(now=at(11))
    office.do(calls.serve, number, now=at(11, 1))

    assert [ticket.stage for ticket in office.rows(Ticket)] == ["serving"]


def test_nobody_is_let_in_for_a_call_that_no_counter_would_make(office: World):
    """The recording before it takes until after eleven, when the only counter goes over to another service."""
    office.do(change_taken, 3, {"C": UNTIL_ELEVEN, "A": FROM_ELEVEN}, now=EARLY)
    office.walk_in(service="C", now=at(10, 55))
    office.call(3, now=at(10, 55))

    office.walk_in(service="C", now=at(10, 56))

    assert [ticket.stage for ticket in office.rows(Ticket)] == ["called", "waiting"]


@pytest.mark.postgres("statements")
def test_hours_that_nobody_takes_are_said_and_whose_visits_lie_in_them(office: World):
    assert gaps(office) == []
    office.booked(10, service="C")
    office.booked(14, service="C")

    thought = {3: {"A": ALWAYS, "B": ALWAYS, "C": UNTIL_ELEVEN}}
    found = gaps(office, thought=thought)

    assert {gap.letter for gap in found} == {"C"}
    assert found[0].span == (at(11), at(12))
    assert len([gap for gap in found if gap.span[0].date() == MONDAY]) == 2
    visits = office.read(lambda s: untaken_visits(s, office.office, {"C"}, now=NINE, thought=thought))
    assert visits == 1


@pytest.mark.parametrize(("kept", "letters"), [({"C": UNTIL_ELEVEN}, {"C"}), ({}, set())], ids=["hours", "nothing"])
def test_fewer_counters_leave_to_nobody_what_is_thought_beforehand(office: World, kept: dict, letters: set):
    """A service of which no counter is left goes to the last of them; one that is taken at some hours goes nowhere."""
    office.do(change_taken, 2, {"A": ALWAYS, "B": ALWAYS, **kept}, now=EARLY)

    thought = office.read(lambda session: thought_of_fewer(session, office.office, 2))
    expected = gaps(office, thought=thought)
    office.do(change_count, 2)

    assert {gap.letter for gap in expected} == letters
    assert gaps(office) == expected


@pytest.mark.postgres("statements")
def test_counters_are_added_and_given_up_and_a_busy_one_goes_on(office: World):
    assert office.do(change_count, 4, seen=3) == []
    office.called(2, now=NINE)

    left = office.do(change_count, 1, seen=4)

    assert left == [2]
    states = {c.number: (c.state, c.reason) for c in office.rows(Counter, col(Counter.office_id) == 1)}
    assert states == {1: ("open", None), 2: ("open", None), 3: ("closed", GIVEN_UP), 4: ("closed", GIVEN_UP)}
    assert set(taken(office, 1)) == {"A", "B", "C"}
    assert [deed.became for deed in office.rows(DeedRow)] == [{"counters": 4}, {"counters": 2}]


@pytest.mark.parametrize("count", [0, 100])
def test_a_number_of_counters_that_makes_no_sense_is_refused(office: World, count: int):
    with pytest.raises(Invalid):
        office.do(change_count, count)


def test_the_number_of_counters_is_compared_with_what_was_shown(office: World):
    with pytest.raises(ChangedMeanwhile):
        office.do(change_count, 5, seen=2)
