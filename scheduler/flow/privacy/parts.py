"""What a rule of keeping takes: a table, which rows of it are due, and what it means that they go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, func, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import DeedRow, Disclosure, Move, Office
from scheduler.domain.privacy.keeping import Kind
from scheduler.flow.audit.forgetting import say_forgotten

Due = Callable[[Office, datetime], Select[int]]
"""The ids of what is due, the oldest first, of an office and what is not younger than a moment."""
Take = Callable[[Session, Sequence[int], datetime], list[str]]
"""Lets rows go that are held, at a moment; returns the marks of files that no row needs any more."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table that belongs to a kind. What is under way is never due."""

    kind: Kind
    table: str
    due: Due
    take: Take


def newest_of(kind: type[DeedRow | Disclosure | Move]) -> ScalarSelect[int]:
    """The newest id of a table that is in the chain. That row stays, however old it is: SQLite would give its number to
    the next one, which nobody could tell from a row that was put in between.
    """
    return select(func.max(col(kind.id))).scalar_subquery()


def take_history(session: Session, which: ColumnElement[bool], now: datetime, *, why: str) -> None:
    """Let moves go. That a step was undone stays known: what it wrote down may be there longer, and does not count.

    why: the rule, as the chain names it.
    """
    gone = session.scalars(select(col(Move.id)).where(which)).all()
    say_forgotten(session, "move", gone=gone, why=why, now=now)
    change_rows(session, delete(Move).where(which))
