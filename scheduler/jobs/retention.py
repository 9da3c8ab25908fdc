"""Deletes what its office keeps no longer, and what was left half-way, beside the tick, in any process.

A file goes after the commit that says so. Where a process ended between the two, the daily sweep finds it.
"""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.flow.applying import open_uploads
from scheduler.flow.core import shares
from scheduler.flow.privacy import purging
from scheduler.flow.privacy.purging import Purged
from scheduler.flow.upkeep import forgetting as steps
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.pictures.disk import on_disk
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 600.0
"""Seconds between two looks at what is due."""
SWEEP = 24 * 3600.0
"""Seconds between two sweeps for files that no row names."""
LOOSE = timedelta(days=1)
"""A file is kept for so long though no row names it: the row may be about to be written."""

log = structlog.get_logger()


def forgetting(
    database: Database, clock: Clock, vault: Vault, *, die: Die = os._exit
) -> AbstractAsyncContextManager[None]:
    """Delete the files that are due inside the block."""
    swept: float | None = None
    watch = ClockWatch(database, clock)

    async def forget() -> None:
        nonlocal swept
        if not await watch.is_right():
            return
        now = asyncio.get_running_loop().time()
        gone = await forget_all(database, clock, vault) + await end_resting(database, clock, vault)
        if swept is None or now - swept >= SWEEP:
            await purge_all(database, clock, vault)
            gone += await sweep(database, clock, vault)
            swept = now
        if gone:
            log.info("files_forgotten", count=gone)

    return going_round(Job("forgetting", forget, LOOK), database, die=die)


async def forget_all(database: Database, clock: Clock, vault: Vault) -> int:
    """Delete all files that are due now; returns how many."""
    gone = 0
    for code in await database.read(_offices_due, clock()):
        while marks := await database.write_beside(_forget, code, now=clock()):
            await on_disk(_drop, vault, marks)
            gone += len(marks)
    return gone


async def purge_all(database: Database, clock: Clock, vault: Vault) -> int:
    """Let go of all that the offices' rules keep no longer; returns how many rows. At a start first, so that what a
    backup brought back goes again; then once a day.
    """
    rows = 0
    for code in await database.read(_offices_to_purge, clock()):
        while (purged := await database.write_beside(_purge, code, now=clock())).rows:
            await on_disk(_drop, vault, purged.marks)
            rows += purged.rows
    if rows:
        log.info("purged", count=rows)
    return rows


async def sweep(database: Database, clock: Clock, vault: Vault) -> int:
    """Remove files that no row names, and counts of days that are over; returns how many files."""
    known = await database.read(steps.marks_kept)
    await database.write_beside(shares.forget_old, as_of=clock())
    return await on_disk(vault.drop_loose, known, LOOSE)


async def end_resting(database: Database, clock: Clock, vault: Vault) -> int:
    """Give up uploads of which nothing came for an hour, and remove all parts that no upload has; returns how many."""
    gone = 0
    while await database.read(open_uploads.is_one_resting, as_of=clock()):
        tokens = await database.write_beside(open_uploads.give_up_resting, as_of=clock())
        if not tokens:
            break  # others are at them
        await on_disk(_drop_parts, vault, tokens)
        gone += len(tokens)
    under_way = await database.read(open_uploads.tokens_under_way)
    return gone + await on_disk(vault.parts.tidy, frozenset(under_way), open_uploads.RESTS)


def _offices_due(session: Session, now: datetime) -> list[str]:
    return [office.code for office in queries.offices(session) if steps.is_due(session, office, now)]


def _forget(session: Session, code: str, *, now: datetime) -> list[str]:
    office = queries.office_by_code(session, code)
    return steps.forget(session, office, now=now) if office is not None else []


def _offices_to_purge(session: Session, now: datetime) -> list[str]:
    return [office.code for office in queries.offices(session) if purging.is_due(session, office, now)]


def _purge(session: Session, code: str, *, now: datetime) -> Purged:
    office = queries.office_by_code(session, code)
    return purging.purge(session, office, now=now) if office is not None else Purged(0, [])


def _drop_parts(vault: Vault, tokens: Sequence[str]) -> None:
    for token in tokens:
        vault.parts.drop(token)


def _drop(vault: Vault, marks: Sequence[str]) -> None:
    for mark in marks:
        vault.drop(mark)
