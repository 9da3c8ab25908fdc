"""The hall emptied and opened again, and places that the queue leaves free."""

import pytest

from scheduler.db.models import Correction, Move
from scheduler.domain.booking import PartyTooLarge
from scheduler.domain.counter import NobodyWaiting
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.flow.counter import calls, corrections, parking, undo
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.hall import people_count
from tests.scenes.factories import CLERK, GUARD, NINE, World, at


def _empty(office: World, now=NINE) -> None:
    office.do(people_count.empty_hall, reason="gempa", by=GUARD, now=now)


def _corrections(office: World) -> list[tuple[str, int, str]]:
    return [(row.kind, row.people, row.by) for row in office.rows(Correction)]


# --- emptied


def test_everybody_waits_outside_at_their_old_place(office: World):
    numbers = [office.arrived() for _ in range(5)]
    office.call(1)
    office.do(calls.serve, office.call(2))

    _empty(office)

    tickets = [office.ticket(number) for number in numbers]
    assert {(t.stage, t.held, t.counter_id, t.admitted_at, t.called_at) for t in tickets} == {
        ("waiting", 0, None, None, None)
    }
    assert [row.ticket for row in office.board().waiting] == numbers
    assert office.moves("A-001")[-1] == ("called", "waiting", "hall_emptied")
    assert {m.by for m in office.rows(Move, Move.why == "hall_emptied")} == {GUARD}
    assert [counter.ticket for counter in office.board().counters] == [None, None, None]
    assert (office.board().open.state, office.board().open.since) == ("break", None)


def test_count_of_an_emptied_hall_is_nought_with_those_who_have_no_number(office: World):
    office.arrived()
    office.do(people_count.change_by_one, 1)
    office.do(people_count.change_by_one, 1)

    _empty(office)

    day = office.day()
    assert (day.people_inside, day.halted_at, day.people_allowed) == (0, NINE, 4)
    assert _corrections(office)[2:] == [("emptied", -2, GUARD)]
    assert office.rows(Correction)[-1].reason == "gempa"


@pytest.mark.postgres("statements")
def test_who_was_set_aside_stays_so_without_places(office: World):
    number = office.called(party=2)
    office.do(parking.park, number, until=at(9, 10))

    _empty(office)
    office.tick(now=at(9, 10))

    assert (office.ticket(number).stage, office.ticket(number).held) == ("waiting", 0)
    assert ("parked", "parked", "hall_emptied") in office.moves(number)


def test_nobody_comes_in_while_the_hall_is_emptied(office: World):
    number = office.arrived()
    _empty(office)

    late = office.scan(office.booked(), now=at(9, 2))
    office.tick(now=at(9, 3))

    assert (late.stage, late.answer) == ("waiting", "wait_outside")
    assert (office.ticket(number).stage, office.day().people_inside) == ("waiting", 0)
    board = office.board()
    assert (board.open.state, board.open.until) == ("break", None)
    with pytest.raises(HallEmptied):
        office.do(people_count.change_by_one, 1)
    with pytest.raises((HallEmptied, NobodyWaiting)):
        office.call()


