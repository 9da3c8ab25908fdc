"""The board is written in the same transaction as the step that changed it, and says what the tables say."""

from datetime import timedelta

import pytest

from scheduler.board.model import Board
from scheduler.db.models import OfficeBoard, OfficeDay
from scheduler.domain.counter import CounterBusy, TicketUnknown
from scheduler.flow.calendar import closures
from scheduler.flow.counter import calls, counters, parking
from scheduler.flow.hall import people_count
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.publishing import build
from scheduler.flow.screens import announcements
from scheduler.flow.screens.announcements import Notice
from tests.scenes.factories import GUARD, MONDAY, NINE, World, at


def test_board_before_the_first_step_is_version_zero(office: World):
    board = office.board(at(8))

    assert (board.version, board.office.code, board.lobby.limit, board.training) == (0, "tanjungpinang", 4, False)
    assert board.open.state == "open"


def test_every_step_writes_a_newer_board_that_a_fresh_look_agrees_with(office: World):
    versions = []
    for step in (
        office.arrived,
        lambda: office.arrived(party=3),
        lambda: office.walk_in(party=2, priority=True),
        lambda: office.call(1),
        lambda: office.do(calls.recall, "A-001", now=at(9, 1)),
        lambda: office.do(calls.serve, "A-001"),
        lambda: office.do(parking.park, "A-001"),
        lambda: office.do(parking.resume, "A-001"),
        lambda: office.do(people_count.recount, 5, reason="counted"),
        lambda: office.at_time(counters.close_counter, 2),
        lambda: office.edit(lobby_limit=6),
    ):
        step()
        stored = Board.from_store(office.rows(OfficeBoard)[0].board)
        assert stored.to_store() == office.read(_fresh(office, stored.at)).to_store()
        versions.append(stored.version)

    assert versions == sorted(set(versions))


def test_listeners_are_given_the_board_that_was_committed(office: World):
    heard = []
    office.database.listeners.append(heard.extend)

    office.arrived()
    office.database.close()

    boards = [info["boards"]["tanjungpinang"] for info in heard if "boards" in info]
    assert [board.version for board in boards] == [1]
    assert [row.ticket for row in boards[0].entering] == ["A-001"]


def test_refused_step_publishes_nothing(office: World):
    office.called()
    before = office.board()

    with pytest.raises(CounterBusy):
        office.call(1)
    with pytest.raises(TicketUnknown):
        office.do(calls.miss, "A-099")

    assert office.board() == before
    assert office.day().version == before.version


def test_without_a_guard_who_is_admitted_counts_as_inside_and_is_listed_as_entering_for_five_minutes(office: World):
    office.arrived()

    assert ([row.ticket for row in office.board().entering], office.board().lobby.people) == (["A-001"], 1)
    assert office.board().entering[0].until is None
    later = office.read(_fresh(office, at(9, 5)))
    assert ([row.ticket for row in later.entering], [row.ticket for row in later.inside]) == ([], ["A-001"])


def test_with_a_guard_who_is_called_in_is_outside_until_the_scan(guarded: World):
    for _ in range(5):
        guarded.arrived()
    guarded.do(calls.miss, guarded.call())

    board = guarded.board()
    assert (board.lobby.people, board.lobby.entering) == (3, 1)
    assert [(row.ticket, row.until) for row in board.entering] == [("A-005", at(9, 5))]


def test_break_has_no_minutes_and_admits_nobody(office: World):
    for _ in range(5):
        office.arrived(11, 30, now=at(11, 45))

    assert office.board().waiting[0].minutes is not None
    pause = office.read(_fresh(office, at(12, 30)))
    assert (pause.open.state, pause.open.until, pause.open.since) == ("break", at(13), at(12))
    assert pause.waiting[0].minutes is None
    office.do(people_count.recount, 0, reason="counted", now=at(12, 30))
    assert office.ticket("A-005").stage == "waiting"


def test_old_calls_and_old_misses_leave_the_board(office: World):
    office.hand_over(office.called())
    assert [call.ticket for call in office.board().calls] == ["A-001"]
    for minute in range(4):
        office.arrived()
        office.do(calls.miss, office.call(), now=at(9, minute))

    assert [row.ticket for row in office.board().missed] == ["A-005", "A-004", "A-003"]
    later = office.read(_fresh(office, at(9, 14)))
    assert (later.calls, later.missed) == ((), ())


def test_board_names_the_letters_each_counter_takes(office: World):
    letters = office.board().desks

    assert sorted(letters) == [counter.number for counter in office.board().counters]
    assert all(each == "".join(sorted(each)) and each for each in letters.values())


def test_emptied_hall_is_told_as_such(office: World):
    office.arrived()
    office.do(people_count.empty_hall, reason="gempa", by=GUARD)

    assert (office.board().open.state, office.board().open.cause) == ("break", "emptied")


@pytest.mark.parametrize(("day", "cause"), [(0, None), (4, "prayer")])
def test_break_of_friday_is_told_as_the_prayer(office: World, day: int, cause: str | None):
    assert office.board(at(12, 30, day=day)).open.state == "break"
    assert office.board(at(12, 30, day=day)).open.cause == cause


def test_open_office_has_no_cause(office: World):
    assert office.board().open.cause is None


def test_notices_are_the_offices_own_and_then_its_closures(office: World):
    told = Notice("Bawa Kartu Keluarga.", NINE, at(10), "Bring your family card.")
    office.do(announcements.announce, told)
    monday = MONDAY + timedelta(days=7)
    office.do(closures.shut, closures.NewClosure(monday, monday, "cuti bersama"))

    board = office.board(NINE)

    assert board.notice == {"id": "Bawa Kartu Keluarga.", "en": "Bring your family card."}
    assert [notice["id"] for notice in board.notices] == [
        "Bawa Kartu Keluarga.",
        "Kantor tutup Senin, 7 Desember 2026: cuti bersama.",
    ]


def test_notice_whose_time_is_over_leaves_the_board(office: World):
    office.do(announcements.announce, Notice("Bawa Kartu Keluarga.", NINE, at(10)))

    assert office.read(_fresh(office, at(10))).notices == ()


def _fresh(office: World, now=NINE):
    """Builds the board anew from the tables."""

    def look(session):
        day = session.get(OfficeDay, 1)
        return build(session, hall_of(session, office.office, day, now), now)

    return look
