"""What the program stands on within uvicorn and websockets, though neither promises it: an upgrade that takes a piece
away fails here, by its name. What becomes of a piece is then read where it is used.
"""

import asyncio
from typing import Any

import pytest
import uvicorn
import websockets
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
OF_A_SOCKET = (
    "app",
    "app_state",
    "close_sent",
    "close_timer",
    "config.ws_max_size",
    "connection_lost",
    "connection_made",
    "connections",
    "data_received",
    "disconnected",
    "handle_ping",
    "handshake_complete",
    "handshake_initiated",
    "logger",
    "loop",
    "run_asgi",
    "scope.extensions",
    "stop_keepalive",
    "transport",
    "conn.current_size",
    "conn.data_to_send",
    "conn.debug",
    "conn.events_received",
    "conn.logger",
    "conn.receive_data",
    "conn.state",
)
"""Used by display/wires.py and display/detached.py, and by `CountedSocket` of scheduler/runtime/connections.py."""
OF_A_REQUEST = (
    "_start_asgi_task",
    "app_state",
    "client",
    "connection_lost",
    "connection_made",
    "cycle.keep_alive",
    "cycle.response_complete",
    "cycle.scope",
    "cycle.waiting_for_100_continue",
    "data_received",
    "flow.read_paused",
    "loop",
    "on_headers_complete",
    "on_message_complete",
    "on_response_complete",
    "resume_writing",
    "transport",
)
"""Used by `HttpConnection` of scheduler/runtime/connections.py."""


class Line(asyncio.Transport):
    """A connection that takes all it is given."""

    def write(self, data: Any) -> None: ...

    def close(self) -> None: ...

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()


def missing(held: Any, path: str) -> bool:
    for name in path.split("."):
        if not (name in held if isinstance(held, dict) else hasattr(held, name)):
            return True
        held = held[name] if isinstance(held, dict) else getattr(held, name)
    return False


@pytest.mark.parametrize(
    ("protocol", "asked", "pieces"),
    [
        (WebSocketsSansIOProtocol, HANDSHAKE, OF_A_SOCKET),
        (HttpToolsProtocol, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", OF_A_REQUEST),
    ],
)
async def test_pieces_that_the_program_stands_on_are_there(
    protocol: type[Any], asked: bytes, pieces: tuple[str, ...]
) -> None:
    state = ServerState()
    talk = protocol(config=uvicorn.Config(silent, log_config=None), server_state=state, app_state={})
    talk.connection_made(Line())
    talk.data_received(asked)
    gone = [piece for piece in pieces if missing(talk, piece)]
    for task in state.tasks:
        task.cancel()
    await asyncio.gather(*state.tasks, return_exceptions=True)

    versions = f"uvicorn {uvicorn.__version__} with websockets {websockets.__version__}"
    assert not gone, f"{protocol.__name__} of {versions} is without: {', '.join(gone)}"
