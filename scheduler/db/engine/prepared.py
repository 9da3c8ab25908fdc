"""Statements of hot steps: written in Core, compiled once a dialect, sent by the driver.

A statement through SQLAlchemy costs 30 to 300 microseconds of Python here, SQLite itself about five. `Prepared` keeps
Core's safety (bound parameters, column types in and out) and leaves out the rest. IN lists are of one length.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Executable, bindparam, update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from scheduler.db.engine.deferring import PutsOff
from scheduler.db.engine.together import AT_ONCE

Process = Callable[[Any], Any]
T = TypeVar("T")


class Driver(NamedTuple):
    """The driver's connection of a step, which the writer leaves in `session.info["driver"]`.

    deferred: takes what may be written later; None where each row is written at once.
    """

    raw: Any
    dialect: Dialect
    deferred: PutsOff | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    text: str
    usual: Any
    """What is written where nothing is given: a list by position, or a dict by name, as the driver takes them."""
    places: dict[str, tuple[Process | None, tuple[Any, ...]]]
    """Name -> how its value is written, and in which places."""
    reads: tuple[tuple[int, Process], ...]
    """The columns whose values are not taken as they come, and how they are read."""


class Prepared:
    """A Core statement whose `bindparam`s are given by name at each run.

    blind: it has nothing to do with tables of which rows are put off (see `deferring.py`).
    """

    def __init__(self, statement: Executable, *, blind: bool = False) -> None:
        self._statement, self._is_blind = statement, blind
        self._compiled: dict[str, _Compiled] = {}
        self._made: dict[Any, tuple[list[Any], Any]] = {}

    def run(self, session: Session, **params: Any) -> Any:
        """Execute; returns the driver's cursor. Raises SQLAlchemy's errors."""
        return self._sent(session, params)[0]

    def change(self, session: Session, **params: Any) -> int:
        """Execute; returns how many rows it changed. Raises as `run` does."""
        return int(self._sent(session, params)[0].rowcount)

    def put_off(self, session: Session, **params: Any) -> None:
        """Execute later, but before anybody could see that it was not: at the end of a batch, with the next statement.
        Raises as `run` does, or spoils the transaction, which is then run again.

        The statement asks for no rows.
        """
        driver = driver_of(session)
        if driver.deferred is None or not driver.deferred.is_open:
            self.run(session, **params)
            return
        compiled = self._for(driver.dialect)
        driver.deferred.put(compiled.text, _values(compiled, params))

    def run_all(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute for each of some rows, one behind the other, and before whatever is sent next. Raises as `run` does,
        or spoils the transaction as `put_off` may.

        The statement asks for no rows.
        """
        deferred = driver_of(session).deferred
        if deferred is not None and deferred.is_open and deferred.goes_in_front:
            for row in rows:
                self.put_off(session, **row)
            return
        raw, dialect, compiled = self._ready(session)
        try:
            raw.cursor().executemany(compiled.text, [_values(compiled, row) for row in rows])
        except dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemys(error, dialect, compiled) from error

    def ask(self, session: Session, **params: Any) -> None:
        """Say that this is going to be asked next, with others: where the database is far away they make one trip.

        What follows at once is `all` or `first` with the same values, in any order; anything else that is sent before
        makes it a trip of its own again. One that locks or writes may only be said first, before those that look at
        what it holds, and its answer is taken at once: RuntimeError where it would be written twice.
        """
        driver = driver_of(session)
        if driver.deferred is not None:
            compiled = self._for(driver.dialect)
            driver.deferred.ask(compiled.text, _values(compiled, params))

    def all(self, session: Session, **params: Any) -> list[Sequence[Any]]:
        """The rows, each value as its column's type reads it."""
        cursor, compiled = self._sent(session, params)
        return [_read(row, compiled) for row in cursor.fetchall()]

    def made(self, make: Callable[[list[Sequence[Any]]], T], session: Session, *, of: int, **params: Any) -> T:
        """What a function makes of the rows. They are read each time; those that read as they did the last time come to
        what they came to then: most facts of an office are asked for by every step, and are the same for months.

        make: goes by the rows alone; nobody changes what it returns. of: the id of what they are read of. For each the
        last rows are kept and what was made of them, so there are as many as offices or services, however many are
        asked in turn.
        """
        cursor, compiled = self._sent(session, params)
        rows, before = cursor.fetchall(), self._made.get((make, compiled, of))
        if before is not None and before[0] == rows:
            known: T = before[1]
            return known
        made = make([_read(row, compiled) for row in rows])
        self._made[make, compiled, of] = rows, made
        return made

    def first(self, session: Session, **params: Any) -> Sequence[Any] | None:
        """The first row or None."""
        cursor, compiled = self._sent(session, params)
        row = cursor.fetchone()
        return None if row is None else _read(row, compiled)

    def _sent(self, session: Session, params: dict[str, Any]) -> tuple[Any, _Compiled]:
        raw, dialect, compiled = self._ready(session)
        return _execute(raw, dialect, compiled, params), compiled

    def _ready(self, session: Session) -> tuple[Any, Dialect, _Compiled]:
        """What sends it, once what was put off stands where it may read it."""
        raw, dialect, deferred = driver_of(session)
        if deferred is not None and not self._is_blind:
            deferred.write()
        return raw, dialect, self._for(dialect)

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return found


