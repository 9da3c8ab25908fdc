"""Pictures that citizens sent by WhatsApp, fetched into the folder of files: where channels, pen and folder meet."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from gettext import NullTranslations
from pathlib import Path

from scheduler.db.engine.database import Database
from scheduler.domain.applying.file_bounds import bounds_of
from scheduler.jobs.loop import Job, going_round
from scheduler.messages.pictures.fetching import SETTLED, Fetching, fetching
from scheduler.pictures.redrawing import Drawn, redraw
from scheduler.pictures.space import space_of
from scheduler.pictures.turns import Asker
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import Die

LOOK = 5.0
"""Seconds until a process looks by itself for what others have heard, and for what was put off."""
ROOM = "fetching"
"""The folder, beside the files, of what is on its way."""


@contextlib.asynccontextmanager
async def fetching_of(
    database: Database, clock: Clock, settings: Settings, *, translations: Mapping[str, NullTranslations]
) -> AsyncIterator[Fetching]:
    """What fetches, with all it stands on, for as long as the block lasts."""
    files, room = Vault(settings.files), settings.files / ROOM
    async with fetching(
        database,
        clock,
        files=files,
        redraw=_redrawn,
        room=room,
        translations=translations,
        is_low=space_of(settings).is_low,
        bounds=bounds_of(settings.files_at_once_mb, settings.files_a_day_mb),
    ) as work:
        await asyncio.to_thread(work.sweep)
        yield work


@contextlib.asynccontextmanager
async def fetching_pictures(
    database: Database, clock: Clock, settings: Settings, *, translations: Mapping[str, NullTranslations]
) -> AsyncIterator[None]:
    """Fetch pictures inside the block, beside everything else."""
    async with fetching_of(database, clock, settings, translations=translations) as work, fetching_on(work):
        yield


def fetching_on(work: Fetching, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Fetch pictures inside the block; what a process that died has left on its way goes."""
    swept: float | None = None

    async def fetch() -> None:
        nonlocal swept
        now = asyncio.get_running_loop().time()
        if swept is None or now - swept >= SETTLED:
            swept = now
            await asyncio.to_thread(work.sweep)
        await work.fetch_all()

    return going_round(Job("fetching", fetch, LOOK, "media"), work.database, die=die)


async def _redrawn(content_path: Path, /, *, most_pages: int, conversation: int) -> list[Drawn]:
    """A file drawn anew. Each conversation is an asker of its own, whom the office knows: it is a phone's."""
    who = f"conversation {conversation}"
    return await redraw(content_path, most_pages=most_pages, asker=Asker(who, who, is_known=True))
