"""Makes the proposals that offices ask for, one at a time, by processes of its own; in the worker alone.

How far one is stands in its row, once a second: there it is also seen that somebody has stopped it. A process that ends
gives back what it is at.
"""

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.forecasting.proposing.proposal import Proposal, expected_plays, proposal
from scheduler.domain.forecasting.proposing.stages import Why
from scheduler.domain.refusals import Unavailable
from scheduler.flow.forecasting import proposals
from scheduler.flow.forecasting.proposals import Run, Scene
from scheduler.jobs.loop import Job, going_round
from scheduler.jobs.players import searched
from scheduler.runtime.clock import Clock
from scheduler.runtime.rounds import ROUNDS
from scheduler.runtime.supervise import Die

NAME = "proposing"
LOOK = 5.0
"""Seconds until a process looks by itself for what others have asked for; what it was asked itself wakes it at once."""
BEAT = 1.0
"""Seconds between two notes of how far one is."""

log = structlog.get_logger()


def proposing(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Make proposals inside the block."""
    work = Proposing(database, clock, at_work=lambda: ROUNDS.note(NAME, LOOK))
    return going_round(Job(NAME, work.work_off, LOOK, proposals.MARK), database, die=die)


class Proposing:
    """Makes proposals in one process. at_work: is called at every beat, since one round may last for minutes."""

    def __init__(
        self, database: Database, clock: Clock, *, beat: float = BEAT, at_work: Callable[[], object] = lambda: None
    ) -> None:
        self._database, self._clock, self._beat, self._at_work = database, clock, beat, at_work
        self._worker = secrets.token_hex(8)

    async def work_off(self) -> None:
        """Make all that are wanted now and that no other process makes; old ones go."""
        while await self._database.read(proposals.is_wanted, now=self._clock()):
            await self._database.write_beside(proposals.drop_old, now=self._clock())
            run = await self._database.write_beside(proposals.take, self._worker, now=self._clock())
            if run is None:
                break
            await self._make(run)

    async def _make(self, run: Run) -> None:
        """Make one, unless it is stopped. A process that is told to end leaves it to the next."""
        try:
            await self._play(run)
        except (Unavailable, *AWAY):
            raise
        except Exception:
            log.exception("proposal_failed", number=run.number)  # a fault of ours: it ends, and all else goes on
            await self._fail(run, Why.FAULT)
        except asyncio.CancelledError:
            with contextlib.suppress(Unavailable):
                await asyncio.shield(self._database.write_beside(proposals.give_back, run.number, self._worker))
            raise

    async def _play(self, run: Run) -> None:
        scene = await self._database.read_at_length(proposals.scene_of, run.office_id, now=self._clock())
        if not scene.week:
            await self._fail(run, Why.NO_WORK)
            return
        expected, plays = expected_plays(scene.week), [0]
        search = asyncio.create_task(_found(run, scene, plays))
        try:
            while not search.done():
                await asyncio.wait({search}, timeout=self._beat)
                if not await self._goes_on(run, min(plays[0] * 100 // expected, 99)):
                    return
            found = search.result()
        finally:
            search.cancel()
            await asyncio.wait({search})
        await self._database.write_beside(proposals.finish, run.number, self._worker, found, now=self._clock())

    async def _goes_on(self, run: Run, percent: int) -> bool:
        self._at_work()
        note = self._database.write_beside
        goes_on: bool = await note(proposals.beat, run.number, self._worker, percent, now=self._clock())
        return goes_on

    async def _fail(self, run: Run, why: Why) -> None:
        await self._database.write_beside(proposals.fail, run.number, self._worker, why, now=self._clock())


async def _found(run: Run, scene: Scene, plays: list[int]) -> Proposal:
    """Search. plays: gets the number of days that were played so far."""

    def told(count: int) -> None:
        plays[0] = count

    # Every unit that is offered is taken to be booked: how much of them is, another setting would change.
    return await searched(proposal(scene.week, run.asked), replace(scene.habits, fills=()), told=told)
