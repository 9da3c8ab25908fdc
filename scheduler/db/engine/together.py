"""A step that many hand over at the same time, run for all of them by one set of statements.

In a rush most of what waits for the writer is of one kind, and what each costs is for the most part the way to the
database and back. So those who wait for it may go together: neighbours in the queue on SQLite, on PostgreSQL all of
them (`grouping.py`). Whoever writes such a step says it twice, for one and for
many, and keeps this promise: what `many` answers, and the rows it leaves, are what `one` would have given and left, had
the same come to it one after the other, but for ids, which rise by office. What it is not sure of it leaves to `one`:
everything that is refused, say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlmodel import Session

A = TypeVar("A")
R = TypeVar("R")

AT_ONCE = 64
"""How many go together at most; as many as a batch of the writer has."""

Many = Callable[[Session, Sequence[A]], Sequence[R | None]]


@dataclass(frozen=True, slots=True)
class Together(Generic[A, R]):
    """A step for one who asks, and the same for many.

    one: returns the answer, raises refusals. many: an answer for each in their order, or None for those that are to be
    run by `one` behind the others, in their order. It may raise: then nothing it did stands, and `one` is run for each.
    """

    one: Callable[[Session, A], R]
    many: Many[A, R]
