"""A lock by name for what no row stands for: counting something of one person, or making the first row of a household.

Held until the transaction ends. SQLite has one writer and needs none. Whatever the form of a hash, its name is one.
"""

from sqlalchemy import func, select
from sqlmodel import Session

from scheduler import keys


def hold_name(session: Session, name: bytes) -> None:
    """Hold a name: of the transactions that name the same, one after the other goes on. `name` is a keyed hash."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(keys.ring().chain.newest(name)[-8:], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
