"""Two ways to a browser: uvicorn's transport where it lends it, and the plain ASGI send everywhere else."""

import asyncio
import logging
import socket
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from display.frames import Frame
from display.hub import Wire

LENT = "giliran.wire"

TRY_AGAIN = 1013
"""The close code for somebody who is to come back in a while."""

KERNEL_BUFFER = 32_768
"""Bytes that the kernel keeps (it takes the double) for one who does not read: a few boards, not megabytes."""

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
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[LENT] = TransportWire(self)
        await super().run_asgi()

    def handle_ping(self) -> None:
        """Answer, but not one who asks without end and reads nothing: the answers would pile up here."""
        answer = b"".join(self.conn.data_to_send())
        if self.transport.get_write_buffer_size() <= KERNEL_BUFFER:
            self.transport.write(answer)


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

    def cut(self) -> None:
        self._transport.abort()

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

    def cut(self) -> None:
        """Let go of what waits to be sent; the connection itself ends by the server's own ping."""
        if self._sending is not None:
            self._sending.cancel()

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
