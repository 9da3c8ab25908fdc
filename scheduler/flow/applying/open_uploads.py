"""Files on their way: which are, and how each ends once, with what it took of every bound given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, text, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import ApplicationItem, Upload
from scheduler.domain.applying.file_bounds import LEAST, counted
from scheduler.flow.core import shares

T = TypeVar("T")

OPEN, DRAWING, DONE, REFUSED = "open", "drawing", "done", "refused"
UNDER_WAY = (OPEN, DRAWING)
IS_UNDER_WAY = text("upload.state IN ('open', 'drawing')")
"""In the very words of the index of uploads under way: few among many."""
HAS_MORE_TO_COME = col(Upload.received) < col(Upload.size)
GIVEN_UP = "given_up"
"""Why an upload came to nothing that nobody refused."""
IDLE = timedelta(minutes=2)
"""After so long without a byte an upload gives way to another of its address, where there is no room for both."""
RESTS = timedelta(hours=1)
"""After which an upload of which nothing came is given up, if it has not come whole."""
LONGEST = timedelta(days=1)
"""After which any upload is given up."""
A_HANDFUL = 50
"""Uploads that one step gives up."""


def refuse(session: Session, token: str, *, why: str) -> None:
    """An upload came to nothing; `why` is the refusal's code. One that has ended stays as it is."""
    upload = hold_upload(session, token)
    if upload is not None:
        shares.give_back(session, [upload])
        settle(session, upload, REFUSED, why=why)


def hold_upload(session: Session, token: str) -> Upload | None:
    """An upload that has not ended, held until the transaction does: of two that end it one finds it here."""
    return session.scalars(
        select(Upload)
        .where(col(Upload.token) == token, col(Upload.state).in_(UNDER_WAY))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def settle(session: Session, upload: Upload, state: str, *, why: str | None = None) -> None:
    """An upload has ended; where it came from is forgotten. What it took of the bounds is the caller's to settle."""
    ended = update(Upload).values(state=state, why=why, drawing_since=None, asker=None)
    change_rows(session, ended.where(col(Upload.id) == upload.id), synchronize=True)


def is_one_resting(session: Session, *, as_of: datetime) -> bool:
    """Whether `give_up_resting` would find one, so that nothing is written where there is nothing to do."""
    return session.scalar(select(col(Upload.id)).where(IS_UNDER_WAY, _is_over(as_of)).limit(1)) is not None


def give_up_resting(session: Session, *, as_of: datetime) -> list[str]:
    """End a handful of uploads left half-way; returns their tokens, whose parts are to go. Empty: there are no more."""
    resting = select(Upload).where(IS_UNDER_WAY, _is_over(as_of)).order_by(col(Upload.id)).limit(A_HANDFUL)
    return _give_up(session, session.scalars(resting.with_for_update(skip_locked=True)).all())


def make_room(session: Session, asker: str | None, application: int, size: int, *, now: datetime) -> list[str]:
    """Give up uploads that keep a file of so many bytes, for an application, from being taken; returns their tokens,
    whose parts are to go. Empty: there is nothing to give up.

    Of the same address what rests. Then the oldest of the address that has most on its way, where that is more than
    this one would have; then so of the applications of this address alone, behind which many people may send.
    """
    of_it = col(Upload.asker) == asker
    given_up = _give_up(session, _oldest(session, of_it, HAS_MORE_TO_COME, col(Upload.moved_at) < now - IDLE))
    if given_up or asker is None:
        return given_up
    more = counted(size)
    address = _has_most(session, col(Upload.asker), asker, more, col(Upload.asker).is_not(None))
    if address is not None:
        return _give_up(session, _as_much(_oldest(session, col(Upload.asker) == address), more))
    draft = _has_most(session, col(ApplicationItem.application_id), application, more, of_it)
    if draft is None:
        return []
    items = select(col(ApplicationItem.id)).where(col(ApplicationItem.application_id) == draft)
    return _give_up(session, _as_much(_oldest(session, of_it, col(Upload.item_id).in_(items)), more))


def _has_most(session: Session, by: Any, own: T, more: int, *where: ColumnElement[bool]) -> T | None:
    """Who has most on its way, if that is more than `own` would have with so many bytes more."""
    taken = func.sum(case((col(Upload.size) < LEAST, LEAST), else_=col(Upload.size)))  # as `counted` does
    of_each = (
        select(by, taken)
        .join(ApplicationItem, col(ApplicationItem.id) == col(Upload.item_id))
        .where(IS_UNDER_WAY, *where)
        .group_by(by)
    )
    sums: dict[T, int] = {row[0]: int(row[1]) for row in session.execute(of_each)}
    most = max(sums, key=lambda each: sums[each], default=None)
    return most if most is not None and sums[most] > sums.get(own, 0) + more else None


def _as_much(uploads: Sequence[Upload], size: int) -> Sequence[Upload]:
    """The first of some files that are together as large."""
    freed = list(accumulate((counted(upload.size) for upload in uploads), initial=0))
    return [upload for upload, before in zip(uploads, freed, strict=False) if before < size]


def _oldest(session: Session, *where: ColumnElement[bool]) -> Sequence[Upload]:
    """A handful of what is on its way and not drawn yet, held, by rising id; what has come whole last."""
    of_it = select(Upload).where(col(Upload.state) == OPEN, *where).order_by(col(Upload.received) == col(Upload.size))
    return session.scalars(of_it.order_by(col(Upload.id)).limit(A_HANDFUL).with_for_update(skip_locked=True)).all()


def give_up_all_of(session: Session, items: Sequence[int]) -> None:
    """End the uploads for items that go; the sweep takes the parts."""
    of_them = select(Upload).where(col(Upload.item_id).in_(items), col(Upload.state).in_(UNDER_WAY))
    _give_up(session, session.scalars(of_them.order_by(col(Upload.id)).with_for_update()).all())


def tokens_under_way(session: Session) -> Sequence[str]:
    """The tokens of all uploads that may still go on: their parts stay."""
    return session.scalars(select(Upload.token).where(IS_UNDER_WAY)).all()


def _is_over(as_of: datetime) -> ColumnElement[bool]:
    rests = and_(HAS_MORE_TO_COME, col(Upload.moved_at) < as_of - RESTS)
    return or_(rests, col(Upload.made_at) < as_of - LONGEST)


def _give_up(session: Session, uploads: Sequence[Upload]) -> list[str]:
    shares.give_back(session, uploads)
    for upload in uploads:
        settle(session, upload, REFUSED, why=GIVEN_UP)
    return [upload.token for upload in uploads]
