"""The hall as the last step of this process left it: true for as long as nobody else has raised the day's version.

**The rule of truth.** Whoever changes a ticket that is in a day's queue raises the version of its day first, in the
same transaction, which takes the lock of the lobby. So whoever holds the lock, having raised the version by one, may
take what is remembered of the version before for what the tables say; and whoever only reads, of the version that they
read. It is left by the step that wrote it, together with its board, and stands for nobody before that step is committed
(`db/engine/keeping.py`). A step that raises the version and leaves nothing makes what is remembered a version too old,
here as in every other process: then the tables are read.

A version that the tables have not reached is of a database that was there before this one was put back, or before
another took its place that had not heard of it: it is forgotten, before they reach it in another way. A reader that was
overtaken forgets what is true, which costs the next step a reading.

What does not follow the version is not remembered: the office's settings, hours, closures, counters and services, who
is booked, calls, and how long visits took.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from scheduler.board.model import Board
from scheduler.db.engine.keeping import forget, keep, kept
from scheduler.db.models import OfficeDay
from scheduler.flow.core.touched import is_held
from scheduler.flow.hall.standing import Lineup


@dataclass(frozen=True, slots=True)
class Remembered:
    """A day's queue and its board at a version. Nobody keeps up the lineup: whoever has it goes on with a copy."""

    day: date
    version: int
    lineup: Lineup
    board: Board

    @property
    def stamp(self) -> tuple[date, int]:
        """What makes one newer than another."""
        return self.day, self.version


def remembered(session: Session, day: OfficeDay) -> Remembered | None:
    """What is remembered of a day that was just read, or is held; None where it is not known to be true."""
    found: Remembered | None = kept(session, ("hall", day.office_id))
    version = day.version - 1 if is_held(session, day) else day.version
    if found is not None and found.day == day.day and found.version > version:
        forget(session, ("hall", day.office_id))
    return found if found is not None and found.stamp == (day.day, version) else None


def remember(session: Session, day: OfficeDay, lineup: Lineup, board: Board) -> None:
    """Leave the hall of a day that is held, as its board has it, to the steps that follow."""
    if is_held(session, day):
        keep(session, ("hall", day.office_id), Remembered(day.day, day.version, lineup, board))
