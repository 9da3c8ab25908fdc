"""More people inside than there may be: who was called in before waits at the door, and loses nothing by it."""

import pytest

from scheduler.domain.counter import NobodyWaiting
from scheduler.flow.counter import corrections
from scheduler.flow.hall import people_count
from tests.scenes.factories import World, at

pytestmark = pytest.mark.postgres("statements")


@pytest.fixture
def called_in(guarded: World) -> str:
    """The pass of somebody who was called in at nine, as four come out of five; the hall holds four."""
    for _ in range(4):
        guarded.arrived()
    code = guarded.booked()
    guarded.scan(code)
    guarded.hand_over(guarded.call())
    assert [entry.ticket for entry in guarded.board().entering] == ["A-005"]
    return code


def _count(office: World, people: int, minute: int = 1) -> None:
    office.do(people_count.recount, people, reason="dihitung", now=at(9, minute))


def test_figure_that_was_typed_is_how_many_are_inside(guarded: World, called_in: str):
    _count(guarded, 7)

    lobby = guarded.board().lobby
    assert (lobby.people, lobby.entering, lobby.over) == (7, 1, 3)


def test_called_in_waits_at_the_door_while_there_are_too_many(guarded: World, called_in: str):
    _count(guarded, 7)

    arrival = guarded.scan(called_in, now=at(9, 2))

    assert (arrival.answer, arrival.over, arrival.people_inside) == ("wait_at_door", 3, 7)
    assert guarded.ticket("A-005").entered_at is None


def test_called_in_waits_at_the_door_of_a_hall_that_is_just_full(guarded: World, called_in: str):
    _count(guarded, 4)

    assert (guarded.scan(called_in, now=at(9, 2)).answer, guarded.scan(called_in, now=at(9, 2)).over) == (
        "wait_at_door",
        0,
    )


def test_called_in_comes_in_where_others_called_in_have_not_come(guarded: World, called_in: str):
    """Together they would be too many; whoever stands there has room."""
    guarded.hand_over(guarded.call(2))
    guarded.scan(guarded.booked())
    guarded.do(people_count.change_by_one, 1)
    guarded.do(people_count.change_by_one, 1)
    assert guarded.board().lobby.people + guarded.board().lobby.entering > 4

    _count(guarded, 3)

    assert guarded.scan(called_in, now=at(9, 2)).answer == "come_in"


@pytest.fixture
def party_called_in(guarded: World) -> tuple[str, str]:
    """The passes of a party of two, A-005, and of A-006, both called in; then three of four places are taken."""
    for _ in range(4):
        guarded.arrived()
    party, alone = guarded.booked(party=2), guarded.booked()
    for code in (party, alone):
        guarded.scan(code)
    for counter in (1, 2, 3):
        guarded.hand_over(guarded.call(counter))
    assert [entry.at_door for entry in guarded.board().entering] == [False, False]
    _count(guarded, 3)
    return party, alone


def test_screens_say_of_each_what_the_door_says(guarded: World, party_called_in: tuple[str, str]):
    at_door = {entry.ticket: entry.at_door for entry in guarded.board().entering}
    arrivals = [guarded.scan(code, now=at(9, 2)) for code in party_called_in]

    assert at_door == {"A-005": True, "A-006": False}
    assert [arrival.answer for arrival in arrivals] == ["wait_at_door", "come_in"]


def test_counter_calls_who_fits_past_a_party_that_waits_at_the_door(guarded: World, party_called_in: tuple[str, str]):
    called = [guarded.call(counter, now=at(9, 2)) for counter in (1, 2)]

    assert called == ["A-004", "A-006"]
    with pytest.raises(NobodyWaiting):
        guarded.call(3, now=at(9, 2))


def test_party_comes_in_once_it_fits(guarded: World, party_called_in: tuple[str, str]):
    _count(guarded, 2, minute=3)

    assert [entry.at_door for entry in guarded.board().entering] == [False, False]
    assert guarded.scan(party_called_in[0], now=at(9, 4)).answer == "come_in"


def test_wait_at_the_door_costs_no_turn_and_the_time_begins_anew(guarded: World, called_in: str):
    _count(guarded, 7)
    assert guarded.board().entering[0].until is None
    guarded.tick(now=at(9, 30))
    assert guarded.ticket("A-005").stage == "admitted"

    _count(guarded, 3, minute=31)

    assert guarded.board().entering[0].until == at(9, 36)
    guarded.tick(now=at(9, 35))
    assert guarded.scan(called_in, now=at(9, 35)).answer == "come_in"


def test_time_that_began_anew_runs_out_as_ever(guarded: World, called_in: str):
    _count(guarded, 7)
    _count(guarded, 3, minute=31)

    guarded.tick(now=at(9, 36))

    assert ("admitted", "waiting", "did_not_come_in") in guarded.moves("A-005")


def test_one_who_leaves_makes_room(guarded: World, called_in: str):
    _count(guarded, 4)
    guarded.do(people_count.change_by_one, -1, now=at(9, 20))

    assert guarded.board().entering[0].until == at(9, 25)
    assert guarded.scan(called_in, now=at(9, 21)).answer == "come_in"


def test_correction_lets_nobody_past_the_door(guarded: World, called_in: str):
    _count(guarded, 7)

    arrival = guarded.do(corrections.correct_arrival, "A-005", escort=True, now=at(9, 2))

    assert (arrival.answer, guarded.ticket("A-005").entered_at) == ("wait_at_door", None)


def test_no_counter_calls_whom_the_hall_keeps_at_the_door(guarded: World, called_in: str):
    _count(guarded, 7)
    called = [guarded.call(counter, now=at(9, 2)) for counter in (1, 2, 3)]

    assert called == ["A-002", "A-003", "A-004"]
    guarded.hand_over("A-002", now=at(9, 3))
    with pytest.raises(NobodyWaiting):
        guarded.call(1, now=at(9, 4))


def test_limit_raised_lets_in_who_waited_at_the_door(guarded: World, called_in: str):
    _count(guarded, 6)
    guarded.edit(lobby_limit=8, now=at(9, 20))

    assert guarded.scan(called_in, now=at(9, 21)).answer == "come_in"
