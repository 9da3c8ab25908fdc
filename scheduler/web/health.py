"""For the machine that watches the machine: is the process there, and does its database read and write."""

import asyncio
import time
from concurrent.futures import Future

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Unavailable
from scheduler.flow.day_end import sweeps
from scheduler.runtime.clock import Clock
from scheduler.runtime.stopping import STOPPING, Stopping

PAUSE = 5.0
"""Seconds for which the outcome of a write holds: anybody may ask, and as often as they like."""
PATIENCE = 3.0
"""Seconds in which the database has to answer."""


class Readiness:
    """Whether the database reads and writes, found out by doing it.

    A read alone is answered from memory while the disk is full, its folder gone or the writer stuck. What is written
    is the time: another value every time, or SQLite would leave the page as it is and write nothing.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.pause, self.patience = PAUSE, PATIENCE
        self._written: Future[None] | None = None
        self._again_at = 0.0

    async def prove(self) -> None:
        """Raises Unavailable where the database does not read and write, or not in time."""
        written = asyncio.shield(asyncio.wrap_future(self._write()))
        try:
            async with asyncio.timeout(self.patience):
                await asyncio.gather(self._database.read(_ping), written)
        except (SQLAlchemyError, TimeoutError):
            raise Unavailable from None

    def _write(self) -> "Future[None]":
        """The write that everybody waits for who asks now; one that is stuck is not followed by another."""
        now = time.monotonic()
        if self._written is None or (self._written.done() and now >= self._again_at):
            self._again_at = now + self.pause
            self._written = self._database.hand_over(sweeps.record_clock, now=self._clock())
        return self._written


async def alive(request: Request) -> Response:
    """The process answers, and what writes in it has not ended."""
    if not request.app.state.db.writer.is_alive:
        return PlainTextResponse("the writer has ended", 503)
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """The database reads and writes too, and nobody has told the process to stop. Raises Unavailable."""
    stopping: Stopping | None = request.scope.get("state", {}).get(STOPPING)
    if stopping is not None and stopping.is_leaving:
        return PlainTextResponse("stopping", 503)
    await request.app.state.readiness.prove()
    return JSONResponse({"database": "ok"})


def _ping(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
