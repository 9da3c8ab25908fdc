"""The worker in a process: with which channels, and for how long. In training none of them leaves the machine."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from gettext import NullTranslations

import structlog

from scheduler.db.engine.database import Database
from scheduler.messages.channels import KINDS, Client, open_channel
from scheduler.messages.channels.base import Account, Channel
from scheduler.messages.sending.decisions import Trade
from scheduler.messages.sending.lanes import CONSOLE
from scheduler.messages.sending.worker import Worker
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import end_loudly

GRACE = 10.0
"""Seconds in which letters under way may end before their worker does."""
log = structlog.get_logger()


def trade_of(settings: Settings, clock: Clock, translations: Mapping[str, NullTranslations]) -> Trade:
    """What a worker may send by."""
    kinds = {CONSOLE: KINDS[CONSOLE]} if clock.is_training else KINDS
    return Trade(kinds, settings.base_url, translations)


@contextlib.asynccontextmanager
async def worker_of(
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    translations: Mapping[str, NullTranslations],
    pause: float = 0.0,
    to_office: bool = False,
) -> AsyncIterator[Worker]:
    """A worker that hears what this process puts into the outbox. At the end of the block its channels are closed."""
    means = _Means(database, clock, settings)
    trade = trade_of(settings, clock, translations)
    worker = Worker(database, clock, trade, means.open, pause=pause, to_office=to_office)
    database.listeners.append(worker.heard)
    try:
        yield worker
    finally:
        database.listeners.remove(worker.heard)
        await worker.close()
        await means.close()


@contextlib.asynccontextmanager
async def sending(
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    translations: Mapping[str, NullTranslations],
    die: Callable[[int], object] = os._exit,
) -> AsyncIterator[None]:
    """Send messages inside the block. If that fails by a fault of ours, log it and end the process."""
    async with worker_of(database, clock, settings, translations=translations) as worker:
        task = asyncio.create_task(worker.run())
        end_loudly(task, "sending_failed", die=die)
        try:
            yield
        finally:
            worker.end()
            await asyncio.wait({task}, timeout=GRACE)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExceptionGroup):
                await task


class _Means:
    """What channels stand on. Connections are opened when the first letter goes out. There are as many at the same time
    as outlets have letters under way, which each of them bounds: a bound over all would make one wait for another's.
    """

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database, self._clock, self._settings = database, clock, settings
        self._http: Client | None = None

    def open(self, name: str, account: Account) -> Channel:
        """An account's channel. Raises AccountFaulty."""
        self._http = self._http or Client(most=None)
        return open_channel(
            name, account, http=self._http, database=self._database, clock=self._clock, settings=self._settings
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
