"""Fetches the pictures that citizens sent, beside the worker that sends; any number of processes.

A picture is drawn anew before it is kept: what a stranger sent is never shown as it came. Nothing is held in a
transaction while the far side is asked, and a process that dies at any point has lost nothing: the picture is wanted
still, and files that no row names are swept away.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

import structlog
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.models import Conversation, ConversationLine
from scheduler.domain.applying.file_bounds import USUAL, Bounds
from scheduler.domain.applying.upload_refusals import DrawingBusy, TooMuchFromHere, TooMuchToday
from scheduler.domain.refusals import N_, DiskFull, Refusal, Unavailable
from scheduler.flow.channels.accounts import account_of
from scheduler.flow.talks.line_pictures import (
    Kept,
    Wanted,
    is_one_due,
    keep_pictures,
    put_off,
    refuse_picture,
    take_wanted,
)
from scheduler.messages.channels import KINDS, Client, open_channel
from scheduler.messages.channels.base import Account, Channel, Picture, Receipt
from scheduler.messages.pictures.files import Drawn, Files, Redraw
from scheduler.runtime.clock import Clock
from scheduler.runtime.nameless import nameless_path

MOST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 10
"""Pages of one file: what has more belongs on the application's own page."""
AT_ONCE = 4
SETTLED = 3600.0
"""Seconds after which a file in the room is nobody's."""
TOO_MUCH = 3600.0
"""Seconds until a picture is tried again that was more than the office, or its phone, may have kept in a day."""
CANNOT = N_("Foto itu tidak bisa kami buka. Kirim ulang sebagai foto biasa.")
BY = "system"

log = structlog.get_logger()


Opener = Callable[[str, Account], Channel]


