"""The board: what it says, how it travels, what is new on it, and where one ticket stands."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.board.model import (
    Board,
    Call,
    CounterFace,
    Entering,
    Lobby,
    Missed,
    OfficeFace,
    Opening,
    Turn,
    Wait,
    is_newer,
    new_calls,
    same_but_for_time,
    turn_of,
)
from scheduler.domain.hall.promise import Promise

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
OFFICE = OfficeFace("tpi", "Disdukcapil Kota Tanjungpinang", "Asia/Jakarta")


def board(**facts):
    whole = {
        "office": OFFICE,
        "day": date(2026, 11, 30),
        "version": 7,
        "at": NOW,
        "training": False,
        "open": Opening("open"),
        "lobby": Lobby(people=16, entering=4, limit=20),
        "calls": (Call(5, "A-012", 2, 0, NOW),),
        "entering": (Entering("A-015", NOW + timedelta(minutes=5)), Entering("B-006", None)),
        "inside": (Wait("A-013", (2, 4)), Wait("A-014", None)),
        "waiting": (Wait("A-016", (6, 9)),),
        "parked": ("A-010",),
        "counters": (CounterFace(1, "open", "B-004"), CounterFace(2, "open", "A-012"), CounterFace(3, "closed", None)),
        "missed": (Missed("A-009", NOW - timedelta(minutes=4)),),
        "notice": {"id": "Hujan", "en": "Rain"},
        "serving": ("B-004",),
    }
    return Board(**{**whole, **facts})


@given(st.text(max_size=5), st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)), st.booleans())
def test_wait_is_written_as_json_writes_what_everybody_may_read(ticket, minutes, is_late):
    promise = Promise(NOW, 12)
    wait = Wait(ticket, minutes, promise, None, is_late, people=2, places=3)

    at = int(NOW.timestamp())
    assert json.loads(wait.public_text) == {"ticket": ticket, "minutes": list(minutes) if minutes else None}
    assert wait.public_text == json.dumps(wait.public(), separators=(",", ":"))
    assert json.loads(wait.stored_text) == [at, 12, int(is_late), 2, 3, 0, 0]


def test_what_is_stored_begins_with_what_everybody_may_read_and_is_read_back():
    shown = board()

    stored = json.loads(shown.to_store())

    public = shown.to_json()
    assert list(stored)[: len(public)] == list(public)
    assert {name: stored[name] for name in public} == public
    assert Board.from_store(shown.to_store()) == shown


def test_public_json_is_the_whole_board_in_the_offices_time():
    assert board(open=Opening("break", "Istirahat", NOW, since=NOW)).to_json() == {
        "office": {"code": "tpi", "name": "Disdukcapil Kota Tanjungpinang", "timezone": "Asia/Jakarta"},
        "day": "2026-11-30",
        "version": 7,
        "at": "2026-11-30T09:42:00+07:00",
        "training": False,
        "open": {"state": "break", "reason": "Istirahat", "until": "2026-11-30T09:42:00+07:00"},
        "lobby": {"people": 16, "entering": 4, "limit": 20},
        "calls": [{"id": 5, "ticket": "A-012", "counter": 2, "repeat": 0, "at": "2026-11-30T09:42:00+07:00"}],
        "entering": [
            {"ticket": "A-015", "until": "2026-11-30T09:47:00+07:00", "at_door": False},
            {"ticket": "B-006", "until": None, "at_door": False},
        ],
        "inside": [{"ticket": "A-013", "minutes": [2, 4]}, {"ticket": "A-014", "minutes": None}],
        "waiting": [{"ticket": "A-016", "minutes": [6, 9]}],
        "parked": ["A-010"],
        "counters": [
            {"number": 1, "state": "open", "ticket": "B-004"},
            {"number": 2, "state": "open", "ticket": "A-012"},
            {"number": 3, "state": "closed", "ticket": None},
        ],
        "missed": [{"ticket": "A-009", "at": "2026-11-30T09:38:00+07:00"}],
        "notice": {"id": "Hujan", "en": "Rain"},
    }


def test_store_keeps_everything():
    whole = board(
        open=Opening("break", "Istirahat", NOW, since=NOW - timedelta(hours=1), cause="prayer"),
        quiet=((NOW, NOW + timedelta(minutes=4)),),
        notices=({"id": "Hujan", "en": "Rain"}, {"id": "Banjir", "en": "Flood"}),
        desks={1: "AB", 2: "C"},
        lobby=Lobby(16, 1, 20, reserved=2),
    )

    assert Board.from_store(whole.to_store()) == whole


def test_public_json_comes_back_without_what_is_not_public():
    assert Board.from_json(board().to_json()) == board(serving=())


def test_empty_board_is_version_zero_of_the_offices_own_day():
    late_in_utc = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)

    empty = Board.empty(OFFICE, at=late_in_utc, lobby_limit=20)

    assert empty.stamp == (date(2026, 12, 1), 0)
    assert empty.lobby == Lobby(people=0, entering=0, limit=20)
    assert Board.from_store(empty.to_store()) == empty


@pytest.mark.parametrize(
    ("stamp", "newer"),
    [
        ((date(2026, 11, 30), 8), True),
        ((date(2026, 11, 30), 7), False),
        ((date(2026, 11, 30), 6), False),
        ((date(2026, 12, 1), 0), True),
        ((date(2026, 11, 29), 99), False),
    ],
)
def test_newer_goes_by_day_then_version(stamp, newer):
    assert is_newer(board(day=stamp[0], version=stamp[1]), board()) is newer
    assert is_newer(board(), None)


def test_same_but_for_time_ignores_version_and_at_and_fractions_of_seconds():
    stored = Board.from_store(board(calls=(Call(5, "A-012", 2, 0, NOW + timedelta(microseconds=7)),)).to_store())
    rebuilt = board(calls=(Call(5, "A-012", 2, 0, NOW + timedelta(microseconds=7)),), version=9)

    assert same_but_for_time(stored, replace(rebuilt, at=NOW + timedelta(seconds=15)))
    assert not same_but_for_time(stored, replace(rebuilt, waiting=(Wait("A-016", (5, 8)),)))
    assert not same_but_for_time(stored, replace(rebuilt, serving=("B-004", "A-012")))


def test_new_calls_are_new_ids_and_higher_repeats():
    before = board(calls=(Call(5, "A-012", 2, 0, NOW), Call(4, "A-011", 3, 1, NOW)))
    again, fresh = Call(5, "A-012", 2, 1, NOW), Call(6, "A-013", 1, 0, NOW)
    after = board(calls=(fresh, again, Call(4, "A-011", 3, 1, NOW)))

    assert new_calls(before, after) == (fresh, again)
    assert new_calls(after, after) == ()


def test_nothing_is_new_at_the_first_picture():
    assert new_calls(None, board()) == ()


@pytest.mark.parametrize(
    ("number", "turn"),
    [
        ("A-016", Turn("A-016", "waiting", "outside", minutes=(6, 9), ahead=0)),
        ("A-015", Turn("A-015", "entering", "inside", until=NOW + timedelta(minutes=5))),
        ("B-006", Turn("B-006", "entering", "inside")),
        ("A-014", Turn("A-014", "inside", "inside", ahead=1)),
        ("A-012", Turn("A-012", "called", "counter", counter=2, at=NOW)),
        ("B-004", Turn("B-004", "serving", "counter", counter=1)),
        ("A-010", Turn("A-010", "parked", "counter")),
        ("A-009", Turn("A-009", "missed", at=NOW - timedelta(minutes=4))),
        ("A-001", Turn("A-001", "gone")),
    ],
)
def test_turn_of_each_place(number, turn):
    assert turn_of(board(), number) == turn


def test_turn_of_one_who_was_called_in_and_does_not_fit():
    kept = board(entering=(Entering("A-015", None), Entering("B-006", None, at_door=True)))

    assert [turn_of(kept, number) for number in ("A-015", "B-006")] == [
        Turn("A-015", "entering", "inside"),
        Turn("B-006", "at_door"),
    ]
    assert [entry.ticket for entry in kept.asked_in] == ["A-015"]
    assert [entry.ticket for entry in kept.kept_out] == ["B-006"]


def test_board_kept_before_anybody_waited_at_the_door_is_read():
    entry = {"ticket": "A-015", "until": None}

    assert Board.from_json({**board().to_json(), "entering": [entry]}).entering == (Entering("A-015", None),)


def test_lobby_says_what_is_too_much_and_what_is_left():
    assert [(lobby.over, lobby.room) for lobby in (Lobby(16, 3, 20), Lobby(18, 4, 20), Lobby(23, 1, 20))] == [
        (0, 1),
        (0, 0),
        (3, 0),
    ]
    assert [Lobby(16, 1, 20, reserved).room for reserved in (0, 2, 5)] == [3, 1, 0]


def test_turn_of_one_who_is_called_again():
    again = board(calls=(Call(5, "A-012", 2, 1, NOW),))

    assert turn_of(again, "A-012") == Turn("A-012", "called", "counter", counter=2, at=NOW, repeat=1)
    assert turn_of(replace(again, serving=("A-012",)), "A-012").repeat == 0


def test_break_is_told_to_those_who_wait_and_to_nobody_else():
    at_noon = board(open=Opening("break", "Istirahat", NOW + timedelta(hours=1), since=NOW))
    told = {number: turn_of(at_noon, number).state for number in ("A-016", "A-013", "A-015", "A-012", "B-004", "A-010")}

    assert told == {
        "A-016": "break",
        "A-013": "break",
        "A-015": "entering",
        "A-012": "called",
        "B-004": "serving",
        "A-010": "parked",
    }
    assert turn_of(at_noon, "A-013") == Turn(
        "A-013", "break", "inside", until=NOW + timedelta(hours=1), since=NOW, ahead=0
    )
