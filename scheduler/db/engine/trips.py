"""Few round trips to PostgreSQL: what nobody waits for goes along with the next statement.

A statement that is waited for costs the way there and back, whatever it does; between two hosts that is more than the
rest of it. Of what a step sends much needs no reply: BEGIN, savepoints, rows of history and of the outbox, NOTIFY. It
is kept here and sent in front of whatever is sent next, in its order and in one go; the last of it goes with COMMIT.

The rule: what is put off has been written before anything that could read it is looked up, for it goes in front. What
the database does not take of it is said to whoever sent the next statement, who is not to blame: the transaction is
spoilt then, whatever the step makes of it. It is never committed, so that the writer may run its step again with each
row at once (`writer.Pool`).

Questions that come one after the other make one trip where they are known beforehand (`Prepared.ask`). An answer holds
until anything else is sent or put off: so it is the one that would have been given.

Two things of psycopg's do not go with this: several statements in one text, and cursors that have a name.
"""

import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event

IN_TRANSACTION, BY_ITSELF = "READ COMMITTED", "AUTOCOMMIT"
OUT_OF_STEP = {"0A000", "26000"}
"""The server's plan of what was prepared no longer fits the table, or it never prepared what is believed to be."""
UNDER_WAY = {TransactionStatus.INTRANS, TransactionStatus.INERROR}
"""The server says that it is in a transaction: so it has not committed it. Of a lost connection nobody knows that."""
SILENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""When a server of which nothing is heard any more counts as lost, in seconds (the second in milliseconds), by libpq's
own words; a URL that names one of them says otherwise. What is sent and not taken is given up after half a minute, who
waits for an answer after a minute: a host that lost its power says no word.
"""
READ_ONLY = "-c default_transaction_read_only=on"


def postgres_engine(url: str, *, size: int = 4, reading: bool = False) -> Engine:
    """An engine for PostgreSQL with a small pool, of connections that make few trips.

    Transactions are READ COMMITTED; reading: each statement stands by itself, for then it sees the same, and writes
    nothing. Who wants another kind says so by the option `isolation_level`.

    A connection that lay in the pool is asked for nothing before it is used: its socket says whether the server has
    hung up meanwhile. What dies without a word is found out by the statement that needed it, which is unavailable after
    a while (SILENCE).
    """
    engine = create_engine(url, pool_size=size, max_overflow=2, pool_pre_ping=True, hide_parameters=True)
    dialect: Any = engine.dialect
    dialect.do_ping = Line.is_quiet
    dialect.set_isolation_level = _nothing
    dialect.do_savepoint = lambda connection, name: line_of(connection).put(f"SAVEPOINT {name}")
    dialect.do_release_savepoint = lambda connection, name: line_of(connection).put(f"RELEASE SAVEPOINT {name}")
    dialect.do_rollback_to_savepoint = _go_back
    usual = BY_ITSELF if reading else IN_TRANSACTION

    @event.listens_for(engine, "do_connect")
    def _(_dialect: Any, _record: Any, args: Any, params: Any) -> Line:
        if reading:
            params["options"] = f"{params.get('options', '')} {READ_ONLY}".lstrip()
        return Line.connect(*args, autocommit=True, **{**SILENCE, **params})

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        level = connection.get_execution_options().get("isolation_level", usual)
        if level != BY_ITSELF:
            line_of(connection).begin(level)

    return engine


def _go_back(connection: Connection, savepoint: str) -> None:
    if not line_of(connection).unsay(savepoint):
        connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {savepoint}")


def line_of(connection: Connection) -> "Line":
    """The line under a connection of such an engine."""
    line = connection.connection.driver_connection
    assert isinstance(line, Line)
    return line


@dataclass(slots=True)
class _Kept:
    """A statement that goes along with another. cursor: what it was sent by, once it has been."""

    text: str
    values: Any = None
    cursor: psycopg.Cursor[Any] | None = None
    more: list[Any] = field(default_factory=list)
    """The values of more rows, for which it is sent too."""

    def send(self, line: "Line") -> None:
        """Send it, for each of its rows. Raises psycopg's errors."""
        self.cursor = psycopg.Cursor(line)
        if self.more:
            self.cursor.executemany(self.text, [self.values, *self.more])
        else:
            self.cursor.execute(self.text, self.values)

    @property
    def is_untaken(self) -> bool:
        """Whether it was not done, by its own fault or for one before it. Of several rows psycopg keeps no result, so
        that they count as not done.
        """
        return self.cursor is None or self.cursor.pgresult is None

    @property
    def has_written(self) -> bool:
        """Whether it was done, and is more than a question."""
        return self.cursor is not None and not (self.cursor.statusmessage or "SELECT").startswith("SELECT")

    def is_same(self, text: object, values: object) -> bool:
        return self.text == text and self.values == values


