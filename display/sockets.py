"""One socket from its opening to its end: what it watches, what it says, and how it is told to go away."""

import logging
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket

from display.hub import Watcher, Wire
from display.relay import Relay
from display.wires import TRY_AGAIN, wire_to

NOT_FOUND = 4404
"""The close code where nothing is to be watched; a page that meets it does not try again."""

Join = Callable[[Wire], list[Watcher]]
"""Adds a socket's wire to what the socket watches. No waiting happens between the look at what there is and this."""
Hear = Callable[[str | None], Awaitable[None]]
"""Takes a text that came, None for bytes."""

log = logging.getLogger("giliran.display")


async def refuse(websocket: WebSocket) -> None:
    """Close a socket: there is nothing at its address."""
    await websocket.close(NOT_FOUND)


async def put_off(websocket: WebSocket, error: Exception) -> None:
    """Close a socket: what it asks for cannot be read now. Thousands may be told so at once: no traceback."""
    log.warning("A socket was put off: %s", type(error).__name__)
    await websocket.close(TRY_AGAIN)


async def watch(websocket: WebSocket, relay: Relay, join: Join, hear: Hear | None = None) -> None:
    """Show a socket what it watches until its other end closes. What that says goes to `hear`, or is dropped."""
    watchers = join(wire_to(websocket))
    try:
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            if hear is not None:
                await hear(message.get("text"))
    finally:
        for watcher in watchers:
            relay.leave(watcher)
