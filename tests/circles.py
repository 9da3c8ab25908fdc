"""Two transactions that take the same two rows: in a circle where they take them the other way round (PostgreSQL)."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.factories import World, race
from tests.patience import wait_until


def in_a_circle(office: World, step: Callable[[World], Any], *, first: str, then: str) -> list[Any]:
    """Somebody takes what is `first`, and what is `then` once `step` waits; what became of both.

    first, then: queries that lock their rows.
    """
    engine = create_engine(office.database.url)
    has_first = threading.Event()

    def clerk() -> str:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(text(first))
            has_first.set()
            wait_till_blocked(office)
            try:
                connection.execute(text(then))
            except OperationalError as error:
                return type(error.orig).__name__
        return "went on"

    def taker() -> str:
        has_first.wait(10)
        step(office)
        return "went on"

    outcomes = race([clerk, taker])
    engine.dispose()
    return outcomes


def wait_till_blocked(office: World) -> None:
    """Until somebody waits for a lock that somebody else holds."""
    blocked = text("SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0")
    wait_until(lambda: office.read(lambda session: session.execute(blocked).scalar_one()))
