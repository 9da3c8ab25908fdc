"""A display on a port of this machine, served by uvicorn."""

import asyncio
import contextlib
import socket

import uvicorn
from starlette.applications import Starlette

from display.app import display_routes
from display.wires import LiveProtocol
from tests.support.patience import until


@contextlib.asynccontextmanager
async def serving(display, ws=LiveProtocol, *, backlog=100):
    """Serve inside the block; yields the server and its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
    config = uvicorn.Config(
        Starlette(routes=display_routes(display)),
        ws=ws,
        ws_per_message_deflate=False,
        log_level="info",
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    async with display.running():
        task = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        try:
            yield server, listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task
