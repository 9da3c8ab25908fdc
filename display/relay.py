"""Moves boards and orders to every screen and phone that lacks them. What each lacks is the hub's to know."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from display.faces import Faces
from display.frames import Frame
from display.hub import Encode, Hub, Topic, View, Watcher, Wire
from display.ports import Feed, Screens
from scheduler.board.model import Board, Turn
from scheduler.board.screen import ScreenFace

HEARTBEAT = 15.0
"""Seconds between two heartbeats; a screen that misses one and a third says that it is disturbed."""

STALLED = 4
"""Heartbeats in a row that a watcher could not take, after which it is given up: a minute."""

CATCH_UP = 0.1
"""Seconds after which a watcher that was busy is looked at again."""

CURRENT_AGAIN = 0.5
"""Seconds between two looks whether the feed has come back, after which there is a heartbeat at once."""

SLICE = 0.02
"""Seconds that phones are served in one go before whatever else the process has to do gets its turn."""


class Pictures(Encode, Protocol):
    """How boards, orders and heartbeats are written down."""

    def pulse(self, view: View, board: Board, now: datetime) -> Frame: ...


class FeedEndedError(RuntimeError):
    """The feed stopped, so every screen would go stale."""


class Relay:
    """Keeps all watchers of a process up to date. `run` has to be running; its end is the end of the process."""

    def __init__(self, feed: Feed, screens: Screens, pictures: Pictures, *, clock: Callable[[], datetime]) -> None:
        self._feed, self._screens, self._pictures, self._clock = feed, screens, pictures, clock
        self._hub = Hub(pictures)
        self._asked: dict[str, asyncio.Task[Board | None]] = {}
        self._behind: set[Watcher] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due: set[str] = set()
        self._owing = asyncio.Event()
        self._second, self._pulses = 0, dict[View, Frame]()
        self.faces = Faces(screens)

    async def run(self) -> None:
        """Serve until cancelled. Raises whatever the feed raised, FeedEndedError if it just stopped."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_boards())
            group.create_task(self._follow_faces())
            group.create_task(self._serve_phones())
            group.create_task(self._beat())

    async def latest(self, office: str) -> Board | None:
        """The newest board of the office; None if there is no such office.

        The feed is asked only where no board of today is known, and by however many at a time only once. While it is
        cut off from the truth it is asked too, and raises what it raises: nobody is shown old numbers as if new.
        """
        known = self._hub.newest(office)
        if known is not None and self._feed.is_current() and known.local(self._clock()).date() <= known.day:
            return known
        return await self.renewed(office)

    async def renewed(self, office: str) -> Board | None:
        """The newest board of the office, asked of the feed in any case, or together with one who is asking already."""
        asking = self._asked.get(office)
        if asking is None:
            asking = self._asked[office] = asyncio.create_task(self._ask(office))
            asking.add_done_callback(lambda _: self._asked.pop(office, None))
        return await asyncio.shield(asking)

    def publish(self, board: Board) -> None:
        """Give the board to every screen that lacks it and is free, then to phones; the others get the newest when
        they are.
        """
        if self._hub.take(board):
            self._deliver(board.office.code)

    def tell(self, face: ScreenFace) -> None:
        """Give a screen its new orders; number 0: all unpaired ones of the office."""
        self.faces.tell(face)
        for topic in self._hub.tell(face):
            self._give_all(topic)

    def join(self, view: View, wire: Wire) -> Watcher:
        """Add a watcher of an office asked for by `latest` before: it gets the whole picture at once, and the time."""
        watcher = self._hub.join(view, wire)
        _write(watcher, self._hub.frame(watcher.topic))
        wire.write(self.pulse(view))
        return watcher

    def attend(self, face: ScreenFace, wire: Wire) -> Watcher:
        """Add the watcher of a screen's orders: it gets them at once."""
        watcher = self._hub.attend(face, wire)
        _write(watcher, self._hub.frame(watcher.topic))
        return watcher

    def leave(self, watcher: Watcher) -> None:
        self._behind.discard(watcher)
        self._hub.leave(watcher)

    def picture(self, view: View) -> Frame:
        """The picture of an office asked for by `latest` before, for one who asks once."""
        return self._hub.picture(view)

    def pulse(self, view: View) -> Frame:
        """The time of an office asked for by `latest` before: made once a second for all who see the same clock."""
        now = self._clock()
        second = int(now.timestamp())
        if second != self._second:
            self._second, self._pulses = second, {}
        alike = replace(view, day=None, number="", counter=None, visit=None)
        frame = self._pulses.get(alike)
        if frame is None:
            frame = self._pulses[alike] = self._pictures.pulse(alike, self._board(view.office), now)
        return frame

    def turn(self, view: View) -> Turn:
        """Where the view's ticket stands, of an office asked for by `latest` before."""
        return self._hub.seen(view)

    def stamp(self, office: str) -> str:
        """Day and version of the newest board of an office asked for by `latest` before, as polls name it."""
        board = self._board(office)
        return f"{board.day.isoformat()}.{board.version}"

    def _board(self, office: str) -> Board:
        board = self._hub.newest(office)
        assert board is not None, office
        return board

    async def _ask(self, office: str) -> Board | None:
        board = await self._feed.latest(office)
        if board is not None:
            self.publish(board)
        return board and self._hub.newest(board.office.code)

    def _deliver(self, office: str) -> None:
        """Serve the screens now, and the phones, which may be thousands, as soon as there is a moment."""
        for topic in self._hub.screens(office):
            self._give_all(topic)
        self._due.add(office)
        self._owing.set()

    def _give_all(self, topic: Topic) -> None:
        for watcher in list(self._hub.owed(topic)):
            self._give(watcher)

    def _give(self, watcher: Watcher) -> None:
        if watcher.wire.free:
            _write(watcher, self._hub.frame(watcher.topic))
        else:
            self._behind.add(watcher)
            self._look_again()

    def _look_again(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(CATCH_UP, self._catch_up)

    def _catch_up(self) -> None:
        """Watchers that are free by now get the newest."""
        self._timer = None
        behind, self._behind = self._behind, set()
        for watcher in behind:
            if watcher.lacks:
                self._give(watcher)

    async def _serve_phones(self) -> None:
        while True:
            await self._owing.wait()
            self._owing.clear()
            while self._due:
                async for topic in _in_slices(self._hub.phones(self._due.pop())):
                    self._give_all(topic)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            while not self._feed.is_current():  # noqa: ASYNC110 - meanwhile screens say that they are disturbed
                await asyncio.sleep(CURRENT_AGAIN)
            for office in self._hub.offices():
                await self._beat_once(office)

    async def _beat_once(self, office: str) -> None:
        """A heartbeat to an office: one frame for all who see the same clock, however many tickets they hold."""
        async for topic in _in_slices([*self._hub.screens(office), *self._hub.phones(office)]):
            if isinstance(topic.subject, View):
                frame = self.pulse(topic.subject)
                for watcher in list(topic.watchers):
                    _beat(watcher, frame)

    async def _follow_boards(self) -> None:
        async for board in self._feed.changes():
            self.publish(board)
        raise FeedEndedError("the feed of boards ended")

    async def _follow_faces(self) -> None:
        async for face in self._screens.changes():
            self.tell(face)
        raise FeedEndedError("the feed of screens ended")


def _write(watcher: Watcher, frame: Frame) -> None:
    watcher.wire.write(frame)
    watcher.stamp = watcher.topic.stamp


def _beat(watcher: Watcher, frame: Frame) -> None:
    if watcher.wire.free:
        watcher.missed = 0
        watcher.wire.write(frame)
        return
    watcher.missed += 1
    if watcher.missed >= STALLED:
        watcher.wire.cut()


async def _in_slices(topics: list[Topic]) -> AsyncIterator[Topic]:
    """The topics one by one; between slices everything else has its turn."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SLICE
    for topic in topics:
        yield topic
        if loop.time() > until:
            await asyncio.sleep(0)
            until = loop.time() + SLICE
