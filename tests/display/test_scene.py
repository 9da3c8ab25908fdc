"""What is big, what is beside it, and what is said when nobody is called."""

from datetime import UTC, datetime, timedelta

import pytest

from display.scene import Row, scene_of
from scheduler.board.model import Call, CounterFace, Entering, Lobby, Missed, Opening, Wait

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
SOON = Opening("closed", None, NOW + timedelta(hours=1))
NOBODY = {"entering": (), "inside": (), "waiting": ()}


def call(ticket, counter, *, seconds_ago=10, number=5):
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


@pytest.mark.parametrize(("seconds", "shown"), [(5, True), (15, True), (16, False)])
def test_call_that_left_its_counter_stays_as_long_as_any_call(board, seconds, shown):
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
def test_fresh_call_of_a_number_that_is_elsewhere_is_over(board, elsewhere):
    facts = {"calls": (call("A-012", 2),), "counters": (CounterFace(2, "open", None),), **elsewhere}

    scene = scene_of(board(**facts))

    assert scene.call is None
    assert scene.asked == (), "nor is it in view, or said"


@pytest.mark.parametrize(
    ("facts", "calm"),
    [
        ({}, "ready"),
        (NOBODY, "idle"),
        ({"open": Opening("break", "Istirahat", NOW)}, "break"),
        ({"open": Opening("break", "Istirahat salat Jumat", NOW, cause="prayer")}, "prayer"),
        ({"open": Opening("break", "Ruangan dikosongkan sementara", None, cause="emptied")}, "emptied"),
        ({"open": Opening("closed", None, NOW + timedelta(days=2))}, "last"),
        ({"open": Opening("closed", None, NOW + timedelta(days=2)), **NOBODY}, "closed"),
        ({"open": Opening("closed", None, None), **NOBODY}, "closed"),
        ({"open": Opening("closed", "listrik padam", None), **NOBODY}, "shut"),
        ({"open": Opening("closed", None, NOW + timedelta(hours=1)), **NOBODY}, "before"),
        ({"open": Opening("closed", None, NOW + timedelta(hours=1))}, "before"),
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
        entering=tuple(Entering(f"A-{n:03}", None) for n in range(23)),
        waiting=tuple(Wait(f"B-{n:03}", None) for n in range(9)),
        missed=tuple(Missed(f"C-{n:03}", NOW) for n in range(5)),
    )

    scene = scene_of(crowd)

    assert (len(scene.entering), scene.entering_more) == (20, 3)
    assert (len(scene.waiting), scene.waiting_more) == (4, 5)
    assert [row.ticket for row in scene.missed] == ["C-000", "C-001", "C-002"]


def test_missed_number_is_shown_for_ten_minutes(board):
    missed = (Missed("A-009", NOW - timedelta(minutes=10)), Missed("A-008", NOW - timedelta(minutes=10, seconds=1)))

    assert [row.ticket for row in scene_of(board(missed=missed)).missed] == ["A-009"]


def test_recent_calls_leave_out_the_big_one(board):
    recent = tuple(call(f"A-{number:03}", 1, number=number) for number in range(12, 6, -1))

    scene = scene_of(board(recent=recent))

    assert [row.ticket for row in scene.recent] == ["A-011", "A-010", "A-009", "A-008"]


def test_door_shows_who_was_called_in_last_first(board):
    soon, later = Entering("A-014", NOW + timedelta(minutes=1)), Entering("A-015", NOW + timedelta(minutes=5))

    assert scene_of(board(entering=(soon, later)), surface="door").entering == ("A-015", "A-014")
    assert scene_of(board(entering=(Entering("A-014", None), later)), surface="door").entering == ("A-015", "A-014")


@pytest.mark.parametrize(
    ("counter", "own"),
    [(2, Row(2, "A-012", "called")), (1, Row(1, "B-004", "serving")), (3, Row(3, None, "closed"))],
)
def test_screen_above_a_counter_shows_its_own(board, counter, own):
    assert scene_of(board(), surface="counter", counter=counter).own == own


def test_screen_above_a_counter_that_is_gone_is_closed(board):
    assert scene_of(board(), surface="counter", counter=9).own == Row(9, None, "closed")


def test_screen_above_a_counter_names_those_it_takes(board):
    facts = board(desks={1: "B", 2: "A"})

    assert scene_of(facts, surface="counter", counter=1).upcoming == ("B-005",)
    assert scene_of(facts, surface="counter", counter=2).upcoming == ("A-013", "A-014")


@pytest.mark.parametrize(
    ("facts", "night"),
    [
        ({}, True),
        ({"open": Opening("closed", "listrik padam", None)}, True),
        ({"open": SOON}, True),
        (
            {"open": Opening("closed", None, NOW + timedelta(hours=1)), "counters": (CounterFace(1, "open", None),)},
            False,
        ),
        ({"counters": (CounterFace(1, "open", None),)}, True),
        ({"counters": (CounterFace(1, "open", "A-012"),)}, False),
        ({"inside": (Wait("A-013", None),)}, False),
        ({"open": Opening("break", "Istirahat", NOW)}, False),
        ({"open": Opening("open")}, False),
    ],
)
def test_screen_goes_dark_when_the_office_is_closed_and_nobody_is_left(board, facts, night):
    closed = {"open": Opening("closed", None, NOW + timedelta(days=2)), "counters": (), "calls": (), **NOBODY}

    assert scene_of(board(**{**closed, **facts})).night is night


def test_calls_are_asked_for_until_somebody_came(board):
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2), call("A-009", 3, number=4)))

    asked = scene_of(both).asked

    assert [(row.ticket, row.counter, row.awaited) for row in asked] == [
        ("B-004", 1, False),
        ("A-012", 2, True),
        ("A-009", 3, False),
    ]


def test_door_asks_for_those_who_may_come_in(board):
    (asked,) = scene_of(board(), surface="door").asked

    assert (asked.ticket, asked.counter, asked.awaited) == ("A-015", 0, True)


def test_screen_above_a_counter_asks_for_its_own_only(board):
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)))

    assert [row.ticket for row in scene_of(both, surface="counter", counter=2).asked] == ["A-012"]
