"""Looks through the import folder: a file that is whole is taken in, and lies in `done/` or `failed/` afterwards.

There is a folder for each office, named by its code. A file is whole once its size and time have stood still for some
rounds: on a network share nobody says so. It is taken once, by whichever process: its hash is unique in the database.
A file that is amiss hinders no other; what cannot be moved away stays, and is not taken again.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Office
from scheduler.domain.intake import UNDER_WAY, ImportStage, shown_name
from scheduler.domain.refusals import DiskFull
from scheduler.flow.intake import imports, report
from scheduler.flow.intake.imports import FOLDER, NewFile, Standing
from scheduler.intake.sheet import MOST_BYTES
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.jobs.loop import Job, going_round
from scheduler.pictures.disk import on_disk
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die
from scheduler.translations import SOURCE, translations

LOOK = 10.0
"""Seconds between two rounds."""
STILL = 3
"""Rounds for which a file has stood still before it is taken for whole."""
STILL_EMPTY = 30
"""Rounds for one that is empty: whatever writes it may be slow to begin."""
IN_VAIN = 30
"""Rounds until a file that could not be read or moved away is looked at again."""
DONE, FAILED = "done", "failed"
STAMP = "%Y%m%d-%H%M%S"
STAMPED = re.compile(r"(\d{8}-\d{6})-.+")
"""How what was moved away is called: by when that was, so that no file is written over and the old ones are known."""
LEFT = (".", "~")
"""How files begin that are no exports: hidden ones, and what a program keeps while a file is open."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was seen in a round. rounds: for how many it has stood still."""

    size: int
    changed: int
    rounds: int = 0

    def is_due(self, *, was_in_vain: bool) -> bool:
        """Whether the file is whole, and it is time to look at it: at one that could not be dealt with now and then."""
        if was_in_vain:
            return self.rounds % IN_VAIN == 0
        return self.rounds >= (STILL if self.size else STILL_EMPTY)

    def again(self, before: "Seen | None") -> "Seen":
        """The same file, seen once more."""
        is_still = before is not None and (before.size, before.changed) == (self.size, self.changed)
        return Seen(self.size, self.changed, before.rounds + 1) if before is not None and is_still else self


def watching(
    database: Database, clock: Clock, vault: Vault, folder: Path, keep: timedelta, *, die: Die = os._exit
) -> AbstractAsyncContextManager[None]:
    """Look through the folder inside the block. keep: for how long what is done with stays there."""
    watch = Watching(database, clock, vault, folder, keep)
    return going_round(Job("import_folder", watch.look, LOOK), database, die=die)


