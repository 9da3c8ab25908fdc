"""Brings letters that were taken from the outbox to their channels, each in a task of its own, and settles them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.messages.channels.base import Receipt
from scheduler.messages.sending.claiming import Taken
from scheduler.messages.sending.lanes import Looking
from scheduler.messages.sending.outlets import Opener, Outlet, Outlets
from scheduler.messages.sending.settling import give_back, hold_on, settle
from scheduler.runtime.clock import Clock

FRESH = 2.0
"""Seconds for which a letter is believed; after a longer wait in the queue it is looked at again before it goes."""
AGAIN = 1.0
"""Seconds until a database that is away is asked again."""

T = TypeVar("T")

log = structlog.get_logger()


class Delivering:
    """The letters that a worker has. left: told after each that is settled."""

    def __init__(
        self, database: Database, clock: Clock, opener: Opener, *, worker: str, left: Callable[[], object]
    ) -> None:
        self._database, self._clock, self._worker, self._left = database, clock, worker, left
        self._outlets = Outlets(opener)
        self._is_ending = False

    @property
    def held(self) -> int:
        """Letters that are taken and not settled."""
        return self._outlets.held

    def outlet(self, office_id: int, channel: str) -> Outlet:
        """Where an office's letters by a channel leave."""
        return self._outlets.of(office_id, channel)

    def begin(self, taken: Taken, tasks: asyncio.TaskGroup) -> None:
        """Send a letter as soon as its outlet has a place."""
        outlet = self._outlets.of(taken.used.office_id, taken.used.channel)
        outlet.held += 1
        tasks.create_task(self._deliver(taken, outlet, time.monotonic()))

    def end(self) -> None:
        """Ask no channel any more: what waits is given back, what is under way is settled."""
        self._is_ending = True

    async def close(self) -> None:
        """Close the channels."""
        await self._outlets.close()

    async def _deliver(self, taken: Taken, outlet: Outlet, since: float) -> None:
        try:
            async with outlet.place:
                receipt = await self._sent(taken, outlet, since)
            if receipt is not None:
                await self._insist(lambda now: self._database.write_beside(settle, taken, receipt, now=now))
        finally:
            outlet.held -= 1
            self._left()

    async def _sent(self, taken: Taken, outlet: Outlet, since: float) -> Receipt | None:
        """What came of a letter; None where its channel was not asked."""
        if self._is_ending:
            await self._insist(lambda now: self._database.write_beside(give_back, taken, now=now))
            return None
        if time.monotonic() - since > FRESH and not await self._holds(taken):
            return None
        receipt = await outlet.send(taken.used, taken.letter)
        log.info(
            "message_tried",
            message=taken.message_id,
            cause=taken.cause,
            channel=taken.used.channel,
            outcome=receipt.outcome,
            code=receipt.code,
        )
        return receipt

    async def _holds(self, taken: Taken) -> bool:
        return await self._insist(
            lambda now: self._database.write_beside(hold_on, taken, Looking(self._worker, now)),
        )

    async def _insist(self, step: Callable[[datetime], Awaitable[T]]) -> T:
        """Try a step until the database is there: what came of a letter must be written down."""
        while True:
            try:
                return await step(self._clock())
            except (Unavailable, *AWAY):
                log.warning("message_not_settled")
                await asyncio.sleep(AGAIN)
