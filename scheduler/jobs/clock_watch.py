"""Jobs that write and delete by what time it is ask here first whether the machine's clock may be believed."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.domain.clock_trust import clock_fault, is_worth_recording
from scheduler.flow.day_end import sweeps
from scheduler.runtime.clock import Clock

SAID_AGAIN = timedelta(minutes=15)

log = structlog.get_logger()


class ClockWatch:
    """Whether the clock of this process may be believed. In training it is the database's own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._since = database, clock, clock()
        self._said: datetime | None = None

    async def is_right(self) -> bool:
        """Whether the time may be believed. A line in the log now and then where it may not."""
        if self._clock.is_training:
            return True
        now = self._clock()
        last: datetime | None = await self._database.read(queries.last_moment)
        fault = clock_fault(now, last)
        if fault is not None:
            if self._said is None or abs(now - self._said) >= SAID_AGAIN:
                self._said = now
                log.error("clock_is_wrong", fault=fault, now=now, last=last, then="giliran clock")
            return False
        return True

    async def note(self) -> None:
        """Record the time, which was believed: not at once, and every ten minutes whoever does it."""
        now = self._clock()
        if self._clock.is_training or not is_worth_recording(now, self._since):
            return
        if await self._database.read(_is_worth_recording, now):
            await self._database.write_beside(sweeps.record_clock, now=now)


def _is_worth_recording(session: Session, now: datetime) -> bool:
    return is_worth_recording(now, queries.recorded_moment(session))
