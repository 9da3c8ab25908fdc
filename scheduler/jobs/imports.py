"""Takes exports in beside the requests, a batch at a time and one file of an office after the other.

Any process does it and goes on where one was killed: how far a file is stands in its row, and the file in the vault.
"""

import asyncio
import os
import secrets
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date

import structlog
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.models import Intake
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.domain.intake import ImportStage
from scheduler.domain.offices.type_book import TypeBook
from scheduler.domain.refusals import Unavailable
from scheduler.flow.core.local_time import today_of
from scheduler.flow.intake import imports, turns, working
from scheduler.flow.intake.turns import TurnLost
from scheduler.flow.intake.working import BATCH, Ended, Rehearsed
from scheduler.flow.offices.known_types import type_book
from scheduler.intake.lines import FileLine
from scheduler.intake.row_faults import Unreadable
from scheduler.jobs.loop import Job, going_round
from scheduler.pictures.disk import on_disk
from scheduler.pictures.exports import ReadExport, read_apart
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 5.0
"""Seconds until a process looks by itself for what others have ordered; its own orders wake it at once."""
PAUSE = 0.02
"""Seconds between batches, in which whoever writes has their turn."""

log = structlog.get_logger()


def importing(
    database: Database, clock: Clock, vault: Vault, *, die: Die = os._exit
) -> AbstractAsyncContextManager[None]:
    """Take in inside the block what was ordered."""
    work = Importing(database, clock, vault)
    return going_round(Job("importing", work.work_off, LOOK, imports.MARK), database, die=die)


@dataclass(slots=True)
class _Open:
    """A file that this process has the turn for. last: the number of the last line that is done."""

    office_id: int
    content: ReadExport
    is_trial: bool
    last: int


class Importing:
    """What one process has read of the files under way."""

    def __init__(self, database: Database, clock: Clock, vault: Vault) -> None:
        self._database, self._clock, self._vault = database, clock, vault
        self._worker = secrets.token_hex(8)
        self._open: dict[int, _Open] = {}

    async def work_off(self) -> None:
        """Take in all that is under way now and that no other process has the turn for."""
        while True:
            found: list[tuple[int, int]] = await self._database.read(imports.under_way)
            for intake_id in self._open.keys() - dict(found).keys():  # somebody has stopped it
                await self._let_go(intake_id, self._open[intake_id].office_id)
            went_on = [await self._advance(intake_id, office_id) for intake_id, office_id in found]
            if not any(went_on):
                break
            await asyncio.sleep(PAUSE)
        if await self._database.read(imports.has_forgotten, now=self._clock()):
            for mark in await self._database.write_beside(imports.drop_forgotten, now=self._clock()):
                await on_disk(self._vault.drop, mark)

    async def _advance(self, intake_id: int, office_id: int) -> bool:
        """Read a file, or go on with it by a batch; False where it is another's turn, or the file is at its end."""
        try:
            if intake_id not in self._open:
                return await self._begin(intake_id, office_id)
            await self._batch(intake_id, self._open[intake_id])
        except (TurnLost, Ended):
            await self._let_go(intake_id, office_id)
            return False
        except Unreadable as fault:
            return await self._fail(intake_id, fault.code, fault.facts)
        except FileGone:
            return await self._fail(intake_id, "gone", {})
        except (Unavailable, *AWAY):
            self._open.pop(intake_id, None)  # whether the last batch is in, the database will say
            raise
        except Exception:
            log.exception("import_failed", number=intake_id)  # a fault of ours: the import ends, and all else goes on
            return await self._fail(intake_id, "fault", {})
        return True

    async def _begin(self, intake_id: int, office_id: int) -> bool:
        now = self._clock()
        if not await self._database.write_beside(turns.take_turn, office_id, self._worker, now=now):
            return False
        row, today, types = await self._database.read(_about, intake_id)
        content = await on_disk(self._vault.get, row.mark or "")
        read = await asyncio.to_thread(read_apart, content, types=types, today=today)
        note, worker, now = working.note_read, self._worker, self._clock()
        row = await self._database.write_beside(
            note, intake_id, worker, headers=read.headers, total=read.lines, now=now
        )
        self._open[intake_id] = _Open(office_id, read, row.stage == ImportStage.REHEARSING, row.last_row)
        return True

    async def _batch(self, intake_id: int, file: _Open) -> None:
        """Take in, or try, the lines that come next; behind the last one the import is at its end."""
        lines = file.content.after(file.last, BATCH)
        now, write = self._clock(), self._database.write_beside
        if not lines:
            del self._open[intake_id]
            mark = await write(working.finish, intake_id, self._worker, now=now)
            await self._drop(mark)
            return
        if file.is_trial:
            await self._try(intake_id, file, lines)
        else:
            await write(working.take_batch, intake_id, self._worker, lines, now=now)
        file.last = lines[-1].number

    async def _try(self, intake_id: int, file: _Open, lines: list[FileLine]) -> None:
        row, _, _ = await self._database.read(_about, intake_id)
        office = await self._database.read(queries.office_by_id, row.office_id)
        now, write = self._clock(), self._database.write_beside
        try:
            await write(working.rehearse_lines, office, lines, file.content.headers, by=row.by, now=now)
        except Rehearsed as rehearsed:
            await write(working.note_rehearsed, intake_id, self._worker, rehearsed.lines, now=now)

    async def _fail(self, intake_id: int, why: str, facts: dict[str, int | str]) -> bool:
        """The import ends here; True, since another of its office may follow."""
        self._open.pop(intake_id, None)
        try:
            mark = await self._database.write_beside(
                working.fail, intake_id, self._worker, why, facts, now=self._clock()
            )
        except (TurnLost, Ended):
            return False
        await self._drop(mark)
        return True

    async def _let_go(self, intake_id: int, office_id: int) -> None:
        self._open.pop(intake_id, None)
        await self._database.write_beside(turns.end_turn, office_id, self._worker)

    async def _drop(self, mark: str | None) -> None:
        if mark:
            await on_disk(self._vault.drop, mark)


def _about(session: Session, intake_id: int) -> tuple[Intake, date, TypeBook]:
    """An import; the office's date when it began, so that a file that is gone on with reads as it did; its types."""
    row = session.get_one(Intake, intake_id)
    office = queries.office_by_id(session, row.office_id)
    return row, today_of(office, row.created_at), type_book(session, office)