def test_pass_shown_in_front_of_an_emptied_hall_waits_outside(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    _empty(office)

    assert office.scan(pass_code, now=at(9, 2)).answer == "wait_outside"


@pytest.mark.postgres("statements")
def test_undone_step_brings_nobody_into_an_emptied_hall(office: World):
    number = office.called()
    office.hand_over(number)
    _empty(office)

    office.do(undo.undo_last, number)

    assert (office.ticket(number).stage, office.day().people_inside) == ("waiting", 0)


def test_emptying_needs_a_reason_and_twice_is_once(office: World):
    office.arrived()
    with pytest.raises(ReasonRequired):
        office.do(people_count.empty_hall, reason=" ")
    _empty(office)
    rows = _corrections(office)

    _empty(office, now=at(9, 1))

    assert (office.day().halted_at, _corrections(office)) == (NINE, rows)


def test_opened_again_admits_in_the_old_order(office: World):
    numbers = [office.arrived() for _ in range(5)]
    office.call()
    _empty(office)

    office.do(people_count.open_hall, now=at(9, 20))

    assert [row.ticket for row in office.board().waiting] == numbers[4:]
    assert (office.day().people_inside, office.day().halted_at) == (4, None)
    assert office.ticket("A-001").admitted_at == at(9, 20)
    assert office.call(now=at(9, 20)) == "A-001"


def test_opened_with_people_inside_leaves_them_their_places(office: World):
    for _ in range(4):
        office.arrived()
    _empty(office)

    office.do(people_count.open_hall, people=3)

    assert office.day().people_inside == 4
    assert [office.ticket(f"A-00{n}").stage for n in (1, 2)] == ["admitted", "waiting"]
    assert _corrections(office)[-1] == ("opened", 3, CLERK)


def test_opening_an_open_hall_changes_nothing(office: World):
    office.arrived()

    office.do(people_count.open_hall, people=3)

    assert (office.day().people_inside, _corrections(office)) == (1, [])
    with pytest.raises(Invalid):
        office.do(people_count.open_hall, people=-1)


def test_deadline_begins_anew_when_the_hall_is_opened(guarded: World):
    for _ in range(5):
        guarded.arrived()
    guarded.do(calls.miss, guarded.call())
    assert guarded.board().entering[0].until == at(9, 5)
    _empty(guarded, now=at(9, 4))

    guarded.tick(now=at(9, 30))
    guarded.do(people_count.open_hall, now=at(9, 30))

    assert {entering.until for entering in guarded.board().entering} == {at(9, 35)}
    assert not [move for move in guarded.rows(Move) if move.why == "did_not_come_in"]


def test_deadline_is_for_who_is_called_in_not_for_who_is_called_to_a_counter(guarded: World):
    for _ in range(5):
        guarded.arrived()
    for number in ("A-001", "A-002", "A-003", "A-004"):
        guarded.call(1)
        guarded.do(calls.miss, number)
    assert guarded.ticket("A-005").entered_at is None
    guarded.call(1)

    guarded.tick(now=at(9, 30))

    assert guarded.ticket("A-005").stage == "called"


# --- reserved


def test_reserved_places_stay_free_for_people_without_a_number(office: World):
    office.do(people_count.reserve, 1)
    for _ in range(4):
        office.arrived()

    assert (office.day().people_inside, office.ticket("A-004").stage) == (3, "waiting")
    assert office.board().lobby.room == 0
    office.do(people_count.change_by_one, 1)
    assert office.day().people_inside == 4
    assert _corrections(office) == [("reserved", 0, CLERK), ("change", 1, CLERK)]
    assert office.rows(Correction)[0].reason == "1"


def test_reserving_below_those_inside_lets_them_stay_and_ending_it_admits(office: World):
    for _ in range(5):
        office.arrived()

    office.do(people_count.reserve, 2)
    office.hand_over(office.call())

    assert (office.day().people_inside, office.ticket("A-005").stage) == (3, "waiting")
    office.do(people_count.reserve, 0)
    assert office.ticket("A-005").stage == "admitted"


def test_reservation_leaves_one_place_to_the_queue(office: World):
    for places in (-1, 4, 5):
        with pytest.raises(Invalid):
            office.do(people_count.reserve, places)
    office.do(people_count.reserve, 3)

    office.edit(lobby_limit=2)

    assert (office.day().reserved, office.day().lobby_limit) == (1, 2)


def test_party_larger_than_the_queue_may_be_is_told_at_the_door(office: World):
    for _ in range(3):
        office.arrived()
    pass_code = office.booked()
    number = office.scan(pass_code, wish=PartySeen(party=3)).ticket
    office.do(people_count.reserve, 2)

    with pytest.raises(PartyTooLarge) as waiting:
        office.scan(pass_code)
    with pytest.raises(PartyTooLarge):
        office.scan(office.booked(party=3))
    assert waiting.value.facts == {"limit": 2}
    office.hand_over(office.call())
    office.arrived()
    office.hand_over(office.call())
    assert (office.ticket(number).stage, office.ticket("A-005").stage) == ("waiting", "admitted")

    office.do(corrections.correct_arrival, number, people=2)
    for _ in range(2):
        office.hand_over(office.call())

    assert office.ticket(number).stage == "admitted"


def test_more_people_of_a_number_inside_may_use_reserved_places(office: World):
    number = office.arrived()
    office.do(people_count.reserve, 2)

    office.do(corrections.correct_arrival, number, people=4)

    assert office.day().people_inside == 4
