"""Two ways to a browser: uvicorn's transport where it lends it, and the plain ASGI send everywhere else."""

import asyncio
import logging
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from display.frames import Frame
from display.hub import Wire

LENT = "giliran.wire"

# The path of a ticket's socket holds its code, and the head a cookie: uvicorn notes the path at level INFO, websockets
# both at DEBUG.
quiet = logging.getLogger("giliran.sockets")
quiet.setLevel(logging.WARNING)


class LiveProtocol(WebSocketsSansIOProtocol):
    """uvicorn's socket protocol that lends its transport: `uvicorn.Config(ws=LiveProtocol)`.

    Writing a ready frame costs half of what a send through ASGI does, and never waits.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.conn.logger = quiet
        self.conn.debug = False

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[LENT] = TransportWire(self)
        await super().run_asgi()


class TransportWire:
    """Writes ready bytes to the transport, and only when everything before has left the process."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol
        self._transport = protocol.transport

    @property
    def free(self) -> bool:
        return not self._is_over and self._transport.get_write_buffer_size() == 0

    def write(self, frame: Frame) -> None:
        if not self._is_over:
            self._transport.write(frame.wire)

    @property
    def _is_over(self) -> bool:
        return self._protocol.close_sent or self._protocol.disconnected or self._transport.is_closing()


class SendWire:
    """Sends by ASGI in a task of its own, so that a peer that does not read keeps only itself waiting."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._sending: asyncio.Task[None] | None = None

    @property
    def free(self) -> bool:
        return self._sending is None or self._sending.done()

    def write(self, frame: Frame) -> None:
        self._sending = asyncio.create_task(self._send(frame, after=self._sending))

    async def _send(self, frame: Frame, *, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await after
        try:
            await self._websocket.send_text(frame.text)
        except (WebSocketDisconnect, ClientDisconnected, RuntimeError):
            # Starlette says RuntimeError when the socket closed meanwhile; the reader of the socket sees it too.
            return


def wire_to(websocket: WebSocket) -> Wire:
    """The quickest way to this socket."""
    lent: Wire | None = websocket.scope.get("extensions", {}).get(LENT)
    return lent or SendWire(websocket)
