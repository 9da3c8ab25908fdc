"""Two faults made to order: a process that dies in a step, and two requests at the same moment."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Refusal, Unavailable
from tests.support.handed import each_statement

Work = Callable[[Session], Any]
"""A step with everything it needs but its session."""


class Crashed(Exception):
    """The process died here."""


class Crash:
    """Inside the block whoever sends the n-th statement dies before it is sent."""

    def __init__(self, statement: int) -> None:
        self.left, self.struck = statement, False

    def __enter__(self) -> Self:
        self._heard = each_statement(self._count)
        self._heard.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        self._heard.__exit__(None, None, None)
        return isinstance(error, Crashed)

    def _count(self, _statement: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.struck = True
            raise Crashed


def said_of(database: Database, work: Work) -> Any:
    """The answer, or the refusal."""
    try:
        return database.run(work)
    except Unavailable:
        raise
    except Refusal as refusal:
        return refusal


def locked_in_turn(first: tuple[Database, Work], second: tuple[Database, Work]) -> list[Any]:
    """Run two steps at once, the second from the moment the first holds the lobby's lock; answers or refusals."""
    holds = threading.Event()

    def note(statement: str) -> None:
        if statement.startswith("UPDATE office_day"):
            holds.set()

    said: list[Any] = [None, None]

    def run(place: int, database: Database, work: Work) -> None:
        try:
            said[place] = said_of(database, work)
        except Exception as error:  # noqa: BLE001 - raised again by the one who waits
            said[place] = error
        finally:
            holds.set()

    with each_statement(note, after=True):
        ahead = threading.Thread(target=run, args=(0, *first))
        ahead.start()
        holds.wait(30)
        run(1, *second)
        ahead.join(30)
    for each in said:
        if isinstance(each, Exception) and (not isinstance(each, Refusal) or isinstance(each, Unavailable)):
            raise each
    return said
