"""Who is told of their turn, when, and how often; two processes never tell one phone the same thing."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from scheduler.board.model import Board, Call, CounterFace, Entering, OfficeFace, Opening, Wait
from scheduler.db.models import Push, PushSubscription
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import TooManyTries
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls
from scheduler.flow.hall.occasions import Owed, owed, still_true
from scheduler.flow.screens import pushes
from scheduler.flow.screens.pushes import MOST, Browser
from tests.scenes.factories import EARLY, MONDAY, NINE, World, race

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
EMPTY = Board.empty(OfficeFace("tpi", "Kota", "Asia/Jakarta"), at=NOW, lobby_limit=4)
TIMES = 4


def board(**facts: Any) -> Board:
    return replace(EMPTY, **facts)


def line(*numbers: str) -> tuple[Wait, ...]:
    return tuple(Wait(number, (1, 2)) for number in numbers)


def told(before: Board | None, after: Board) -> list[tuple[str, str]]:
    return [(each.ticket, each.occasion) for each in owed(before, after)]


# --- what is owed


def test_called_in_is_owed_once() -> None:
    waits, enters = board(waiting=line("A-001")), board(entering=(Entering("A-001", NOW),))

    assert told(waits, enters) == [("A-001", "enter")]
    assert told(enters, enters) == []


def test_call_to_a_counter_is_owed_once_and_once_more_when_it_is_repeated() -> None:
    here = {"counters": (CounterFace(2, "open", "A-001"),)}
    called, again = (board(calls=(Call(7, "A-001", 2, repeat, NOW),), **here) for repeat in (0, 1))

    assert told(board(), called) == [("A-001", "counter")]
    assert told(called, called) == []
    assert [each.key for each in owed(called, again)] == ["2026-11-30 A-001 counter 7 1"]
    assert told(again, again) == []


def test_second_call_of_a_number_is_another_occasion() -> None:
    here = {"counters": (CounterFace(2, "open", "A-001"),)}
    first, second = (board(calls=(Call(call, "A-001", 2, 0, NOW),), **here) for call in (7, 9))

    keys = [owed(None, each)[0].key for each in (first, second)]

    assert keys == ["2026-11-30 A-001 counter 7", "2026-11-30 A-001 counter 9"]


def test_call_that_is_over_is_not_owed() -> None:
    over = board(calls=(Call(7, "A-001", 2, 0, NOW),), counters=(CounterFace(2, "open", None),))
    served = board(
        calls=(Call(7, "A-001", 2, 0, NOW),), counters=(CounterFace(2, "open", "A-001"),), serving=("A-001",)
    )

    assert told(board(), over) == []
    assert told(board(), served) == []


def test_three_before_is_owed_when_it_comes_about() -> None:
    far = board(waiting=line("A-001", "A-002", "A-003", "A-004", "A-005", "A-006"))
    near = board(waiting=line("A-002", "A-003", "A-004", "A-005", "A-006"))

    assert told(far, near) == [("A-005", "soon")]
    assert told(near, near) == []
    assert told(far, board(waiting=line("A-005", "A-006"))) == [("A-005", "soon"), ("A-006", "soon")]


def test_whoever_was_near_from_the_start_is_only_called_in() -> None:
    assert told(board(), board(waiting=line("A-001", "A-002"))) == []
    assert told(None, board(waiting=line("A-001", "A-002"))) == []


def test_nobody_comes_near_in_a_break() -> None:
    far = board(waiting=line("A-001", "A-002", "A-003", "A-004", "A-005"))
    rests = board(waiting=line("A-002", "A-003", "A-004", "A-005"), open=Opening("break", None, NOW))

    assert told(far, rests) == []


def test_board_of_another_day_begins_anew() -> None:
    yesterday = board(day=date(2026, 11, 29), entering=(Entering("A-001", NOW),))

    assert told(yesterday, board(entering=(Entering("A-001", NOW),))) == [("A-001", "enter")]


def test_whoever_waited_at_the_door_is_told_once_their_party_fits() -> None:
    fits, kept = (board(entering=(Entering("A-001", None, at_door=at_door),)) for at_door in (False, True))

    assert told(board(waiting=line("A-001")), kept) == []
    assert told(kept, fits) == [("A-001", "enter")]
    assert told(fits, fits) == []


@pytest.mark.parametrize(
    ("occasion", "newest", "holds"),
    [
        ("enter", board(entering=(Entering("A-001", None, at_door=True),)), False),
        ("enter", board(entering=(Entering("A-001", NOW + timedelta(minutes=1)),)), True),
        ("enter", board(inside=line("A-001")), False),
        ("soon", board(waiting=line("A-001")), True),
        ("soon", board(entering=(Entering("A-001", None),)), False),
        ("counter", board(calls=(Call(7, "A-001", 2, 0, NOW),), counters=(CounterFace(2, "open", "A-001"),)), True),
        ("counter", board(calls=(Call(7, "A-001", 2, 1, NOW),), counters=(CounterFace(2, "open", "A-001"),)), False),
        ("counter", board(calls=(Call(8, "A-001", 2, 0, NOW),), counters=(CounterFace(2, "open", "A-001"),)), False),
        ("counter", board(parked=("A-001",)), False),
    ],
)
def test_what_was_owed_is_said_only_while_it_is_true(occasion: Any, newest: Board, holds: bool) -> None:
    key = "2026-11-30 A-001 counter 7" if occasion == "counter" else "any"

    assert still_true(newest, Owed("A-001", occasion, key)) is holds


# --- who asked


def browser(name: str = "one", **facts: str) -> Browser:
    return Browser(**{"endpoint": f"https://push.example/{name}", "p256dh": "p", "auth": "a", "language": "id"} | facts)


def asked(office: World) -> list[tuple[str, bool]]:
    return [(row.endpoint.rpartition("/")[2], row.ended_at is None) for row in office.rows(PushSubscription)]


def test_browser_that_asks_again_is_one_browser(office: World) -> None:
    pass_code = office.booked(9)

    for language in ("id", "en"):
        office.database.run(pushes.subscribe, pass_code, browser(language=language), now=EARLY)

    assert [row.language for row in office.rows(PushSubscription)] == ["en"]


def test_taking_back_ends_it_and_asking_again_begins_anew(office: World) -> None:
    pass_code = office.booked(9)
    office.database.run(pushes.subscribe, pass_code, browser(), now=EARLY)

    for _ in range(2):
        office.database.run(pushes.unsubscribe, pass_code, browser().endpoint, now=EARLY)
    assert asked(office) == [("", False)]
    office.database.run(pushes.subscribe, pass_code, browser(), now=EARLY)

    assert asked(office) == [("one", True)]


def test_sixth_browser_takes_the_place_of_the_first(office: World) -> None:
    pass_code, other = office.booked(9), office.booked(9)
    office.database.run(pushes.subscribe, other, browser("other"), now=EARLY)

    for name in range(MOST + 1):
        office.database.run(pushes.subscribe, pass_code, browser(str(name)), now=EARLY)

    assert [name for name, live in asked(office) if live] == ["other", "1", "2", "3", "4", "5"]
    office.database.run(pushes.subscribe, pass_code, browser("0"), now=EARLY)
    assert [name for name, live in asked(office) if live] == ["other", "0", "2", "3", "4", "5"]


def test_browsers_that_were_ever_told_are_not_without_number(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushes, "MOST_EVER", MOST + 1)
    pass_code = office.booked(9)
    for name in range(MOST + 1):
        office.database.run(pushes.subscribe, pass_code, browser(str(name)), now=EARLY)

    with pytest.raises(TooManyTries):
        office.database.run(pushes.subscribe, pass_code, browser("more"), now=EARLY)
    office.database.run(pushes.subscribe, pass_code, browser("0"), now=EARLY)

    assert [name for name, live in asked(office) if live] == ["0", "2", "3", "4", "5"]


def test_visit_that_is_over_is_told_nothing(office: World) -> None:
    pass_code = office.booked(9)
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    with pytest.raises(IllegalStep):
        office.database.run(pushes.subscribe, pass_code, browser(), now=EARLY)


@pytest.mark.parametrize("step", [pushes.subscribe, pushes.unsubscribe])
def test_unknown_pass_is_refused(office: World, step: Callable[..., None]) -> None:
    value = browser() if step is pushes.subscribe else "https://push.example/one"

    with pytest.raises(PassUnknown):
        office.database.run(step, "0000-0000-0000-0000", value, now=EARLY)


def test_only_the_offices_own_tickets_of_that_day_are_listened_for(office: World, elsewhere: World) -> None:
    numbers = []
    for world, name in ((office, "here"), (elsewhere, "there")):
        pass_code = world.booked(9)
        world.database.run(pushes.subscribe, pass_code, browser(name), now=EARLY)
        numbers.append(world.scan(pass_code).ticket)

    found = office.read(lambda s: pushes.listening(s, "tanjungpinang", MONDAY, numbers))
    tomorrow = office.read(lambda s: pushes.listening(s, "tanjungpinang", date(2026, 12, 1), numbers))

    first = office.rows(PushSubscription)[0]
    assert found == [("A-001", first.id)]
    assert tomorrow == []


# --- nobody is told twice, however many processes look


@pytest.fixture
def sides(office: World, open_database: Any) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


@pytest.mark.deep("without the guard")
def test_two_that_look_and_then_write_tell_twice(office: World) -> None:
    have_looked = threading.Barrier(2)
    naive = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    with naive.connect() as connection:
        connection.execute(text("CREATE TABLE naive_push (key TEXT)"))

    def note() -> None:
        with naive.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM naive_push WHERE key = 'k'")).scalar() == 0
            have_looked.wait(10)
            connection.execute(text("INSERT INTO naive_push VALUES ('k')"))

    race([note, note])

    with naive.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM naive_push")).scalar() == 2
    naive.dispose()


@pytest.mark.postgres("locks")
def test_of_two_processes_one_is_to_tell(office: World, sides: list[World]) -> None:
    pass_code = office.booked(9)
    office.database.run(pushes.subscribe, pass_code, browser(), now=EARLY)
    number = office.scan(pass_code).ticket

    for count in range(1, TIMES + 1):
        reasons = [Owed(number, "counter", f"call {count}")]
        due = race(
            [
                lambda side=side, reasons=reasons: side.database.run(
                    pushes.note, "tanjungpinang", MONDAY, reasons, now=NINE
                )
                for side in sides
            ]
        )
        assert sorted(len(each) for each in due) == [0, 1]  # type: ignore[arg-type]
        assert len(office.rows(Push)) == count


def test_real_boards_owe_what_people_wait_for(office: World) -> None:
    before = office.board()
    number = office.arrived(9)
    came = office.board()
    office.call(1)
    called = office.board()
    office.do(calls.serve, number)

    assert told(before, came) == [(number, "enter")]
    assert told(came, called) == [(number, "counter")]
    assert told(called, office.board()) == []
