"""What a rule of keeping takes: a table, which rows of it are due, and what it means that they go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.privacy.keeping import Kind

Due = Callable[[Session, Office, datetime], Select[int]]
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
