"""Sends the messages of the outbox. Any number of workers share one: on PostgreSQL by locks, on SQLite by leases."""

import asyncio
import contextlib
import itertools
import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.flow.alarms import pulses
from scheduler.messages.sending.claiming import MOST, Batch, take
from scheduler.messages.sending.decisions import Trade
from scheduler.messages.sending.delivering import Delivering
from scheduler.messages.sending.lanes import CONSOLE, LEASE, Lane, Looking, lanes
from scheduler.messages.sending.outlets import Opener
from scheduler.messages.sending.overdue import overdue, pass_on
from scheduler.messages.sending.steadiness import Steadiness
from scheduler.runtime.clock import Clock

LOOK = 2.0
"""Seconds until a worker looks by itself for what others have put into the outbox; its own process wakes it at once."""
SOON = 0.1
"""Seconds between two looks at least, however much is put in meanwhile."""
LOOK_BACK = 30.0
"""Seconds between two looks at what was sent and not delivered; waits are minutes."""
SHOWN_AT_ONCE = 5
"""Steps between two looks for what only the console shows: nobody waits for that, and bookings do."""

FEW, BREATH = 20, 0.2
"""In a crowd: messages between two breaths, of whatever lanes, and seconds of a breath. The rule: people go first, and
letters never starve. A step waits for 0.05 s at most (`queueing.PATIENCE`), so that some 80 letters a second leave from
lanes with many, and some 16 lanes a second have their turn where each has one; in a lane those that somebody waits for
go before all others. Once fewer people come, as many are taken as ever.

A crowd is known where worker and server are one process. A worker beside the server has a writer of its own: it pauses
between steps, whoever comes.
"""

Counted = Callable[[int], object]
"""Told of so many messages that are done with for now."""

log = structlog.get_logger()


