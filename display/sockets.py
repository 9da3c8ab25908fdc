"""One socket from its opening to its end: what it watches, what it says, and how it is told to go away."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from starlette.websockets import WebSocket

from display.hub import Watcher, Wire
from display.relay import Relay
from display.wires import TRY_AGAIN, detached, wire_to

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
    """Show a socket what it watches until its other end closes. What that says goes to `hear`, or is dropped.

    Where nothing is to be heard this returns at once, and the socket goes on without its application.
    """
    if hear is None and (left := detached(websocket)) is not None:
        try:
            left.at_end(partial(_leave, relay, join(left)))
        except BaseException:
            left.cut()  # nobody else would end it
            raise
        return
    watchers = join(wire_to(websocket))
    try:
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            if hear is not None:
                await hear(message.get("text"))
    finally:
        _leave(relay, watchers)


def _leave(relay: Relay, watchers: Iterable[Watcher]) -> None:
    for watcher in watchers:
        relay.leave(watcher)
