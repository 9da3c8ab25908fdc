"""A table of its own for tests of the writer, and steps that come into one batch."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.writer import Job
from scheduler.domain.refusals import Refusal


class Ledger:
    """Lines that were written, by steps that are handed over without waiting for them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.run(_make_table)

    def hand_over(self, *steps: Callable[[Session], Any]) -> list["Future[Any]"]:
        """Put all steps before the writer at once: on SQLite they are one batch, behind a step that holds the gate."""
        gate = threading.Event()
        self._put(lambda _: gate.wait(10))
        futures = [self._put(step) for step in steps]
        gate.set()
        return futures

    def outcomes(self, *steps: Callable[[Session], Any]) -> list[Any]:
        """What each waiter was told: its result, or the kind of its exception."""
        futures = self.hand_over(*steps)
        return [type(error) if (error := future.exception(20)) else future.result() for future in futures]

    def lines(self) -> list[str]:
        """What is committed, in the order of writing."""
        with self.database.reading() as session:
            return list(session.execute(text("SELECT line FROM ledger ORDER BY id")).scalars())

    def _put(self, step: Callable[[Session], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        self.database.writer.put(Job(step, (), {}, future))
        return future


def write(line: str) -> Callable[[Session], str]:
    """A step that writes a line."""

    def step(session: Session) -> str:
        session.execute(text("INSERT INTO ledger (line) VALUES (:line)"), {"line": line})
        return line

    return step


def leave(line: str) -> Callable[[Session], str]:
    """A step that writes a line, and leaves it to whoever listens."""

    def step(session: Session) -> str:
        session.info["left"] = line
        return write(line)(session)

    return step


def refuse(line: str) -> Callable[[Session], str]:
    """A step that writes a line and then is refused."""

    def step(session: Session) -> str:
        write(line)(session)
        raise Refusal

    return step


def _make_table(session: Session) -> None:
    key = "INTEGER PRIMARY KEY" if session.get_bind().dialect.name == "sqlite" else "SERIAL PRIMARY KEY"
    session.execute(text(f"CREATE TABLE ledger (id {key}, line TEXT UNIQUE)"))