class Worker:
    """Takes, sends and settles. Made on the loop that it works on.

    pause: seconds between steps, where another process writes the same SQLite file and must get its turn. to_office:
    nothing is sent but what offices themselves are told, in place of a worker that stopped.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        trade: Trade,
        opener: Opener,
        *,
        pause: float = 0.0,
        to_office: bool = False,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database, self._clock, self._trade, self._pause = database, clock, trade, pause
        self._to_office = to_office
        self._beat_at: datetime | None = None
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._steadiness = Steadiness(clock())
        self._delivering = Delivering(database, clock, opener, worker=self.name, left=self._have_left)
        self._counted: Counted | None = None
        self._lanes: list[Lane] = []
        """Lanes in which there was more at the last look, whose last turn was longest ago first."""
        self._turns: dict[Lane, int] = {}
        """Which of all turns was the last one of a lane: however often it is looked anew, none is passed over."""
        self._count_of_turns = itertools.count(1)
        self._since_breath = 0
        """Messages taken since the last breath."""
        self._looked_at = self._looked_back_at = float("-inf")
        self._has_order = self._is_ending = False

    def heard(self, infos: list[dict[Any, Any]]) -> None:
        """This process has put something into the outbox. Called by the writer's thread after each commit."""
        if any(info.get("messages") for info in infos) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ordered)

    async def run(self) -> None:
        """Work until told to end. A database that is away is waited for; a fault of ours is raised."""
        async with asyncio.TaskGroup() as tasks:
            while not self._is_ending:
                await self._round(tasks)
                await self._wait()

    async def work_off(self, counted: Counted) -> None:
        """Send all that is due, and end. What a pause or the morning is waited for with stays in the outbox."""
        self._counted = counted
        async with asyncio.TaskGroup() as tasks:
            while not self._is_ending:
                is_empty = await self._round(tasks)
                if is_empty and not self._delivering.held:
                    return
                await self._wait()

    def end(self) -> None:
        """Take nothing any more. Letters that wait are given back, those under way are settled: `run` waits for it."""
        self._is_ending = True
        self._delivering.end()
        self._woken.set()

    async def close(self) -> None:
        """Close the channels."""
        await self._delivering.close()

    async def _round(self, tasks: asyncio.TaskGroup) -> bool:
        """Take what there is room for. True: a look found nothing that is due."""
        try:
            is_empty = await self._look() if self._is_time_to_look() else False
            for lane in list(self._lanes):
                if await self._is_drained(lane, tasks):
                    self._lanes.remove(lane)
                if self._database.is_crowded and self._is_time_to_look():
                    self._woken.set()  # what has come meanwhile does not wait until all lanes have had their turn
                    break
        except (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
            log.warning("worker_unavailable")  # it is asked again at the next look
            return False
        return is_empty

    def _is_time_to_look(self) -> bool:
        since = time.monotonic() - self._looked_at
        in_a_hurry = self._has_order or (self._counted is not None and not self._lanes)
        return since >= LOOK or (in_a_hurry and since >= SOON)

    async def _look(self) -> bool:
        self._looked_at, self._has_order = time.monotonic(), False
        self._steadiness.look(self._clock())
        if not self._to_office:
            await self._beat()
        if not self._to_office and time.monotonic() - self._looked_back_at >= LOOK_BACK:
            self._looked_back_at = time.monotonic()
            await self._look_back()
        found = await self._database.read(lanes, self._looking(), self._trade.kinds)
        self._lanes = sorted(found, key=lambda lane: self._turns.get(lane, 0))
        return not self._lanes

    async def _beat(self) -> None:
        """Let it be known now and then that a worker is there; once anew under a clock that was set."""
        now = self._clock()
        if self._beat_at is None or not timedelta(0) <= now - self._beat_at < pulses.EVERY:
            await self._database.write_beside(pulses.beat, pulses.SENDING, now=now)
            self._beat_at = now

    async def _look_back(self) -> None:
        """Let the next channel have what was not delivered."""
        facts = {"now": self._clock(), "since": self._steadiness.since}
        late = await self._database.read(overdue, self._trade.kinds, **facts)
        for first in range(0, len(late), MOST):
            await self._database.write_beside(pass_on, late[first : first + MOST], self._trade.kinds, **facts)
            await asyncio.sleep(self._pause)

    def _looking(self) -> Looking:
        takes_over = self._steadiness.has_run_for(LEASE)
        return Looking(self.name, self._clock(), takes_over=takes_over, to_office=self._to_office)

    async def _is_drained(self, lane: Lane, tasks: asyncio.TaskGroup) -> bool:
        """Take from a lane until its outlet is full or another has its turn (False), or until there is nothing that
        may go now (True).
        """
        steps, self._turns[lane] = 0, next(self._count_of_turns)
        while not self._is_ending:
            room = self._room(lane)
            if not room:
                return False
            batch = await self._database.write_beside(take, self._looking(), lane, self._trade, most=room)
            self._begin(batch, tasks)
            steps += 1
            if self._database.is_crowded:
                await self._breathe(batch.seen)
            if batch.seen < room or (lane.channel == CONSOLE and self._counted is None and steps == SHOWN_AT_ONCE):
                return True
            if self._database.is_crowded:
                self._woken.set()  # there is more
                return False
            await asyncio.sleep(self._pause)
        return True

    async def _breathe(self, taken: int) -> None:
        """Take a breath once so many have been taken."""
        self._since_breath += taken
        if self._since_breath >= FEW:
            self._since_breath = 0
            await asyncio.sleep(BREATH)

    def _room(self, lane: Lane) -> int:
        """How many messages of a lane may be taken by one step."""
        room = self._room_in_outlet(lane)
        return min(room, FEW - self._since_breath) if self._database.is_crowded else room

    def _room_in_outlet(self, lane: Lane) -> int:
        """How many more it may hold. What leaves no machine takes no place in an outlet."""
        if lane.channel is None or lane.channel == CONSOLE:
            return MOST
        return self._delivering.outlet(lane.office_id, lane.channel).room

    def _begin(self, batch: Batch, tasks: asyncio.TaskGroup) -> None:
        for shown in batch.shown:
            log.info("message_shown", message=shown.message_id, cause=shown.cause, channel=CONSOLE)
        for taken in batch.taken:
            self._delivering.begin(taken, tasks)
        if self._counted is not None:
            self._counted(batch.seen - len(batch.taken))

    async def _wait(self) -> None:
        """Wait until a letter has left, something was put into the outbox, or it is time to look."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SOON if self._has_order else LOOK):
                await self._woken.wait()
        self._woken.clear()

    def _ordered(self) -> None:
        self._has_order = True
        self._woken.set()

    def _have_left(self, count: int) -> None:
        self._woken.set()
        if self._counted is not None:
            self._counted(count)
