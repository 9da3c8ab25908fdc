"""What conditions on messages of the outbox share."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, String, cast, literal
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from scheduler.db.models import Booking, Document, Message
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.outbox import Cause

NEWER = aliased(Message)
"""Another message than the one that is looked at. One for all: a new alias takes long to make."""
Condition = ColumnElement[bool]
Holds = Callable[[datetime], Condition]
"""When what a message says holds, as of a moment. Built when it is asked for: all take longer to build than to run."""


def visit(*where: Condition) -> Condition:
    """The message's visit is as said."""
    return select(Booking.id).where(col(Booking.id) == col(Message.booking_id), *where).exists()


def is_at(*stages: DocumentStage) -> Condition:
    """The document, which is found by what the message names, is at one of some stages. Said of its stage with nothing
    behind it, which no index is for: PostgreSQL would look among all that are ready, where it believes that hardly any
    is.
    """
    return col(Document.stage).concat("").in_(stages)


def key_of(*parts: str | SQLColumnExpression[int] | SQLColumnExpression[int | None]) -> ColumnElement[str]:
    """A message's key, put together from texts and ids."""
    whole: ColumnElement[str] = literal("")
    for part in parts:
        whole = whole + (literal(part) if isinstance(part, str) else cast(part, String))
    return whole


def is_outdone(causes: Iterable[Cause]) -> Condition:
    """A newer message about the same visit, of one of some causes, waits or went out."""
    return (
        select(NEWER.id)
        .where(
            col(NEWER.booking_id) == col(Message.booking_id),
            col(NEWER.id) > col(Message.id),
            col(NEWER.cause).in_(tuple(causes)),
            col(NEWER.state) != "moot",
        )
        .exists()
    )
