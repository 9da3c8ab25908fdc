"""Statements of hot steps: written in Core, compiled once a dialect, sent by the driver.

A statement through SQLAlchemy costs 30 to 300 microseconds of Python here, SQLite itself about five. `Prepared` keeps
Core's safety (bound parameters, column types in and out) and leaves out the rest. No expanding IN lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    places: tuple[tuple[str, Any, Process | None], ...]
    """Name, value where none is given, and how the value is written."""
    positional: bool
    columns: tuple[Process | None, ...]


class Prepared:
    """A Core statement whose `bindparam`s are given by name at each run."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, **params: Any) -> Any:
        """Execute; returns the driver's cursor, for its `rowcount`. Raises SQLAlchemy's errors."""
        raw, dialect = _driver(session)
        compiled = self._for(dialect)
        values = [
            process(value) if process and value is not None else value
            for name, default, process in compiled.places
            for value in (params.get(name, default),)
        ]
        given: Any = values if compiled.positional else {p[0]: v for p, v in zip(compiled.places, values, strict=True)}
        try:
            return raw.execute(compiled.text, given)
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                compiled.text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error

    def all(self, session: Session, **params: Any) -> list[Sequence[Any]]:
        """The rows, each value as its column's type reads it."""
        rows = self.run(session, **params).fetchall()
        columns = self._for(_driver(session)[1]).columns
        return [_read(row, columns) for row in rows]

    def first(self, session: Session, **params: Any) -> Sequence[Any] | None:
        """The first row or None."""
        row = self.run(session, **params).fetchone()
        return None if row is None else _read(row, self._for(_driver(session)[1]).columns)

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return found


def _compile(statement: Any, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup if compiled.positional else list(compiled.params)
    processors = compiled._bind_processors  # noqa: SLF001 - what Core itself applies; a test holds it in place
    returned = getattr(statement, "exported_columns", ())
    return _Compiled(
        text=compiled.string,
        places=tuple((name, compiled.params.get(name), processors.get(name)) for name in names),
        positional=compiled.positional,
        columns=tuple(
            kind.dialect_impl(dialect).result_processor(dialect, None) for kind in (column.type for column in returned)
        ),
    )


def _read(row: Sequence[Any], columns: Sequence[Process | None]) -> tuple[Any, ...]:
    return tuple(read(value) if read else value for value, read in zip(row, columns, strict=True))


def _driver(session: Session) -> tuple[Any, Dialect]:
    """The driver's connection of a step; found through the session where no writer has put it there."""
    known = session.info.get("driver")
    if known is None:
        connection = session.connection()
        known = session.info["driver"] = (connection.connection.driver_connection, connection.dialect)
    return known
