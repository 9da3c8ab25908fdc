"""Every connection of this process: how many there may be, and when one has had its time.

A connection that sends nothing never becomes a request, so it is counted where uvicorn makes its protocol. One that is
too many is not cut at once: it may say what it wants, is answered "later" in words, or by `/healthz` as ever, and goes.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Protocol, cast

import structlog
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from scheduler.runtime.peers import UNCOUNTED, peer_of
from scheduler.runtime.stopping import LATE, STOPPING, Stopping

HEAD = 10.0
"""Seconds in which the head of a request must be there, from the first moment that one may come."""
BODY = 60.0
"""Seconds without a byte of a body that was announced, after which no more is waited for."""
SLOWEST = 500.0
"""Bytes of a body a second beyond those seconds; a phone at the edge of a network sends twice as many."""
UNREAD = 60.0
"""Seconds in which one who is sent something takes nothing of it, after which they are given up."""
EVERY = 5.0
"""Seconds between two looks at all connections."""
STANDING = 64
"""Connections beyond what there may be that are refused in words; of more the one that stood longest is cut."""

GOES_ON = "giliran.goes_on"
"""The extension of a socket's scope that goes on without its application: what has to be told its end."""

STATE = "connections"
"""The key in the state of uvicorn's lifespan under which its protocols find the `Connections` of their process."""

log = structlog.get_logger()


class Talk(Protocol):
    """What speaks on a connection just now."""

    def is_overdue(self, now: float) -> bool:
        """Whether what is waited for on the connection should have come."""


class Lasting(Talk, Protocol):
    """A socket that goes on without its application."""

    def at_end(self, then: Callable[[], object]) -> None:
        """Do something when the connection is over."""


def when_over(scope: Scope, then: Callable[[], object]) -> None:
    """Do something when a request or a socket is over; to be asked when its application is: now, or later."""
    lasting: Lasting | None = scope.get("extensions", {}).get(GOES_ON)
    if lasting is None:
        then()
    else:
        lasting.at_end(then)


@dataclass(slots=True, eq=False)
class Held:
    """One connection. peer: whom it counts for, None for nobody; unread: bytes that waited to be taken at the last
    look; unread_since: from when on nothing of them was taken.
    """

    transport: asyncio.Transport
    talk: Talk
    peer: str | None
    is_standing: bool = False
    unread: int = 0
    unread_since: float | None = None

    def is_stuck(self, now: float) -> bool:
        """Whether nothing of what is on its way was taken for too long; to be asked at every look."""
        before, self.unread = self.unread, self.transport.get_write_buffer_size()
        if not self.unread or self.unread < before or self.unread_since is None:
            self.unread_since = now if self.unread else None
        return self.unread_since is not None and now - self.unread_since >= UNREAD

    def moved(self) -> None:
        """The peer has taken something since the last look."""
        self.unread_since = None


@dataclass(slots=True)
class Connections:
    """Who is connected. most: in all; each: of one peer; refuse: answers those that are too many."""

    most: int
    each: int
    refuse: ASGIApp
    peer_of: Callable[[str | None], str | None] = peer_of
    _held: dict[asyncio.BaseTransport, Held] = field(default_factory=dict)
    _by_peer: dict[str, int] = field(default_factory=dict)
    _resting: dict[asyncio.BaseTransport, Held] = field(default_factory=dict)
    """Connections without a request under way; the one that rests longest stands first."""
    _standing: dict[asyncio.BaseTransport, Held] = field(default_factory=dict)
    _refused: int = 0
    _looking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many connections there are, those that are refused left out."""
        return len(self._held) - len(self._standing)

    def take(self, transport: asyncio.Transport, talk: Talk, host: str | None) -> Held:
        """A new connection. Where there are too many, the one that rests longest goes for it: of its own peer, if there
        are too many of that peer. Where none rests, the new one stands and is refused.
        """
        held = Held(transport, talk, self.peer_of(host))
        held.is_standing = not self._has_room(held.peer)
        self._held[transport] = held
        if held.is_standing:
            self._stand(held)
        else:
            self._count(held.peer, 1)
            self._resting[transport] = held
        self._look_later()
        return held

    def of(self, transport: asyncio.BaseTransport) -> Held | None:
        """The connection of a transport, while it is here."""
        return self._held.get(transport)

    def busy(self, held: Held) -> None:
        """A request is under way on a connection."""
        self._resting.pop(held.transport, None)

    def rest(self, held: Held) -> None:
        """No request is under way any more on a connection: it is the last of those that rest."""
        if held.transport in self._held and not held.is_standing:
            self._resting.pop(held.transport, None)
            self._resting[held.transport] = held

    def leave(self, transport: asyncio.BaseTransport) -> None:
        """A connection is over; may be said twice."""
        held = self._held.pop(transport, None)
        self._resting.pop(transport, None)
        if held is not None and self._standing.pop(transport, None) is None:
            self._count(held.peer, -1)

    def cut(self, held: Held) -> None:
        """Give a connection up, with whatever is on its way there."""
        self.leave(held.transport)
        held.transport.abort()

    def look(self, now: float) -> None:
        """Cut the connections that have had their time. now: seconds of the loop's clock."""
        for held in list(self._held.values()):
            if held.is_stuck(now) or held.talk.is_overdue(now):
                self.cut(held)
        if self._refused:
            log.warning("connections_refused", count=self._refused, here=len(self), most=self.most)
            self._refused = 0

    def _has_room(self, peer: str | None) -> bool:
        """Whether one more connection of a peer may come; if need be one that rests is cut for it."""
        if self._of(peer) >= self.each:
            self._cut_longest(held for held in self._resting.values() if held.peer == peer)
        if len(self) >= self.most:
            self._cut_longest(islice(self._resting.values(), STANDING))
        return self._of(peer) < self.each and len(self) < self.most

    def _cut_longest(self, resting: Iterable[Held]) -> None:
        """Cut the first connection to which all was sent that there was."""
        done = next((held for held in resting if not held.transport.get_write_buffer_size()), None)
        if done is not None:
            self.cut(done)

    def _stand(self, held: Held) -> None:
        self._refused += 1
        if len(self._standing) >= STANDING:
            self.cut(next(iter(self._standing.values())))
        self._standing[held.transport] = held

    def _of(self, peer: str | None) -> int:
        return self._by_peer.get(peer, 0) if peer is not None else 0

    def _count(self, peer: str | None, change: int) -> None:
        if peer is None:
            return
        count = self._of(peer) + change
        if count:
            self._by_peer[peer] = count
        else:
            self._by_peer.pop(peer, None)

    def _look_later(self) -> None:
        """Looks go on as long as anybody is here."""
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(EVERY, self._look_again)

    def _look_again(self) -> None:
        self._looking = None
        self.look(asyncio.get_running_loop().time())
        if self._held:
            self._look_later()


