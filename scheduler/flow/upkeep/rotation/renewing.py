"""Rows are read in the order of their keys, and those that an older secret made are made anew, each guarded."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, select, tuple_, update
from sqlmodel import Session

from scheduler import keys
from scheduler.db.engine.changing import change_rows
from scheduler.db.secrets.hash_upgrade import TOGETHER, bring_along, raw
from scheduler.flow.upkeep.rotation.columns import Held
from scheduler.flow.upkeep.rotation.values import Row, form_of, renewed, values_of

Key = tuple[Any, ...]
SECURE = "PRAGMA secure_delete=ON"
"""SQLite writes zeros over what is replaced."""


def rows_after(session: Session, of: Held, after: Key | None, most: int) -> Sequence[Row]:
    """The next rows of a table, as they are kept."""
    rows = raw(of.name)
    primary = [rows.c[name] for name in of.primary]
    query = select(*(rows.c[name] for name in of.columns)).order_by(*primary).limit(most)
    if after is not None:
        query = query.where(tuple_(*primary) > tuple_(*after))
    return session.execute(query).mappings().all()


def key_of(of: Held, row: Row) -> Key:
    """By what a row of a table is known: its primary key."""
    return tuple(row[name] for name in of.primary)


def is_behind(of: Held, row: Row) -> bool:
    """Whether an older secret made anything of a row."""
    return any(value.is_behind for value in values_of(of, row))


def renew(session: Session, of: Held, which: Sequence[Key], *, guarded: bool = True) -> int:
    """Make rows anew with the newest secret; returns how many were. One that changed meanwhile is left for later.

    Safe to repeat, and beside another rotation. guarded=False leaves out the look at what was read; only the test that
    shows what it is for asks for that.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(SECURE)
    return sum(_renew(session, of, row, guarded=guarded) for row in _read(session, of, which))


def _read(session: Session, of: Held, which: Sequence[Key]) -> Sequence[Row]:
    rows = raw(of.name)
    primary = [rows.c[name] for name in of.primary]
    query = select(*(rows.c[name] for name in of.columns)).where(tuple_(*primary).in_(which)).order_by(*primary)
    return session.execute(query).mappings().all()


def _renew(session: Session, of: Held, row: Row, *, guarded: bool) -> bool:
    behind = [value.column for value in values_of(of, row) if value.is_behind]
    together = [column for column in behind if column in of.keyed and form_of(of, row, column)[0] in TOGETHER]
    for column in together:
        bring_along(session, row["office_id"], *form_of(of, row, column))
    alone = _renewed(of, row, [column for column in behind if column not in together])
    return bool(together) | (bool(alone) and _write(session, of, row, alone, guarded=guarded))


def _renewed(of: Held, row: Row, columns: Sequence[str]) -> dict[str, Any]:
    """What cannot be opened stays as it is, and is told by the count of what is under which secret."""
    new: dict[str, Any] = {}
    for column in columns:
        try:
            new[column] = renewed(of, row, column)
        except keys.SealBroken:
            continue
    return new


def _write(session: Session, of: Held, row: Row, new: dict[str, Any], *, guarded: bool) -> bool:
    rows = raw(of.name)
    this = and_(*(rows.c[name] == row[name] for name in of.primary))
    if set(new) & set(of.primary) and _is_there(session, of, {**row, **new}):
        session.execute(delete(rows).where(this))
        return True
    unchanged = [rows.c[name] == row[name] for name in new] if guarded else []
    return change_rows(session, update(rows).where(this, *unchanged).values(new)) == 1


def _is_there(session: Session, of: Held, row: Row) -> bool:
    """Whether the row that a hash in a key would become was written already."""
    rows = raw(of.name)
    this = and_(*(rows.c[name] == row[name] for name in of.primary))
    return session.execute(select(*(rows.c[name] for name in of.primary)).where(this)).first() is not None
