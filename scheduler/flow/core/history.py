"""Everything that moves, moves here: table check, guarded update, one append-only row."""

import itertools
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.prepared import change_of
from scheduler.db.models import Booking, Document, Move, Ticket, Undone
from scheduler.db.queries.hot import ADD_MOVE
from scheduler.db.types import UTCDateTime
from scheduler.domain import stages
from scheduler.domain.documents.refusals import DocumentNameless, IllegalStep
from scheduler.flow.core.touched import touch

MOVED = "moved"
"""Where a step leaves in its session's info what it has moved to which stage, for whoever counts that."""

Subject = Document | Booking | Ticket

TABLES: Mapping[type[Subject], Mapping[str, frozenset[str]]] = {
    Document: stages.DOCUMENT,
    Booking: stages.BOOKING,
    Ticket: stages.TICKET,
}
AT_ONCE = 500
"""Rows in a statement about many: databases take so many parameters, and no more."""
_STEPS = itertools.count(secrets.randbits(127))
"""Ids of steps: of one process they follow each other, so that the rows of a day lie side by side in the index; where
they begin is drawn, so that those of two processes do not meet.
"""
_SUBJECT_COLUMN = {Document: "document_id", Booking: "booking_id", Ticket: "ticket_id"}


def move(
    session: Session,
    subject: Subject,
    to: str,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    note: str | None = None,
    table: Mapping[str, frozenset[str]] | None = None,
    **changes: Any,
) -> None:
    """Take a document, booking or ticket to another stage, change its other columns with it, and write it down.

    why: a word of the program's own. note: what somebody wrote, kept sealed.
    Raises IllegalStep where the table has no such step, or where somebody else moved it first; DocumentNameless.
    """
    before = subject.stage
    stages.advance(table or TABLES[type(subject)], before, to)
    was = {name: _plain(getattr(subject, name)) for name in changes}
    shift(session, subject, to, changes)
    _write_down(session, subject, before, to, at=now, by=by, why=why, note=note or None, was=was)


def record(
    session: Session,
    subject: Subject,
    *,
    by: str,
    now: datetime,
    why: str | None = None,
    before: str | None = None,
    was: dict[str, Any] | None = None,
    note: str | None = None,
) -> None:
    """Write down the first stage of something that was just made, or a fact that changed no stage (`before` given).

    was: the columns the fact changed, as they were before it, for an undo to put back. note: what somebody wrote.
    """
    _write_down(session, subject, before, subject.stage, at=now, by=by, why=why, note=note or None, was=was)


def change(
    session: Session, subject: Subject, *, by: str, now: datetime, why: str, note: str | None = None, **changes: Any
) -> None:
    """Change columns of something that stays at its stage, and write it down. Raises IllegalStep if it moved first."""
    was = {name: _plain(getattr(subject, name)) for name in changes}
    shift(session, subject, subject.stage, changes)
    record(session, subject, before=subject.stage, by=by, now=now, why=why, note=note, was=was)


def record_all(
    session: Session, facts: Sequence[tuple[Booking, dict[str, Any]]], *, by: str, now: datetime, why: str
) -> None:
    """The same fact of many bookings, in their order: each with its columns as they were."""
    rows = [
        {
            "office_id": booking.office_id,
            "booking_id": booking.id,
            "before": booking.stage,
            "after": booking.stage,
            "at": now,
            "by": by,
            "why": why,
            "step": step_of(session),
            "was": was,
        }
        for booking, was in facts
    ]
    if rows:
        session.connection().execute(insert(Move), rows)


def move_all(
    session: Session, documents: Sequence[Document], to: str | None, *, by: str, now: datetime, why: str, **changes: Any
) -> None:
    """The same move of many documents that stand at one stage, in their order. to: None where they stay at it.

    Raises IllegalStep as `move` does; then none of them moved.
    """
    for first in range(0, len(documents), AT_ONCE):
        some = documents[first : first + AT_ONCE]
        before = some[0].stage
        after = before if to is None else to
        if to is not None:
            stages.advance(stages.DOCUMENT, before, to)
        rows = [
            {
                "office_id": each.office_id,
                "document_id": each.id,
                "before": before,
                "after": str(after),
                "at": now,
                "by": by,
                "why": why,
                "step": step_of(session),
                "was": {name: _plain(getattr(each, name)) for name in changes},
            }
            for each in some
        ]
        _shift_all(session, some, before, after, changes)
        if before != after:
            _note_moved(session, "document", after, len(some))
        session.connection().execute(insert(Move), rows)


