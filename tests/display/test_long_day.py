"""Hours of an office in the time of a test: nothing grows while people come, go and stop reading. A deep run: a day."""

import asyncio
import gc
import random
import selectors
import sys
from datetime import timedelta

from display.frames import Frame
from display.hub import View
from display.relay import Relay
from scheduler.board.model import Call, Wait
from scheduler.board.screen import LAYOUTS, ScreenFace
from tests.display.conftest import NOW, FakeFeed, FakeScreens, make_board
from tests.support.examples import examples

HOUR, WATCHERS = 3600, 200
HOURS = examples(6, 24)
GROWTH = 2_000
"""Blocks of memory: a board has more than a hundred, and there are 1,320 of them."""


class FastLoop(asyncio.SelectorEventLoop):
    """A loop whose time goes on as soon as nobody has anything to do."""

    def __init__(self):
        self.now = 0.0
        selector = _Hurried()
        selector.loop = self
        super().__init__(selector)

    def time(self):
        return self.now


class _Hurried(selectors.SelectSelector):
    def select(self, timeout=None):
        self.loop.now += timeout or 0
        return super().select(0)


class Pictures:
    def board(self, view, board):
        return Frame(f"{view.surface} {board.version}")

    def orders(self, face):
        return Frame(face.layout)

    def pulse(self, view, board, now):
        return Frame(view.surface)


class Peer:
    """Reads until it is told to stop; keeps nothing."""

    def __init__(self):
        self.free, self.is_cut, self.last = True, False, None

    def write(self, frame):
        self.last = frame

    def cut(self):
        self.is_cut = True


class Hall:
    """A relay with its watchers, and the chance by which they come and go."""

    def __init__(self, chance):
        loop = asyncio.get_running_loop()
        self.clock = lambda: NOW + timedelta(seconds=loop.time())
        self.feed, self.screens, self.chance = FakeFeed(make_board()), FakeScreens(), chance
        self.relay = Relay(self.feed, self.screens, Pictures(), clock=self.clock)
        self.watchers, self.version, self.cut = [], 7, 0

    async def minute(self):
        """A call, somebody who comes for each who goes, now and then some who stop reading, an order."""
        self.call()
        self.watchers = [watcher for watcher in self.watchers if self.stays(watcher)]
        while len(self.watchers) < WATCHERS:
            self.watchers.append(await self.comes())
        if self.version % 10 == 0:
            for watcher in self.chance.sample(self.watchers, 5):
                watcher.wire.free = False
            self.screens.queue.put_nowait(ScreenFace(self.chance.randrange(4), "tpi", volume=self.chance.randrange(99)))
        await asyncio.sleep(60)

    def call(self):
        self.version += 1
        now = self.clock()
        self.feed.publish(
            make_board(
                day=make_board().local(now).date(),
                version=self.version,
                at=now,
                calls=(Call(self.version, f"A-{self.version % 900:03}", 2, 0, now),),
                waiting=tuple(Wait(f"A-{(self.version + n) % 900:03}", (n, n + 3)) for n in range(30)),
            )
        )

    def stays(self, watcher):
        self.cut += watcher.wire.is_cut
        if not watcher.wire.is_cut and self.chance.random() > 0.05:
            return True
        self.relay.leave(watcher)
        return False

    async def comes(self):
        board = await self.relay.latest("tpi")
        kind = self.chance.randrange(3)
        if kind == 0:
            face = ScreenFace(self.chance.randrange(4), "tpi", layout=self.chance.choice(LAYOUTS))
            return self.relay.attend(face, Peer())
        if kind == 1:
            return self.relay.join(View("tpi", self.chance.choice(LAYOUTS), "id"), Peer())
        number = f"A-{(self.version + self.chance.randrange(30)) % 900:03}"
        return self.relay.join(View("tpi", "ticket", "id", day=board.day, number=number), Peer())


def allocated():
    gc.collect()
    return sys.getallocatedblocks()


async def whole_day():
    """The growth in blocks from the second hour to the last, and who was cut off."""
    hall = Hall(random.Random(5))
    running = asyncio.create_task(hall.relay.run())
    for _ in range(2 * 60):
        await hall.minute()
    after_two = allocated()
    for _ in range((HOURS - 2) * 60):
        await hall.minute()
    growth = allocated() - after_two
    running.cancel()
    return growth, hall, asyncio.get_running_loop().time()


def test_day_of_calls_leaves_nothing_behind():
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        growth, hall, seconds = runner.run(whole_day())

    assert round(seconds) == HOURS * HOUR
    assert hall.version == 7 + HOURS * 60
    assert hall.cut > 16 * HOURS
    assert growth < GROWTH
