"""Statements of hot steps: written in Core, compiled once a dialect, sent by the driver.

A statement through SQLAlchemy costs 30 to 300 microseconds of Python here, SQLite itself about five. `Prepared` keeps
Core's safety (bound parameters, column types in and out) and leaves out the rest. No expanding IN lists.
"""

from collections import defaultdict
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
    usual: Any
    """What is written where nothing is given: a list by position, or a dict by name, as the driver takes them."""
    places: dict[str, tuple[Process | None, tuple[Any, ...]]]
    """Name -> how its value is written, and in which places."""
    reads: tuple[tuple[int, Process], ...]
    """The columns whose values are not taken as they come, and how they are read."""


class Prepared:
    """A Core statement whose `bindparam`s are given by name at each run."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, **params: Any) -> Any:
        """Execute; returns the driver's cursor, for its `rowcount`. Raises SQLAlchemy's errors."""
        raw, dialect = driver_of(session)
        return _execute(raw, dialect, self._for(dialect), params)

    def all(self, session: Session, **params: Any) -> list[Sequence[Any]]:
        """The rows, each value as its column's type reads it."""
        raw, dialect = driver_of(session)
        compiled = self._for(dialect)
        return [_read(row, compiled) for row in _execute(raw, dialect, compiled, params).fetchall()]

    def first(self, session: Session, **params: Any) -> Sequence[Any] | None:
        """The first row or None."""
        raw, dialect = driver_of(session)
        compiled = self._for(dialect)
        row = _execute(raw, dialect, compiled, params).fetchone()
        return None if row is None else _read(row, compiled)

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
    usual = [_usual(compiled.params.get(name), processors.get(name)) for name in names]
    places: dict[str, tuple[Any, ...]] = defaultdict(tuple)
    for position, name in enumerate(names):
        places[name] += (position if compiled.positional else name,)
    reads = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in returned]
    return _Compiled(
        text=compiled.string,
        usual=usual if compiled.positional else dict(zip(names, usual, strict=True)),
        places={name: (processors.get(name), where) for name, where in places.items()},
        reads=tuple((place, read) for place, read in enumerate(reads) if read is not None),
    )


def _usual(value: Any, process: Process | None) -> Any:
    return value if process is None or value is None else process(value)


def _execute(raw: Any, dialect: Dialect, compiled: _Compiled, params: dict[str, Any]) -> Any:
    values = compiled.usual.copy()
    for name, value in params.items():
        process, places = compiled.places[name]
        written = value if process is None or value is None else process(value)
        for place in places:
            values[place] = written
    try:
        return raw.execute(compiled.text, values)
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            compiled.text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


def _read(row: Sequence[Any], compiled: _Compiled) -> Sequence[Any]:
    if not compiled.reads:
        return row
    values = list(row)
    for place, read in compiled.reads:
        values[place] = read(values[place])
    return values


def driver_of(session: Session) -> tuple[Any, Dialect]:
    """The driver's connection of a step; found through the session where no writer has put it there."""
    known = session.info.get("driver")
    if known is None:
        connection = session.connection()
        known = session.info["driver"] = (connection.connection.driver_connection, connection.dialect)
    return known
