"""The product as it is served, which also tells a measurement of its commits and its reads.

Over UDP: the moment of each commit of a board, in monotonic nanoseconds; and to whoever asks by a datagram, how often
it has read boards and anything from the database.
"""

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette

from scheduler import main as program
from scheduler.db.engine.database import Database
from scheduler.db.opening import open_database
from scheduler.display_ports import boards
from scheduler.runtime import logs
from scheduler.runtime.config import Settings


class Count(asyncio.DatagramProtocol):
    """How often the database was read, told to whoever asks."""

    def __init__(self, database: Database) -> None:
        self._read, self._boards, self._all = database._query, 0, 0  # noqa: SLF001 - every read goes by it
        database._query = self._counted  # type: ignore[method-assign]  # noqa: SLF001

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, _data: bytes, asker: Any) -> None:
        self._transport.sendto(b"%d %d" % (self._boards, self._all), asker)

    def _counted(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        self._boards += query.__module__ == boards.__name__
        self._all += 1
        return self._read(query, *args, **kwargs)


def watch(app: Starlette, database: Database, port: int, told: int) -> Starlette:
    """Make an application tell of itself. port: its own, where it is asked; told: who hears of commits."""
    line, count = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), Count(database)

    def tell(infos: list[dict[Any, Any]]) -> None:
        if any(info.get("boards") for info in infos):
            line.sendto(b"%d" % time.monotonic_ns(), ("127.0.0.1", told))

    database.listeners.insert(0, tell)
    lifespan = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def listening(app: Starlette) -> AsyncIterator[Any]:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: count, ("127.0.0.1", port))
        async with lifespan(app) as state:
            yield state

    app.router.lifespan_context = listening
    return app


def main(port: str, told: str, half: str = "whole") -> None:
    """Serve until stopped. told: the UDP port that hears of commits; half: whole, or the display alone."""
    settings = Settings(host="127.0.0.1", port=int(port))
    logs.configure(settings.log_level)
    database, clock = open_database(settings)
    make = program.create_display if half == "display" else program.create_app
    app = watch(make(database, clock, settings), database, int(port), int(told))
    uvicorn.run(app, **program._options(settings))  # noqa: SLF001 - as `giliran serve` does it


if __name__ == "__main__":
    main(*sys.argv[1:])
