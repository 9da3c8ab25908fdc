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


def numbers(calls):
    return [(each.ticket, each.counter) for each in calls]


def test_call_stands_on_the_stage_and_its_counter_beside_it(board):
    scene = scene_of(board())

    assert numbers(scene.calls) == [("A-012", 2)]
    assert scene.rows == (Row(1, "B-004", "serving"), Row(2, "A-012", "called"), Row(3, None, "closed"))


def test_calls_stand_newest_first(board):
    counters = (CounterFace(1, "open", "B-004"), CounterFace(2, "open", "A-012"))
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)), counters=counters, serving=())

    assert numbers(scene_of(both).calls) == [("B-004", 1), ("A-012", 2)]


def test_number_that_is_served_leaves_the_stage_at_once(board):
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)))

    assert numbers(scene_of(both).calls) == [("A-012", 2)]
    assert scene_of(board(calls=both.calls, serving=("B-004", "A-012"))).calls == ()


def test_counter_that_called_another_number_has_its_card_alone(board):
    both = board(calls=(call("A-013", 2, number=6), call("A-012", 2)), counters=(CounterFace(2, "open", "A-013"),))

    assert numbers(scene_of(both).calls) == [("A-013", 2)]


def test_old_call_still_at_its_counter_stays(board):
    assert numbers(scene_of(board(calls=(call("A-012", 2, seconds_ago=900),))).calls) == [("A-012", 2)]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {},
        {"missed": (Missed("A-012", NOW),)},
        {"parked": ("A-012",)},
        {"inside": (Wait("A-012", None),)},
        {"counters": (CounterFace(3, "open", "A-012"),)},
    ],
)
def test_fresh_call_of_a_number_that_left_its_counter_is_over(board, elsewhere):
    facts = {"calls": (call("A-012", 2),), "counters": (CounterFace(2, "open", None),), **elsewhere}

    scene = scene_of(board(**facts))

    assert scene.calls == ()
    assert scene.asked == (), "nor is it said"


def test_stage_shows_the_newest_five_and_the_rows_show_all(board):
    everybody = [(f"A-{n:03}", n) for n in range(1, 8)]
    calls = tuple(call(*each, number=each[1]) for each in reversed(everybody))
    scene = scene_of(board(calls=calls, counters=tuple(CounterFace(n, "open", each) for each, n in everybody)))

    assert [each.counter for each in scene.calls] == [7, 6, 5, 4, 3]
    assert [row.state for row in scene.rows] == ["called"] * 7


def test_closed_counters_leave_room_where_there_are_many(board):
    faces = tuple(CounterFace(n, "closed" if n % 2 else "open", None) for n in range(1, 21))

    assert [row.number for row in scene_of(board(counters=faces)).rows] == list(range(2, 21, 2))
    assert len(scene_of(board(counters=faces[:16])).rows) == 16


@pytest.mark.parametrize(("ticket", "counter", "wide"), [("A-012", 2, False), ("W-012", 2, True), ("A-012", 10, True)])
def test_wide_words_are_known(board, ticket, counter, wide):
    faces = (CounterFace(counter, "open", ticket),)

    assert scene_of(board(calls=(call(ticket, counter),), counters=faces)).wide is wide


