"""What one page asks for in several places is read once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

P = ParamSpec("P")
T = TypeVar("T")

READ = "read_once"
"""Where a session for reading keeps what was read; a session of a step has none, and reads anew what it may change."""


def read_once(query: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """A query that a session for reading sends once for the same arguments; what it returns is not to be changed.

    It is true for as long as the session is: such a session only reads, and lasts for one look at what was committed.
    """

    @wraps(query)
    def once(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        kept: dict[Any, T] | None = session.info.get(READ)
        if kept is None:
            return query(session, *args, **kwargs)
        asked = (query, args, tuple(kwargs.items()))
        if asked not in kept:
            kept[asked] = query(session, *args, **kwargs)
        return kept[asked]

    return once
