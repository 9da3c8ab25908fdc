"""Joins the meters to an application and its database."""

import asyncio
import os
from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.applications import Starlette
from starlette.routing import Route

from scheduler.db.engine.database import Database
from scheduler.metrics.folder import FOLDER
from scheduler.metrics.measuring import Measured
from scheduler.metrics.meters import Meters
from scheduler.metrics.page import MetricsPage
from scheduler.metrics.writing import WatchedWriter
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.connections import Connections
from scheduler.runtime.supervise import beside

EVERY = 5.0
"""Seconds between two samples of what only this process knows, where another may be asked for them."""


class Metering:
    """The meters of a process, over its database."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database, self._clock, self._settings = database, clock, settings
        self._meters = Meters()

    def join(self, app: Starlette) -> None:
        """Count what an application does, and what its database writes, and answer `/metrics`."""
        self._database.writer = WatchedWriter(self._database.writer, self._meters)
        self._database.listeners.append(self._meters.heard)
        page = MetricsPage(self._meters, self._database, self._clock, self._settings)
        app.router.routes.append(Route("/metrics", page.answer, name="metrics"))
        app.add_middleware(Measured, meters=self._meters)

    def running(self, connections: Connections) -> AbstractAsyncContextManager[None]:
        """Sample inside the block, where several processes share a port."""
        if FOLDER not in os.environ:
            return nullcontext()
        return beside(_sample(self._meters, self._database, connections), "sampling_failed")


async def _sample(meters: Meters, database: Database, connections: Connections) -> None:
    while True:
        meters.sample(database, connections)
        await asyncio.sleep(EVERY)
