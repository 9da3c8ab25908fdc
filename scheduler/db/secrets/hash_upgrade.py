"""Hashes of one kind and office rise to the newest secret together, in all tables, so that comparing them stays right.

Whoever writes a hash writes its newest form and brings the rows along that have an older one: in the middle of a
rotation a person's or a household's rows are all in one form at every commit. With one secret all of this is nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table, column, delete, event, inspect, select, table, update
from sqlmodel import Session, SQLModel

from scheduler import keys
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import metadata
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText

TOGETHER: Mapping[str, tuple[str, ...]] = {
    "nik": ("document",),
    "phone": ("conversation", "application", "phone_code", "document", "stopped_number", "consent", "known_phone"),
    "kk": ("invitation", "document"),
    "proxy": ("batch_document", "booking", "handover"),
}
"""Kinds whose hashes are compared from row to row, with their tables in the order of locks."""
_HELD = ("kk", "proxy")
"""Kinds that are held by name before rows are, as everywhere."""
_LINES = ("conversation_line", "application")
"""Tables of what belongs to a conversation."""


def bring_along(session: Session, office_id: int, kind: str, form: bytes) -> bytes:
    """The newest form of a hash; what the office has in older ones is in it too from now on."""
    ring = keys.ring()
    newest, *older = ring.chain.forms(form)
    if older:
        if kind in _HELD:
            hold_name(session, newest)
        for old in older:
            for name in TOGETHER[kind]:
                _raise(session, office_id, name, kind, old, newest)
    return newest


@cache
def keyed_column(name: str, kind: str) -> str:
    """The column of a table that keeps a kind of hash."""
    return next(c.name for c in metadata.tables[name].columns if isinstance(c.type, Keyed) and c.type.kind == kind)


@cache
def raw(name: str) -> Any:
    """A table with its columns as they are kept: nothing is opened or sealed."""
    return table(name, *(column(c.name, _kept_as(c.type)) for c in metadata.tables[name].columns))


def _kept_as(kind: Any) -> Any:
    return kind.impl_instance if isinstance(kind, (Sealed, SealedText, Keyed, KeyedText)) else kind


def _raise(session: Session, office_id: int, name: str, kind: str, old: bytes, newest: bytes) -> None:
    rows = raw(name)
    kept = rows.c[keyed_column(name, kind)]
    if name in ("conversation", "stopped_number"):
        _merge(session, office_id, name, old, newest)
    session.execute(update(rows).where(rows.c.office_id == office_id, kept == old).values({kept.name: newest}))


def _merge(session: Session, office_id: int, name: str, old: bytes, newest: bytes) -> None:
    """One row a phone: a process that did not know the newest secret may have made a second one."""
    rows = raw(name)
    query = select(rows.c.id, rows.c.phone_hash).where(
        rows.c.office_id == office_id, rows.c.phone_hash.in_([old, newest])
    )
    found = {form: row_id for row_id, form in session.execute(query.order_by(rows.c.id).with_for_update())}
    if len(found) < 2:
        return
    for each in _LINES if name == "conversation" else ():
        lines = raw(each)
        moved = update(lines).where(lines.c.conversation_id == found[old])
        session.execute(moved.values(conversation_id=found[newest]))
    session.execute(delete(rows).where(rows.c.id == found[old]))


@event.listens_for(Session, "before_flush")
def _written(session: Session, _context: Any, _instances: Any) -> None:
    """Bring along by rows that are added or changed as objects; Core statements call `bring_along` themselves."""
    if len(keys.ring().chain.links) == 1:
        return
    with session.no_autoflush:
        for row in [*session.new, *session.dirty]:
            if isinstance(row, SQLModel):
                _settle(session, row)


def _settle(session: Session, row: SQLModel) -> None:
    of: Table = row.__table__  # type: ignore[attr-defined]
    for each in of.columns:
        if isinstance(each.type, Keyed) and each.type.kind in TOGETHER:
            form = getattr(row, each.name)
            if form is not None and inspect(row).attrs[each.name].history.has_changes():
                newest = bring_along(session, row.office_id, each.type.kind, form)  # type: ignore[attr-defined]
                if newest != form:
                    setattr(row, each.name, newest)
