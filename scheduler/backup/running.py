"""Backups beside the office at work: written down when they begin, as they go on, and what became of them.

A backup has a thread of its own, which lets everything else go first, and which no request waits for.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from scheduler.backup.faults import BackupFailed
from scheduler.backup.files import Stopped
from scheduler.backup.order import Order, Percent
from scheduler.db.engine.database import Database
from scheduler.domain.backup import Keep, Why
from scheduler.domain.refusals import Unavailable
from scheduler.flow.upkeep import backups as steps
from scheduler.flow.upkeep.backups import Made
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

BEAT = 2.0
"""Seconds between two notes of how far a backup is."""
NICE = 10
"""How far behind everything else the thread of a backup stands."""
ENDING = 5.0
"""Seconds for which a server that ends waits for a backup to notice it."""

log = structlog.get_logger()


class Backing:
    """Makes backups of what is open in this process, one at a time."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database, self._clock, self._settings = database, clock, settings
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def folder(self) -> Path:
        """Where they are kept, by its full path."""
        return self._settings.backups.absolute()

    async def begin(self, *, by: str, passphrase: str = "") -> int:
        """Begin one that somebody wants now; returns its number. Raises BackupUnderWay.

        passphrase: the secret goes within, sealed by it, and so is the whole file.
        """
        now = self._clock()
        with_secret = bool(passphrase)
        number = await self._database.write(steps.begin, str(self.folder), by=by, with_secret=with_secret, now=now)
        order = self._order(now)
        if passphrase:
            order = replace(order, with_secret=True, passphrase=passphrase, whole=True, recipient="")
        self._in_a_thread(number, order)
        return number

    async def begin_due(self, due: datetime) -> bool:
        """Begin the one of a night where nobody has; whether there was something to do."""
        now = self._clock()
        number = await self._database.write_beside(steps.begin_due, str(self.folder), due=due, now=now)
        if number is not None:
            self._in_a_thread(number, self._order(now))
        return number is not None

    def carry_out(self, number: int, order: Order, told: Percent = lambda _: None) -> Made:
        """Make one that was begun, and write down what became of it. Raises BackupFailed, Stopped."""
        from scheduler.backup.making import make  # noqa: PLC0415 - most processes never make one

        try:
            made = make(self._settings, order, self._looking(number, told))
        except BackupFailed as failed:
            self._failed(number, failed.why)
            raise
        except BaseException:
            self._failed(number, Why.INTERRUPTED)
            raise
        self._database.run(steps.succeed, number, made, now=self._clock())
        return made

    def drop_old(self, made: Made) -> list[str]:
        """Remove what no rule keeps, once a new one is there; returns the names."""
        from scheduler.backup.keeping import drop_by_rule  # noqa: PLC0415 - the same

        gone = drop_by_rule(self.folder, Keep(*self._settings.backups_kept), made.file)
        if gone:
            log.info("backups_dropped", count=len(gone))
        return gone

    async def end(self) -> None:
        """Stop what is being made, and wait until it has noticed."""
        self._stop.set()
        for thread in self._threads:
            await asyncio.to_thread(thread.join, ENDING)

    async def wait(self) -> None:
        """Wait for what is being made."""
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _order(self, now: datetime) -> Order:
        return Order(self.folder, now, self._clock.is_training, recipient=self._settings.backup_recipient)

    def _in_a_thread(self, number: int, order: Order) -> None:
        self._threads = [each for each in self._threads if each.is_alive()]
        # Of a daemon: a process that has to end ends, and what is left of the backup the next one removes.
        thread = threading.Thread(target=self._work, args=(number, order), name="backup", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self, number: int, order: Order) -> None:
        _go_last()
        try:
            made = self.carry_out(number, order)
        except BackupFailed as failed:
            log.error("backup_failed", why=failed.why, reason=str(failed))  # noqa: TRY400 - said in a sentence
        except Stopped:
            log.warning("backup_interrupted")
        except Unavailable:
            log.warning("backup_unavailable")
        except Exception:
            log.exception("backup_failed")
        else:
            log.info("backup_made", file=made.file, size=made.size, missing=made.missing)
            self.drop_old(made)

    def _looking(self, number: int, told: Percent) -> Callable[[int], None]:
        noted = time.monotonic()

        def look(percent: int) -> None:
            nonlocal noted
            if self._stop.is_set():
                raise Stopped
            told(percent)
            if time.monotonic() - noted >= BEAT:
                noted = time.monotonic()
                self._database.hand_over(steps.beat, number, percent, now=self._clock())

        return look

    def _failed(self, number: int, why: Why) -> None:
        with suppress(Unavailable):  # then its row says later that nothing was heard of it
            self._database.run(steps.fail, number, why, now=self._clock())


def _go_last() -> None:
    """Let every other thread of the machine go first, where a thread may have a place of its own in the line."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
