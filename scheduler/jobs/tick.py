"""A tick every 15 seconds writes what time alone changes. With many processes whoever comes first does it."""

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.models import Office
from scheduler.domain.refusals import Unavailable
from scheduler.flow.applying import unanswered
from scheduler.flow.booking import reminders, uncollected
from scheduler.flow.core import counting
from scheduler.flow.day_end import sweeps
from scheduler.flow.day_end.still import StillHalls
from scheduler.flow.invitations import waitlist_offers, waves
from scheduler.flow.satisfaction import asking
from scheduler.flow.screens import device_watch, nearing, screen_watch
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

TICK = 15.0
AT_ONCE = 10
"""Offices that are asked whether they need a step, before others have their turn."""
SELDOM = timedelta(minutes=1)
"""Between two looks for what days or hours alone owe to people."""


class Step(Protocol):
    """What time alone changes of one office."""

    def __call__(self, session: Session, office: Office, *, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Look:
    """Something that time alone changes.

    among: the ids of the offices that `needs` is asked of, by prepared statements alone; all others have nothing to be
    done. needs: whether a step would change anything for an office.
    """

    among: Callable[[Session, datetime], Collection[int]]
    needs: Callable[[Session, Office, datetime], bool]
    step: Step


def ticking(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Tick inside the block. Without it deadlines would stand still."""
    up_since, still = clock(), StillHalls()
    reminded_at: datetime | None = None
    watch = ClockWatch(database, clock)

    async def look() -> None:
        nonlocal up_since, reminded_at
        try:
            if not await watch.is_right():
                return
            await tick_all(database, clock, up_since, still)
            if reminded_at is None or not timedelta(0) <= clock() - reminded_at < SELDOM:
                reminded_at = clock()
                await remind_all(database, clock)
            await watch.note()
        except (Unavailable, *AWAY):
            up_since = clock()
            raise

    return going_round(Job("ticking", look, TICK), database, die=die)


async def tick_all(
    database: Database, clock: Clock, up_since: datetime | None = None, still: StillHalls | None = None
) -> None:
    """One look at every office, and in training a note of the time.

    up_since: since when screens can be heard, if they could not be before: until they had time to speak up, it was our
    fault that they were silent. still: what ticks before this one found still; without it every hall is looked at.
    """
    now = clock()
    while await _look(database, SEAL, now):
        pass  # one day after the other, where nothing ran for some
    for each in (*looks(still or StillHalls()), WATCH, NEAR):
        await _look(database, each, now)
    if up_since is None or now - up_since >= screen_watch.SILENT_AFTER:
        await _look(database, SCREENS, now)
    if up_since is None or now - up_since >= device_watch.SILENT_AFTER:
        await _look(database, DEVICES, now)
    if clock.is_training:
        await database.write_beside(sweeps.record_clock, now=now)


async def remind_all(database: Database, clock: Clock) -> None:
    """One look at what each office owes to people by the days and hours that passed; counts that are over go."""
    now = clock()
    for each in (REMIND, FETCH, ANSWER, SURVEY, MARKS):
        await _look(database, each, now)
    while await database.read(counting.has_old, now):
        await database.write_beside(counting.forget_old, now=now)


SEAL = Look(sweeps.with_past, sweeps.needs_seal, sweeps.seal_next)
WATCH = Look(sweeps.unwatched, sweeps.needs_look, sweeps.look)
NEAR = Look(nearing.with_waiting, nearing.is_due, nearing.tell)
SCREENS = Look(screen_watch.with_screens, screen_watch.needs_watch, screen_watch.watch)
DEVICES = Look(device_watch.with_devices, device_watch.needs_watch, device_watch.watch)
SURVEY = Look(asking.that_ask, asking.is_due, asking.ask)
MARKS = Look(asking.with_marks, asking.has_old_marks, asking.forget_marks)
REMIND = Look(reminders.with_visits, reminders.is_due, reminders.remind)
FETCH = Look(uncollected.with_ready, uncollected.is_due, uncollected.tell)
ANSWER = Look(unanswered.with_silent, unanswered.is_due, unanswered.tell_or_end)


def looks(still: StillHalls) -> Sequence[Look]:
    """What a tick does of an office once past days are sealed: each step in a write of its own, which takes its locks
    in the order of all locks.
    """
    return (
        Look(sweeps.unopened, sweeps.needs_opening, sweeps.open_day),
        Look(still.awake, still.needs_tick, sweeps.tick),
        Look(waitlist_offers.with_list, waitlist_offers.is_due, waitlist_offers.offer_seats),
        Look(waves.with_line, waves.is_due, waves.send),
    )


async def _look(database: Database, look: Look, now: datetime) -> bool:
    """Take a step for every office that needs it, each in a write of its own; the question costs no lock.

    Some offices are asked at a time: on SQLite the loop waits for that. The step sees its office as it is by then.
    Returns whether any needed the step.
    """
    is_any = False
    named = sorted(await database.glance(look.among, now))
    for first in range(0, len(named), AT_ONCE):
        some = await database.read(_those_that_need, look, named[first : first + AT_ONCE], now)
        for office_id in some:
            await database.write_beside(_for_office, office_id, look.step, now=now)
        is_any = is_any or bool(some)
        await asyncio.sleep(0)  # whoever else the loop serves
    return is_any


def _those_that_need(session: Session, look: Look, named: Sequence[int], now: datetime) -> list[int]:
    return [each for each in named if look.needs(session, queries.office_by_id(session, each), now)]


def _for_office(session: Session, office_id: int, step: Step, *, now: datetime) -> None:
    step(session, queries.office_by_id(session, office_id), now=now)
