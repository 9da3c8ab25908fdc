"""A rotation from the first table to the last: small steps with pauses, so that the office goes on beside it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from scheduler import keys
from scheduler.db.engine.database import Database
from scheduler.db.secrets.chain import keep_chain, settle_chain
from scheduler.db.secrets.hash_upgrade import TOGETHER
from scheduler.flow.upkeep.rotation.columns import Held, held, kind_of
from scheduler.flow.upkeep.rotation.counting import counted
from scheduler.flow.upkeep.rotation.files import counted_files, renew_file, sealed_files
from scheduler.flow.upkeep.rotation.renewing import Key, is_behind, key_of, renew, rows_after
from scheduler.flow.upkeep.rotation.values import UNKNOWN

PAGE = 500
BATCH = 25
PAUSE = 0.02
"""Seconds between batches on SQLite: its wait is unfair, and a server that runs meanwhile must get its turn."""
PASSES = 5
"""What the server wrote beside a rotation is under the newest secret; a second look finds what changed in between."""

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many values in the database and how many files are under which secret, by its id."""

    values: Counter[bytes] = field(default_factory=Counter)
    files: Counter[bytes] = field(default_factory=Counter)

    @property
    def every(self) -> Counter[bytes]:
        """Both together."""
        return self.values + self.files

    @property
    def behind(self) -> int:
        """How many still need an older secret."""
        newest = keys.ring().ids[0]
        return sum(count for secret, count in self.every.items() if secret not in (newest, UNKNOWN))

    @property
    def lost(self) -> int:
        """How many no secret that is given has made."""
        return self.every[UNKNOWN]


def standing(database: Database, folder: Path) -> Standing:
    """Count everything."""
    with database.reading() as session:
        return Standing(counted(session), counted_files(folder))


def rotate(database: Database, folder: Path, *, told: Told = lambda _: None, pause: float = PAUSE) -> int:
    """Make everything anew with the newest secret; returns how many rows and files were. Safe to stop and to repeat.

    told: is given how many rows and files were looked at since it was told last.
    """
    database.run(keep_chain)
    total = 0
    for _ in range(PASSES):
        done = sum(_table(database, of, told, pause) for of in held()) + _files(folder, told)
        total += done
        if not done:
            break
    if not standing(database, folder).behind:
        database.run(settle_chain)
    if database.on_sqlite:
        _empty_log(database)
    return total


def rows_and_files(database: Database, folder: Path) -> int:
    """How much one look at everything is."""
    with database.reading() as session:
        return sum(len(rows) for of in held() for rows in _pages(session, of)) + sum(1 for _ in sealed_files(folder))


def _pages(session: Session, of: Held) -> Iterator[Sequence[object]]:
    after: Key | None = None
    while rows := rows_after(session, of, after, PAGE):
        yield rows
        after = key_of(of, rows[-1])


def _table(database: Database, of: Held, told: Told, pause: float) -> int:
    done, after = 0, None
    while True:
        with database.reading() as session:
            rows = rows_after(session, of, after, PAGE)
            behind = [key_of(of, row) for row in rows if is_behind(of, row)]
        for batch in _batches(behind, _most(database, of)):
            done += database.run(renew, of, batch)
            if database.on_sqlite:
                time.sleep(pause)
        if not rows:
            return done
        after = key_of(of, rows[-1])
        told(len(rows))


def _most(database: Database, of: Held) -> int:
    """On PostgreSQL rows that rise together lock one another's tables: one group in a transaction, no circles."""
    together = any(kind_of(of.name, column) in TOGETHER for column in of.keyed)
    return 1 if together and not database.on_sqlite else BATCH


def _batches(behind: Sequence[Key], most: int) -> Iterator[Sequence[Key]]:
    for first in range(0, len(behind), most):
        yield behind[first : first + most]


def _files(folder: Path, told: Told) -> int:
    done = 0
    for path in sealed_files(folder):
        done += renew_file(path)
        told(1)
    return done


def _empty_log(database: Database) -> None:
    """What was replaced stays in SQLite's log until it is emptied; where somebody reads just now, a little longer."""
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
