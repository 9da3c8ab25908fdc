"""What a step of the hall asks of the database: so many statements, however many wait, and no ticket twice."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from scheduler.db.engine.database import Database
from scheduler.db.models import Ticket
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.history import move
from scheduler.flow.counter import calls, handovers
from scheduler.flow.door import arrivals
from scheduler.flow.hall import standing
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.hall.remembered import remembered
from scheduler.flow.hall.standing import Lineup
from tests.scenes.factories import CLERK, GUARD, NINE, World, at
from tests.support.databases import ON_POSTGRES
from tests.support.handed import each_statement
from tests.support.remembered import check_remembered
from tests.support.trips import counted

ARRIVAL, CALL = 28, 21
"""Statements of a step, SQLite's; an admission that it makes possible has a few more."""

TICKETS = "FROM ticket \nWHERE ticket.office_day_id = ? AND ticket.stage IN"


def sent_by(step: Callable[[], object]) -> list[str]:
    """The statements that a step sends, one after the other."""
    sent: list[str] = []
    with each_statement(sent.append):
        step()
    return sent


@pytest.mark.parametrize("waiting", [0, 12])
def test_arrival_and_call_send_so_many_statements_however_many_wait(office: World, waiting: int) -> None:
    for _ in range(office.office.lobby_limit + waiting):
        office.walk_in(service="C")
    pass_code = office.booked()

    arrival = sent_by(lambda: office.scan(pass_code))
    call = sent_by(lambda: office.call(3))

    assert len(arrival) <= ARRIVAL
    assert len(call) <= CALL
    assert not [statement for statement in arrival + call if TICKETS in statement]


CALL_TRIPS, ARRIVAL_TRIPS = 7, 22
"""Waits for the database between two hosts, the lock of the day among them."""


@ON_POSTGRES
def test_arrival_and_call_make_so_many_round_trips(office: World) -> None:
    for _ in range(office.office.lobby_limit + 2):
        office.walk_in(service="C")
    pass_code = office.booked()

    with counted(office.database) as arrival:
        office.scan(pass_code)
    with counted(office.database) as call:
        office.call(3)

    assert arrival.count <= ARRIVAL_TRIPS
    assert call.count <= CALL_TRIPS


def test_who_waits_is_read_once_by_a_process_that_has_not_written_last(
    office: World, open_database: Callable[..., Database]
) -> None:
    office.arrived()
    other = office.through(open_database())

    theirs = sent_by(lambda: other.walk_in(service="C"))
    again = sent_by(lambda: other.walk_in(service="C"))
    ours = sent_by(lambda: office.walk_in(service="C"))

    reads = [sum(TICKETS in statement for statement in sent) for sent in (theirs, again, ours)]
    assert reads == [1, 0, 1]


@pytest.mark.postgres("locks")
def test_two_processes_that_take_turns_remember_what_is_so(
    office: World, open_database: Callable[..., Database]
) -> None:
    processes = [office, office.through(open_database())]
    for turn in range(8):
        mine = processes[turn % 3 % 2]
        mine.walk_in(service="C")
        if turn % 2:
            mine.do(handovers.leave, mine.call(3))
        for each in processes:
            check_remembered(each.database)

    assert check_remembered(processes[0].database) + check_remembered(processes[1].database) >= 1


def test_step_that_is_refused_is_not_remembered(office: World) -> None:
    office.arrived()
    before = dict(office.database.kept)

    def begun_and_refused(session: Session) -> None:
        arrivals.walk_in(session, office.office, arrivals.Scan(), service="C", by=GUARD, now=NINE)
        raise Refusal

    with pytest.raises(Refusal):
        office.database.run(begun_and_refused)

    assert office.database.kept == before
    assert check_remembered(office.database) == 1


def test_what_a_step_moved_after_its_board_is_not_remembered_as_it_was(office: World) -> None:
    office.called()

    def served_twice_over(session: Session) -> None:
        calls.serve(session, office.office, "A-001", by=CLERK, now=NINE)
        day = hold(session, office.office, NINE)
        hall = hall_of(session, office.office, day, NINE)
        assert [ticket.stage for ticket in hall.tickets] == ["serving"]
        handovers.leave(session, office.office, "A-001", by=CLERK, now=at(9, 1))

    office.database.run(served_twice_over)

    assert check_remembered(office.database) == 1


def test_step_that_ends_without_a_board_of_what_it_moved_leaves_no_hall(office: World) -> None:
    office.called()

    def served_and_moved(session: Session) -> None:
        calls.serve(session, office.office, "A-001", by=CLERK, now=NINE)
        move(session, session.scalars(select(Ticket)).one(), to="served", by=CLERK, now=at(9, 1))

    office.database.run(served_and_moved)

    assert check_remembered(office.database) == 0


def test_older_version_is_not_what_stands(office: World) -> None:
    office.arrived()
    office.database.run(lambda session: hold(session, office.office, NINE) and None)  # raises, and leaves nothing

    with office.database.reading() as session:
        assert remembered(session, office.day()) is None
    assert office.call(1) == "A-001"


@pytest.fixture
def put_back(office: World) -> int:
    """The database is two versions behind what is remembered of it, which never was in it; at which version it is."""
    office.arrived()
    for which, known in office.database.kept.items():
        office.database.kept[which] = replace(known, version=known.version + 2, lineup=Lineup())
    return office.day().version


def test_what_is_remembered_of_a_database_before_it_was_put_back_is_never_true(office: World, put_back: int) -> None:
    office.walk_in(service="C")
    assert check_remembered(office.database) == 1

    office.walk_in(service="C")

    assert office.day().version == put_back + 2
    assert check_remembered(office.database) == 1


def test_process_that_only_reads_forgets_a_database_before_it_was_put_back_too(
    office: World, put_back: int, open_database: Callable[..., Database]
) -> None:
    assert office.read(lambda session: remembered(session, office.day())) is None
    other = office.through(open_database())
    for _ in range(2):
        other.walk_in(service="C")

    assert office.day().version == put_back + 2
    assert office.read(lambda session: remembered(session, office.day())) is None


def test_reader_is_given_what_is_remembered(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office.arrived()
    read = standing.standings_of
    reads: list[int] = []
    monkeypatch.setattr(
        "scheduler.flow.hall.hall_state.standings_of", lambda session, day: reads.append(day) or read(session, day)
    )

    hall = office.read(lambda session: hall_of(session, office.office, office.day(), NINE))

    assert [ticket.number for ticket in hall.tickets] == ["A-001"]
    assert reads == []
