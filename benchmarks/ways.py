"""Servers that send one message to all their sockets, each in another way, with nothing of the product around it.

`transport`: uvicorn, ready bytes to its transport (the product's way). `sends`: uvicorn, a loop of send_text().
`broadcast`: the server and the function of the websockets library.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.server import ServerConnection, broadcast, serve

from display.frames import Frame
from display.wires import LiveProtocol, wire_to

BACKLOG = 4096


class Orders(asyncio.DatagramProtocol):
    """On each datagram tells when it begins, and sends to everybody."""

    def __init__(self, send: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._send = send

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, _data: bytes, asker: Any) -> None:
        self._transport.sendto(b"%d" % time.monotonic_ns(), asker)
        self._task = asyncio.ensure_future(self._send())


async def _obey(port: int, send: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Orders(send), ("127.0.0.1", port))


async def _by_uvicorn(port: int, frame: Frame, *, ready: bool) -> None:
    watchers: dict[WebSocket, Any] = {}

    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        watchers[websocket] = wire_to(websocket)
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass
        del watchers[websocket]

    async def send() -> None:
        if ready:
            for wire in watchers.values():
                wire.write(frame)
        else:
            for websocket in watchers:
                await websocket.send_text(frame.text)

    await _obey(port, send)
    app = Starlette(routes=[WebSocketRoute("/live", live)])
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, ws=LiveProtocol if ready else "websockets-sansio", backlog=BACKLOG,
        ws_per_message_deflate=False, ws_ping_interval=None, log_level="warning",
    )  # fmt: skip
    await uvicorn.Server(config).serve()


async def _by_websockets(port: int, frame: Frame) -> None:
    watchers: set[ServerConnection] = set()

    async def live(connection: ServerConnection) -> None:
        watchers.add(connection)
        await connection.wait_closed()
        watchers.discard(connection)

    async def send() -> None:
        broadcast(watchers, frame.text)

    await _obey(port, send)
    async with serve(live, "127.0.0.1", port, compression=None, ping_interval=None, backlog=BACKLOG):
        await asyncio.get_running_loop().create_future()


def main(port: str, way: str, file: str) -> None:
    """Serve until stopped."""
    from uvloop import run  # noqa: PLC0415 - what uvicorn takes of itself, and the other one is given too

    frame = Frame(Path(file).read_text())
    if way == "broadcast":
        run(_by_websockets(int(port), frame))
    else:
        run(_by_uvicorn(int(port), frame, ready=way == "transport"))


if __name__ == "__main__":
    main(*sys.argv[1:])
