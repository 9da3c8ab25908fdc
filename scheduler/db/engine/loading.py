"""Rows that a prepared statement reads, as objects of the session: what `session.get` gives, in a tenth of the time.

They are the session's own from then on. One that it has already is given as it is, unless it is asked for anew. They
come into it as the ORM itself brings in what it has read, without beginning a transaction for it: a step that changes
nothing through the ORM has none to end.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlmodel import Session, SQLModel

from scheduler.db.engine.prepared import Prepared

T = TypeVar("T", bound=SQLModel)


class Loaded(Generic[T]):
    """The rows of a table under a condition, whose `bindparam`s are given by name at each run."""

    def __init__(
        self,
        kind: type[T],
        *where: ColumnElement[bool],
        order: Any = None,
        newest: bool = False,
        held: bool = False,
    ) -> None:
        """order: of all of them. newest: the one with the highest id alone. held: locked (PostgreSQL), and read as they
        are once they are.
        """
        query = select(*columns_of(kind)).where(*where).order_by(order)
        if newest:
            query = query.order_by(kind.__table__.columns["id"].desc()).limit(1)  # type: ignore[attr-defined]
        if held:
            query = query.with_for_update(key_share=True)
        self._kind, self._anew, self._select = kind, held, Prepared(query)

    def first(self, session: Session, **params: Any) -> T | None:
        """The object of the first row, if there is one."""
        session.flush()
        row = self._select.first(session, **params)
        return None if row is None else object_of(session, self._kind, row, anew=self._anew)

    def all(self, session: Session, **params: Any) -> list[T]:
        """The objects of all rows, in their order."""
        session.flush()
        return [object_of(session, self._kind, row, anew=self._anew) for row in self._select.all(session, **params)]


def columns_of(kind: type[SQLModel]) -> list[Any]:
    """All columns of a table, in the order in which `object_of` takes their values."""
    return list(kind.__table__.columns)  # type: ignore[attr-defined]


def object_of(session: Session, kind: type[T], row: Sequence[Any], *, anew: bool = False) -> T:
    """The session's object of a row that was just read. anew: one that it has takes over what was read."""
    values = dict(zip(_names(kind), row, strict=True))
    key = (kind, tuple(values[name] for name in _keys(kind)), None)
    known = session.identity_map.get(key)
    if known is None:
        made: T = inspect(kind).class_manager.new_instance()
        made.__dict__.update(values)
        state = instance_state(made)
        state.key, state.session_id = key, session.hash_key
        session.identity_map.add(state)
        return made
    if anew:
        for name, value in values.items():
            set_committed_value(known, name, value)
    return known


@cache
def _names(kind: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in columns_of(kind))


@cache
def _keys(kind: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in inspect(kind).primary_key)
