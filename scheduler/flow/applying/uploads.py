"""Files for the checklist of an application: begun, received piece by piece, and put in their place as pages."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, ApplicationItem, ApplicationPage, Upload
from scheduler.domain.applying.file_bounds import MOST_OF_DRAFT, USUAL, Bounds, counted
from scheduler.domain.applying.upload_refusals import (
    MOST_BYTES,
    FileEmpty,
    FilesTooLarge,
    FileTooLarge,
    OffsetDiffers,
    PhoneFirst,
    TooManyFiles,
    TooManyPages,
    UploadUnknown,
)
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.applying.open_items import hold_item, item_of, live_pages
from scheduler.flow.applying.open_uploads import DONE, DRAWING, GIVEN_UP, OPEN, REFUSED, UNDER_WAY, hold_upload, settle
from scheduler.flow.core import shares
from scheduler.flow.core.local_time import today_of

MOST_FILES = 60
"""Of one application, from its first to its last."""
MOST_BEGUN = 4 * MOST_FILES
"""Of one application, with all that came to nothing."""
MOST_OPEN = 3
"""Uploads of one application at once; one more, and the oldest is given up, one that has come whole last of all. A
browser sends one after the other.
"""
DRAWN_WITHIN = timedelta(minutes=5)
"""A process that draws an upload for longer has died; another may."""


class NewPage(Protocol):
    """A page whose file is in the vault (`scheduler.pictures.keeping.Kept`)."""

    @property
    def mark(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def hint(self) -> str | None: ...


class Terms(NamedTuple):
    """On what terms somebody sends. asker: keyed hash of the address; asks_code: whether phones are confirmed first."""

    asker: str | None = None
    asks_code: bool = False
    bounds: Bounds = USUAL


FROM_NOWHERE = Terms()
"""The terms of who sends from inside the house."""


class Sender(NamedTuple):
    """Whose an upload is. phone: the hash of a phone that was confirmed; None where nobody knows it."""

    application_id: int
    phone: bytes | None


class Begun(NamedTuple):
    """A new upload, and the tokens of those that gave way to it: their parts may go after the commit."""

    token: str
    given_up: Sequence[str]


def begin(
    session: Session, code: str, position: int, *, size: int, terms: Terms = FROM_NOWHERE, now: datetime
) -> Begun:
    """A file of so many bytes is on its way. What it may take is kept for it until it ends.

    Raises FileEmpty, FileTooLarge, FilesTooLarge, PhoneFirst, TooManyFiles, TooMuchToday, TooMuchFromHere, UploadsBusy,
    ApplicationUnknown, ItemUnknown, ItemClosed.
    """
    if size <= 0:
        raise FileEmpty
    if size > MOST_BYTES:
        raise FileTooLarge
    application = application_by_code(session, code)
    item = hold_item(session, application, position, now)
    refuse_before_phone(application, asks_code=terms.asks_code)
    given_up = _giving_way(session, application)
    if _bytes_of(session, application, without=given_up) + counted(size) > MOST_OF_DRAFT:
        raise FilesTooLarge
    upload = Upload(
        office_id=item.office_id,
        item_id=item.id,
        token=secrets.token_hex(16),
        size=size,
        made_at=now,
        moved_at=now,
        day=today_of(queries.office_by_id(session, item.office_id), now),
        asker=terms.asker,
    )
    session.add(upload)
    session.flush()
    shares.reserve(session, upload, terms.bounds, instead_of=given_up)
    for each in given_up:
        settle(session, each, REFUSED, why=GIVEN_UP)
    return Begun(upload.token, [each.token for each in given_up])


def refuse_before_phone(application: Application, *, asks_code: bool) -> None:
    """Where a code can be sent, files come once the application's phone is confirmed. Raises PhoneFirst.

    Of one that was sent that question is over: what is asked for again may come.
    """
    if asks_code and application.document_id is None and application.phone_confirmed_at is None:
        raise PhoneFirst


def upload_of(session: Session, code: str, token: str) -> tuple[Upload, ApplicationItem]:
    """An upload with its item, for whoever has the code of its application.

    Raises ApplicationUnknown; UploadUnknown also for one that was given up.
    """
    application = application_by_code(session, code)
    if not token.isprintable():
        raise UploadUnknown
    found = session.execute(
        select(Upload, ApplicationItem)
        .join(ApplicationItem, col(ApplicationItem.id) == col(Upload.item_id))
        .where(col(Upload.token) == token, col(ApplicationItem.application_id) == application.id)
    ).first()
    if found is None or found[0].why == GIVEN_UP:
        raise UploadUnknown
    return found[0], found[1]


def sender_of(session: Session, token: str) -> Sender:
    """Whose an upload is. Raises UploadUnknown."""
    found = session.execute(
        select(col(Application.id), col(Application.phone_hash), col(Application.phone_confirmed_at))
        .join(ApplicationItem, col(ApplicationItem.application_id) == col(Application.id))
        .join(Upload, col(Upload.item_id) == col(ApplicationItem.id))
        .where(col(Upload.token) == token)
    ).first()
    if found is None:
        raise UploadUnknown
    application, phone, confirmed_at = found
    return Sender(application, phone if confirmed_at is not None else None)


def arrived(
    session: Session, code: str, position: int, *, now: datetime
) -> tuple[ApplicationItem, Sequence[tuple[str, int]]]:
    """An open item, and of what has come whole for it and was not drawn yet each token and size, oldest first.

    Raises ApplicationUnknown, ItemUnknown, ItemClosed.
    """
    item = item_of(session, code, position)
    here = select(col(Upload.token), col(Upload.size)).where(col(Upload.item_id) == item.id, _is_here(now))
    return item, [(token, size) for token, size in session.execute(here.order_by(col(Upload.id)))]


def count_arrived(session: Session, items: Sequence[ApplicationItem], *, now: datetime) -> Mapping[int, int]:
    """How many files have come whole and were not drawn yet, by the id of their item; nothing of items without any."""
    found = session.execute(
        select(col(Upload.item_id), func.count())
        .where(col(Upload.item_id).in_([item.id for item in items]), _is_here(now))
        .group_by(col(Upload.item_id))
    )
    return {item: count for item, count in found.all()}  # noqa: C416 - a row is no pair to mypy


def note_received(session: Session, token: str, *, start: int, end: int, now: datetime) -> int:
    """An upload's bytes from `start` to before `end` are on the disk; returns how many are. Raises OffsetDiffers.

    Only the next piece counts; one that came before leaves all as it is, and is told where to go on. Raises
    UploadUnknown for an upload that has ended meanwhile: its part is the caller's to drop.
    """
    waits = update(Upload).where(
        col(Upload.token) == token, col(Upload.state) == OPEN, col(Upload.received) == start, col(Upload.size) >= end
    )
    if not change_rows(session, waits.values(received=end, moved_at=now)):
        row = session.scalars(select(Upload).where(col(Upload.token) == token)).first()
        if row is None or row.state not in UNDER_WAY:
            raise UploadUnknown
        raise OffsetDiffers(offset=row.received)
    return end


def claim(session: Session, token: str, *, now: datetime) -> bool:
    """An upload has come whole, and is this caller's to draw; False where another is at it, or it has ended."""
    here = update(Upload).where(col(Upload.token) == token, _is_here(now))
    return change_rows(session, here.values(state=DRAWING, drawing_since=now, moved_at=now)) == 1


