"""Files of an export: brought by a page or a folder, tried, taken in batch by batch, stopped.

Who brings a file only writes it down; a job does the rest (`working`), so that a closed browser or a restart stops
nothing. A file is in the vault before a row names it, and goes after the commit that needs it no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Intake, IntakeBatch, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.intake import KEPT_FOR, OPEN, UNDER_WAY, ImportOver, ImportStage, ImportUnknown
from scheduler.flow.core.audit import note_deed
from scheduler.flow.intake.report import ReportLine, lines_of_import

FOLDER = "folder"
"""Who has taken a file in that lay in the office's folder."""
MARK = "importing"
"""What wakes the job."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that lies in the vault. digest: the SHA-256 of its content."""

    name: str
    digest: bytes
    size: int
    mark: str


def begin(session: Session, office: Office, file: NewFile, *, by: str, now: datetime) -> Intake:
    """Have a file tried. Where the very same is at it already, that import is the answer: its mark is another one."""
    same = select(Intake).where(
        Intake.office_id == office.id, Intake.file_hash == file.digest, col(Intake.stage).in_(OPEN)
    )
    if (there := session.exec(same).first()) is not None:
        return there
    row = Intake(stage=ImportStage.REHEARSING, source="page", by=by, **_about(office, file, now))
    session.add(row)
    session.flush()
    session.info[MARK] = True
    return row


def begin_from_folder(session: Session, office: Office, file: NewFile, *, by: str, now: datetime) -> bool:
    """Have a file of the folder taken in; False where it is or was: of many who find it at once, one does that."""
    values = {"stage": ImportStage.TAKING, "source": "folder", "by": by, "ordered_by": by, "ordered_at": now}
    new = insert_into(session, Intake).values(**values, **_about(office, file, now), **NOTHING)
    made = session.execute(new.on_conflict_do_nothing().returning(col(Intake.id))).first()
    if made is None:
        return False
    note_deed(session, office.id, Deed.IMPORT_BEGUN, by=by, now=now, about=str(made[0]))
    session.info[MARK] = True
    return True


def _about(office: Office, file: NewFile, now: datetime) -> dict[str, Any]:
    return {
        "office_id": office.id,
        "file_name": file.name,
        "file_hash": file.digest,
        "size": file.size,
        "mark": file.mark,
        "created_at": now,
    }


NOTHING: dict[str, object] = {"headers": {}, "last_row": 0, "done": 0, "counts": {}, "kinds": {}, "facts": {}}
"""Of an import that has not begun; an object of the ORM has it by itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a file is that was brought before."""

    intake_id: int
    stage: str


def standing_of(session: Session, office: Office, digest: bytes) -> Standing | None:
    """How far the import of a file is that is to be taken in, by the folder or a page; None where there is none.

    Of several the one that was done, else the newest. One that a page had tried alone, or has stopped, does not count.
    """
    same = select(Intake).where(
        Intake.office_id == office.id,
        Intake.file_hash == digest,
        (col(Intake.source) == "folder") | col(Intake.stage).in_((ImportStage.TAKING, ImportStage.DONE)),
    )
    rows = session.exec(same.order_by(col(Intake.id).desc())).all()
    found = next((row for row in rows if row.stage == ImportStage.DONE), rows[0] if rows else None)
    return Standing(found.id, found.stage) if found else None


def order(session: Session, office: Office, number: int, *, by: str, now: datetime) -> None:
    """Take in what was tried. Raises ImportUnknown, ImportOver."""
    _move(
        session,
        office,
        number,
        {ImportStage.REHEARSED},
        stage=ImportStage.TAKING,
        ordered_by=by,
        ordered_at=now,
        **NOTHING,
    )
    session.execute(delete(IntakeBatch).where(col(IntakeBatch.intake_id) == number))
    note_deed(session, office.id, Deed.IMPORT_BEGUN, by=by, now=now, about=str(number))
    session.info[MARK] = True


def stop(session: Session, office: Office, number: int, *, by: str, now: datetime) -> str | None:
    """Take in no more; what is in stays in. Returns the mark of the file, to be dropped.

    Raises ImportUnknown, ImportOver.
    """
    row = import_of(session, office, number)
    mark = row.mark
    to = ImportStage.STOPPED if row.stage == ImportStage.TAKING else ImportStage.DROPPED
    _move(session, office, number, {row.stage} & OPEN, stage=to, ended_by=by, finished_at=now, mark=None)
    if to == ImportStage.STOPPED:
        note_deed(session, office.id, Deed.IMPORT_STOPPED, by=by, now=now, about=str(number), became=row.counts)
    return mark


def import_of(session: Session, office: Office, number: int) -> Intake:
    """An import of the office as it is now. Raises ImportUnknown."""
    row = session.exec(select(Intake).where(Intake.office_id == office.id, Intake.id == number)).first()
    if row is None:
        raise ImportUnknown
    return row


def failed_since(session: Session, office: Office, since: datetime) -> int:
    """How many of an office's imports that came since a moment failed."""
    query = select(func.count()).select_from(Intake)
    of_late = col(Intake.office_id) == office.id, col(Intake.created_at) >= since
    return session.scalar(query.where(*of_late, col(Intake.stage) == ImportStage.FAILED)) or 0


def whole_report(session: Session, office: Office, number: int) -> tuple[Intake, list[ReportLine]]:
    """An import and all its lines. Raises ImportUnknown."""
    return import_of(session, office, number), lines_of_import(session, number)


def _move(session: Session, office: Office, number: int, stages: set[str] | frozenset[str], **values: object) -> None:
    """The guard: an import moves on from a stage once, whoever presses what, and the job sees it at its next batch."""
    there = col(Intake.id) == number, col(Intake.office_id) == office.id, col(Intake.stage).in_(stages)
    if change_rows(session, update(Intake).where(*there).values(**values), synchronize=True) != 1:
        import_of(session, office, number)
        raise ImportOver


def drop_forgotten(session: Session, *, now: datetime) -> list[str]:
    """Imports that were tried long ago and that nobody took in go; returns the marks of their files."""
    old = col(Intake.stage) == ImportStage.REHEARSED, col(Intake.created_at) < now - KEPT_FOR
    marks = [mark for mark in session.scalars(select(Intake.mark).where(*old)) if mark]
    if marks:
        gone = update(Intake).where(*old).values(stage=ImportStage.DROPPED, finished_at=now, mark=None)
        change_rows(session, gone)
    return marks


def has_forgotten(session: Session, *, now: datetime) -> bool:
    """Whether there is any for `drop_forgotten`."""
    old = col(Intake.stage) == ImportStage.REHEARSED, col(Intake.created_at) < now - KEPT_FOR
    return session.scalars(select(Intake.id).where(*old).limit(1)).first() is not None


def marks_needed(session: Session) -> Sequence[str]:
    """The marks of the files of imports that are not over."""
    return [mark for mark in session.scalars(select(Intake.mark).where(col(Intake.mark).is_not(None))) if mark]


def under_way(session: Session) -> list[tuple[int, int]]:
    """Imports to be worked on and their offices, of each office the one that came first."""
    query = select(Intake.office_id, Intake.id).where(col(Intake.stage).in_(UNDER_WAY))
    first: dict[int, int] = {}
    for office_id, intake_id in session.execute(query.order_by(col(Intake.id))):
        first.setdefault(office_id, intake_id)
    return [(intake_id, office_id) for office_id, intake_id in first.items()]
