"""To PostgreSQL goes in one trip what nobody waits for, and nothing is seen, kept or told otherwise for that."""

from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, create_engine, event, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.db.engine.glancing import hold_still
from scheduler.db.engine.outages import AWAY
from scheduler.db.engine.prepared import Prepared, driver_of
from scheduler.db.engine.trips import SILENCE, Line, line_of, postgres_engine
from scheduler.db.engine.writer import ATTEMPTS
from scheduler.domain.refusals import Refusal, Unavailable
from tests.db.ledger import Ledger, refuse, write
from tests.db.test_deferring import BLIND, LEDGER, LINE, LINES, by_core, prepared, put_off
from tests.support.databases import ON_POSTGRES
from tests.support.trips import counted

pytestmark = ON_POSTGRES

RAISE = Prepared(text("UPDATE ledger SET line = line || '+' RETURNING line"))
NAMED = Prepared(select(LEDGER.c.id).where(LEDGER.c.line == bindparam("line")))
COUNT = Prepared(select(text("count(*)")).select_from(LEDGER))
TO_BIGINT = "ALTER TABLE ledger ALTER id TYPE bigint"
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


def many(session: Any) -> None:
    LINE.run_all(session, [{"line": line} for line in "abc"])


def all_at_once(session: Any, *lines: str) -> None:
    """By the driver's own way for many rows."""
    session.connection().execute(insert(LEDGER), [{"line": line} for line in lines])


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
        pytest.param(many, 1, id="many rows"),
        pytest.param(lambda session: [many(session), BLIND.first(session)], 2, id="many rows and a question"),
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


def test_reader_writes_nothing_and_keeps_what_the_url_asks_for(ledger: Ledger):
    url = make_url(ledger.database.url).update_query_dict({"options": "-c work_mem=7MB"})
    for engine in (ledger.database._reads, postgres_engine(url.render_as_string(hide_password=False), reading=True)):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
            write("a")(connection)  # type: ignore[arg-type]
    with engine.connect() as connection:
        assert connection.execute(text("SHOW work_mem")).scalar_one() == "7MB"
    engine.dispose()

    assert ledger.lines() == []


@pytest.mark.parametrize("is_reading", [True, False])
def test_server_that_went_silent_counts_as_lost_after_a_while_or_when_the_url_says(ledger: Ledger, is_reading: bool):
    url = make_url(ledger.database.url).update_query_dict({"keepalives_idle": "60"})
    engine = postgres_engine(url.render_as_string(hide_password=False), reading=is_reading)
    with engine.connect() as connection:
        asked = line_of(connection).info.get_parameters()
    engine.dispose()

    assert {name: asked[name] for name in SILENCE} == {
        "connect_timeout": "10",
        "tcp_user_timeout": "30000",
        "keepalives_idle": "60",
        "keepalives_interval": "10",
        "keepalives_count": "3",
    }


def test_moment_that_nobody_looked_at_is_forgotten(ledger: Ledger):
    """What begins it was never sent, and is not sent in front of what the next reader asks."""
    with ledger.database.reading() as session:
        hold_still(session)
    with ledger.database.reading() as session:
        before = prepared(session)
        ledger.database.run(write("a"))

        assert (before, prepared(session)) == ([], ["a"])


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


def hold(session: Any) -> tuple[list[str], list[str]]:
    """Announce a statement that writes, and behind it what looks at what it holds."""
    RAISE.ask(session)
    LINES.ask(session)
    return sorted(line for (line,) in RAISE.all(session)), sorted(prepared(session))


def test_answer_ends_where_something_new_is_asked(ledger: Ledger):
    """Whoever takes a lock sees nothing from before it."""
    ledger.database.run(write("a"))

    def step(session: Any) -> Any:
        LINES.ask(session)
        COUNT.ask(session)
        COUNT.first(session)
        ledger.database.hand_over(write("b")).result(20)
        return hold(session)

    assert ledger.database.run(step) == (["a+", "b+"], ["a+", "b+"])


def test_statement_that_writes_and_was_announced_is_never_sent_twice(ledger: Ledger):
    ledger.database.run(write("a"))

    def step(session: Any) -> None:
        RAISE.ask(session)
        COUNT.ask(session)
        COUNT.first(session)
        BLIND.first(session)

    assert ledger.outcomes(step) == [RuntimeError]
    assert ledger.lines() == ["a"]