def _is_here(now: datetime) -> ColumnElement[bool]:
    """Of an upload: all of it has come, and nobody draws it, or the process that did has died."""
    left = and_(col(Upload.state) == DRAWING, col(Upload.drawing_since) < now - DRAWN_WITHIN)
    return and_(col(Upload.received) == col(Upload.size), or_(col(Upload.state) == OPEN, left))


def let_go(session: Session, token: str) -> None:
    """Who drew an upload could not bring it to an end; it may be claimed at once."""
    claimed = update(Upload).where(col(Upload.token) == token, col(Upload.state) == DRAWING)
    change_rows(session, claimed.values(state=OPEN, drawing_since=None))


def finish(
    session: Session, code: str, token: str, pages: Sequence[NewPage], *, bounds: Bounds = USUAL, now: datetime
) -> Sequence[ApplicationPage]:
    """Put the pages of an upload behind those of its item; returns all that stand there now.

    The first new page of what was asked for again takes the place of all that stood there. An upload that has ended
    changes nothing: pages of which no row is told are the caller's to drop.

    Raises TooManyPages, FilesTooLarge, TooMuchToday, TooMuchFromHere, ItemClosed, UploadUnknown, ApplicationUnknown;
    then the upload has not ended.
    """
    _, item = upload_of(session, code, token)
    application = session.get_one(Application, item.application_id)
    item = hold_item(session, application, item.position, now)
    upload = hold_upload(session, token)
    if upload is None:
        return live_pages(session, item)
    kept = sum(page.size for page in pages)
    if _bytes_of(session, application, without=[upload]) + kept > MOST_OF_DRAFT:
        raise FilesTooLarge
    if item.state in ("missing", "unreadable"):
        _replace(session, item, now)
    _put_behind(session, item, pages, token, now)
    shares.keep(session, upload, kept, bounds)
    settle(session, upload, DONE)
    return live_pages(session, item)


