"""Moves, disclosures and deeds of an office as one list, in the order in which they were written down, newest first.

Each of the three is read along its primary key and no further than a page needs. Up to which row nothing can be as late
as the first day that is asked for, the blocks of the chain say: they are sealed in the order of writing.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, DeedRow, Disclosure, Document, Move, Office, Seal, Ticket
from scheduler.db.queries.audit import newest_block
from scheduler.domain.text.codes import read_short, written_short
from scheduler.flow.core.local_time import zone_of_office
from scheduler.web.office.shared import audit_words as words
from scheduler.web.office.shared.names import names_of

PAGE = 50
LATE = timedelta(hours=1)
"""By so much the clocks of two machines differ at the most."""
MOST_TICKETS = 500
"""Tickets of one number: one a day, for two years of days."""
Row = Move | Disclosure | DeedRow
BY_WORD = {str(deed): said for deed, said in words.SAID.items()}
TABLES = ("move", "disclosure", "deed")
BEYOND = 2**31 - 1
"""No row has a higher id."""
NEWEST = (BEYOND, BEYOND, BEYOND)
COLUMNS: Mapping[str, Any] = {
    words.DOCUMENT: Move.document_id,
    words.VISIT: Move.booking_id,
    words.NUMBER: Move.ticket_id,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is wanted; None and "" are all.

    by: who, as rows name them. kind: a word of `words.KINDS`. about: a registration number, a nomor jadwal, a number in
    the queue or the name of something. before: the row of each table that the page before ended with.
    """

    first: date | None = None
    last: date | None = None
    by: str = ""
    kind: str = ""
    about: str = ""
    before: tuple[int, int, int] = NEWEST


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words that still are to be said. facts: what fills the sentence: words of KINDS, stages, names.

    changes: setting, as it was, as it became.
    """

    at: datetime
    kind: str
    who: str
    sentence: str
    facts: Mapping[str, str]
    why: str | None
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log. before: where it ended, None on the last. people: those who may be asked for, by how rows name
    them. end: the newest block of the chain.
    """

    lines: Sequence[Line]
    before: tuple[int, int, int] | None
    people: Mapping[str, str]
    end: Seal | None


@dataclass(frozen=True, slots=True)
class Subjects:
    """What rows are looked for by: of a document its visits and their numbers too."""

    documents: Sequence[int]
    bookings: Sequence[int]
    tickets: Sequence[int]


def log_page(session: Session, office: Office, asked: Asked, *, most: int = PAGE) -> LogPage:
    """The next rows of the log."""
    names = names_of(session, office.id)
    rows, before = _rows(session, office, asked, most)
    return LogPage(_lines(session, office, rows, names), before, names, newest_block(session))


def _rows(session: Session, office: Office, asked: Asked, most: int) -> tuple[list[Row], tuple[int, int, int] | None]:
    subjects = _subjects(session, office, asked.about) if asked.about else None
    streams = [
        _moves(session, office, asked, subjects, most),
        _disclosures(session, office, asked, subjects, most),
        _deeds(session, office, asked, most),
    ]
    ends = list(asked.before)
    taken: list[Row] = []
    for row in heapq.merge(*streams, key=lambda each: each.at, reverse=True):
        if len(taken) == most:
            return taken, (ends[0], ends[1], ends[2])
        taken.append(row)
        ends[TABLES.index(row.__tablename__)] = row.id
    return taken, None


def _moves(session: Session, office: Office, asked: Asked, subjects: Subjects | None, most: int) -> Iterator[Row]:
    """The newest rows of history that are asked for. Where no day is named PostgreSQL looks into every month: each
    gives its newest, and few pages ask so.
    """
    if asked.kind and asked.kind not in COLUMNS:
        return iter(())
    where = _common(session, office, asked, Move, asked.before[0])
    if asked.kind:
        where.append(COLUMNS[asked.kind].is_not(None))
    if subjects is not None:
        where.append(
            or_(
                col(Move.document_id).in_(subjects.documents),
                col(Move.booking_id).in_(subjects.bookings),
                col(Move.ticket_id).in_(subjects.tickets),
            )
        )
    return iter(session.scalars(select(Move).where(*where).order_by(col(Move.id).desc()).limit(most + 1)).all())


def _disclosures(session: Session, office: Office, asked: Asked, subjects: Subjects | None, most: int) -> Iterator[Row]:
    if asked.kind not in ("", words.SHOWN):
        return iter(())
    where = _common(session, office, asked, Disclosure, asked.before[1])
    if subjects is not None:
        where.append(col(Disclosure.document_id).in_(subjects.documents))
    query = select(Disclosure).where(*where).order_by(col(Disclosure.id).desc())
    return iter(session.scalars(query.limit(most + 1)).all())


def _deeds(session: Session, office: Office, asked: Asked, most: int) -> Iterator[Row]:
    deeds = [str(deed) for deed, said in words.SAID.items() if said.kind == asked.kind]
    if asked.kind and not deeds:
        return iter(())
    where = _common(session, office, asked, DeedRow, asked.before[2])
    if deeds:
        where.append(col(DeedRow.deed).in_(deeds))
    if asked.about:
        where.append(func.lower(col(DeedRow.about)) == asked.about.lower())
    return iter(session.scalars(select(DeedRow).where(*where).order_by(col(DeedRow.id).desc()).limit(most + 1)).all())