def test_answer_from_before_a_fault_is_none(ledger: Ledger):
    seen: list[Any] = []

    def step(session: Any) -> None:
        LINES.ask(session)
        Prepared(text("SELECT 1/0")).ask(session)
        for _ in range(2):
            try:
                seen.append(prepared(session))
            except DBAPIError:
                seen.append(DBAPIError)

    ledger.outcomes(step)

    assert seen[:2] == [DBAPIError] * 2


def test_many_rows_at_once_come_behind_what_was_put_off_and_end_answers(ledger: Ledger):
    def step(session: Any) -> list[str]:
        put_off("a")(session)
        LINES.ask(session)
        COUNT.ask(session)
        COUNT.first(session)
        all_at_once(session, "b", "c")
        return prepared(session)

    def first_of_all(session: Any) -> None:
        all_at_once(session, "d", "e")
        raise Refusal

    assert ledger.outcomes(step) == [["a", "b", "c"]]
    assert ledger.outcomes(first_of_all) == [Refusal]
    assert ledger.lines() == ["a", "b", "c"]


def test_rows_that_are_put_off_are_written_in_their_order(ledger: Ledger):
    def step(session: Any) -> None:
        many(session)
        for line in ("d", "e"):
            put_off(line)(session)
        _nested(session, put_off("f"))

    ledger.outcomes(step)

    assert ledger.lines() == list("abcdef")


def test_of_many_rows_one_that_is_not_taken_has_the_step_run_again(ledger: Ledger):
    """Also where the first of them was taken, and the step passes over what it is told."""

    def step(session: Any) -> None:
        LINE.run_all(session, [{"line": line} for line in ("a", "a")])
        with suppress(DBAPIError):
            BLIND.first(session)

    assert ledger.outcomes(step) == [IntegrityError]
    assert ledger.lines() == []


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
KINDS = ["put off", "write", "read", "look", "announce", "hold", "blind", "nested", "undone", "swallowed"]
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
        "hold": hold,
        "blind": lambda session: tuple(BLIND.first(session)),
        "nested": lambda session: _nested(session, put_off(letter)),
        "undone": lambda session: _nested(session, put_off(letter), prepared, refuse(letter + "'")),
        "swallowed": lambda session: _nested(session, put_off(letter), prepared, swallows=(Refusal, DBAPIError)),
    }[kind](session)


def _nested(session: Any, *steps: Callable[[Any], Any], swallows: tuple[type[Exception], ...] = (Refusal,)) -> str:
    try:
        with session.begin_nested():
            session.connection()
            for step in steps:
                step(session)
    except swallows:
        return "undone"
    return "nested"


def test_step_that_swallows_within_a_savepoint_what_was_not_taken_is_run_again_and_not_committed_before(
    ledger: Ledger,
):
    """A commit whose reply is lost may stand: so none is sent for a step that may be run again."""
    ledger.database.run(write("a"))
    came: list[tuple[str, int]] = []

    def step(session: Any) -> None:
        how = _nested(session, BLIND.first, put_off("a"), BLIND.first, swallows=(DBAPIError,))
        with suppress(DBAPIError), session.begin_nested():
            session.connection()
            Prepared(text("SELECT 1/0")).first(session)
        came.append((how, driver_of(session).raw.info.backend_pid))
        write("b")(session)

    with counted(ledger.database) as trips:
        ledger.database.run(step)

    assert [how for how, _ in came] == ["undone", "undone"]
    assert trips.said("COMMIT") == 1
    assert ledger.lines() == ["a", "b"]


def test_what_befell_a_step_is_not_said_of_the_next(ledger: Ledger):
    ledger.database.run(write("a"))
    turns: list[str] = []

    def looks_away(session: Any) -> None:
        put_off("a")(session)
        with suppress(DBAPIError):
            BLIND.first(session)
        raise Refusal

    def is_refused(session: Any) -> None:
        turns.append("refused")
        put_off("b")(session)
        BLIND.first(session)
        raise Refusal

    for step in (looks_away, is_refused):
        with pytest.raises((IntegrityError, Refusal)):
            ledger.database.run(step)

    assert turns == ["refused"]


def test_what_befell_a_step_is_known_before_another_has_its_connection(ledger: Ledger):
    ledger.database.run(write("a"))

    def looks_away(session: Any) -> None:
        put_off("a")(session)
        with suppress(DBAPIError):
            BLIND.first(session)
        raise Refusal

    def another_begins(line: Any, _: Any) -> None:
        line.begin("READ COMMITTED")
        line.rollback()

    event.listen(ledger.database.engine, "checkin", another_begins)

    assert ledger.outcomes(looks_away) == [IntegrityError]


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


