"""What the board says of a wait: what was promised is kept, and passes for nobody in silence."""

import pytest

from scheduler.board.model import Board
from scheduler.board.waits import Wait
from scheduler.db.models import ToldWait
from scheduler.domain.hall.promise import Promise
from scheduler.flow.counter import calls, counters
from tests.scenes.factories import World, at


@pytest.fixture
def slow(office: World) -> World:
    """A hall for four in which nobody is called: A-001 is inside, and A-002, who are four, wait outside."""
    office.arrived(9)
    office.arrived(9, party=4)
    return office


def first_outside(office: World, minute: int = 0) -> Wait:
    """Who stands first outside, once time alone has passed."""
    office.tick(now=at(9, minute))
    return office.board(at(9, minute)).waiting[0]


def most_told(office: World) -> int:
    told = first_outside(office).minutes
    assert told is not None
    return told[1]


def test_wait_that_lasts_longer_than_told_says_so_and_widens(slow: World):
    most = most_told(slow)

    on_time, late, later = (first_outside(slow, most + more) for more in (0, 1, 9))

    assert (on_time.promise, on_time.is_late) == (Promise(at(9), most), False)
    assert (late.promise, late.is_late) == (Promise(at(9), most), True)
    assert late.minutes is not None
    assert late.minutes[1] >= most + 1
    assert later.minutes is not None
    assert later.minutes[1] >= most + 9


def test_nothing_is_told_for_longer_than_it_says(office: World):
    """Two families wait behind somebody whose service takes longer than any other: the estimate stands still."""
    office.arrived(9)
    office.call()
    office.do(calls.serve, "A-001")
    for party in (4, 4):
        office.arrived(9, party=party)
    shown, since = {0: 0, 1: 0}, {0: 0, 1: 0}

    for minute in range(20):
        first_outside(office, minute)
        for place, wait in enumerate(office.board(at(9, minute)).waiting):
            assert wait.minutes is not None
            if wait.minutes[1] != shown[place]:
                shown[place], since[place] = wait.minutes[1], minute
            assert minute - since[place] <= shown[place]


def test_what_is_told_at_the_door_is_what_the_board_says(office: World):
    office.arrived(9)
    code = office.booked(9, party=4)
    first = office.scan(code).minutes
    assert first is not None

    again = office.scan(code, now=at(9, first[1] + 5)).minutes

    assert again is not None
    assert again[1] >= first[1] + 5
    assert office.rows(ToldWait)[-1].most == again[1]


def test_promise_is_kept_while_nothing_can_be_told(slow: World):
    most = most_told(slow)
    for counter in (1, 2, 3):
        slow.at_time(counters.close_counter, counter, now=at(9, 1))

    nothing = first_outside(slow, most + 1)

    assert (nothing.minutes, nothing.promise, nothing.is_late) == (None, Promise(at(9), most), True)


def test_who_comes_in_is_promised_anew(guarded: World):
    """At the end of a break: between the board on which they wait outside and that on which they are inside is none."""
    guarded.edit(lobby_limit=1)
    guarded.arrived(11, 30, now=at(11, 50))
    code = guarded.booked(11, 30)
    guarded.scan(code, now=at(11, 50))
    outside = guarded.board(at(11, 50)).waiting[0]
    guarded.hand_over(guarded.call(now=at(11, 58)), now=at(12, 1))

    guarded.scan(code, now=at(13))

    [inside] = guarded.board(at(13)).inside
    assert inside.ticket == outside.ticket
    assert outside.promise is not None
    assert inside.promise is not None
    assert (inside.promise.at, inside.is_late) == (at(13), False)


@pytest.mark.parametrize(
    ("inside", "party", "places"),
    [(1, 4, 4), (2, 3, 3), (4, 1, 1), (2, 2, 0)],
    ids=["a family", "a party", "a full hall", "they fit"],
)
def test_first_outside_waits_for_so_many_places(office: World, inside, party, places):
    office.arrived(9, party=inside)
    for counter in (1, 2, 3):
        office.at_time(counters.close_counter, counter)
    office.arrived(9, party=party)

    first = office.board().waiting[0]

    assert (first.people, first.places) == (party, places)


def test_party_larger_than_the_hall_waits_for_no_places(office: World):
    office.arrived(9)
    office.arrived(9, party=4)
    office.edit(lobby_limit=3)

    assert office.board().waiting[0].places == 0


def test_board_keeps_what_only_phones_read_and_tells_it_to_nobody_else(slow: World):
    board = slow.board()

    assert Board.from_store(board.to_store()) == board
    assert board.visits == {slow.ticket(number).booking_id for number in ("A-001", "A-002")}
    assert {key for row in board.to_json()["waiting"] for key in row} == {"ticket", "minutes"}
