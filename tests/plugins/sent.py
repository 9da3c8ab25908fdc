"""Which statements are sent to which database: one that SQLite is sent and PostgreSQL never is fails the run.

A statement is told by its shape: what it says without its values, in one dialect for both. So a test on SQLite alone is
enough for a rule, as long as some test sends each of its statements to PostgreSQL too.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from scheduler.db.engine import prepared, trips
from tests.plugins.selection import is_for_sqlite_alone
from tests.plugins.workers import Gathered

NEUTRAL = PGDialect_psycopg()  # type: ignore[no-untyped-call]
VALUES = re.compile(r"%\(\w+\)s(::[A-Z]+( WITH(OUT)? TIME ZONE| PRECISION)?(\(\d+(, ?\d+)?\))?(\[\])?)?")
OURS = re.compile(
    r"(?!SELECT \*|INSERT INTO \w+ VALUES)(WITH|SELECT|INSERT|UPDATE|DELETE)\b(?!.*\b(sqlite_|_?alembic_))"
)
"""What is looked at: the program's own statements, not what makes tables and asks for them, begins transactions, or
takes a copy of a whole table for a test.
"""


OF_THEIR_OWN = (
    "tests/browser/",
    "tests/commands/test_audit.py::test_end_that_was_cut_off",
    "tests/commands/test_audit.py::test_what_is_wrong",
    "tests/commands/test_demo",
    "tests/commands/test_doctor.py::test_table_that_is_damaged",
    "tests/db/test_upgrades.py",
    "tests/flow/audit/test_forgetting.py::test_block_that_forgets",
    "tests/flow/audit/test_forgetting.py::test_deed_of_a_block",
    "tests/flow/audit/test_forgetting.py::test_what_",
    "tests/flow/audit/test_verifying.py::test_any_single_change",
    "tests/flow/audit/test_verifying.py::test_block_of_another_chain",
    "tests/flow/audit/test_verifying.py::test_block_of_which_nothing",
    "tests/flow/audit/test_verifying.py::test_chain_that_was_begun_anew",
    "tests/flow/audit/test_verifying.py::test_end_that_is_cut_off",
    "tests/flow/audit/test_verifying.py::test_row_of_which_nothing",
    "tests/flow/blanks/test_blank_machine.py",
    "tests/flow/calendar/test_calendar_sequences.py",
    "tests/flow/figures/test_recounted.py",
    "tests/flow/invitations/test_waiters.py::test_list_read_at_once_offers",
    "tests/flow/privacy/test_person.py::test_of_who_was_erased",
    "tests/races/booking/test_booking_machine.py",
    "tests/races/test_everything_at_once.py",
    "tests/races/hall/test_hall_machine.py",
    "tests/simulation/",
    "tests/web/api/test_openapi.py",
    "tests/web/sweep/",
)
"""Tests that put statements together by chance, fill whole offices, tamper with rows, or look at them in their own way:
what nobody else sends is sent to both by a deep run alone. What they send counts for nothing, or a run would depend on
chance.
"""
RACES = "tests/races/"
"""What they send to SQLite is the naive programs' own; to PostgreSQL they send what the program sends."""
ONCE_MORE = "once_more"
"""Of a connection, as an option: what was sent is sent on it again, only to look at it."""


class Sent:
    """Shape -> the tests that sent it, by database; the first one is enough."""

    def __init__(self, test: str = "") -> None:
        self.by: dict[str, dict[str, str]] = {"sqlite": {}, "postgresql": {}}
        self.test = test
        """The test that runs; what is sent between tests does not count."""
        self._noted: set[tuple[str, str]] = set()

    def note(self, dialect: str, shape: str) -> None:
        if not self.test or (dialect, shape) in self._noted:
            return
        self._noted.add((dialect, shape))
        if OURS.match(shape):
            self.by[dialect][shape] = self.test


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("giliran").addoption(
        "--whole",
        action="store_true",
        help="a whole run: compare its statements, hold it to the budget",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--whole"):
        sent = Sent()
        listen(sent)
        config.pluginmanager.register(_Watching(sent))
        config.pluginmanager.register(Gathered("statements", lambda: sent.by, missing))


def missing(said: list[dict[str, dict[str, str]]]) -> list[str]:
    """A line for each shape that was sent to SQLite alone, with a test that sends it."""
    on_sqlite = {shape: test for one in said for shape, test in one["sqlite"].items()}
    on_postgres = {shape for one in said for shape in one["postgresql"]}
    return [
        f'Never sent to PostgreSQL; mark {on_sqlite[shape]} postgres("statements"):\n    {shape}'
        for shape in sorted(on_sqlite.keys() - on_postgres)
    ]


class _Watching:
    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        counts = not is_for_sqlite_alone(item) and sends_for_all(
            item.nodeid, on_postgres=item.get_closest_marker("pg") is not None
        )
        self._sent.test = item.nodeid if counts else ""
        result = yield
        self._sent.test = ""
        return result


def sends_for_all(test: str, *, on_postgres: bool) -> bool:
    """Whether what a test sends, by its id, counts as sent to its database."""
    return not test.startswith(OF_THEIR_OWN) and (on_postgres or not test.startswith(RACES))


def listen(sent: Sent) -> Callable[[], None]:
    """Note what every engine of this process is handed, and what prepared statements hand to the driver. Returns what
    ends it.
    """

    def handing(connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if connection.get_execution_options().get(ONCE_MORE):
            return
        compiled = context.compiled if context is not None else None
        said = getattr(compiled, "statement", None)
        if said is None:
            sent.note(connection.dialect.name, " ".join(statement.split()))
            return
        shape = compiled.__dict__.get("_shape")
        if shape is None:
            shape = compiled._shape = shape_of(said)
        sent.note(connection.dialect.name, shape)

    compile_prepared, execute = prepared._compile, prepared._execute
    shapes: dict[str, str] = {}

    def compiling(statement: Any, dialect: Any) -> Any:
        compiled = compile_prepared(statement, dialect)
        shapes[compiled.text] = shape_of(statement)
        return compiled

    def executing(raw: Any, dialect: Any, compiled: Any, values: Any) -> Any:
        sent.note(dialect.name, shapes[compiled.text])
        return execute(raw, dialect, compiled, values)

    def stop() -> None:
        event.remove(Engine, "before_cursor_execute", handing)
        prepared._compile, prepared._execute = compile_prepared, execute
        stop_putting()

    event.listen(Engine, "before_cursor_execute", handing)
    prepared._compile, prepared._execute = compiling, executing
    stop_putting = _listen_to_rows(sent, shapes)
    return stop


def _listen_to_rows(sent: Sent, shapes: dict[str, str]) -> Callable[[], None]:
    """Note what prepared statements send to PostgreSQL along with others."""
    put = trips.Line.put

    def putting(line: trips.Line, text: str, values: Any = None) -> None:
        if text in shapes:
            sent.note("postgresql", shapes[text])
        put(line, text, values)

    def stop() -> None:
        trips.Line.put = put  # type: ignore[method-assign]

    trips.Line.put = putting  # type: ignore[method-assign]
    return stop


def shape_of(statement: Any) -> str:
    """What a statement says, in one dialect, with a question mark for each value."""
    try:
        text = str(statement.compile(dialect=NEUTRAL))
    except AttributeError:  # ON CONFLICT as SQLite's own INSERT has it; it reads the same
        text = str(statement)
    plain = VALUES.sub("?", " ".join(text.split())).replace('"', "")
    return plain.partition(" RETURNING ")[0]  # which one dialect adds by itself
