"""What is written down of backups: one at a time runs, a night has one, and what became of the last is known.

The backups themselves are made outside any transaction (`scheduler/backup/running.py`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import BackupRun, DeedRow, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.backup import AGAIN, STALE, TRIES, BackupOfMany, BackupUnderWay, Why
from scheduler.flow.core.audit import note_deed

RUNNING, GOOD, FAILED = "running", "good", "failed"
TIMER = "system"
ONE_TAKING = timedelta(days=1)
"""For which parts of a backup that somebody asks for belong to one download."""
_TURN = hashlib.sha256(b"backup").digest()


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is there whole, and was looked through.

    missing: files that its rows name and that were not there.
    """

    file: str
    size: int
    missing: int
    with_secret: bool


@dataclass(frozen=True, slots=True)
class LastBackup:
    """good: the newest that came to be. tried: the newest that was begun; the same one where that came to be."""

    good: BackupRun | None
    tried: BackupRun | None


def last_backup(session: Session) -> LastBackup:
    """What is known of the newest backups: those that were written down last, since a clock may have been wrong."""
    newest = select(BackupRun).order_by(col(BackupRun.id).desc()).limit(1)
    return LastBackup(session.scalar(newest.where(col(BackupRun.state) == GOOD)), session.scalar(newest))


def is_running(run: BackupRun | None, now: datetime) -> bool:
    """Whether a backup is being made still, and was heard of lately; not by a clock that was far ahead."""
    return run is not None and run.state == RUNNING and abs(now - run.beat_at) < STALE


def begin(session: Session, place: str, *, by: str, with_secret: bool = False, now: datetime) -> int:
    """Write down that a backup is begun; returns its number. Raises BackupUnderWay while another runs.

    place: the folder it goes to. One of which nothing was heard for long has failed.
    """
    hold_name(session, _TURN)
    running = session.scalars(select(BackupRun).where(col(BackupRun.state) == RUNNING)).all()
    if any(is_running(each, now) for each in running):
        raise BackupUnderWay
    for each in running:
        fail(session, each.id, Why.INTERRUPTED, now=now)
    run = BackupRun(state=RUNNING, by=by, begun_at=now, beat_at=now, place=place, with_secret=with_secret)
    session.add(run)
    session.flush()
    return run.id


def begin_due(session: Session, place: str, *, due: datetime, now: datetime) -> int | None:
    """Begin the backup of a night where nobody has; None where there is nothing to do. due: when it was due."""
    hold_name(session, _TURN)
    return begin(session, place, by=TIMER, now=now) if is_due(session, place, due, now) else None


def is_due(session: Session, place: str, due: datetime, now: datetime) -> bool:
    """Whether none came to be in a folder since a moment, none runs, and the night was not tried too often or just now.

    One that somebody took elsewhere is none of the night's: what is carried away does not lie here. One from the future
    was made while the clock was wrong: it is no reason to make none until then.
    """
    since = col(BackupRun.begun_at).between(due, now + STALE) & (col(BackupRun.place) == place)
    latest = session.scalar(select(BackupRun).where(since).order_by(col(BackupRun.id).desc()).limit(1))
    if latest is None:
        return not is_running(last_backup(session).tried, now)
    states = dict(
        session.execute(select(col(BackupRun.state), func.count()).where(since).group_by(BackupRun.state)).all()
    )
    if states.get(GOOD) or is_running(latest, now) or sum(states.values()) >= TRIES:
        return False
    return latest.state == RUNNING or now - latest.begun_at >= AGAIN


def beat(session: Session, number: int, percent: int, *, now: datetime) -> None:
    """Note how far a backup is, and that it is still at work."""
    running = update(BackupRun).where(col(BackupRun.id) == number, col(BackupRun.state) == RUNNING)
    change_rows(session, running.values(percent=percent, beat_at=now))


def succeed(session: Session, number: int, made: Made, *, now: datetime) -> None:
    """Note that a backup came to be."""
    run = session.get_one(BackupRun, number)
    run.state, run.percent, run.beat_at, run.ended_at = GOOD, 100, now, now
    run.file, run.size, run.missing, run.with_secret = made.file, made.size, made.missing, made.with_secret
    run.why = None
    session.add(run)
    held = {"with_secret": made.with_secret, "size": made.size, "missing": made.missing}
    note_deed(session, None, Deed.BACKUP_MADE, by=run.by, now=now, about=made.file, became=held)


def fail(session: Session, number: int, why: str, *, now: datetime) -> None:
    """Note that a backup did not come to be, and why."""
    run = session.get_one(BackupRun, number)
    run.state, run.beat_at, run.ended_at, run.why = FAILED, now, now, why
    session.add(run)
    note_deed(session, None, Deed.BACKUP_FAILED, by=run.by, now=now, about=str(why))


def note_restored(session: Session, file: str, *, by: str, now: datetime) -> None:
    """Note in a database that came out of a backup that it did. The run that made that backup stands in it as under
    way: it is neither that, nor did it fail, nor is its file here.
    """
    for run in session.scalars(select(BackupRun).where(col(BackupRun.state) == RUNNING)).all():
        session.delete(run)
    note_deed(session, None, Deed.BACKUP_RESTORED, by=by, now=now, about=file)


def note_copied(session: Session, source: str, *, by: str, now: datetime) -> None:
    """Note in a database that its rows came from another."""
    note_deed(session, None, Deed.DATABASE_COPIED, by=by, now=now, about=source)


def note_taken(session: Session, office: Office, file: str, *, is_part: bool, by: str, now: datetime) -> None:
    """Note that somebody of an office takes a backup along. is_part: a part of it, of which one a day is noted: a slow
    download comes in many, and whichever of them is asked for first is no less of it than its beginning.
    """
    if not (is_part and _has_taken(session, office, file, by=by, since=now - ONE_TAKING)):
        note_deed(session, office.id, Deed.BACKUP_TAKEN, by=by, now=now, about=file)


def _has_taken(session: Session, office: Office, file: str, *, by: str, since: datetime) -> bool:
    """Whether somebody took this backup along not long ago."""
    query = select(col(DeedRow.id)).where(
        col(DeedRow.office_id) == office.id,
        col(DeedRow.at) >= since,
        col(DeedRow.deed) == Deed.BACKUP_TAKEN,
        col(DeedRow.by) == by,
        col(DeedRow.about) == file,
    )
    return session.scalars(query.limit(1)).first() is not None


def refuse_many(session: Session) -> None:
    """Refuse who is of one office what holds the data of several. Raises BackupOfMany."""
    if len(queries.offices(session)) > 1:
        raise BackupOfMany


def runs_of(session: Session, place: str) -> dict[str, BackupRun]:
    """What is known of the backups in a folder, by their names."""
    good = select(BackupRun).where(col(BackupRun.state) == GOOD, col(BackupRun.place) == place)
    return {run.file: run for run in session.scalars(good.order_by(col(BackupRun.id))) if run.file}