@pytest.mark.parametrize(
    ("facts", "calm"),
    [
        ({}, "serving"),
        ({"serving": ()}, "ready"),
        ({"serving": (), **NOBODY}, "idle"),
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


@pytest.mark.parametrize(
    ("facts", "calm"),
    [
        ({"lobby": Lobby(23, 2, 20)}, "over"),
        ({"lobby": Lobby(23, 0, 20), "waiting": ()}, "over"),
        ({"lobby": Lobby(16, 4, 20)}, "full"),
        ({"lobby": Lobby(20, 0, 20), "waiting": ()}, "full"),
        ({"lobby": Lobby(18, 0, 20)}, "wait"),
        ({"lobby": Lobby(9, 0, 20), "waiting": ()}, "room"),
        ({"lobby": Lobby(9, 0, 20), "waiting": (), "open": Opening("break", "Istirahat", NOW)}, "break"),
        ({"lobby": Lobby(9, 0, 20), "waiting": (), "open": Opening("closed", None, NOW + timedelta(days=2))}, "last"),
    ],
)
def test_door_says_what_holds_now(board, facts, calm):
    assert scene_of(board(**facts), surface="door").calm == calm


def test_screen_above_a_counter_names_no_other(board):
    assert scene_of(board(calls=()), surface="counter", counter=3).calm == "ready"


def test_served_counters_are_named_while_nobody_is_called(board):
    assert scene_of(board(calls=())).served == (Row(1, "B-004", "serving"),)


def test_number_that_was_called_is_on_the_stage_in_a_break(board):
    resting = {"open": Opening("break", "Istirahat", NOW)}

    assert numbers(scene_of(board(**resting)).calls) == [("A-012", 2)]
    assert scene_of(board(**resting, serving=("A-012", "B-004"))).calls == ()


def test_next_are_the_first_of_every_service(board):
    inside = tuple(Wait(ticket, None) for ticket in ("C-003", "C-004", "C-005", "A-013", "A-014", "B-008", "C-006"))

    assert scene_of(board(inside=inside)).upcoming == ("C-003", "A-013", "B-008", "C-004", "A-014", "C-005")


def test_lists_longer_than_the_screen_say_how_many_more(board):
    crowd = board(
        entering=tuple(Entering(f"A-{n:03}", None) for n in range(23)),
        waiting=tuple(Wait(f"B-{n:03}", None) for n in range(9)),
        missed=tuple(Missed(f"C-{n:03}", NOW) for n in range(5)),
    )

    scene = scene_of(crowd)

    assert (len(scene.entering), scene.entering_more) == (17, 6)
    assert (len(scene.waiting), scene.waiting_more) == (2, 7)
    assert [row.ticket for row in scene.missed] == ["C-000", "C-001", "C-002"]


def test_missed_number_is_shown_for_ten_minutes(board):
    missed = (Missed("A-009", NOW - timedelta(minutes=10)), Missed("A-008", NOW - timedelta(minutes=10, seconds=1)))

    assert [row.ticket for row in scene_of(board(missed=missed)).missed] == ["A-009"]


@pytest.mark.parametrize(
    ("waiting", "missed", "shown"), [(6, 0, 6), (7, 0, 5), (4, 1, 4), (5, 2, 3), (3, 3, 3), (4, 3, 2)]
)
def test_door_has_room_for_so_many_outside(board, waiting, missed, shown):
    crowd = board(
        waiting=tuple(Wait(f"B-{n:03}", None) for n in range(waiting)),
        missed=tuple(Missed(f"C-{n:03}", NOW) for n in range(missed)),
    )

    assert len(scene_of(crowd, surface="door").waiting) == shown


def test_door_shows_who_was_called_in_last_first(board):
    soon, later = Entering("A-014", NOW + timedelta(minutes=1)), Entering("A-015", NOW + timedelta(minutes=5))

    assert scene_of(board(entering=(soon, later)), surface="door").entering == ("A-015", "A-014")
    assert scene_of(board(entering=(Entering("A-014", None), later)), surface="door").entering == ("A-015", "A-014")


def test_door_asks_in_who_fits_and_names_who_waits_beside_them(board):
    fits, large = Entering("A-015", None), Entering("B-007", None, at_door=True)

    scene = scene_of(board(entering=(fits, large)), surface="door")

    assert (scene.entering, scene.kept_out, scene.holds) == (("A-015",), ("B-007",), False)
    assert [asked.ticket for asked in scene.asked] == ["A-015"]


def test_door_holds_where_nobody_who_was_called_in_fits(board):
    scene = scene_of(board(entering=(Entering("B-007", None, at_door=True),)), surface="door")

    assert (scene.entering, scene.kept_out, scene.holds, scene.asked) == (("B-007",), (), True, ())


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

    assert [(row.key, row.ticket, row.counter) for row in scene_of(both).asked] == [("5", "A-012", 2)]


def test_door_asks_for_those_who_may_come_in(board):
    (asked,) = scene_of(board(), surface="door").asked

    assert (asked.key, asked.ticket, asked.counter) == ("A-015", "A-015", 0)


def test_screen_above_a_counter_asks_for_its_own_only(board):
    both = board(calls=(call("B-004", 1, number=6), call("A-012", 2)), serving=())

    assert [row.ticket for row in scene_of(both, surface="counter", counter=2).asked] == ["A-012"]