def dsn(ledger: Ledger) -> str:
    """Where the database is, for who comes by the driver alone."""
    return make_url(ledger.database.url).set(drivername="postgresql").render_as_string(hide_password=False)


def known(session: Any) -> int:
    """How many statements the connection has prepared."""
    return len(driver_of(session).raw._prepared._names)


def test_refused_step_costs_the_connection_none_of_what_it_has_prepared(ledger: Ledger):
    """Not even where one before it failed, which cost them all."""
    ledger.database.run(write("a"))
    with pytest.raises(IntegrityError):
        ledger.database.run(put_off("a"))
    for _ in range(10):
        ledger.database.run(BLIND.first)
    before = ledger.database.run(known)
    with pytest.raises(Refusal):
        ledger.database.run(lambda session: [prepared(session), refuse("b")(session)])

    assert ledger.database.run(known) >= before > 0


def test_step_that_is_run_again_is_told_of_in_the_log_once_it_is_given_up(ledger: Ledger):
    deadlock = Prepared(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"))
    turns: list[int] = []

    def step(session: Any) -> None:
        turns.append(1)
        if len(turns) != ATTEMPTS + 2:
            deadlock.run(session)

    with capture_logs() as logged:
        assert ledger.outcomes(step) == [Unavailable]
        assert ledger.outcomes(step) == [None]

    assert len(turns) == ATTEMPTS + 2
    assert [line["event"] for line in logged] == ["step_unavailable"]


@pytest.mark.parametrize("many", [False, True])
def test_value_that_was_not_taken_is_in_no_log(ledger: Ledger, caplog: pytest.LogCaptureFixture, many: bool):
    """The statement behind it cannot even be written down, so that two go wrong at once."""
    ledger.database.run(write("NIK-3174"))
    seen: list[type[Exception]] = []

    def step(session: Any) -> None:
        try:
            BLIND.first(session)
            if many:
                all_at_once(session, "NIK-3174", "\ud800")
            put_off("NIK-3174")(session)
            NAMED.first(session, line="\ud800")
        except Exception as error:
            seen.append(type(error))
            raise

    assert ledger.outcomes(step) == [IntegrityError]
    assert seen[0] is IntegrityError
    assert "NIK-3174" not in caplog.text


def test_connection_whose_prepared_statements_are_out_of_step_is_replaced(ledger: Ledger):
    def read() -> Any:
        with ledger.database.reading() as session:
            return [NAMED.first(session, line="a"), COUNT.first(session)]

    def step(session: Any) -> Any:
        return [BLIND.first(session), *NAMED.all(session, line="a")]

    for _ in range(8):
        read()
        ledger.database.run(step)
    with psycopg.connect(dsn(ledger)) as another:
        another.execute(TO_BIGINT)

    with pytest.raises(AWAY):
        read()
    with pytest.raises(Unavailable):
        ledger.database.run(step)
    assert read()[1] == (0,)
    assert ledger.database.run(step) == [(1,)]


def test_statement_that_the_server_has_forgotten_costs_one_connection(ledger: Ledger):
    for _ in range(8):
        ledger.database.run(BLIND.first)
    ledger.database.run(lambda session: bool(driver_of(session).raw.pgconn.exec_(b"DEALLOCATE ALL")))

    with pytest.raises(Unavailable):
        ledger.database.run(BLIND.first)
    assert ledger.database.run(BLIND.first) == (1,)


def test_statement_that_was_never_reached_is_not_taken_for_prepared(ledger: Ledger):
    """The commit stands behind the row that is not taken, so often that it would be prepared by then."""
    ledger.database.run(write("a"))
    for _ in range(8):
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


def test_step_that_is_refused_on_a_lost_connection_hears_of_that(ledger: Ledger, cut: Callable[[int], None]):
    """For what it was refused by it may not have seen."""

    def step(session: Any) -> None:
        write("a")(session)
        cut(session.connection().connection.driver_connection.info.backend_pid)
        raise Refusal

    assert ledger.outcomes(step) == [Unavailable]


def test_line_that_is_closed_says_so_where_it_is_asked_whether_it_is_quiet(ledger: Ledger):
    with closing(Line.connect(dsn(ledger))) as line:
        assert line.is_quiet()
    with pytest.raises(psycopg.OperationalError):
        line.is_quiet()
