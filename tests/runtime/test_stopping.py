"""A process that is told to stop says so, answers whom it let in, and ends in time."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from scheduler.main import _options
from scheduler.runtime import stopping as module
from scheduler.runtime.config import Settings
from scheduler.runtime.stopping import EX_TEMPFAIL, STOPPING, Stopping, end_in_time
from scheduler.web import health
from tests.support.patience import ENOUGH, until, within

pytestmark = pytest.mark.usefixtures("no_watch")
TERM, INT = signal.SIGTERM, signal.SIGINT


@pytest.fixture
def no_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing ends the process of the tests."""
    monkeypatch.setattr(module, "end_in_time", lambda _die: None)


async def heeded(pause: float, numbers: list[int]) -> tuple[list[int], bool, bool]:
    """What the server is told of signals that come, one after the other, within the pause; and how it stands then."""
    heard: list[int] = []
    before = signal.signal(TERM, lambda number, _: heard.append(number))
    before_int = signal.signal(INT, lambda number, _: heard.append(number))
    try:
        stopping = Stopping(pause)
        async with stopping.heeding():
            for number in numbers:
                stopping.told(number)
            if not pause:
                await until(lambda: bool(heard))
            return heard, stopping.is_leaving, stopping.is_ending
    finally:
        signal.signal(TERM, before)
        signal.signal(INT, before_int)


@pytest.mark.parametrize(
    ("pause", "numbers", "heard", "is_ending"),
    [
        pytest.param(0.0, [TERM], [TERM], True, id="after the pause"),
        pytest.param(3_600.0, [TERM], [], False, id="within the pause"),
        pytest.param(3_600.0, [TERM, TERM], [], False, id="said again"),
        pytest.param(3_600.0, [INT, TERM], [], False, id="by the keyboard and the parent"),
        pytest.param(3_600.0, [TERM, INT], [INT], True, id="in a hurry"),
    ],
)
async def test_server_is_told_after_the_pause(
    pause: float, numbers: list[int], heard: list[int], is_ending: bool
) -> None:
    assert await heeded(pause, numbers) == (heard, True, is_ending)


async def test_pause_that_somebody_ended_does_not_end_again() -> None:
    heard: list[int] = []
    before = signal.signal(INT, lambda number, _: heard.append(number))
    try:
        stopping = Stopping(0.0)
        async with stopping.heeding():
            stopping.told(INT)
            stopping.told(INT)
            over = asyncio.Event()
            asyncio.get_running_loop().call_later(0.01, over.set)
            await within(ENOUGH, over.wait())
    finally:
        signal.signal(INT, before)

    assert heard == [INT]


async def test_signals_are_the_servers_again_afterwards() -> None:
    before = signal.getsignal(TERM)
    async with Stopping(0.0).heeding():
        during = signal.getsignal(TERM)

    assert (signal.getsignal(TERM), during == before) == (before, False)


def test_process_that_does_not_end_is_ended() -> None:
    died: list[int] = []
    ended = threading.Event()

    end_in_time(lambda status: (died.append(status), ended.set()), 0.0)

    assert ended.wait(ENOUGH)
    assert died == [EX_TEMPFAIL]


