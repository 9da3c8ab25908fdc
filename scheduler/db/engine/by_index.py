"""Steps whose statements have an index each that leads to their few rows, and are to go by it.

PostgreSQL chooses between ways by what it last counted, which by default is when a tenth of a table had changed. After
a release of ten thousand documents it may believe for hours that hardly any is ready and no message new, and a way that
is good for hardly any, to collect all of them and sort them, is gone for every portion of them.

Up to 17 PostgreSQL takes what is left out to be very dear, and goes that way where there is no other. It would compile
such a statement first, for ten seconds (`jit`), so that is left out too.
"""

from sqlalchemy import ColumnElement, text
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared

LEFT_OUT = tuple(
    Prepared(text(f"SET LOCAL {way} = off"), blind=True) for way in ("enable_seqscan", "enable_bitmapscan", "jit")
)


def go_by_index(session: Session) -> None:
    """From here to the end of its transaction a step on PostgreSQL reads along indexes, where there is one at all. It
    costs no trip. SQLite, which has counted nothing, does so by itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        for each in LEFT_OUT:
            each.put_off(session)


def found_otherwise(column: int | None) -> ColumnElement[int]:
    """A column with a number, of which a row is asked that something else finds: said so that no index is for it.

    SQLite counts nothing (decision 114) and believes that an office has few rows, or that few of a column are empty. It
    would read all of them in their order, rather than those of a phone.
    """
    number: ColumnElement[int] = col(column) + 0  # type: ignore[assignment]
    return number
