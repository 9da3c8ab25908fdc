"""A socket that goes on without its application says and hears what it would with it, and leaves nothing behind."""

import asyncio
import gc
import json
import weakref
from types import SimpleNamespace

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocket
from uvicorn.server import ServerState
from websockets.asyncio.client import connect
from websockets.frames import Close, Frame, Opcode

from display import frames
from display.detached import PING, SHARES, Pings
from display.sockets import watch
from display.wires import PINGS, LiveProtocol
from tests.display.serving import serving
from tests.support.patience import ENOUGH, until, within

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
SHOWN = frames.Frame("shown")
LONGEST = 200
NOWHERE = ("192.0.2.1", 1)
NO_KERNEL = SimpleNamespace(setsockopt=lambda *_: None, getsockname=lambda: NOWHERE, getpeername=lambda: NOWHERE)


class Attached(LiveProtocol):
    """The same protocol that keeps its application."""

    def detach(self):
        return None


class Line(asyncio.Transport):
    """A transport whose far end takes all it is sent, or nothing."""

    def __init__(self):
        super().__init__()
        self.sent, self.unread, self.is_closed, self.protocol = b"", 0, False, None

    def get_extra_info(self, name, default=None):
        return NO_KERNEL if name == "socket" else default

    def set_protocol(self, protocol):
        self.protocol = protocol

    def write(self, data):
        self.sent += data

    def get_write_buffer_size(self):
        return self.unread

    def is_closing(self):
        return self.is_closed

    def close(self):
        if not self.is_closed:
            self.is_closed = True
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    abort = close

    def pause_reading(self): ...

    def resume_reading(self): ...


class Office:
    """A server of one socket. left: who stopped watching."""

    def __init__(self, kind=LiveProtocol):
        self.left, self.state, self.app_state = [], ServerState(), {}
        relay = SimpleNamespace(leave=self.left.append)

        async def app(scope, receive, send):
            websocket = WebSocket(scope, receive, send)
            await websocket.accept()
            await watch(websocket, relay, self.join)

        config = uvicorn.Config(
            app, ws=kind, ws_max_size=LONGEST, ws_per_message_deflate=False, log_config=None, lifespan="off"
        )
        config.load()
        self.line = Line()
        self.line.protocol = kind(config=config, server_state=self.state, app_state=self.app_state)
        self.line.protocol.connection_made(self.line)

    def join(self, wire):
        wire.write(SHOWN)
        return ["watcher"]

    async def open(self):
        """Until the socket is shown something."""
        self.line.protocol.data_received(HANDSHAKE)
        await until(lambda: SHOWN.wire in self.line.sent)
        await asyncio.sleep(0)
        self.line.sent = b""
        return self.line

    async def over(self):
        """Until the server has nothing of the socket any more."""
        await until(lambda: not self.state.connections and not self.state.tasks)


def said(opcode, data=b"", *, fin=True):
    return Frame(opcode, data, fin).serialize(mask=True)


texts = st.text(max_size=60).map(str.encode)
small = st.binary(max_size=125)
whole = st.one_of(
    st.builds(said, st.just(Opcode.TEXT), texts),
    st.builds(said, st.just(Opcode.BINARY), st.binary(max_size=LONGEST)),
    st.builds(said, st.sampled_from([Opcode.PING, Opcode.PONG]), small),
    texts.map(lambda data: said(Opcode.TEXT, data, fin=False) + said(Opcode.PONG) + said(Opcode.CONT, data)),
)
last = st.one_of(
    st.just(b""),
    st.sampled_from([1000, 1001, 4000]).map(lambda code: said(Opcode.CLOSE, Close(code, "over").serialize())),
    st.just(said(Opcode.CLOSE)),
    st.just(Frame(Opcode.TEXT, b"without a mask").serialize(mask=False)),
    st.just(said(Opcode.TEXT, b"x" * (LONGEST + 1))),
    st.just(said(Opcode.CONT, b"of nothing")),
    st.just(b"\xff\xff\xff\xff\xff\xff\xff\xff"),
)


async def answers(kind, pieces):
    """What a socket is answered, whether it is over then, and whether all that it held was given back."""
    office = Office(kind)
    line = await office.open()
    for piece in pieces:
        if not line.is_closed:
            line.protocol.data_received(piece)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    found = line.sent, line.is_closed
    line.close()
    await office.over()
    return *found, office.left


@given(st.lists(whole, max_size=4), last, st.lists(st.integers(1, 40), max_size=6))
def test_socket_says_and_hears_what_it_would_with_its_application(frames_said, at_last, cuts):
    stream, pieces = b"".join([*frames_said, at_last]), []
    for cut in cuts:
        pieces.append(stream[:cut])
        stream = stream[cut:]
    pieces = [piece for piece in [*pieces, stream] if piece]

    with_it, without = (asyncio.run(answers(kind, pieces)) for kind in (Attached, LiveProtocol))

    assert without == with_it
    assert without[2] == ["watcher"]