def _common(session: Session, office: Office, asked: Asked, table: Any, before: int) -> list[ColumnElement[bool]]:
    """What every row of a table must be, whatever else is asked."""
    zone, own = zone_of_office(office), table.office_id == office.id
    where = [or_(own, col(DeedRow.office_id).is_(None)) if table is DeedRow else own, table.id < before]
    if asked.by:
        where.append(table.by == asked.by)
    if asked.first is not None:
        begins = datetime.combine(asked.first, time(), zone)
        where += [table.at >= begins, table.id > _sealed_before(session, table.__tablename__, begins - LATE)]
    if asked.last is not None:
        where.append(table.at < datetime.combine(asked.last + timedelta(days=1), time(), zone))
    return where


def _sealed_before(session: Session, table: str, moment: datetime) -> int:
    """Up to which row of a table all were written, and sealed, before a moment."""
    sealed = select(func.max(col(Seal.last_id))).where(
        col(Seal.of) == table, col(Seal.kind) == "sealed", col(Seal.at) < moment
    )
    return session.scalar(sealed) or 0


def _subjects(session: Session, office: Office, text: str) -> Subjects:
    """What a text names: a registration number, a nomor jadwal, or a number in the queue of any day."""
    document = queries.document_scanned(session, office.id, text)
    bookings = _bookings_of(session, document) if document else []
    short = read_short(text)
    if short is not None:
        same = select(col(Booking.id)).where(col(Booking.office_id) == office.id, col(Booking.short) == short)
        bookings += session.scalars(same.order_by(col(Booking.id).desc()).limit(MOST_TICKETS)).all()
    own = (col(Ticket.office_id) == office.id, or_(col(Ticket.booking_id).in_(bookings), _is_number(text)))
    tickets = session.scalars(select(col(Ticket.id)).where(*own).order_by(col(Ticket.id).desc()).limit(MOST_TICKETS))
    return Subjects([document.id] if document else [], bookings, tickets.all())


def _bookings_of(session: Session, document: Document) -> list[int]:
    visits = select(col(BookingDocument.booking_id)).where(col(BookingDocument.document_id) == document.id)
    return list(session.scalars(visits).all())


def _is_number(text: str) -> ColumnElement[bool]:
    return col(Ticket.number) == text.upper()


def _lines(session: Session, office: Office, rows: Sequence[Row], names: Mapping[str, str]) -> list[Line]:
    """Names of what rows are about are read for all of them at once."""
    moves = [row for row in rows if isinstance(row, Move)]
    documents = {row.document_id for row in rows if isinstance(row, Move | Disclosure) and row.document_id}
    references = _named(session, Document, documents, Document.reference)
    shorts = _named(session, Booking, {row.booking_id for row in moves if row.booking_id}, Booking.short)
    numbers = _named(session, Ticket, {row.ticket_id for row in moves if row.ticket_id}, Ticket.number)
    about = {
        **{(words.DOCUMENT, each): name for each, name in references.items()},
        **{(words.VISIT, each): written_short(short) for each, short in shorts.items() if short},
        **{(words.NUMBER, each): number for each, number in numbers.items()},
    }
    return [_line(row, names, about) for row in rows]


def _named(session: Session, table: Any, ids: set[int], column: Any) -> dict[int, Any]:
    return dict(session.execute(select(table.id, column).where(table.id.in_(ids))).all()) if ids else {}


def _line(row: Row, names: Mapping[str, str], about: Mapping[tuple[str, int], str]) -> Line:
    who = names.get(row.by) or (words.ELSEWHERE if row.by.startswith("staff:") else row.by)
    if isinstance(row, Move):
        return _of_move(row, who, about)
    if isinstance(row, Disclosure):
        name = about.get((words.DOCUMENT, row.document_id or 0), "")
        unnamed = words.TALK if row.conversation_id else words.UNSENT
        facts = {"about": name or unnamed, "fields": row.fields}
        return Line(row.at, words.SHOWN, who, words.DISCLOSED, facts, None, ())
    kind, sentence = BY_WORD.get(row.deed, (words.UPKEEP, words.UNKNOWN))
    facts = {"about": names.get(row.about, row.about) or (row.deed if sentence == words.UNKNOWN else "")}
    return Line(row.at, kind, who, sentence, facts, None, _changes(row))


def _of_move(row: Move, who: str, about: Mapping[tuple[str, int], str]) -> Line:
    kind, subject = next(
        (kind, getattr(row, column.key)) for kind, column in COLUMNS.items() if getattr(row, column.key) is not None
    )
    sentences = words.MADE if row.before is None else words.STAYED if row.before == row.after else words.MOVED
    facts = {"about": about.get((kind, subject), ""), "before": row.before or "", "after": row.after}
    return Line(row.at, kind, who, sentences[kind], facts, row.why, ())


def _changes(row: DeedRow) -> list[tuple[str, str, str]]:
    return [
        (name, _written(row.was.get(name)), _written(row.became.get(name)))
        for name in dict.fromkeys((*row.was, *row.became))
    ]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    return "" if value is None else str(value)
