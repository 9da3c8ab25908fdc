"""To PostgreSQL goes in one trip what nobody waits for, and nothing is seen, kept or told otherwise for that."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from scheduler.db.engine.database import Database
from scheduler.db.engine.glancing import hold_still
from scheduler.db.engine.prepared import Prepared, driver_of
from scheduler.domain.refusals import Refusal, Unavailable
from tests.db.ledger import Ledger, refuse, write
from tests.db.test_deferring import BLIND, LEDGER, LINES, by_core, prepared, put_off
from tests.support.databases import ON_POSTGRES
from tests.support.trips import counted

pytestmark = ON_POSTGRES

COUNT = Prepared(select(text("count(*)")).select_from(LEDGER))
CUT = text("SELECT pg_terminate_backend(:pid)")
PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def trips_of(database: Database, step: Callable[[Any], Any]) -> int:
    """How many trips a step makes, on a connection that is open."""
    database.run(BLIND.first)
    with counted(database) as trips:
        database.run(step)
    return trips.count


def several(session: Any) -> None:
    for line in "abc":
        put_off(line)(session)


def asked(session: Any) -> list[Any]:
    for question in (LINES, COUNT, BLIND):
        question.ask(session)
    return [BLIND.first(session), LINES.all(session), COUNT.first(session)]


def nested(session: Any) -> None:
    put_off("a")(session)
    with session.begin_nested():
        session.connection()
        put_off("b")(session)


@pytest.mark.parametrize(
    ("step", "trips"),
    [
        pytest.param(lambda _: None, 0, id="nothing"),
        pytest.param(BLIND.first, 2, id="a question"),
        pytest.param(several, 1, id="rows alone"),
        pytest.param(lambda session: [several(session), prepared(session)], 2, id="rows and a question"),
        pytest.param(lambda session: [prepared(session), several(session)], 2, id="a question and rows"),
        pytest.param(nested, 1, id="a savepoint"),
        pytest.param(asked, 2, id="three questions that were announced"),
        pytest.param(write("a"), 2, id="through SQLAlchemy"),
    ],
)
def test_step_makes_so_many_trips(ledger: Ledger, step: Callable[[Any], Any], trips: int):
    assert trips_of(ledger.database, step) == trips


def test_reader_makes_a_trip_for_each_statement_and_no_other(ledger: Ledger):
    def read() -> None:
        with ledger.database.reading() as session:
            prepared(session)
            by_core(session)

    read()
    with counted(ledger.database, reading=True) as trips:
        read()

    assert trips.count == 2


def test_reader_who_wants_one_moment_has_it(ledger: Ledger):
    with ledger.database.reading() as session:
        hold_still(session)
        before = prepared(session)
        ledger.database.run(write("a"))

        assert prepared(session) == before == []
    assert ledger.lines() == ["a"]


def test_answer_is_what_would_be_said_after_whatever_was_written_since(ledger: Ledger):
    def step(session: Any) -> list[Any]:
        seen = []
        for line, writes in (("a", put_off), ("b", write)):
            LINES.ask(session)
            COUNT.ask(session)
            prepared(session)
            writes(line)(session)
            seen.append((COUNT.first(session), len(prepared(session))))
        return seen

    assert ledger.database.run(step) == [((1,), 1), ((2,), 2)]


def test_question_that_was_asked_before_a_savepoint_is_asked_again_after_going_back(ledger: Ledger):
    def asks(session: Any) -> None:
        LINES.ask(session)
        COUNT.first(session)

    def step(session: Any) -> list[str]:
        put_off("a")(session)
        _nested(session, put_off("b"), asks, refuse("c"))
        return prepared(session)

    assert ledger.database.run(step) == ["a"]


@pytest.mark.parametrize("is_sent", [True, False])
def test_step_that_goes_back_keeps_what_it_put_off_before(ledger: Ledger, is_sent: bool):
    def step(session: Any) -> list[str]:
        put_off("a")(session)
        with suppress(Refusal), session.begin_nested():
            session.connection()
            put_off("b")(session)
            if is_sent:
                prepared(session)
            raise Refusal
        return prepared(session)

    assert ledger.database.run(step) == ["a"]


Ops = list[tuple[str, str]]
KINDS = ["put off", "write", "read", "look", "announce", "blind", "nested", "undone"]
OPS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("abcd")), max_size=7)
STEPS = st.lists(st.tuples(OPS, st.booleans()), min_size=1, max_size=3)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_random_steps_leave_and_see_what_they_would_with_everything_at_once(
    ledger: Ledger, steps: list[tuple[Ops, bool]]
):
    seen = []
    for defers in (True, False):
        ledger.database.run(lambda session: session.execute(text("DELETE FROM ledger")).rowcount)
        ledger.database.writer._defers = defers
        seen.append(([ledger.outcomes(_step(*each)) for each in steps], ledger.lines()))

    assert seen[0] == seen[1]


def _step(ops: Ops, is_refused: bool) -> Callable[[Any], list[Any]]:
    def step(session: Any) -> list[Any]:
        results = [_done(session, kind, letter) for kind, letter in ops]
        if is_refused:
            prepared(session)  # hears of a row that is not taken, as it would where each is sent at once
            raise Refusal
        return results

    return step


def _done(session: Any, kind: str, letter: str) -> Any:
    return {
        "put off": put_off(letter),
        "write": write(letter),
        "read": prepared,
        "look": by_core,
        "announce": lambda session: (LINES.ask(session), COUNT.ask(session), COUNT.first(session))[2],
        "blind": lambda session: tuple(BLIND.first(session)),
        "nested": lambda session: _nested(session, put_off(letter)),
        "undone": lambda session: _nested(session, put_off(letter), prepared, refuse(letter + "'")),
    }[kind](session)


def _nested(session: Any, *steps: Callable[[Any], Any]) -> str:
    try:
        with session.begin_nested():
            session.connection()
            for step in steps:
                step(session)
    except Refusal:
        return "undone"
    return "nested"


def test_step_that_looks_away_from_a_row_that_was_not_taken_is_run_again(ledger: Ledger):
    ledger.database.run(write("a"))

    def step(session: Any) -> str:
        put_off("a")(session)
        try:
            BLIND.first(session)
        except DBAPIError:
            return "looked away"
        return "never"

    assert ledger.outcomes(step) == [IntegrityError]


def test_failed_transaction_is_never_told_as_committed(ledger: Ledger):
    def step(session: Any) -> str:
        write("a")(session)
        with pytest.raises(DBAPIError):
            Prepared(text("SELECT 1/0")).first(session)
        return "done"

    assert ledger.outcomes(step) == [Unavailable]
    assert ledger.lines() == []


def test_refused_step_costs_the_connection_none_of_what_it_has_prepared(ledger: Ledger):
    def known(session: Any) -> int:
        return len(driver_of(session).raw._prepared._names)

    for _ in range(10):
        ledger.database.run(BLIND.first)
    before = ledger.database.run(known)
    ledger.outcomes(lambda session: [prepared(session), refuse("a")(session)])

    assert ledger.database.run(known) >= before > 0


def test_statement_that_was_never_reached_is_not_taken_for_prepared(ledger: Ledger):
    """The commit stands behind the row that is not taken, so often that it would be prepared by then."""
    ledger.database.run(write("a"))
    for _ in range(3):
        with pytest.raises(IntegrityError):
            ledger.database.run(put_off("a"))

    assert [ledger.database.run(put_off(line)) for line in "bcdefghi"] == list("bcdefghi")


def backend(database: Database) -> int:
    return int(database.run(lambda session: session.execute(PID).scalar_one()))


@pytest.fixture
def cut(ledger: Ledger) -> Any:
    """Ends the server's side of a connection, and waits until it is gone."""
    engine = create_engine(ledger.database.url, isolation_level="AUTOCOMMIT")

    def end(pid: int) -> None:
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})

    yield end
    engine.dispose()


