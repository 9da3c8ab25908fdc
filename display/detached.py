"""A socket without its application: once it is shown what it watches, only its transport is left, and whether it lives.

uvicorn's own protocol keeps for each socket a task that waits, the request, queues, timers and a parser: 30 KiB, and
nobody asks for any of it again where nothing is to be heard. The library's parser is made for what arrives, and kept
only while a message is incomplete.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from websockets.frames import Close, CloseCode, Opcode
from websockets.frames import Frame as SocketFrame
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from display.frames import Frame

KERNEL_BUFFER = 32_768
"""Bytes that the kernel keeps (it takes the double) for one who does not read: a few boards, not megabytes."""

PING_EVERY = 20.0
"""Seconds between two questions whether a socket lives; who has not answered one when the next is due is given up."""

SHARES = 20
"""In how many parts all sockets are asked, one after the other: who came in one second is asked in one."""

PING = SocketFrame(Opcode.PING, b"here").serialize(mask=False)

quiet = logging.getLogger("giliran.sockets")
"""The path of a ticket's socket holds its code, and the head a cookie: uvicorn notes the path at level INFO, websockets
both at DEBUG.
"""
quiet.setLevel(logging.WARNING)


class Detached(asyncio.Protocol):
    """Shows what it is given to write, answers pings and goodbyes, and drops whatever else it is told.

    longest: bytes of a message that are taken; `at_end` is called once it is over, in the order of what was added.
    """

    __slots__ = ("_at_end", "_is_asked", "_is_over", "_parser", "_pings", "_share", "_unframed", "longest", "transport")

    def __init__(self, transport: asyncio.Transport, pings: "Pings", *, longest: int | None) -> None:
        self.transport, self.longest, self._pings = transport, longest, pings
        self._at_end: list[Callable[[], object]] | None = []
        self._is_over = self._is_asked = False
        self._parser: ServerProtocol | None = None
        self._unframed = 0
        self._share = pings.add(self)

    @property
    def free(self) -> bool:
        return self._is_open and self.transport.get_write_buffer_size() == 0

    def write(self, frame: Frame) -> None:
        if self._is_open:
            self.transport.write(frame.wire)

    def cut(self) -> None:
        self.transport.abort()

    def at_end(self, then: Callable[[], object]) -> None:
        """Do something when the connection is over; now, if it is."""
        if self._at_end is None:
            then()
        else:
            self._at_end.append(then)

    def ask(self) -> None:
        """Ask whether the other end lives; it is given up where it has not answered the question before."""
        if not self._is_open:
            return
        if self._is_asked:
            self._close(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")
        else:
            self._is_asked = True
            self.transport.write(PING)

    def shutdown(self) -> None:
        """The server ends: the other end is told to come back. uvicorn asks this of all its connections."""
        self._close(CloseCode.SERVICE_RESTART)

    def is_overdue(self, _now: float) -> bool:
        """Never: a socket that is silent is asked."""
        return False

    def data_received(self, data: bytes) -> None:
        self._is_asked = False
        if self._parser is None and _is_pong(data):
            return
        parser = self._parser = self._parser or ServerProtocol(state=OPEN, max_size=self.longest, logger=quiet)
        parser.receive_data(data)
        self._unframed += len(data)
        for event in parser.events_received():
            assert isinstance(event, SocketFrame)
            self._unframed -= _size_of(event)
        self._answer(b"".join(parser.data_to_send()), is_last=parser.state is not OPEN)
        if not self._unframed and parser.current_size is None:
            self._parser = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over = True
        self._pings.remove(self, self._share)
        self._parser = None
        at_end, self._at_end = self._at_end, None
        with contextlib.ExitStack() as each_in_turn:  # one that fails keeps no other from its turn
            if exc is None:
                each_in_turn.callback(self.transport.close)
            for then in reversed(at_end or ()):
                each_in_turn.callback(then)

    @property
    def _is_open(self) -> bool:
        return not self._is_over and not self.transport.is_closing()

    def _answer(self, answer: bytes, *, is_last: bool) -> None:
        """Say what the parser has to say: but not to one who asks without end and reads nothing."""
        if not self._is_open:
            return
        if is_last or self.transport.get_write_buffer_size() <= KERNEL_BUFFER:
            self.transport.write(answer)
        if is_last:
            self._is_over = True
            self.transport.close()

    def _close(self, code: CloseCode, reason: str = "") -> None:
        self._answer(SocketFrame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False), is_last=True)


class Pings:
    """All detached sockets of a process, each of which is asked every `PING_EVERY` seconds whether it lives."""

    def __init__(self) -> None:
        self._shares: list[set[Detached]] = [set() for _ in range(SHARES)]
        self._now, self._looking = 0, False

    def __len__(self) -> int:
        return sum(len(share) for share in self._shares)

    def add(self, socket: Detached) -> int:
        """Ask a socket from now on, for the first time a whole round from now. Returns its share."""
        self._shares[self._now].add(socket)
        if not self._looking:
            self._looking = True
            self._look_later()
        return self._now

    def remove(self, socket: Detached, share: int) -> None:
        """A socket is over."""
        self._shares[share].discard(socket)

    def look(self) -> None:
        """Ask the next share."""
        self._now = (self._now + 1) % SHARES
        for socket in list(self._shares[self._now]):
            socket.ask()

    def _look_later(self) -> None:
        asyncio.get_running_loop().call_later(PING_EVERY / SHARES, self._look_again)

    def _look_again(self) -> None:
        """Looks go on as long as anybody is here."""
        self._looking = len(self) > 0
        if self._looking:
            self._look_later()
        self.look()


def _is_pong(data: bytes) -> bool:
    """Whether these are one whole answer to a ping, masked as a browser's are: nearly all that ever arrives."""
    return len(data) >= 6 and data[0] == 0x8A and 0x80 <= data[1] <= 0xFD and len(data) == data[1] - 0x80 + 6


def _size_of(frame: SocketFrame) -> int:
    """Bytes that a frame of a browser was on its way; fewer where its length was written longer than it need be, and
    then its parser is kept.
    """
    size = len(frame.data)
    return size + (6 if size < 126 else 8 if size < 65_536 else 14)