def _put_behind(session: Session, item: ApplicationItem, pages: Sequence[NewPage], token: str, now: datetime) -> None:
    there = live_pages(session, item)
    if len(there) + len(pages) > item.most_pages:
        raise TooManyPages(most=item.most_pages)
    behind = max((page.position for page in there), default=-1) + 1
    for place, page in enumerate(pages, start=behind):
        session.add(
            ApplicationPage(
                office_id=item.office_id,
                item_id=item.id,
                mark=page.mark,
                position=place,
                width=page.width,
                height=page.height,
                size=page.size,
                hint=page.hint,
                upload=token,
                sent_at=now,
            )
        )
    item.state, item.why, item.words, item.decided_by, item.decided_at = "sent", None, None, None, None
    session.add(item)
    session.flush()


def _giving_way(session: Session, application: Application) -> Sequence[Upload]:
    """The oldest under way of an application that has as many as it may, held; what has come whole last of all.

    Raises TooManyFiles.
    """
    of_it = (
        select(Upload)
        .join(ApplicationItem, col(ApplicationItem.id) == col(Upload.item_id))
        .where(col(ApplicationItem.application_id) == application.id)
        .order_by(col(Upload.id))
    )
    uploads = session.scalars(of_it).all()
    if len(uploads) >= MOST_BEGUN or sum(each.state == DONE for each in uploads) >= MOST_FILES:
        raise TooManyFiles
    held = of_it.where(col(Upload.state) == OPEN).with_for_update(of=Upload).execution_options(populate_existing=True)
    waiting = sorted(session.scalars(held), key=lambda each: each.received == each.size)
    return waiting[: max(len(waiting) - MOST_OPEN + 1, 0)]


def _bytes_of(session: Session, application: Application, *, without: Sequence[Upload] = ()) -> int:
    """What an application takes of the disk, with all that may still come of what is on its way."""
    items = select(col(ApplicationItem.id)).where(col(ApplicationItem.application_id) == application.id)
    pages = select(func.sum(ApplicationPage.size)).where(
        col(ApplicationPage.item_id).in_(items), col(ApplicationPage.gone_at).is_(None)
    )
    on_their_way = session.scalars(
        select(Upload).where(col(Upload.item_id).in_(items), col(Upload.state).in_(UNDER_WAY))
    )
    left_out = {each.id for each in without}
    under_way = sum(counted(each.size) for each in on_their_way if each.id not in left_out)
    return (session.scalar(pages) or 0) + under_way


def _replace(session: Session, item: ApplicationItem, now: datetime) -> None:
    standing = update(ApplicationPage).where(
        col(ApplicationPage.item_id) == item.id, col(ApplicationPage.replaced_at).is_(None)
    )
    change_rows(session, standing.values(replaced_at=now), synchronize=True)
