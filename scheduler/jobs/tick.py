"""A tick every 15 seconds writes what time alone changes. With many processes whoever comes first does it."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
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
from scheduler.flow.invitations import waitlist_offers, waves
from scheduler.flow.screens import nearing, screen_watch
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

TICK = 15.0
SELDOM = timedelta(minutes=1)
"""Between two looks for what days or hours alone owe to people."""

Needs = Callable[[Session, Office, datetime], bool]
"""Whether a step would change anything for an office."""


class Step(Protocol):
    """What time alone changes of one office."""

    def __call__(self, session: Session, office: Office, *, now: datetime) -> object: ...


def ticking(database: Database, clock: Clock, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Tick inside the block. Without it deadlines would stand still."""
    up_since = clock()
    reminded_at: datetime | None = None
    watch = ClockWatch(database, clock)

    async def look() -> None:
        nonlocal up_since, reminded_at
        try:
            if not await watch.is_right():
                return
            await tick_all(database, clock, up_since)
            if reminded_at is None or not timedelta(0) <= clock() - reminded_at < SELDOM:
                reminded_at = clock()
                await remind_all(database, clock)
            await watch.note()
        except (Unavailable, *AWAY):
            up_since = clock()
            raise

    return going_round(Job("ticking", look, TICK), database, die=die)


async def tick_all(database: Database, clock: Clock, up_since: datetime | None = None) -> None:
    """One look at every office, and in training a note of the time.

    up_since: since when screens can be heard, if they could not be before: until they had time to speak up, it was our
    fault that they were silent.
    """
    now, offices = clock(), await database.read(queries.offices)
    while await _each_that(database, offices, sweeps.needs_seal, sweeps.seal_next, now):
        pass  # one day after the other, where nothing ran for some
    for needs, step in STEPS:
        await _each_that(database, offices, needs, step, now)
    await _each_that(database, offices, sweeps.needs_look, sweeps.look, now)
    await _each_that(database, offices, nearing.is_due, nearing.tell, now)
    if up_since is None or now - up_since >= screen_watch.SILENT_AFTER:
        await _each_that(database, offices, screen_watch.needs_watch, screen_watch.watch, now)
    if clock.is_training:
        await database.write_beside(sweeps.record_clock, now=now)


async def remind_all(database: Database, clock: Clock) -> None:
    """One look at what each office owes to people by the days and hours that passed; counts that are over go."""
    now, offices = clock(), await database.read(queries.offices)
    await _each_that(database, offices, reminders.is_due, reminders.remind, now)
    await _each_that(database, offices, uncollected.is_due, uncollected.tell, now)
    await _each_that(database, offices, unanswered.is_due, unanswered.tell_or_end, now)
    while await database.read(counting.has_old, now):
        await database.write_beside(counting.forget_old, now=now)


STEPS: Sequence[tuple[Needs, Step]] = (
    (sweeps.needs_opening, sweeps.open_day),
    (sweeps.needs_tick, sweeps.tick),
    (waitlist_offers.is_due, waitlist_offers.offer_seats),
    (waves.is_due, waves.send),
)
"""What a tick does of an office once past days are sealed: each step in a write of its own, which takes its locks in
the order of all locks.
"""


async def _each_that(database: Database, offices: Sequence[Office], needs: Needs, step: Step, now: datetime) -> bool:
    """Take a step for every office that needs it, each in a write of its own; the question costs no lock.

    offices: as they were when the round began; the step sees its office as it is. Returns whether any needed the step.
    """
    codes = await database.read(_codes_that, offices, needs, now)
    for code in codes:
        await database.write_beside(_for_office, code, step, now=now)
    return bool(codes)


def _codes_that(session: Session, offices: Sequence[Office], needs: Needs, now: datetime) -> list[str]:
    return [office.code for office in offices if needs(session, office, now)]


def _for_office(session: Session, code: str, step: Step, *, now: datetime) -> None:
    office = queries.office_by_code(session, code)
    if office is not None:
        step(session, office, now=now)
