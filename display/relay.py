"""Moves boards from the feed to every screen and phone that lacks them. What each lacks is the hub's to know."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Protocol

from display.frames import Frame
from display.hub import Channel, Hub, View, Watcher, Wire
from scheduler.board import Board

HEARTBEAT = 15.0
"""Seconds between two heartbeats; a screen that misses one and a third says that it is disturbed."""

CATCH_UP = 0.1
"""Seconds after which a watcher that was busy is looked at again."""


class Feed(Protocol):
    """Where boards come from."""

    async def latest(self, office: str) -> Board | None:
        """The office's board of today; None if there is no such office."""

    def changes(self) -> AsyncIterator[Board]:
        """Boards after their commit, newest last; may repeat or skip, never ends."""


class Pictures(Protocol):
    """How boards and heartbeats are written down."""

    def board(self, view: View, board: Board) -> Frame: ...

    def pulse(self, view: View, board: Board, now: datetime) -> Frame: ...


class FeedEndedError(RuntimeError):
    """The feed stopped, so every screen would go stale."""


class Relay:
    """One per process. `run` has to be running; its end is the end of the process."""

    def __init__(self, feed: Feed, pictures: Pictures, *, clock: Callable[[], datetime]) -> None:
        self._feed, self._pictures, self._clock = feed, pictures, clock
        self._hub = Hub(pictures.board)
        self._behind: set[str] = set()

    async def run(self) -> None:
        """Serve until cancelled. Raises whatever the feed raised, FeedEndedError if it just stopped."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._beat())
            group.create_task(self._catch_up())

    async def latest(self, office: str) -> Board | None:
        """The newest board of the office; None if there is no such office."""
        board = await self._feed.latest(office)
        if board is not None:
            self.publish(board)
        return board and self._hub.newest(board.office.code)

    def publish(self, board: Board) -> None:
        """Give the board to everybody who lacks it and is free; the others get the newest when they are."""
        if self._hub.take(board):
            self._deliver(board.office.code)

    def join(self, view: View, wire: Wire) -> Watcher:
        """Add a watcher of an office asked for by `latest` before: it gets the whole picture at once, and the time."""
        watcher = self._hub.join(view, wire)
        self._give(watcher)
        wire.write(self._pulse(watcher.channel))
        return watcher

    def leave(self, watcher: Watcher) -> None:
        self._hub.leave(watcher)

    def _deliver(self, office: str) -> None:
        for channel in self._hub.channels(office):
            for watcher in list(self._hub.owed(channel)):
                self._give(watcher)

    def _give(self, watcher: Watcher) -> None:
        channel = watcher.channel
        if watcher.wire.free:
            watcher.wire.write(self._hub.frame(channel))
            watcher.stamp = channel.stamp
        else:
            self._behind.add(channel.view.office)

    def _pulse(self, channel: Channel) -> Frame:
        board = self._hub.newest(channel.view.office)
        assert board is not None, channel.view.office
        return self._pictures.pulse(channel.view, board, self._clock())

    async def _follow(self) -> None:
        async for board in self._feed.changes():
            self.publish(board)
        raise FeedEndedError("the feed of boards ended")

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            for office in self._hub.offices():
                self._beat_once(office)

    def _beat_once(self, office: str) -> None:
        for channel in self._hub.channels(office):
            frame = self._pulse(channel)
            for watcher in list(channel.watchers):
                if watcher.wire.free:
                    watcher.wire.write(frame)

    async def _catch_up(self) -> None:
        while True:
            await asyncio.sleep(CATCH_UP)
            behind, self._behind = self._behind, set()
            for office in behind:
                self._deliver(office)
