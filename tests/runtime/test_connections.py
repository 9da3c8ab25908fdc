"""Connections are counted where they are made, and those that have had their time are cut: no sockets, no waiting."""

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from scheduler.main import SocketConnection
from scheduler.runtime.connections import BODY, HEAD, STANDING, STATE, UNREAD, Connections, HttpConnection
from scheduler.web.shared.crowd import CrowdLimit
from tests.support.patience import until

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
DOOR = b"GET /door HTTP/1.1\r\nHost: a\r\n\r\n"
UPGRADE = (
    b"GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Line(asyncio.Transport):
    """A transport whose far end takes nothing on its own."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host, self.sent, self.unread = host, b"", 0
        self.is_cut = self.is_closed = False
        self.protocol: Any = None

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name == "socket":
            return self if self.protocol is not None and isinstance(self.protocol, SocketConnection) else None
        return (self.host, 50_000) if name == "peername" else ("10.0.0.1", 80) if name == "sockname" else default

    def getpeername(self) -> tuple[str, int]:
        return self.host, 50_000

    def getsockname(self) -> tuple[str, int]:
        return "10.0.0.1", 80

    def setsockopt(self, *_: Any) -> None:
        """There is no kernel behind it."""

    def write(self, data: Any) -> None:
        self.sent += data

    def get_write_buffer_size(self) -> int:
        return self.unread

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_cut = self.is_closed = True
        self.protocol.connection_lost(None)

    def pause_reading(self) -> None:
        """Nothing comes by itself."""

    def resume_reading(self) -> None:
        """Nothing comes by itself."""


class Office:
    """A server without a network: whoever connects gets a line. paths: what the application was asked for."""

    def __init__(self, **limits: Any) -> None:
        self.paths: list[str] = []
        self.answers = asyncio.Event()
        self.answers.set()
        self.connections = Connections(**{"most": 4, "each": 3, **limits}, refuse=refuse)
        self._config = uvicorn.Config(
            self._app, http=HttpConnection, ws=SocketConnection, log_config=None, lifespan="off", interface="asgi3"
        )
        self._config.load()
        self._server = ServerState()

    def open(self, host: str = "1.1.1.1", say: bytes = b"") -> Line:
        line = Line(host)
        line.protocol = HttpConnection(
            self._config, self._server, {STATE: self.connections}, _loop=asyncio.get_running_loop()
        )
        line.protocol.connection_made(line)
        if say:
            line.protocol.data_received(say)
        return line

    def look(self, after: float) -> None:
        """What is done about whom at a moment from now, in seconds."""
        self.connections.look(asyncio.get_running_loop().time() + after)

    async def rest(self) -> None:
        await until(lambda: not self._server.tasks)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.paths.append(scope["path"])
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            if scope["path"] == "/phone":
                scope["extensions"]["giliran.wire"].detach()
                return
            await receive()
            return
        await self.answers.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013})
        return
    await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"later"})


def status(line: Line) -> str:
    return line.sent.split(b"\r\n")[0].decode()


async def busy(office: Office, host: str = "1.1.1.1") -> Line:
    """A request that is not answered yet."""
    office.answers.clear()
    return office.open(host, DOOR)


# --- how many


async def test_one_address_gets_so_many_and_others_get_in_beside_it() -> None:
    office = Office()
    for _ in range(3):
        await busy(office)

    fourth, other = office.open(say=DOOR), office.open("2.2.2.2", DOOR)
    office.answers.set()
    await office.rest()

    assert (status(fourth), fourth.is_closed) == ("HTTP/1.1 503 Service Unavailable", True)
    assert (status(other), other.is_closed) == ("HTTP/1.1 200 OK", False)


async def test_of_one_address_whoever_says_nothing_goes_for_another_of_it() -> None:
    office = Office(most=9)
    other = office.open("2.2.2.2")
    silent = [office.open() for _ in range(3)]

    fourth = office.open(say=DOOR)
    await office.rest()

    assert status(fourth) == "HTTP/1.1 200 OK"
    assert [line.is_cut for line in (other, *silent)] == [False, True, False, False]


async def test_houses_of_ipv6_count_as_one_and_this_machine_as_nobody() -> None:
    office = Office(most=9)
    for host in ("2001:db8::1", "2001:db8::2", "2001:db8::3", *["127.0.0.1"] * 4, "::1"):
        await busy(office, host)

    fourth, local = office.open("2001:db8::4", DOOR), office.open("::ffff:127.0.0.1", DOOR)
    office.answers.set()
    await office.rest()

    assert [status(fourth), status(local)] == ["HTTP/1.1 503 Service Unavailable", "HTTP/1.1 200 OK"]


async def test_so_many_in_all_and_whoever_watches_the_machine_is_answered() -> None:
    office = Office()
    for number in range(4):
        await busy(office, f"1.1.1.{number}")

    late, watching = office.open("2.2.2.2", DOOR), office.open("3.3.3.3", HEALTH)
    office.answers.set()
    await office.rest()

    assert (status(late), late.is_closed) == ("HTTP/1.1 503 Service Unavailable", True)
    assert (status(watching), watching.is_closed) == ("HTTP/1.1 200 OK", True)


async def test_whoever_says_nothing_goes_for_one_who_comes() -> None:
    office = Office()
    silent = [office.open(f"1.1.1.{number}") for number in range(4)]
    silent[0].protocol.data_received(DOOR)
    await office.rest()

    late = office.open("2.2.2.2", DOOR)
    await office.rest()

    assert [line.is_cut for line in silent] == [False, True, False, False]
    assert status(late) == "HTTP/1.1 200 OK"
    assert len(office.connections) == 4


async def test_whoever_is_still_busy_with_an_answer_does_not_go_for_one_who_comes() -> None:
    office = Office(most=2)
    slow, silent = office.open("1.1.1.1"), office.open("1.1.1.2")
    slow.unread = 9_000

    office.open("2.2.2.2")

    assert [slow.is_cut, silent.is_cut] == [False, True]


async def test_crowd_of_one_address_costs_nobody_else_a_place() -> None:
    office = Office()
    other, *_ = office.open("2.2.2.2"), *(office.open() for _ in range(3))

    for _ in range(STANDING):
        office.open()

    assert other.is_cut is False


async def test_of_those_that_are_too_many_only_some_are_told_so() -> None:
    office = Office()
    for _ in range(3):
        await busy(office)

    standing = [office.open() for _ in range(STANDING + 2)]

    assert [line.is_cut for line in standing] == [True, True, *[False] * STANDING]


async def test_place_is_free_again_when_its_connection_ends() -> None:
    office = Office()
    lines = [office.open() for _ in range(5)]
    for line in lines:
        line.protocol.connection_lost(None)

    after = office.open(say=DOOR)
    await office.rest()

    assert status(after) == "HTTP/1.1 200 OK"
    assert len(office.connections) == 1


# --- sockets


async def test_socket_is_counted_as_the_connection_it_was() -> None:
    office = Office()
    sockets = [office.open(say=UPGRADE) for _ in range(3)]

    late = office.open(say=UPGRADE)
    await until(lambda: late.is_closed)
    sockets[0].protocol.connection_lost(None)
    again = office.open(say=UPGRADE)
    await until(lambda: again.sent)

    assert [status(line) for line in sockets] == ["HTTP/1.1 101 Switching Protocols"] * 3
    assert status(late).startswith("HTTP/1.1 403")
    assert status(again) == "HTTP/1.1 101 Switching Protocols"
    assert office.paths == ["/live"] * 4
    for line in (*sockets[1:], again):
        line.abort()
    await office.rest()


async def test_socket_that_is_silent_does_not_go_for_one_who_comes() -> None:
    office = Office(most=1)
    socket = office.open("1.1.1.1", UPGRADE)

    office.open("2.2.2.2")

    assert socket.is_cut is False
    socket.abort()
    await office.rest()


@pytest.mark.parametrize("path", [b"/live", b"/phone"], ids=["with its application", "without"])
async def test_socket_gives_its_place_back_when_it_ends_and_not_before(path: bytes) -> None:
    office = Office()
    crowd = CrowdLimit(office._config.loaded_app, each=3)
    office._config.loaded_app = crowd
    line = office.open(say=UPGRADE.replace(b"/live", path))
    await until(lambda: line.sent)
    if path == b"/phone":
        await office.rest()

    here = len(office.connections), crowd._under_way.get("1.1.1.1")
    office.look(10 * UNREAD)
    line.abort()
    await office.rest()

    assert (here, len(office.connections), crowd._under_way) == ((1, 1), 0, {})
    assert not office._server.connections


# --- how long


@pytest.mark.parametrize("said", [b"", DOOR[:-2], DOOR + DOOR[:-2]], ids=["nothing", "half a head", "a second half"])
async def test_head_must_be_there_in_time(said: bytes) -> None:
    office = Office()
    line = office.open(say=said)
    await office.rest()

    office.look(HEAD - 1)
    early = line.is_cut
    office.look(HEAD + 1)

    assert (early, line.is_cut) == (False, True)


async def test_answer_that_takes_its_time_is_waited_for() -> None:
    office = Office()
    line = await busy(office)

    office.look(10 * BODY)

    assert line.is_cut is False
    office.answers.set()
    await office.rest()


async def test_body_that_stops_coming_is_not_waited_for() -> None:
    office = Office()
    office.answers.clear()
    line = office.open(say=b"POST /door HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")

    office.look(BODY - 1)
    early = line.is_cut
    office.look(BODY + 1)

    assert (early, line.is_cut) == (False, True)
    office.answers.set()
    await office.rest()


async def test_body_that_stops_coming_is_not_waited_for_though_much_came() -> None:
    office = Office()
    office.answers.clear()
    line = office.open(say=b"POST /door HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n")
    line.protocol.data_received(b"a" * 30_000)

    office.look(BODY + 1)

    assert line.is_cut
    office.answers.set()
    await office.rest()


@pytest.mark.parametrize(("came", "is_cut"), [(b"a", True), (b"a" * 30_000, False)], ids=["drips", "comes slowly"])
async def test_body_that_drips_is_not_waited_for(came: bytes, *, is_cut: bool) -> None:
    office = Office()
    office.answers.clear()
    line = office.open(say=b"POST /door HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n")
    line.protocol._began -= BODY  # a minute ago, and a byte now and then since
    line.protocol.data_received(came)

    office.look(BODY / 2)

    assert line.is_cut is is_cut
    office.answers.set()
    await office.rest()


async def test_body_that_is_still_on_its_way_after_the_answer_has_the_time_of_a_body() -> None:
    office = Office()
    line = office.open(say=b"POST /door HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
    await office.rest()

    office.look(BODY - 1)

    assert status(line) == "HTTP/1.1 200 OK"
    assert line.is_cut is False


@pytest.mark.parametrize("say", [DOOR, UPGRADE], ids=["answer", "socket"])
async def test_one_who_takes_nothing_for_a_minute_is_cut(say: bytes) -> None:
    office = Office()
    line = office.open(say=say)
    await until(lambda: line.sent)

    line.unread = 9_000
    for seconds in (0.0, UNREAD / 2, UNREAD - 1):
        office.look(seconds)
    early = line.is_cut
    office.look(UNREAD + 1)

    assert (early, line.is_cut) == (False, True)
    await office.rest()


@pytest.mark.parametrize("is_answered", [True, False], ids=["all of it written", "more to come"])
async def test_one_who_takes_it_slowly_is_not_cut(*, is_answered: bool) -> None:
    office = Office()
    line = office.open(say=DOOR) if is_answered else await busy(office)
    await until(lambda: line.sent or not is_answered)

    for seconds in range(0, 600, 50):
        line.unread = 90_000 - seconds * 100
        office.look(seconds)
    line.unread = 60_000
    for seconds in range(600, 1200, 50):  # more is sent whenever some was taken: as much waits at each look
        line.protocol.resume_writing()
        office.look(seconds)

    assert line.is_cut is False
    office.answers.set()
    await office.rest()


async def test_looks_end_when_nobody_is_here_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.runtime.connections.EVERY", 0.0)
    office = Office()
    line = office.open()
    line.protocol.connection_lost(None)

    await until(lambda: office.connections._looking is None)


async def test_connection_of_a_server_without_limits_is_uvicorns_own() -> None:
    config = uvicorn.Config(Office()._app, http=HttpConnection, log_config=None, lifespan="off", interface="asgi3")
    config.load()
    line = Line("1.1.1.1")
    line.protocol = HttpConnection(config, ServerState(), {}, _loop=asyncio.get_running_loop())

    line.protocol.connection_made(line)
    line.protocol.data_received(DOOR)
    await until(lambda: line.sent)
    line.protocol.connection_lost(None)

    assert status(line) == "HTTP/1.1 200 OK"
