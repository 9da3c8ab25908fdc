"""Foresees the coming days of each office, and holds those that are over against what was foreseen; by the worker.

What is usual is fitted first, where no process has done it today. Days are played in a thread, beside the requests and
outside of any transaction, and so many in a minute at most. A process without a worker shows what was foreseen last,
and when.
"""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.domain.forecasting.course import SEEDS
from scheduler.domain.forecasting.truth import Truth
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting import judging, keeping
from scheduler.flow.forecasting.keeping import ToDo
from scheduler.jobs.apart import apart
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.forecasting import fit_one
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

ROUND = 60.0
"""Seconds between two rounds."""
LATER = 60.0
"""Seconds more until the first round: to play days takes the processor for seconds, and whoever has just started a
server waits for pages.
"""
MOST_PLAYS = 1_000
"""Days played in a round: some fifteen seconds of one core in a minute at most."""
EVERY = 600.0
"""Seconds until an office is looked at again, once there was nothing left to do."""


def foreseeing(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Foresee inside the block."""
    watch, work = ClockWatch(database, clock), Foreseeing(database, clock)

    async def foresee() -> None:
        if await watch.is_right():
            await work.go_round(asyncio.get_running_loop().time())

    return going_round(Job("foreseeing", foresee, ROUND, later=LATER), database, die=die)


class Foreseeing:
    """What one process has looked at: an office, by its id, and when that is to be done again."""

    def __init__(self, database: Database, clock: Clock, *, seeds: int = SEEDS) -> None:
        self._database, self._clock, self._seeds = database, clock, seeds
        self._again: dict[int, float] = {}

    async def go_round(self, at: float) -> int:
        """Do all that is due, as far as it may be done at once; returns how many days were foreseen. at: seconds."""
        left, done = MOST_PLAYS // self._seeds, 0
        offices = await self._database.read(_offices)
        for office_id in sorted(offices, key=lambda each: self._again.get(each, 0.0)):
            if self._database.is_crowded or left <= 0 or at < self._again.get(office_id, at):
                break
            with apart("foreseeing_of_office_failed", office=office_id):
                await self.judge(office_id)
                await fit_one(self._database, self._clock, office_id)
                played = await self.foresee(office_id, most=left)
                left, done = left - played, done + played
            if left > 0:
                self._again[office_id] = at + EVERY
        return done

    async def foresee(self, office_id: int, *, most: int = keeping.MOST_DAYS) -> int:
        """Foresee the days of an office that are due, `most` of them; returns how many were."""
        now = self._clock()
        todo = await self._database.read_at_length(_look, office_id, now=now, most=most)
        if todo is None:
            return 0
        for due in todo.due:
            with apart("foreseeing_of_day_failed", office=office_id, day=str(due.day)):
                found = await asyncio.to_thread(keeping.play, due, todo.habits, self._seeds)
                await self._database.write_beside(keeping.keep, office_id, due, found, now=now)
        await self._database.write_beside(_drop, office_id, todo, now=now)
        return len(todo.due)

    async def judge(self, office_id: int) -> None:
        """Write down how the days were that are over."""
        now = self._clock()
        for day in await self._database.read(_to_judge, office_id, now=now):
            with apart("judging_of_day_failed", office=office_id, day=str(day)):
                truth = await self._database.read_at_length(_seen, office_id, day, now=now)
                await self._database.write_beside(judging.write_down, office_id, day, truth)


def _offices(session: Session) -> list[int]:
    return [office.id for office in queries.offices(session) if office.starting is None]


def _look(session: Session, office_id: int, *, now: datetime, most: int) -> ToDo | None:
    return keeping.look(session, queries.office_by_id(session, office_id), now, most=most)


def _drop(session: Session, office_id: int, todo: ToDo, *, now: datetime) -> None:
    keeping.drop(session, office_id, todo.gone, today=today_of(queries.office_by_id(session, office_id), now))


def _to_judge(session: Session, office_id: int, *, now: datetime) -> list[date]:
    return list(judging.days_to_judge(session, queries.office_by_id(session, office_id), now))


def _seen(session: Session, office_id: int, day: date, *, now: datetime) -> Truth | None:
    return judging.seen(session, queries.office_by_id(session, office_id), day, now)
