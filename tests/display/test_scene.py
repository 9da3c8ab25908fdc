"""What is big, what is beside it, and what is said when nobody is called."""

from datetime import UTC, datetime, timedelta

import pytest

from display.scene import Row, scene_of
from scheduler.board import Call, CounterFace, Entering, Lobby, Missed, Opening, Wait

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
NOBODY = {"entering": (), "inside": (), "waiting": ()}


def call(ticket, counter, *, seconds_ago=30, number=5):
    return Call(number, ticket, counter, 0, NOW - timedelta(seconds=seconds_ago))


def test_newest_call_is_big_and_its_counter_is_not_repeated_beside_it(board):
    scene = scene_of(board())

    assert scene.call.ticket == "A-012"
    assert scene.rows == (Row(1, "B-004", "serving"), Row(3, None, "closed"))
    assert scene.upcoming == ("A-013", "A-014")


def test_two_called_at_once_the_second_keeps_its_colour_in_its_row(board):
    counters = (CounterFace(1, "open", "B-004"), CounterFace(2, "open", "A-012"))
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)), counters=counters, serving=())

    scene = scene_of(both)

    assert scene.call.ticket == "B-004"
    assert scene.rows == (Row(2, "A-012", "called"),)


def test_number_that_has_not_come_is_bigger_than_a_newer_one_that_is_served(board):
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)))

    assert scene_of(both).call.ticket == "A-012"


@pytest.mark.parametrize(("seconds", "shown"), [(30, True), (120, True), (121, False)])
def test_call_that_left_its_counter_stays_two_minutes(board, seconds, shown):
    scene = scene_of(board(calls=(call("A-012", 2, seconds_ago=seconds),), counters=(CounterFace(2, "open", None),)))

    assert (scene.call is not None) is shown


def test_old_call_still_at_its_counter_stays(board):
    assert scene_of(board(calls=(call("A-012", 2, seconds_ago=900),))).call.ticket == "A-012"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"missed": (Missed("A-012", NOW),)},
        {"parked": ("A-012",)},
        {"inside": (Wait("A-012", None),)},
        {"counters": (CounterFace(3, "open", "A-012"),)},
    ],
)
def test_fresh_call_of_a_number_that_is_elsewhere_is_not_big(board, elsewhere):
    facts = {"calls": (call("A-012", 2),), "counters": (CounterFace(2, "open", None),), **elsewhere}

    assert scene_of(board(**facts)).call is None


@pytest.mark.parametrize(
    ("facts", "calm"),
    [
        ({}, "ready"),
        (NOBODY, "idle"),
        ({"open": Opening("break", "Istirahat", NOW)}, "break"),
        ({"open": Opening("break", "Istirahat salat Jumat", NOW)}, "prayer"),
        ({"open": Opening("closed", None, NOW + timedelta(days=2))}, "last"),
        ({"open": Opening("closed", None, NOW + timedelta(days=2)), **NOBODY}, "closed"),
        ({"open": Opening("closed", None, None), **NOBODY}, "closed"),
        ({"open": Opening("closed", None, NOW + timedelta(hours=1)), **NOBODY}, "before"),
    ],
)
def test_what_is_said_when_nobody_is_called(board, facts, calm):
    assert scene_of(board(calls=(), **facts)).calm == calm


def test_break_hides_a_number_that_is_only_being_served_still(board):
    resting = {"open": Opening("break", "Istirahat", NOW), "calls": (call("B-004", 1),)}

    assert scene_of(board(**resting)).call is None
    assert scene_of(board(**resting, serving=())).call.ticket == "B-004"


def test_full_counts_those_still_walking_in(board):
    assert scene_of(board(lobby=Lobby(people=16, entering=4, limit=20))).full
    assert not scene_of(board(lobby=Lobby(people=16, entering=3, limit=20))).full


def test_lists_longer_than_the_screen_say_how_many_more(board):
    crowd = board(
        entering=tuple(Entering(f"A-{n:03}", None) for n in range(15)),
        waiting=tuple(Wait(f"B-{n:03}", None) for n in range(9)),
        missed=tuple(Missed(f"C-{n:03}", NOW) for n in range(5)),
    )

    scene = scene_of(crowd)

    assert (len(scene.entering), scene.entering_more) == (12, 3)
    assert (len(scene.waiting), scene.waiting_more) == (4, 5)
    assert [row.ticket for row in scene.missed] == ["C-000", "C-001", "C-002"]