class Watching:
    """What one process has seen of the folder so far."""

    def __init__(self, database: Database, clock: Clock, vault: Vault, folder: Path, keep: timedelta) -> None:
        self._database, self._clock, self._vault = database, clock, vault
        self._folder, self._keep = folder, keep
        self._clock_watch = ClockWatch(database, clock)
        self._seen: dict[Path, Seen] = {}
        self._digests: dict[tuple[Path, Seen], bytes] = {}
        self._told: set[Path] = set()
        """Files of which the log was told that they cannot be read or moved away."""

    async def look(self) -> None:
        """One round: what is whole is taken in, what is over is moved away, what is old goes."""
        offices: Sequence[Office] = await self._database.read(queries.offices)
        places = {office.code: office for office in offices}
        if not await on_disk(self._folder.is_dir):
            self._tell("import_folder_missing", self._folder, FileNotFoundError())
        found = await on_disk(files_in, self._folder, list(places))
        self._seen = {path: seen.again(self._seen.get(path)) for path, (_, seen) in found.items()}
        self._digests = {key: value for key, value in self._digests.items() if key[0] in self._seen}
        self._told &= {*self._seen, self._folder}
        for path, (code, _) in found.items():
            if self._seen[path].is_due(was_in_vain=path in self._told):
                await self._whole(path, places[code])
        if await self._clock_watch.is_right():
            await on_disk(drop_old, self._folder, list(places), self._clock() - self._keep)

    async def _whole(self, path: Path, office: Office) -> None:
        """A file that stands still: take it in, or move it away once that is over."""
        try:
            digest = await self._digest(path)
            standing: Standing | None = await self._database.read(imports.standing_of, office, digest)
            if standing is None:
                await self._take(path, office, digest)
            elif standing.stage not in UNDER_WAY:
                await self._put_away(path, office, standing)
        except (OSError, DiskFull) as fault:
            self._tell("import_file_left", path, fault)

    async def _digest(self, path: Path) -> bytes:
        """The hash of a file, asked for once as long as it stands still; of one that is too large, of its beginning."""
        seen = self._seen[path]
        key = path, Seen(seen.size, seen.changed)
        if key not in self._digests:
            self._digests[key] = await on_disk(_digest_of, path)
        return self._digests[key]

    async def _take(self, path: Path, office: Office, digest: bytes) -> None:
        """Keep the file sealed and have it taken in; one that is empty or too large is told of as any that is amiss."""
        now, content = self._clock(), await on_disk(_content_of, path)
        if hashlib.sha256(content).digest() != digest:
            return  # it is being written again: it stands still no more
        mark = await on_disk(self._vault.put, content)
        is_new = False
        try:
            file = NewFile(shown_name(path.name), digest, len(content), mark)
            is_new = await self._database.write_beside(imports.begin_from_folder, office, file, by=FOLDER, now=now)
        finally:
            if not is_new:
                await on_disk(self._vault.drop, mark)

    async def _put_away(self, path: Path, office: Office, standing: Standing) -> None:
        """Move a file that is done with into its folder, its report beside it."""
        row, lines = await self._database.read_at_length(imports.whole_report, office, standing.intake_id)
        text = translations(SOURCE).gettext
        content = await asyncio.to_thread(report.as_csv, lines, text, failed=report.why_failed(row, text))
        place = DONE if standing.stage == ImportStage.DONE else FAILED
        await on_disk(put_away, path, path.parent / place, content, self._clock())
        log.info("import_file_done", office=office.code, number=standing.intake_id, stage=standing.stage)

    def _tell(self, event: str, path: Path, fault: Exception) -> None:
        """Tell the log once of a file, by its folder: its name may be a person's."""
        if path not in self._told:
            self._told.add(path)
            log.warning(event, folder=path.parent.name, reason=type(fault).__name__)


def files_in(folder: Path, codes: Sequence[str]) -> Mapping[Path, tuple[str, Seen]]:
    """The files that lie in the offices' folders, with the office and how each is now; what cannot be seen is left."""
    found = dict[Path, tuple[str, Seen]]()
    for code in codes:
        for path in _listed(folder / code):
            with suppress(OSError):
                if path.is_file() and not path.is_symlink() and not path.name.startswith(LEFT):
                    stat = path.stat()
                    found[path] = code, Seen(stat.st_size, stat.st_mtime_ns)
    return found


def put_away(path: Path, place: Path, content: bytes, now: datetime) -> None:
    """Move a file into a folder and write its report beside it. Raises OSError; then the file is where it was."""
    place.mkdir(mode=0o700, exist_ok=True)
    name = f"{now.astimezone(UTC).strftime(STAMP)}-{path.name}"
    beside = place / f"{name}.csv"
    try:
        beside.write_bytes(content)
        path.rename(place / name)
    except OSError:
        beside.unlink(missing_ok=True)
        if path.exists():  # else another process was first
            raise


def drop_old(folder: Path, codes: Sequence[str], until: datetime) -> int:
    """Remove what was moved away before a moment; returns how many files."""
    gone = 0
    for code in codes:
        for place in (DONE, FAILED):
            for path in _listed(folder / code / place):
                with suppress(OSError):
                    if _is_older(path.name, until):
                        path.unlink()
                        gone += 1
    return gone


def _is_older(name: str, until: datetime) -> bool:
    """Whether a name says that the file was moved away before a moment: they are written so that they sort by it."""
    found = STAMPED.fullmatch(name)
    return found is not None and found[1] < until.astimezone(UTC).strftime(STAMP)


def _listed(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.iterdir())


def _content_of(path: Path) -> bytes:
    """As much of a file as an import may have, and a little more, so that it is seen to be too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _digest_of(path: Path) -> bytes:
    return hashlib.sha256(_content_of(path)).digest()
