"""Boards after their commit, for whoever shows them.

Told by this process's own writer; on PostgreSQL woken by NOTIFY too, which is only a wake-up: the version in the table
is the truth. A slow poll covers what a wake-up missed, and what another process wrote into a SQLite file.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import make_url
from sqlmodel import Session

from scheduler.board import Board, is_newer
from scheduler.clock import Clock
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.db.writer import BOARD_CHANNEL
from scheduler.flow.publishing import board_now

POLL = 5.0
"""Seconds between two reads of all boards where nothing wakes."""
LISTEN_AGAIN = 2.0
"""Seconds before a lost listening connection is made anew."""

log = structlog.get_logger()


class BoardFeed:
    """The `feed` of the display half."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._committed: asyncio.Queue[Board | None] = asyncio.Queue()
        self._newest: dict[str, Board] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        database.listeners.append(self._on_commit)

    async def latest(self, office: str) -> Board | None:
        """The office's board of today; None if there is no such office."""
        return await self._database.read(_board_of, office, self._clock())

    async def changes(self) -> AsyncIterator[Board]:
        """Boards as they are committed, newest last; never ends."""
        self._loop = asyncio.get_running_loop()
        if not self._database.on_sqlite:
            threading.Thread(target=self._listen, name="listen", daemon=True).start()
        while True:
            for board in await self._next():
                if is_newer(board, self._newest.get(board.office.code)):
                    self._newest[board.office.code] = board
                    yield board

    async def _next(self) -> list[Board]:
        """What this process committed, or after a wake-up or a pause all boards as they are."""
        try:
            board = await asyncio.wait_for(self._committed.get(), POLL)
        except TimeoutError:
            board = None
        return [board] if board else await self._database.read(_boards_of_today, self._clock())

    def _on_commit(self, infos: list[dict[Any, Any]]) -> None:
        """Called in the writer's thread: only the last board of each office in a batch is worth showing."""
        latest: dict[str, Board] = {}
        for info in infos:
            latest.update(info.get("boards", {}))
        for board in latest.values():
            self._put(board)

    def _listen(self) -> None:
        """Wake up when another process has written a board; a lost connection is made again."""
        import psycopg  # noqa: PLC0415 - an extra that SQLite offices do not install

        address = make_url(self._database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        while self._loop is not None and not self._loop.is_closed():
            try:
                with psycopg.connect(address, autocommit=True) as connection:
                    connection.execute(f"LISTEN {BOARD_CHANNEL}")
                    while not self._loop.is_closed():
                        for _ in connection.notifies(timeout=POLL, stop_after=1):
                            self._put(None)
            except psycopg.OperationalError as error:
                log.warning("listen_lost", kind=type(error).__name__)
                threading.Event().wait(LISTEN_AGAIN)

    def _put(self, board: Board | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._committed.put_nowait, board)


def _board_of(session: Session, office: str, now: datetime) -> Board | None:
    found = queries.office_by_code(session, office)
    return board_now(session, found, now) if found else None


def _boards_of_today(session: Session, now: datetime) -> list[Board]:
    return [board_now(session, office, now) for office in queries.offices(session)]