def test_connection_that_the_server_ended_while_it_lay_there_is_not_used(ledger: Ledger, cut: Callable[[int], None]):
    for turn in range(3):
        cut(backend(ledger.database))

        assert ledger.outcomes(write(f"a{turn}")) == [f"a{turn}"]


def test_reader_takes_none_that_the_server_ended_either(ledger: Ledger, cut: Callable[[int], None]):
    with ledger.database.reading() as session:
        pid = session.execute(PID).scalar_one()
    cut(pid)

    assert ledger.lines() == []


def test_step_whose_connection_is_lost_is_told_so_and_not_run_again(ledger: Ledger, cut: Callable[[int], None]):
    """Lost before its first statement, and just before its commit: whether that stands nobody can know then."""
    attempts = []

    def lost_at_once(session: Any) -> None:
        attempts.append("at once")
        cut(session.connection().connection.driver_connection.info.backend_pid)
        put_off("a")(session)
        prepared(session)

    def lost_at_the_end(session: Any) -> None:
        attempts.append("at the end")
        write("b")(session)
        put_off("c")(session)
        cut(session.connection().connection.driver_connection.info.backend_pid)

    assert ledger.outcomes(lost_at_once) == ledger.outcomes(lost_at_the_end) == [Unavailable]
    assert attempts == ["at once", "at the end"]
    assert ledger.outcomes(write("d")) == ["d"]
    assert ledger.lines() == ["d"]