async def test_parser_is_kept_for_half_a_message_alone():
    office = Office()
    line = await office.open()
    parsers = []
    for piece in (said(Opcode.TEXT, b"all"), said(Opcode.TEXT, b"ha", fin=False), said(Opcode.CONT, b"lf"), b"\x81"):
        line.protocol.data_received(piece)
        parsers.append(line.protocol._parser is not None)
    line.abort()
    await office.over()

    assert parsers == [False, True, False, True]


async def test_who_has_spoken_already_keeps_the_application():
    office = Office()
    office.line.protocol.data_received(HANDSHAKE)
    office.line.protocol.data_received(said(Opcode.TEXT, b"half")[:3])
    await until(lambda: SHOWN.wire in office.line.sent)

    assert isinstance(office.line.protocol, LiveProtocol)
    office.line.abort()
    await office.over()
    assert office.left == ["watcher"]


async def test_who_answers_is_asked_again_and_who_does_not_is_given_up():
    office = Office()
    line = await office.open()
    pings = office.app_state[PINGS]

    for _ in range(SHARES):
        pings.look()
    line.protocol.data_received(said(Opcode.PONG, b"here"))
    for _ in range(SHARES):
        pings.look()
    asked, is_closed = line.sent, line.is_closed
    for _ in range(SHARES):
        pings.look()
    goodbye = line.sent.removeprefix(asked)
    await office.over()

    assert (asked, is_closed) == (2 * PING, False)
    assert (goodbye[:1], goodbye[2:4]) == (b"\x88", (1011).to_bytes(2, "big"))
    assert office.left == ["watcher"]
    assert len(pings) == 0


class Asked:
    def __init__(self, number, asked):
        self.ask = lambda: asked.append(number)


async def test_socket_is_asked_a_whole_round_after_it_came_and_once_a_round():
    pings, asked = Pings(), []
    sockets = [Asked(number, asked) for number in range(3)]
    shares = [pings.add(socket) for socket in sockets[:2]]
    pings.look()
    shares.append(pings.add(sockets[2]))
    early = list(asked)
    for _ in range(SHARES):
        pings.look()

    assert (early, sorted(asked)) == ([], [0, 1, 2])
    for socket, share in zip(sockets, shares, strict=True):
        pings.remove(socket, share)
    assert len(pings) == 0


async def test_fault_in_joining_leaves_no_socket_that_nobody_ends():
    office = Office()
    office.join = None
    office.line.protocol.data_received(HANDSHAKE)
    await until(lambda: office.line.is_closed)
    await office.over()


async def test_what_is_to_be_done_at_the_end_is_done_at_once_where_that_has_come():
    office, done = Office(), []
    line = await office.open()
    left = line.protocol
    left.at_end(lambda: done.append("at the end"))
    line.abort()
    await office.over()
    left.at_end(lambda: done.append("after it"))

    assert done == ["at the end", "after it"]


async def test_what_fails_at_the_end_keeps_nothing_else_from_it():
    office = Office()
    socket = (await office.open()).protocol
    done = []

    def fails():
        done.append("fails")
        raise ZeroDivisionError

    socket.at_end(fails)
    socket.at_end(lambda: done.append("goes on"))
    with pytest.raises(ZeroDivisionError):
        socket.connection_lost(None)

    assert done == ["fails", "goes on"]
    assert office.line.is_closed


async def test_phones_cost_no_task_and_nothing_of_their_request_stays(display, monkeypatch):
    made = weakref.WeakSet()

    class Noted(LiveProtocol):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.add(self)
            made.add(self.conn)

        async def run_asgi(self):
            made.add(asyncio.current_task())
            await super().run_asgi()

    phones = []
    async with serving(display, Noted) as (server, port):
        before = len(asyncio.all_tasks())
        for _ in range(5):
            phone = await connect(f"ws://127.0.0.1:{port}/display/tpi/live?as=json")
            phones.append(phone)
            assert json.loads(await within(ENOUGH, phone.recv()))["version"] == 7
        await until(lambda: not server.server_state.tasks)
        gc.collect()
        kept, counted = len(made), len(server.server_state.connections)
        # each end of these has a task of the library's client
        tasks = len(asyncio.all_tasks()) - before - len(phones)
        for phone in phones:
            await phone.close()
        await until(lambda: not server.server_state.connections)

    assert (kept, counted, tasks) == (0, 5, 0)