def _shift_all(session: Session, some: Sequence[Document], before: str, after: str, changes: Mapping[str, Any]) -> None:
    as_seen = update(Document).where(col(Document.id).in_([each.id for each in some]), col(Document.stage) == before)
    if change_rows(session, as_seen.values(stage=after, **changes)) != len(some):
        raise IllegalStep(stage=before, to=after)
    for each in some:
        for name, value in (("stage", after), *changes.items()):
            set_committed_value(each, name, value)


class New(Protocol):
    """A booking just made, not read back."""

    @property
    def id(self) -> int: ...

    @property
    def office_id(self) -> int: ...

    @property
    def stage(self) -> str: ...


def record_new(session: Session, booking: New, *, by: str, now: datetime) -> None:
    """The first stage of a booking that was made by a statement of its own."""
    _note_moved(session, "booking", booking.stage)
    ADD_MOVE.put_off(
        session,
        office_id=booking.office_id,
        booking_id=booking.id,
        after=str(booking.stage),
        step=step_of(session),
        by=by,
        at=now,
    )


def go_back(
    session: Session, subject: Subject, undone: Move, to: str, *, by: str, now: datetime, **changes: Any
) -> None:
    """Reverse one move of the history by a row of its own. changes: columns as they are to be.

    Raises IllegalStep, DocumentNameless.
    """
    before, was = subject.stage, {name: _plain(getattr(subject, name)) for name in changes}
    shift(session, subject, to, changes)
    session.add(Undone(move_id=undone.id, step=undone.step))
    _write_down(session, subject, before, to, at=now, by=by, why="undo", was=was, undoes=undone.id)


def shift(session: Session, subject: Subject, to: str, changes: Mapping[str, Any]) -> None:
    """The guarded update: one row that is still at the stage we saw, or IllegalStep.

    Raises DocumentNameless where a document whose names were erased would go to another stage.
    """
    if isinstance(subject, Document) and subject.erased_at is not None and to != subject.stage:
        raise DocumentNameless(reference=subject.reference)
    session.flush()
    as_seen = change_of(type(subject), frozenset({"stage", *changes}), as_seen="stage")
    values = {"stage": str(to), **changes}
    if not as_seen.change(session, which=subject.id, seen=str(subject.stage), **values):
        raise IllegalStep(stage=subject.stage, to=to)
    for name, value in (("stage", to), *changes.items()):
        set_committed_value(subject, name, value)
    if isinstance(subject, Ticket):
        touch(session, subject)


def step_of(session: Session) -> str:
    """The id that groups the moves of the step this session runs."""
    return str(session.info.get("step") or new_step(session))


def new_step(session: Session) -> str:
    """What follows is not part of the step so far (admissions that a step made possible are steps of their own)."""
    session.info["step"] = step = f"{next(_STEPS):032x}"
    return step


def restored(subject: Subject, was: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `was` as values of the subject's own types."""
    columns = type(subject).__table__.columns  # type: ignore[union-attr]
    return {
        name: datetime.fromisoformat(value) if value and isinstance(columns[name].type, UTCDateTime) else value
        for name, value in was.items()
    }


def _write_down(
    session: Session,
    subject: Subject,
    before: str | None,
    after: str,
    *,
    was: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    if isinstance(subject, Ticket):
        touch(session, subject)
    if before != after:
        _note_moved(session, type(subject).__name__.lower(), after)
    ids: dict[str, int | None] = dict.fromkeys(_SUBJECT_COLUMN.values())
    ids[_SUBJECT_COLUMN[type(subject)]] = subject.id
    ADD_MOVE.put_off(
        session,
        office_id=subject.office_id,
        before=before,
        after=str(after),
        step=step_of(session),
        was=was or {},
        **ids,
        **facts,
    )


def _note_moved(session: Session, what: str, to: str, count: int = 1) -> None:
    session.info.setdefault(MOVED, []).extend([(what, str(to))] * count)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
