"""Brings letters that were taken from the outbox to their channels, so many at once, and settles what has come in."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.messages.channels.base import Letter, Receipt
from scheduler.messages.sending.claiming import MOST, Taken
from scheduler.messages.sending.lanes import Looking
from scheduler.messages.sending.outlets import Opener, Outlet, Outlets
from scheduler.messages.sending.settling import Answered, give_back, hold_on, settle, unwritten
from scheduler.runtime.clock import Clock

FRESH = 2.0
"""Seconds for which a letter is believed; after a longer wait in the queue it is looked at again before it goes."""
AGAIN = 1.0
"""Seconds until a database that is away is asked again."""

T = TypeVar("T")

log = structlog.get_logger()


class Delivering:
    """The letters that a worker has. left: told how many are done with, whenever some are.

    What channels say is written down by one step at a time: the first at once, and what comes in meanwhile together
    behind it. So a try is settled as soon as it can be, and a thousand of them take few commits. What waits in an
    outlet is looked at again, or given back, by one step for all of it.
    """

    def __init__(
        self, database: Database, clock: Clock, opener: Opener, *, worker: str, left: Callable[[int], object]
    ) -> None:
        self._database, self._clock, self._worker, self._left = database, clock, worker, left
        self._outlets = Outlets(opener)
        self._answers: list[tuple[Answered, Outlet]] = []
        """What came in and is not written down yet."""
        self._is_ending = self._is_settling = False

    @property
    def held(self) -> int:
        """Letters that are taken and not settled."""
        return self._outlets.held

    def outlet(self, office_id: int, channel: str) -> Outlet:
        """Where an office's letters by a channel leave."""
        return self._outlets.of(office_id, channel)

    def begin(self, taken: Taken, tasks: asyncio.TaskGroup) -> None:
        """Send a letter as soon as its outlet has a place."""
        outlet = self._outlets.of(taken.used.office_id, taken.used.channel)
        outlet.hold(taken, time.monotonic())
        if outlet.senders < outlet.at_once and not outlet.is_paused:
            outlet.senders += 1
            tasks.create_task(self._deliver(outlet, tasks))

    def end(self) -> None:
        """Ask no channel any more: what waits is given back, what is under way is settled."""
        self._is_ending = True

    async def close(self) -> None:
        """Close the channels."""
        await self._outlets.close()

    async def _deliver(self, outlet: Outlet, tasks: asyncio.TaskGroup) -> None:
        """Send one letter of an outlet after the other, while any waits and there are not too many who do."""
        try:
            while (taken := await self._next(outlet)) is not None:
                receipt = await self._sent(taken, outlet)
                if receipt is None:
                    self._is_done_with(outlet, 1)
                else:
                    self._answered(Answered(taken, receipt), outlet, tasks)
        finally:
            outlet.senders -= 1

    async def _next(self, outlet: Outlet) -> Taken | None:
        """The next letter of an outlet that is to be sent now; None: there is none, or others send enough."""
        async with outlet.turn:
            if outlet.waiting and not self._is_ending and time.monotonic() - outlet.waiting[0][1] > FRESH:
                await self._hold_on(outlet)
            if self._is_ending:
                await self._give_back(outlet)
            if outlet.is_paused or not outlet.waiting or outlet.senders > outlet.at_once:
                return None
            return outlet.waiting.popleft()[0]

    async def _hold_on(self, outlet: Outlet) -> None:
        """Look again at all that waits in an outlet; what does not hold, or is another worker's, leaves it."""
        asked = [taken for taken, _ in outlet.waiting]
        going = await self._insist(
            lambda now: self._database.write_beside(hold_on, asked, Looking(self._worker, now)),
        )
        since, behind = time.monotonic(), list(outlet.waiting)[len(asked) :]
        outlet.waiting = deque([*((each, since) for each in asked if each.message_id in going), *behind])
        self._is_done_with(outlet, len(asked) - len(going))

    async def _give_back(self, outlet: Outlet) -> None:
        """Let go of all that waits in an outlet, unsent."""
        while outlet.waiting:
            letters = [taken for taken, _ in outlet.waiting]
            outlet.waiting.clear()
            await self._given_back(letters)
            self._is_done_with(outlet, len(letters))

    async def _given_back(self, letters: Sequence[Taken]) -> None:
        await self._insist(lambda now: self._database.write_beside(give_back, letters, now=now))

    async def _sent(self, taken: Taken, outlet: Outlet) -> Receipt | None:
        """What came of a letter; None where its channel was not asked."""
        letter = await self._written(taken)
        if letter is None:
            return None
        receipt = await outlet.send(taken.used, letter)
        log.info(
            "message_tried",
            message=taken.message_id,
            cause=taken.cause,
            channel=taken.used.channel,
            outcome=receipt.outcome,
            code=receipt.code,
        )
        return receipt

    async def _written(self, taken: Taken) -> Letter | None:
        """The letter in words. A text that cannot be written is a fault of ours: it is logged, and stops no other."""
        try:
            return taken.letter
        except Exception:
            log.exception("message_not_written", message=taken.message_id, cause=taken.cause)
        await self._insist(lambda now: self._database.write_beside(unwritten, taken, now=now))
        return None

    def _answered(self, answered: Answered, outlet: Outlet, tasks: asyncio.TaskGroup) -> None:
        outlet.is_paused = outlet.is_paused or answered.receipt.asks_to_wait
        self._answers.append((answered, outlet))
        if not self._is_settling:
            self._is_settling = True
            tasks.create_task(self._settle())

    async def _settle(self) -> None:
        """Write down what has come in, until there is nothing left. What waits behind a letter whose far side asks to
        wait is given back after that is written down: who takes it anew finds it.
        """
        try:
            while self._answers:
                some, self._answers = self._answers[:MOST], self._answers[MOST:]
                await self._written_down([answered for answered, _ in some])
                for answered, outlet in some:
                    self._is_done_with(outlet, 1)
                    if answered.receipt.asks_to_wait:
                        await self._end_pause(outlet)
        finally:
            self._is_settling = False

    async def _end_pause(self, outlet: Outlet) -> None:
        async with outlet.turn:
            await self._give_back(outlet)
            outlet.is_paused = any(each.receipt.asks_to_wait for each, other in self._answers if other is outlet)

    async def _written_down(self, answers: Sequence[Answered]) -> None:
        """Together; where that fails by a fault of ours, one by one, and one that fails alone is logged and left: it
        takes neither the others' answers with it nor the worker.
        """
        try:
            await self._insist(lambda now: self._database.write_beside(settle, answers, now=now))
        except Exception:
            if len(answers) == 1:
                log.exception("answer_not_settled", message=answers[0].taken.message_id, cause=answers[0].taken.cause)
                return
            log.exception("answers_not_settled", count=len(answers))
            for each in answers:
                await self._written_down([each])

    def _is_done_with(self, outlet: Outlet, count: int) -> None:
        outlet.held -= count
        self._left(count)

    async def _insist(self, step: Callable[[datetime], Awaitable[T]]) -> T:
        """Try a step until the database is there: what came of a letter must be written down."""
        while True:
            try:
                return await step(self._clock())
            except (Unavailable, *AWAY):
                log.warning("message_not_settled")
                await asyncio.sleep(AGAIN)
