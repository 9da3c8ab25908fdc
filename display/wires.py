"""Ways to a browser: uvicorn's transport where it lends it or lets it go, and the plain ASGI send everywhere else."""

import asyncio
import socket
from functools import partial
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from display.detached import KERNEL_BUFFER, Detached, Pings, quiet
from display.frames import Frame
from display.hub import Wire

LENT = "giliran.wire"

TRY_AGAIN = 1013
"""The close code for somebody who is to come back in a while."""

PINGS = "giliran.pings"
"""The key in the state of uvicorn's lifespan under which its sockets find the `Pings` of their process."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """uvicorn's socket protocol that lends its transport, or lets it go: `uvicorn.Config(ws=LiveProtocol)`.

    Writing a ready frame costs half of what a send through ASGI does, and never waits. A socket that was let go costs a
    third of the memory.
    """

    has_spoken = False
    """Whether anything came after the handshake."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.conn.logger = quiet
        self.conn.debug = False

    async def run_asgi(self) -> None:
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[LENT] = TransportWire(self)
        await super().run_asgi()

    def data_received(self, data: bytes) -> None:
        self.has_spoken = self.handshake_initiated
        super().data_received(data)

    def detach(self) -> Detached | None:
        """Let the connection go on without its application, which has to return now, and without this protocol.

        None where it cannot be: the connection is over, or its other end has spoken, and half a message may be here.
        Browsers say nothing before they are shown something.
        """
        if not self.handshake_complete or self.has_spoken or self.close_sent or self.transport.is_closing():
            return None
        self.stop_keepalive()
        if PINGS not in self.app_state:
            self.app_state[PINGS] = Pings()
        left = Detached(self.transport, self.app_state[PINGS], longest=self.config.ws_max_size)
        self.transport.set_protocol(left)
        self.connections.discard(self)
        left.at_end(partial(self.connections.discard, left))
        self.connections.add(left)  # type: ignore[arg-type]  # all that uvicorn does with it is to end it
        # uvicorn closes a connection when its application returns, unless a timer is to do it.
        self.close_timer = self.loop.call_soon(lambda: None)  # type: ignore[assignment]
        return left

    def handle_ping(self) -> None:
        """Answer, but not one who asks without end and reads nothing: the answers would pile up here."""
        answer = b"".join(self.conn.data_to_send())
        if self.transport.get_write_buffer_size() <= KERNEL_BUFFER:
            self.transport.write(answer)


class TransportWire:
    """Writes ready bytes to the transport, and only when everything before has left the process."""

    def __init__(self, protocol: LiveProtocol) -> None:
        self._protocol = protocol
        self._transport = protocol.transport

    def detach(self) -> Detached | None:
        """The connection without its application, as `LiveProtocol.detach` says."""
        return self._protocol.detach()

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
    return _lent(websocket) or SendWire(websocket)


def detached(websocket: WebSocket) -> Detached | None:
    """This socket without its application, which has to return now; None where it cannot be without."""
    lent = _lent(websocket)
    return lent.detach() if lent is not None else None


def _lent(websocket: WebSocket) -> TransportWire | None:
    lent: TransportWire | None = websocket.scope.get("extensions", {}).get(LENT)
    return lent