class HttpConnection(HttpToolsProtocol):
    """uvicorn's own protocol for requests, counted: `uvicorn.Config(http=HttpConnection)`.

    Where the lifespan gave no `Connections` nothing is counted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connections: Connections | None = self.app_state.get(STATE)
        self._stopping: Stopping | None = self.app_state.get(STOPPING)
        self._held: Held | None = None
        self._is_coming = False
        self._heard = self._began = 0.0
        self._came = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._heard = self.loop.time()
        if self._connections is not None:
            self._held = self._connections.take(transport, self, self.client[0] if self.client else None)
        if self._stopping is not None and self._stopping.is_ending:
            self.loop.call_later(LATE, self._end_late)  # the server has looked at all its connections already

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._connections is not None:
            self._connections.leave(self.transport)

    def data_received(self, data: bytes) -> None:
        if self._is_coming:
            self._heard = self.loop.time()
            self._came += len(data)
        super().data_received(data)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._held is not None:
            self._held.moved()

    def on_headers_complete(self) -> None:
        self._is_coming, self._came = True, 0
        self._heard = self._began = self.loop.time()
        if self._connections is not None and self._held is not None:
            self._connections.busy(self._held)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_coming = False
        super().on_message_complete()
        self._rest()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._rest()

    def is_overdue(self, now: float) -> bool:
        """Whether a head, or the rest of a body, should have come: from a peer that is listened to."""
        if self._is_coming:
            waits = not self.flow.read_paused and not (self._asked and self._asked.waiting_for_100_continue)
            is_slow = now - self._began >= BODY + self._came / SLOWEST
            return waits and (is_slow or now - self._heard >= BODY)
        takes = self.transport.get_write_buffer_size() == 0  # who is still busy with an answer asks nothing new
        return takes and self._is_free and now - self._heard >= HEAD

    @property
    def _asked(self) -> RequestResponseCycle | None:
        """The newest request; None before the first."""
        return cast("RequestResponseCycle | None", self.cycle)

    @property
    def _is_free(self) -> bool:
        """Whether all that was asked is answered."""
        return self._asked is None or self._asked.response_complete

    def _rest(self) -> None:
        if self._is_free and not self._is_coming:
            self._heard = self.loop.time()
            if self._connections is not None and self._held is not None:
                self._connections.rest(self._held)

    def shutdown(self) -> None:
        """The server stops: what was asked is answered, and who has asked nothing yet may still do so for a while."""
        if self._stopping is None or self._asked is not None:
            super().shutdown()
        else:
            self.loop.call_later(LATE, self._end_late)

    def _end_late(self) -> None:
        """What speaks on the connection by now answers what it was asked, and ends."""
        talk = self._held.talk if self._held is not None else self
        if talk is self:
            super().shutdown()
        else:
            cast("Any", talk).shutdown()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """A connection that is one too many is told so, and goes; all go after their answer where the process does."""
        if self._stopping is not None and self._stopping.is_leaving:
            cycle.keep_alive = False
        if self._connections is not None and self._held is not None and self._held.is_standing:
            cycle.keep_alive = False
            if cycle.scope["path"] not in UNCOUNTED:
                app = self._connections.refuse
        super()._start_asgi_task(cycle, app)


class CountedSocket(asyncio.Protocol):
    """Mixed in before one of uvicorn's protocols for web sockets: a socket counts on as the connection that it was."""

    app: Any
    app_state: dict[str, Any]
    scope: Any

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        connections: Connections | None = self.app_state.get(STATE)
        held = connections.of(transport) if connections is not None else None
        if connections is not None and held is not None:
            held.talk = self
            connections.busy(held)
            if held.is_standing:
                self.app = connections.refuse

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        connections: Connections | None = self.app_state.get(STATE)
        if connections is not None:
            connections.leave(cast("Any", self).transport)

    def count_on(self, transport: asyncio.Transport, lasting: Lasting) -> None:
        """Count the connection until its own end, though this protocol has let it go."""
        self.scope["extensions"][GOES_ON] = lasting
        connections: Connections | None = self.app_state.get(STATE)
        held = connections.of(transport) if connections is not None else None
        if connections is not None and held is not None:
            held.talk = lasting
            lasting.at_end(partial(connections.leave, transport))

    def is_overdue(self, _now: float) -> bool:
        """Never: a socket that is silent is asked by uvicorn's own ping."""
        return False
