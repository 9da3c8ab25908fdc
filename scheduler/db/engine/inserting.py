"""INSERT that may meet a row that is there: both databases have it, SQLAlchemy by the name of each."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(session: Session, table: type[SQLModel]) -> Any:
    """A statement of the session's database, to be given values and `on_conflict_do_...`."""
    return INSERT[session.get_bind().dialect.name](table)
