"""The stretch of time in which rows were written, said with the question: PostgreSQL looks into those months alone.

What is asked of a table that lies in months (`db/engine/months.py`) and knows a time is given a span: a number's rows
from when its people came until now, a day's from its first moment. A prepared statement has `in_span(column)`, and its
run `**span(since, until)`; any other both at once, `in_span(column, **span(since, until))`. On SQLite, which has no
months, rows are found by what else is asked, as if nothing was said of when.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from scheduler.db.types import UTCDateTime

LEEWAY = timedelta(days=1)
"""So much earlier and later rows are looked for: clocks are put right while an office works."""


def span(since: datetime, until: datetime) -> dict[str, datetime]:
    """The two ends between which something is looked for that was written from `since` to `until`."""
    return {"earliest": since - LEEWAY, "latest": until + LEEWAY}


def in_span(at: Any, earliest: datetime | None = None, latest: datetime | None = None) -> ColumnElement[bool]:
    """A condition: the moment in a column lies in a span; without one, in that which is given at each run."""
    found: ColumnElement[bool] = _Besides(at).between(earliest or bindparam("earliest"), latest or bindparam("latest"))
    return found


def since(at: Any, moment: datetime) -> ColumnElement[bool]:
    """A condition of a guard, which may overlook nothing that came later: written at a moment or after it."""
    found: ColumnElement[bool] = at >= moment - LEEWAY
    return found


class _Besides(FunctionElement[datetime]):
    """A moment by which rows are not found: SQLite would go through those of all offices by their moments, since it
    counts nothing (decision 114), rather than those of a number.
    """

    name = "besides"
    type = UTCDateTime()
    inherit_cache = True


@compiles(_Besides)
def _as_it_is(element: _Besides, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(_Besides, "sqlite")
def _on_sqlite(element: _Besides, compiler: Any, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"
