"""What the chain over the audit log reads: rows as they are hashed, blocks, and who is still writing."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, Text, cast, func, select, text
from sqlalchemy.exc import DataError, OperationalError
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import DeedRow, Seal, metadata
from scheduler.db.secrets.hash_upgrade import raw
from scheduler.db.types import Sealed

WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted"
    " AND relation = CAST(:name AS regclass)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Whoever adds a row to a table holds this lock from before it draws the row's id until it has ended."""

UNREADABLE = (ValueError, TypeError, DataError, OperationalError)
"""What reading a row raises of which nothing can be made: no moment, no JSON, a moment beyond all years, no UTF-8."""

NEVER = datetime.min.replace(tzinfo=UTC)
"""When a block was made of which nothing can be made."""


def deeds_since(
    session: Session, office_id: int, among: Collection[str], since: datetime, *, most: int
) -> Sequence[DeedRow]:
    """The newest deeds of some kinds at an office since a moment, the newest first."""
    at = col(DeedRow.at)
    query = select(DeedRow).where(col(DeedRow.office_id) == office_id, at >= since, col(DeedRow.deed).in_(among))
    return session.scalars(query.order_by(at.desc(), col(DeedRow.id).desc()).limit(most)).all()


def newest_id(session: Session, table: str) -> int:
    """The highest id of a table that is committed; 0 for none."""
    found: int | None = session.scalar(select(func.max(metadata.tables[table].c.id)))
    return found or 0


def writers_of(session: Session, table: str) -> frozenset[str]:
    """Transactions that may still bring rows with ids which they drew before now. On SQLite there are none: whoever
    writes does so alone, and its ids are visible together.
    """
    if session.get_bind().dialect.name == "sqlite":
        return frozenset()
    return frozenset(session.scalars(WRITERS, {"name": table}))


def rows_as_hashed(
    session: Session, table: str, columns: Sequence[str], *, first: int, last: int, most: int | None = None
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows of a range of ids, in their order: the id, and the values of some columns, sealed ones opened.

    What no secret opens is told by a hash of what is kept. So is a row of which nothing can be made, as
    somebody may leave one who writes by hand: it neither ends a walk nor keeps others from being sealed.
    """
    ids = raw(table).c.id
    wanted = ids.between(first, last)
    try:
        found = list(_as_read(session, table, columns, wanted, most))
    except UNREADABLE:
        each = session.scalars(select(ids).where(wanted).order_by(ids).limit(most)).all()
        found = [(row_id, _one(session, table, columns, row_id)) for row_id in each]
    yield from found


def _as_read(
    session: Session, table: str, columns: Sequence[str], wanted: ColumnElement[bool], most: int | None
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows as the program reads them. Raises one of UNREADABLE where it cannot."""
    rows = raw(table)
    query = select(rows.c.id, *(rows.c[name].label(f"_{name}") for name in columns))
    places = _sealed_places(table, columns)
    for row_id, *values in session.execute(query.where(wanted).order_by(rows.c.id).limit(most)).all():
        for place, where in places.items():
            values[place] = _opened(values[place], where)
        yield row_id, values


def _one(session: Session, table: str, columns: Sequence[str], row_id: int) -> Sequence[Any]:
    """The values of a row, or what is kept of them where they cannot be read."""
    rows = raw(table)
    try:
        return next(_as_read(session, table, columns, rows.c.id == row_id, 1))[1]
    except UNREADABLE:
        kept = select(*(_in_plain_signs(session, rows.c[name]) for name in columns)).where(rows.c.id == row_id)
        return ["unreadable", *session.execute(kept).one()]


def _in_plain_signs(session: Session, column: Any) -> ColumnElement[str]:
    """What stands in a column, whatever it is, as letters that can always be read."""
    if session.get_bind().dialect.name == "sqlite":
        return func.typeof(column, type_=String()) + func.hex(column, type_=String())
    return cast(column, Text)


def blocks_after(session: Session, number: int, most: int) -> Sequence[Seal]:
    """The next blocks of the chain; one of which nothing can be made is an empty one of its number."""
    return _blocks(session, col(Seal.number) > number, most=most)


def newest_block(session: Session) -> Seal | None:
    """Where the chain ends, as in `blocks_after`; None while there is none."""
    try:
        return session.scalars(select(Seal).order_by(col(Seal.number).desc()).limit(1)).first()
    except UNREADABLE:
        return _block(session, session.scalars(select(func.max(col(Seal.number)))).one())


def _blocks(session: Session, *wanted: ColumnElement[bool], most: int | None = None) -> Sequence[Seal]:
    try:
        return session.scalars(select(Seal).where(*wanted).order_by(col(Seal.number)).limit(most)).all()
    except UNREADABLE:
        numbers = session.scalars(select(col(Seal.number)).where(*wanted).order_by(col(Seal.number)).limit(most))
        return [_block(session, each) for each in numbers.all()]


def _block(session: Session, number: int) -> Seal:
    try:
        return session.scalars(select(Seal).where(col(Seal.number) == number)).one()
    except UNREADABLE:
        return Seal(
            number=number, at=NEVER, of="", kind="", form=0, first_id=0, last_id=0, rows=b"", before=b"", hash=b""
        )


def sealed_up_to(session: Session, table: str) -> int:
    """The last id of a table that is in the chain; 0 for none."""
    found: int | None = session.scalar(
        select(col(Seal.last_id))
        .where(col(Seal.of) == table, col(Seal.kind) == "sealed")
        .order_by(col(Seal.first_id).desc())
        .limit(1)
    )
    return found or 0


def forgotten_in(session: Session, starts: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], Seal]:
    """What was left of blocks after rows were forgotten, by table and first id: the newest word on each."""
    found: dict[tuple[str, int], Seal] = {}
    for table, firsts in starts.items():
        of_these = (col(Seal.of) == table, col(Seal.kind) == "forgotten", col(Seal.first_id).in_(firsts))
        for block in _blocks(session, *of_these):
            found[table, block.first_id] = block
    return found


def _sealed_places(table: str, columns: Sequence[str]) -> dict[int, str]:
    kinds = [metadata.tables[table].columns[name].type for name in columns]
    return {place: kind.place for place, kind in enumerate(kinds) if isinstance(kind, Sealed)}


def _opened(kept: bytes | None, place: str) -> str | None:
    if kept is None:
        return None
    try:
        return keys.ring().open(bytes(kept), place)
    except keys.SealBroken:
        return f"sealed {hashlib.sha256(kept).hexdigest()}"
