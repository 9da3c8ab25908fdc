"""Looks once a minute at what alarms are about, beside the tick, in whichever process of a machine is first.

Where no worker sends any more, this process sends what offices themselves are to be told: of the worker that stopped
nobody would hear otherwise. Citizens' messages wait for their worker: that it is a process of its own has its reasons.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import NullTranslations
from pathlib import Path

import structlog
from sqlalchemy import exists, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import AlarmRing, AlarmRule
from scheduler.domain.alarms.kinds import Alarm
from scheduler.flow.alarms import pulses, ringing, sights
from scheduler.flow.alarms.sights import Around, Seen
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.messages.sending.running import worker_of
from scheduler.pictures.space import free_of
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import Die

LOOK = 30.0
"""Seconds between two times at which this process asks whether it is its turn."""
PATIENCE = 120.0
"""Seconds after which sending in place of a worker is given up until the next look."""
GIGABYTE = 1_000_000_000

_IS_ANY_ON = Prepared(select(exists().where(col(AlarmRule.is_on))))

Free = Callable[[Path], int]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Watching:
    """What looks stand on. free: how many bytes are free where a folder lies."""

    database: Database
    clock: Clock
    settings: Settings
    translations: Mapping[str, NullTranslations]
    machine: str
    free: Free = free_of


def alarming(
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    translations: Mapping[str, NullTranslations],
    die: Die = os._exit,
) -> AbstractAsyncContextManager[None]:
    """Look inside the block."""
    watching = Watching(database, clock, settings, translations, socket.gethostname())
    watch, up_since = ClockWatch(database, clock), clock()

    async def look() -> None:
        if await watch.is_right():
            await look_once(watching, up_since)

    return going_round(Job("alarming", look, LOOK), database, die=die)


async def look_once(watching: Watching, up_since: datetime | None = None) -> bool:
    """Look at all offices, if it is this machine's turn; whether it was.

    up_since: since when this process runs; until a worker beside it had the time to speak up, its silence is no sign.
    """
    database, now = watching.database, watching.clock()
    is_any_on = await database.glance(_is_any_on)
    if not is_any_on or not await database.write_beside(pulses.take_turn, pulses.looking_on(watching.machine), now=now):
        return False
    free = await asyncio.to_thread(fullest, watching.settings, watching.free)
    around = Around(watching.machine, free, watching.settings.server_office)
    seen = await database.read(sights.look, around, now)
    if up_since is not None and timedelta(0) <= now - up_since < pulses.EVERY * 2:
        seen = {office_id: without(Alarm.WORKER_STOPPED, each) for office_id, each in seen.items()}
    for office_id in await database.read(_that_change, seen, now):
        await database.write_beside(_advance, office_id, seen[office_id], now=now)
    if await database.read(_has_stopped):
        await send_instead(watching)
    return True


async def send_instead(watching: Watching) -> None:
    """Send what offices themselves are to be told, in place of a worker that stopped. Each letter is one process's, as
    among workers: by its lease.
    """
    try:
        async with (
            asyncio.timeout(PATIENCE),
            worker_of(
                watching.database,
                watching.clock,
                watching.settings,
                translations=watching.translations,
                to_office=True,
            ) as worker,
        ):
            await worker.work_off(lambda _: None)
    except TimeoutError:
        log.warning("alarms_not_sent")


def fullest(settings: Settings, free: Free) -> float | None:
    """Gigabytes that are free on the fullest disk of what this process writes to; None where no system says."""
    folders = [settings.files, settings.backups, *([settings.sqlite_path.parent] if settings.on_sqlite else [])]
    try:
        return min(free(folder) for folder in folders) / GIGABYTE
    except OSError:
        return None


def without(alarm: Alarm, seen: Seen) -> Seen:
    """The same, but that nothing is known of an alarm."""
    kept = [sight for sight in seen.sights if sight.alarm != alarm]
    return Seen(kept, {*seen.unknown, (alarm, "")})


def _is_any_on(session: Session) -> bool:
    row = _IS_ANY_ON.first(session)
    return bool(row and row[0])


def _that_change(session: Session, seen: Mapping[int, Seen], now: datetime) -> list[int]:
    return [
        office_id
        for office_id, each in seen.items()
        if ringing.is_due(session, queries.office_by_id(session, office_id), each, now)
    ]


def _advance(session: Session, office_id: int, seen: Seen, *, now: datetime) -> None:
    ringing.advance(session, queries.office_by_id(session, office_id), seen, now=now)


def _has_stopped(session: Session) -> bool:
    """Whether an alarm rings that no worker sends any more."""
    ringing_now = select(col(AlarmRing.id)).where(
        col(AlarmRing.alarm) == Alarm.WORKER_STOPPED,
        col(AlarmRing.over_at).is_(None),
        col(AlarmRing.rang_at).is_not(None),
        col(AlarmRing.calm_since).is_(None),
    )
    return session.scalar(ringing_now.limit(1)) is not None
