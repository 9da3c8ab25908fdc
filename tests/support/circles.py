"""Two transactions that take the same two rows: in a circle where they take them the other way round (PostgreSQL)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import OperationalError

from tests.scenes.factories import World, race
from tests.support.patience import wait_until

BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)
WAITS_FOR = text("SELECT count(*) FROM pg_stat_activity WHERE :pid = ANY(pg_blocking_pids(pid))")


def in_a_circle(office: World, step: Callable[[World], Any], *, first: str, then: str) -> list[Any]:
    """Somebody takes what is `first`, and what is `then` once `step` waits for it; what became of both.

    first, then: queries that lock their rows. Where it is a circle, it is the first who finds it and gives way.
    """
    engine = create_engine(office.database.url)
    has_first = threading.Event()

    def clerk() -> str:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(text(first))
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            has_first.set()
            _wait_till_blocked(office, own)
            try:
                connection.execute(text(then))
            except OperationalError as error:
                return type(error.orig).__name__
        return "went on"

    def taker() -> str:
        assert has_first.wait(30)
        step(office)
        return "went on"

    with looking_for_no_circle(office):
        outcomes = race([clerk, taker])
    engine.dispose()
    return outcomes


@contextmanager
def looking_for_no_circle(office: World) -> Iterator[None]:
    """Whatever the office's own transactions wait for, they wait: they look for a circle once, after a second, and on a
    busy machine that is when it has just been closed.
    """

    def wait(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL deadlock_timeout = '10min'")

    event.listen(office.database.engine, "begin", wait)
    try:
        yield
    finally:
        event.remove(office.database.engine, "begin", wait)


def _wait_till_blocked(office: World, by: int) -> None:
    """Wait until somebody waits for this one process of the server, where other tests wait for one another too."""
    wait_until(lambda: office.read(lambda session: session.execute(WAITS_FOR, {"pid": by}).scalar_one()))


def wait_till_blocked(office: World, or_else: Callable[[], object] = lambda: False) -> None:
    """Wait until somebody in the office's own database waits for a lock that somebody else holds.

    or_else: what is so instead where the guard is off and nobody has to wait.
    """
    wait_until(lambda: or_else() or office.read(lambda session: session.execute(BLOCKED).scalar_one()))
