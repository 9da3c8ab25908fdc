"""What documents may be narrowed to, and what has to hold of a row, asked row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from scheduler.db.models import Document, StoppedNumber
from scheduler.domain.stages import OVER

ID: ColumnElement[Any] = cast("ColumnElement[Any]", col(Document.id))
CREATED: ColumnElement[Any] = cast("ColumnElement[Any]", col(Document.created_at))
ON_PAPER: ColumnElement[bool] = col(Document.paper_asked_at).is_not(None)
"""Of a document: it is wanted on paper. As the index of those few has it."""
Check = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""What has to hold of a row, given its id, in SQL."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the documents are narrowed to; None is no matter. since, until: when they were registered.

    stopped: those only to whose phone nothing is sent. shelved: whether their shelf is known.
    paper: those only that are wanted on paper and were not handed over.
    """

    stage: str | None = None
    type_id: int | None = None
    channel: str | None = None
    place: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    stopped: bool = False
    shelved: bool | None = None
    paper: bool = False

    @property
    def leave_few(self) -> bool:
        """Whether what the filters leave can be found by an index, and may be little."""
        return self.stopped or self.paper or any(each is not None for each in (self.stage, self.since, self.until))


def passes(office_id: int, filters: Filters) -> Check:
    """That a row is of the office and passes the filters."""
    kept = [col(Document.office_id) == office_id]
    for column, value in (
        (Document.stage, filters.stage),
        (Document.type_id, filters.type_id),
        (Document.channel, filters.channel),
        (Document.place, filters.place),
    ):
        if value is not None:
            kept.append(col(column) == value)
    if filters.since is not None:
        kept.append(filters.since <= CREATED)
    if filters.until is not None:
        kept.append(filters.until > CREATED)
    if filters.shelved is not None:
        shelf = col(Document.shelf)
        kept.append(shelf.is_not(None) if filters.shelved else shelf.is_(None))
    if filters.stopped:
        kept.append(col(Document.phone_hash).in_(stopped_phones(office_id)))
    if filters.paper:
        kept += [ON_PAPER, col(Document.stage).not_in(OVER)]
    return lambda row: there(select(ID).where(row == ID, *kept))


def count_on_paper(session: Session, office_id: int) -> int:
    """How many documents are wanted on paper and were not handed over."""
    wanted = select(func.count()).where(
        col(Document.office_id) == office_id, ON_PAPER, col(Document.stage).not_in(OVER)
    )
    return session.scalar(wanted) or 0


def there(one: Select[Any]) -> ColumnElement[bool]:
    """Whether a query finds its row, of which there is one at most: asked row by row, by its key.

    EXISTS would say the same, but PostgreSQL makes a join of it, and may read the whole office for that.
    """
    return one.scalar_subquery().is_not(None)


def stopped_phones(office_id: int) -> Select[Any]:
    """The hashes of the phones of an office that nothing is sent to."""
    return select(col(StoppedNumber.phone_hash)).where(col(StoppedNumber.office_id) == office_id)