class Serving:
    """The program's own way of serving, on a port that is open already, with a page that waits until it may answer."""

    def __init__(self) -> None:
        self.stopping = Stopping(0.0)
        self.may_answer, self.asked = asyncio.Event(), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[uvicorn.Server]:
        @contextlib.asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Stopping]]:
            yield {STOPPING: self.stopping}

        routes = [Route("/slow", self._slow), Route("/readyz", health.ready), WebSocketRoute("/live", self._live)]
        app = Starlette(routes=routes, lifespan=lifespan)
        app.state.readiness = self
        server = uvicorn.Server(uvicorn.Config(app, **{**_options(Settings()), "log_config": None}))
        task = asyncio.create_task(server.serve(sockets=[self.listener]))
        await until(lambda: server.started)
        try:
            yield server
        finally:
            self.may_answer.set()
            server.should_exit = True
            await within(ENOUGH, task)

    def end(self, server: uvicorn.Server) -> None:
        """As after the pause."""
        self.stopping.is_leaving = self.stopping.is_ending = True
        server.should_exit = True

    async def prove(self) -> None:
        """The database reads and writes."""

    async def _slow(self, _request: Request) -> PlainTextResponse:
        self.asked += 1
        await self.may_answer.wait()
        return PlainTextResponse("done")

    async def _live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def asking(port: int, path: str) -> Line:
    """A request on a connection that would go on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return reader, writer


async def all_of(line: Line) -> bytes:
    """All that is answered until the server hangs up."""
    reader, writer = line
    answer = await within(ENOUGH, reader.read())
    writer.close()
    return answer


async def test_proxies_are_told_at_once_and_answers_end_their_connections() -> None:
    serving = Serving()
    async with serving.running():
        serving.stopping.is_leaving = True

        ready, (slow_reader, slow_writer) = (
            await all_of(await asking(serving.port, "/readyz")),
            await asking(serving.port, "/slow"),
        )
        await until(lambda: serving.asked == 1)
        serving.may_answer.set()
        slow = await all_of((slow_reader, slow_writer))

    assert ready.startswith(b"HTTP/1.1 503")
    assert ready.endswith(b"stopping")
    assert b"connection: close" in slow
    assert slow.endswith(b"done")


async def test_what_is_under_way_is_answered_and_sockets_are_told_to_come_back() -> None:
    serving = Serving()
    async with connected(serving) as (server, socket_of_a_screen):
        slow = await asking(serving.port, "/slow")
        await until(lambda: serving.asked == 1)
        serving.end(server)
        with pytest.raises(ConnectionClosed) as closed:
            await within(ENOUGH, socket_of_a_screen.recv())
        serving.may_answer.set()
        answer = await all_of(slow)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert answer.endswith(b"done")


async def test_who_has_asked_nothing_when_the_door_is_shut_may_still_do_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their request may be on its way: to hang up would be a reset, of which nobody knows whether it was heard."""
    from scheduler.runtime.connections import HttpConnection  # noqa: PLC0415

    shut, shutdown = asyncio.Event(), HttpConnection.shutdown

    def looked_at(self: HttpConnection) -> None:
        shutdown(self)
        shut.set()

    monkeypatch.setattr(HttpConnection, "shutdown", looked_at)
    serving = Serving()
    async with serving.running() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", serving.port)
        await until(lambda: server.server_state.connections)
        serving.end(server)
        await within(ENOUGH, shut.wait())
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = await all_of((reader, writer))

    assert answer.startswith(b"HTTP/1.1 503")


@contextlib.asynccontextmanager
async def connected(serving: Serving) -> AsyncIterator[tuple[uvicorn.Server, Any]]:
    async with serving.running() as server, connect(f"ws://127.0.0.1:{serving.port}/live") as screen:
        yield server, screen


@pytest.mark.parametrize("heeds", [True, False], ids=["heeded", "not heeded"])
async def test_connection_made_after_the_server_looked_at_all_holds_up_nobody(heeds: bool) -> None:
    """Without the `Stopping` in its state such a connection stays as long as its other end wants."""
    from uvicorn.server import ServerState  # noqa: PLC0415

    from scheduler.runtime.connections import HttpConnection  # noqa: PLC0415

    stopping = Stopping(0.0)
    stopping.is_leaving = stopping.is_ending = True
    state = ServerState()
    config = uvicorn.Config(Starlette(), **{**_options(Settings()), "log_config": None})
    config.load()
    loop = asyncio.get_running_loop()
    made = {"config": config, "server_state": state, "app_state": {STOPPING: stopping} if heeds else {}}
    server = await loop.create_server(lambda: HttpConnection(**made), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    await until(lambda: bool(state.connections))

    if heeds:
        assert await within(ENOUGH, reader.read()) == b""
        await until(lambda: not state.connections)
    else:
        with pytest.raises(TimeoutError):
            await within(2 * module.LATE, reader.read())
    writer.close()
    server.close()
    for each in list(state.connections):
        each.shutdown()
    await until(lambda: not state.connections)