@cache
def change_of(kind: type[SQLModel], names: frozenset[str], *, as_seen: str | None = None) -> Prepared:
    """An UPDATE of one row by its id, `which`, that gives some columns what comes by their names.

    as_seen: a column that guards it: the row is changed only where it is still `seen`.
    """
    columns: Any = kind.__table__.columns  # type: ignore[attr-defined]
    where = [columns["id"] == bindparam("which")]
    if as_seen is not None:
        where.append(columns[as_seen] == bindparam("seen"))
    values = {name: bindparam(name, type_=columns[name].type) for name in names}
    return Prepared(update(kind).where(*where).values(values))


def is_one_of(column: Any, name: str) -> ColumnElement[bool]:
    """A condition: the column has one of so many values as `one_of` fills in by the same name."""
    condition: ColumnElement[bool] = column.in_([bindparam(f"{name}_{place}") for place in range(AT_ONCE)])
    return condition


def one_of(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The parameters of `is_one_of`: from one to AT_ONCE values. The last stands in all places that are left over, so
    that there is one text for any number of them.
    """
    known = list(values)
    assert 1 <= len(known) <= AT_ONCE
    return {f"{name}_{place}": known[min(place, len(known) - 1)] for place in range(AT_ONCE)}


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
    try:
        return raw.execute(compiled.text, _values(compiled, params))
    except dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemys(error, dialect, compiled) from error


def _as_sqlalchemys(error: Exception, dialect: Dialect, compiled: _Compiled) -> BaseException:
    """The error of a driver as SQLAlchemy raises it; it names no values."""
    kind = dialect.loaded_dbapi.Error
    return DBAPIError.instance(compiled.text, None, error, kind, hide_parameters=True, dialect=dialect)


def _values(compiled: _Compiled, params: Mapping[str, Any]) -> Any:
    values, known = compiled.usual.copy(), compiled.places
    for name, value in params.items():
        process, places = known[name]
        written = value if process is None or value is None else process(value)
        for place in places:
            values[place] = written
    return values


def _read(row: Sequence[Any], compiled: _Compiled) -> Sequence[Any]:
    if not compiled.reads:
        return row
    values = list(row)
    for place, read in compiled.reads:
        values[place] = read(values[place])
    return values


def driver_of(session: Session) -> Driver:
    """The driver's connection of a step; found through the session where no writer has put it there."""
    known: Driver | None = session.info.get("driver")
    if known is None:
        connection = session.connection()
        known = session.info["driver"] = Driver(connection.connection.driver_connection, connection.dialect)
    return known
