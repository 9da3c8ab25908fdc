"""A real server with few places: who is too many is told so, and whoever watches the machine is answered."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from scheduler.main import _options
from scheduler.runtime.config import Settings
from scheduler.runtime.connections import STATE, Connections
from scheduler.web.shared.crowd import refuse_crowd
from tests.support.patience import ENOUGH, until, within

MOST = 3


async def answered(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def live(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[int, Connections]]:
    """The program's own way of serving, on a port that is open already; this machine counts like any other."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections = Connections(MOST, 9 * MOST, refuse_crowd, peer_of=lambda host: host)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Connections]]:
        yield {STATE: connections}

    routes = [Route("/healthz", answered), Route("/door", answered), WebSocketRoute("/live", live)]
    app = Starlette(routes=routes, lifespan=lifespan)
    options = {**_options(Settings()), "timeout_graceful_shutdown": 1, "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app, **options))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    try:
        yield listener.getsockname()[1], connections
    finally:
        server.should_exit = True
        await task


async def get(port: int, path: str) -> bytes:
    """All that is answered until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    answer = await within(ENOUGH, reader.read())
    writer.close()
    return answer


async def answers_of_a_full_server() -> tuple[bytes, bytes, bytes]:
    """Of a page, of what watches the machine, and of a page once everybody else has gone."""
    async with serving() as (port, connections), contextlib.AsyncExitStack() as phones:
        for _ in range(MOST):
            await phones.enter_async_context(connect(f"ws://127.0.0.1:{port}/live"))
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST)]
        door, watching = await get(port, "/door"), await get(port, "/healthz")
        await phones.aclose()
        await until(lambda: not len(connections))
        again = await get(port, "/door")
        for _, writer in silent:
            writer.close()
    return door, watching, again


def test_server_that_is_full_says_so_and_goes_on() -> None:
    loop = uvicorn.Config(answered, loop=_options(Settings())["loop"], log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop) as runner:
        door, watching, again = runner.run(answers_of_a_full_server())

    assert [answer.split(b"\r\n")[0] for answer in (door, watching, again)] == [
        b"HTTP/1.1 503 Service Unavailable",
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 OK",
    ]
    assert b"retry-after: 5" in door
