"""Files for the checklist of an application: begun, received piece by piece, and put in their place as pages."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from scheduler.db.models import Application, ApplicationItem, ApplicationPage, Upload
from scheduler.domain.upload_errors import (
    MOST_BYTES,
    FileEmpty,
    FileTooLarge,
    OffsetDiffers,
    TooManyFiles,
    TooManyPages,
    UploadUnknown,
)
from scheduler.flow.applications import application_by_code
from scheduler.flow.open_items import hold_item, live_pages

MOST_FILES = 60
"""Of one application, from its first to its last."""
MOST_BEGUN = 4 * MOST_FILES
"""Of one application, with all that came to nothing."""
MOST_OPEN = 10
"""Uploads of one application; one more, and the oldest is given up."""
STALE = timedelta(days=1)
"""After which an upload that has not ended is given up."""
DRAWN_WITHIN = timedelta(minutes=5)
"""Whoever draws an upload for longer has died; another may."""
OPEN, DRAWING, DONE, REFUSED = "open", "drawing", "done", "refused"
UNDER_WAY = (OPEN, DRAWING)


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


class Begun(NamedTuple):
    """A new upload, and the tokens of those that gave way to it: their parts may go after the commit."""

    token: str
    given_up: Sequence[str]


def begin(session: Session, code: str, position: int, *, size: int, now: datetime) -> Begun:
    """A file of so many bytes is on its way.

    Raises FileEmpty, FileTooLarge, TooManyFiles, ApplicationUnknown, ItemUnknown, ItemClosed.
    """
    if size <= 0:
        raise FileEmpty
    if size > MOST_BYTES:
        raise FileTooLarge
    item = hold_item(session, application_by_code(session, code), position, now)
    uploads = _uploads_of(session, item.application_id)
    if len(uploads) >= MOST_BEGUN or sum(each.state == DONE for each in uploads) >= MOST_FILES:
        raise TooManyFiles
    waiting = [each.token for each in uploads if each.state == OPEN]
    given_up = waiting[: max(len(waiting) - MOST_OPEN + 1, 0)]
    for token in given_up:
        refuse(session, token, why="given_up")
    upload = Upload(office_id=item.office_id, item_id=item.id, token=secrets.token_hex(16), size=size, made_at=now)
    session.add(upload)
    session.flush()
    return Begun(upload.token, given_up)


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
    if found is None or found[0].why == "given_up":
        raise UploadUnknown
    return found[0], found[1]


def note_received(session: Session, token: str, *, start: int, end: int) -> int:
    """The bytes from `start` to before `end` are here; returns how many are. Raises OffsetDiffers.

    Only the next piece counts; one that came before leaves all as it is, and is told where to go on. Raises
    UploadUnknown for one that has ended meanwhile: its part is the caller's to drop.
    """
    counted = session.execute(
        update(Upload)
        .where(
            col(Upload.token) == token, col(Upload.state) == OPEN, col(Upload.received) == start,
            col(Upload.size) >= end,
        )
        .values(received=end)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if not counted.rowcount:  # type: ignore[attr-defined]
        row = session.scalars(select(Upload).where(col(Upload.token) == token)).first()
        if row is None or row.state not in UNDER_WAY:
            raise UploadUnknown
        raise OffsetDiffers(offset=row.received)
    return end


def claim(session: Session, token: str, *, now: datetime) -> bool:
    """All of it is here, and it is this caller's to draw; False where another is at it, or it has ended."""
    claimed = session.execute(
        update(Upload)
        .where(
            col(Upload.token) == token,
            col(Upload.received) == col(Upload.size),
            or_(
                col(Upload.state) == OPEN,
                and_(col(Upload.state) == DRAWING, col(Upload.drawing_since) < now - DRAWN_WITHIN),
            ),
        )
        .values(state=DRAWING, drawing_since=now)
        .execution_options(synchronize_session=False)
    )
    return bool(claimed.rowcount)  # type: ignore[attr-defined]


def let_go(session: Session, token: str) -> None:
    """Whoever drew it could not bring it to an end; it may be claimed at once."""
    session.execute(
        update(Upload)
        .where(col(Upload.token) == token, col(Upload.state) == DRAWING)
        .values(state=OPEN, drawing_since=None)
        .execution_options(synchronize_session=False)
    )


def finish(
    session: Session, code: str, token: str, pages: Sequence[NewPage], *, now: datetime
) -> Sequence[ApplicationPage]:
    """Put the pages of an upload behind those of its item; returns all that stand there now.

    The first new page of what was asked for again takes the place of all that stood there. An upload that has ended
    changes nothing: pages of which no row is told are the caller's to drop.

    Raises TooManyPages, ItemClosed, UploadUnknown, ApplicationUnknown; then the upload has not ended.
    """
    upload, item = upload_of(session, code, token)
    item = hold_item(session, session.get_one(Application, item.application_id), item.position, now)
    if not _ended(session, token, DONE):
        return live_pages(session, item)
    if item.state in ("missing", "unreadable"):
        _replace(session, item, now)
    there = live_pages(session, item)
    if len(there) + len(pages) > item.most_pages:
        raise TooManyPages(most=item.most_pages)
    behind = max((page.position for page in there), default=-1) + 1
    for place, page in enumerate(pages, start=behind):
        session.add(
            ApplicationPage(
                office_id=item.office_id, item_id=item.id, mark=page.mark, position=place, width=page.width,
                height=page.height, size=page.size, hint=page.hint, upload=upload.token, sent_at=now,
            )
        )  # fmt: skip
    item.state, item.why, item.words, item.decided_by, item.decided_at = "sent", None, None, None, None
    session.add(item)
    session.flush()
    return live_pages(session, item)


def refuse(session: Session, token: str, *, why: str) -> None:
    """It came to nothing; `why` is the refusal's code. One that has ended stays as it is."""
    _ended(session, token, REFUSED, why=why)


def give_up_stale(session: Session, *, as_of: datetime) -> Sequence[str]:
    """End what was left half-way; returns the tokens of all that is still on its way, whose parts must stay."""
    session.execute(
        update(Upload)
        .where(col(Upload.state).in_(UNDER_WAY), col(Upload.made_at) < as_of - STALE)
        .values(state=REFUSED, why="given_up")
        .execution_options(synchronize_session=False)
    )
    return session.scalars(select(Upload.token).where(col(Upload.state).in_(UNDER_WAY))).all()


def _uploads_of(session: Session, application_id: int) -> Sequence[Upload]:
    """Of all its items, oldest first."""
    return session.scalars(
        select(Upload)
        .join(ApplicationItem, col(ApplicationItem.id) == col(Upload.item_id))
        .where(col(ApplicationItem.application_id) == application_id)
        .order_by(col(Upload.made_at), col(Upload.id))
    ).all()


def _replace(session: Session, item: ApplicationItem, now: datetime) -> None:
    session.execute(
        update(ApplicationPage)
        .where(col(ApplicationPage.item_id) == item.id, col(ApplicationPage.replaced_at).is_(None))
        .values(replaced_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _ended(session: Session, token: str, state: str, *, why: str | None = None) -> bool:
    """Whether this ended it, and nobody before."""
    done = session.execute(
        update(Upload)
        .where(col(Upload.token) == token, col(Upload.state).in_(UNDER_WAY))
        .values(state=state, why=why, drawing_since=None)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