def _never_low() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Fetching:
    """What fetching stands on. room: a folder for files under way. opener: opens an account's channel.

    is_low: whether the disk is so full that nothing is to be fetched now; asks the disk.
    """

    database: Database
    clock: Clock
    opener: Opener
    files: Files
    redraw: Redraw
    room: Path
    translations: Mapping[str, NullTranslations]
    is_low: Callable[[], bool] = _never_low
    bounds: Bounds = USUAL

    async def fetch_all(self) -> int:
        """Fetch all that is due now, of each conversation one at a time; returns how many were tried.

        Where the disk is low all of it stays wanted.
        """
        tried, under_way = 0, dict[asyncio.Task[None], int]()
        async with asyncio.TaskGroup() as tasks:
            while True:
                for each in await self._taken(AT_ONCE - len(under_way), list(under_way.values())):
                    under_way[tasks.create_task(self.fetch(each))] = each.conversation_id
                if not under_way:
                    return tried  # nothing is due, or others are at it
                done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                tried += len(done)
                for task in done:
                    del under_way[task]

    async def fetch(self, wanted: Wanted) -> None:
        """Try to fetch one picture; one that a fault of ours keeps from it is tried later. Raises Unavailable."""
        try:
            with nameless_path(self.room) as path:
                await self._fetched(wanted, path)
        except (Unavailable, *AWAY):
            raise
        except DiskFull:
            log.warning("picture_unkept", reason="disk full")
            await self.database.write_beside(put_off, wanted, DiskFull.code, now=self.clock())
        except Exception as fault:
            log.exception("picture_unfetched", kind=type(fault).__name__)
            await self.database.write_beside(put_off, wanted, "broken", now=self.clock())

    def sweep(self) -> None:
        """Take out of the room what a process that died has left there."""
        with contextlib.suppress(OSError):
            self.room.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path in list(self.room.glob("*.part")):
                if path.stat().st_mtime < time.time() - SETTLED:
                    path.unlink(missing_ok=True)

    async def _taken(self, most: int, besides: list[int]) -> list[Wanted]:
        if not await self.database.read(is_one_due, now=self.clock()) or await asyncio.to_thread(self.is_low):
            return []
        return await self.database.write_beside(take_wanted, most, now=self.clock(), besides=besides)

    async def _fetched(self, wanted: Wanted, path: Path) -> None:
        receipt = await self._asked(wanted, path)
        if receipt.outcome == "refused":
            await self._refuse(wanted, receipt.code or "refused")
        elif receipt.outcome != "accepted":
            why = receipt.code or receipt.outcome
            await self.database.write_beside(put_off, wanted, why, pause=receipt.pause, now=self.clock())
        else:
            await self._kept(wanted, path)

    async def _asked(self, wanted: Wanted, path: Path) -> Receipt:
        opened = None
        if wanted.channel in KINDS:
            opened = await self.database.read(account_of, wanted.office_id, wanted.channel)
        if opened is None:
            return Receipt("failed", code="account")
        channel = self.opener(wanted.channel, opened.account)
        fetch = getattr(channel, "fetch", None)
        if fetch is None:
            return Receipt("refused", code="channel")
        receipt: Receipt = await fetch(Picture(wanted.media, path, MOST_BYTES))
        return receipt

    async def _kept(self, wanted: Wanted, path: Path) -> None:
        try:
            drawn = await self.redraw(path, most_pages=MOST_PAGES, conversation=wanted.conversation_id)
        except DrawingBusy:
            await self.database.write_beside(put_off, wanted, DrawingBusy.code, now=self.clock())
            return
        except Unavailable:
            raise
        except Refusal as refusal:
            await self._refuse(wanted, refusal.code)
            return
        pages = await asyncio.to_thread(self._put, drawn)
        # Where nobody knows whether it was written down, the files stay: a row may name them.
        try:
            is_kept = await self.database.write_beside(
                keep_pictures, wanted, pages, bounds=self.bounds, now=self.clock()
            )
        except (TooMuchToday, TooMuchFromHere) as refusal:
            log.warning("picture_unkept", reason=refusal.code)
            await self.database.write_beside(put_off, wanted, refusal.code, pause=TOO_MUCH, now=self.clock())
            is_kept = False
        if not is_kept:
            await asyncio.to_thread(self._drop, pages)

    async def _refuse(self, wanted: Wanted, why: str) -> None:
        language = await self.database.read(_language_of, wanted.line_id)
        reply = self.translations.get(language, NullTranslations()).gettext(CANNOT)
        await self.database.write_beside(refuse_picture, wanted, why, reply=reply, by=BY, now=self.clock())

    def _put(self, drawn: Sequence[Drawn]) -> list[Kept]:
        """All pages or none. Raises DiskFull."""
        pages: list[Kept] = []
        try:
            for each in drawn:
                mark = self.files.put(each.content)
                pages.append(Kept(mark, each.width, each.height, len(each.content), each.hint))
        except Exception:
            self._drop(pages)
            raise
        return pages

    def _drop(self, pages: Sequence[Kept]) -> None:
        for page in pages:
            self.files.drop(page.mark)


@contextlib.asynccontextmanager
async def fetching(
    database: Database,
    clock: Clock,
    *,
    files: Files,
    redraw: Redraw,
    room: Path,
    translations: Mapping[str, NullTranslations],
    is_low: Callable[[], bool] = _never_low,
    bounds: Bounds = USUAL,
) -> AsyncIterator[Fetching]:
    """What fetches with connections of its own: opened for the first picture, closed at the end of the block."""
    async with contextlib.AsyncExitStack() as at_end:
        http: Client | None = None

        def opener(name: str, account: Account) -> Channel:
            nonlocal http
            if http is None:
                http = Client(most=2 * AT_ONCE)
                at_end.push_async_callback(http.close)
            return open_channel(name, account, http=http)

        yield Fetching(database, clock, opener, files, redraw, room, translations, is_low, bounds)


def _language_of(session: Session, line_id: int) -> str:
    line = session.get_one(ConversationLine, line_id)
    return session.get_one(Conversation, line.conversation_id).language