class Line(psycopg.Connection[Any]):
    """A connection to PostgreSQL that keeps what nobody waits for until something else is sent."""

    goes_in_front = True

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.cursor_factory = _Cursor
        self._kept: list[_Kept] = []
        self._asked: list[_Kept] = []
        """Whose answers hold, or will once they are sent."""
        self.is_open = True
        """False: rows are sent at once, and only what frames them goes along (see `deferring.py`)."""
        self.is_spoilt = False
        """Whether the database did not take something that was put off in this transaction."""
        self._has_failed = False
        """Whether something went wrong in this transaction while several were under way."""

    def begin(self, level: str) -> None:
        """Begin a transaction with the first statement that is sent."""
        self._kept, self._asked = [_Kept(f"BEGIN ISOLATION LEVEL {level}")], []
        self.is_spoilt = self._has_failed = False

    def put(self, text: str, values: Any = None) -> None:
        """Send a statement along with the next; what it says is not asked for."""
        self.forget_answers()
        if values is not None and self._kept and self._kept[-1].text == text:
            self._kept[-1].more.append(values)
        else:
            self._kept.append(_Kept(text, values))

    def ask(self, text: str, values: Any) -> None:
        """A question that is going to be sent, just as it will be. A new one ends the answers that have come."""
        if self.is_open and not any(each.is_same(text, values) for each in self._asked):
            if any(each.cursor is not None for each in self._asked):
                self.forget_answers()
            self._asked.append(_Kept(text, values))
            self._kept.append(self._asked[-1])

    def execute(self, query: Any, params: Any = None, **facts: Any) -> psycopg.Cursor[Any]:
        """Send a statement, or take the answer of one that was asked before. Raises psycopg's errors."""
        asked = next((each for each in self._asked if each.is_same(query, params)), None)
        if asked is None:
            return super().execute(query, params, **facts)
        if asked.cursor is None:
            with self.in_one_go():
                pass
        self._asked.remove(asked)
        assert asked.cursor is not None
        return asked.cursor

    def write(self) -> None:
        """Nothing: whatever is sent next has all this before it."""

    def commit(self) -> None:
        """Send what is left, and commit. Raises psycopg's errors; a spoilt transaction sends nothing."""
        if self.is_spoilt:
            raise psycopg.OperationalError("something that was put off was not taken")
        is_begun = self._is_in_transaction or len(self._kept) > 1
        if is_begun and self.execute("COMMIT").statusmessage != "COMMIT":
            raise psycopg.OperationalError("the transaction had failed, and was rolled back")
        self._forget()

    def rollback(self) -> None:
        """Take back the transaction, and forget what was put off. Raises psycopg's errors."""
        self._forget()
        if self._has_failed:
            super().rollback()
        elif self._is_in_transaction:
            self._roll_back_lightly()

    def unsay(self, savepoint: str) -> bool:
        """Forget what was put off since a savepoint. False: it was sent, so the server has to go back too."""
        begun = _Kept(f"SAVEPOINT {savepoint}")
        is_unsent = begun in self._kept
        kept = self._kept[: self._kept.index(begun)] if is_unsent else []
        self._forget()
        self._kept = kept
        return is_unsent

    def is_quiet(self) -> bool:
        """Whether nothing has come while nobody asked: a server that ends says so, or hangs up. Raises
        psycopg.OperationalError where the connection was closed on this side.
        """
        if sys.platform == "win32":  # it has no poll
            return not select.select([self.fileno()], [], [], 0)[0]
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return not poll.poll(0)

    @contextmanager
    def in_one_go(self, *, several: bool = False) -> Iterator[None]:
        """What is sent within the block has what was put off before it, and makes one trip together with it.

        several: the block itself sends many. Raises psycopg's errors, and whatever the block does.
        """
        kept, self._kept = self._kept, []
        are_many = bool(kept) or several
        fault: Exception | None = None
        try:
            with self.pipeline() if are_many else nullcontext():
                try:
                    for each in kept:
                        each.send(self)
                    yield
                except Exception as error:  # noqa: BLE001 - past the pipeline psycopg would log what it says of a row
                    fault = error
        except psycopg.Error as error:
            fault = fault if isinstance(fault, psycopg.Error) else error
        if fault is not None:
            if are_many:
                self._asked, self._has_failed = [], True
            if self.pgconn.transaction_status in UNDER_WAY and any(each.is_untaken for each in kept):
                self.is_spoilt = True
            self._end_if_out_of_step(fault)
            raise fault

    def forget_answers(self) -> None:
        """Something else is about to be sent: what was asked before is asked anew by whoever wants to know.

        Raises RuntimeError where that would write twice.
        """
        if any(each.has_written for each in self._asked):
            raise RuntimeError("a statement that writes was announced, sent, and its answer not taken at once")
        if self._asked:
            self._kept = [each for each in self._kept if all(each is not asked for asked in self._asked)]
            self._asked = []

    def _end_if_out_of_step(self, fault: Exception) -> None:
        """A connection whose prepared statements are not those of the server never comes right by itself. Raises
        psycopg.OperationalError, as one that is lost does.
        """
        if isinstance(fault, psycopg.Error) and fault.sqlstate in OUT_OF_STEP:
            self.close()
            raise psycopg.OperationalError("a statement is no longer what was prepared") from fault

    def _forget(self) -> None:
        self._kept, self._asked = [], []

    @property
    def _is_in_transaction(self) -> bool:
        """At the server; one that is only begun here has not been heard of there."""
        return self.pgconn.transaction_status != TransactionStatus.IDLE

    def _roll_back_lightly(self) -> None:
        """Below psycopg, which at the word ROLLBACK forgets every statement that it has prepared. It has to where one
        of several failed, for it believes to be prepared what the server never came to; not where a rule said no.
        """
        result = self.pgconn.exec_(b"ROLLBACK")
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.get_error_message())


class _Cursor(psycopg.Cursor[Any]):
    """What every statement is sent by, whoever sends it."""

    def execute(self, *args: Any, **facts: Any) -> "_Cursor":
        line: Any = self.connection
        line.forget_answers()
        with line.in_one_go():
            super().execute(*args, **facts)
        return self

    def executemany(self, *args: Any, **facts: Any) -> None:
        line: Any = self.connection
        line.forget_answers()
        with line.in_one_go(several=True):
            super().executemany(*args, **facts)


def _nothing(*_: Any) -> None:
    """How a transaction is begun is said when it begins."""
