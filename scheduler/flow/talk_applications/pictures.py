"""The pictures of a conversation: which serve nothing yet, and how one becomes a page. Each serves one page only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import ApplicationItem, ApplicationPage, Conversation, ConversationLine, LinePicture
from scheduler.domain.talks import ItemFull, PicturesUsed, PictureUnknown
from scheduler.flow.applying.applications import pages_of

ASKED = ("missing", "unreadable")
"""Of an item: it was asked for again."""
MOST = 60
"""Pictures of a conversation that are looked at, the newest."""


def is_here() -> ColumnElement[bool]:
    """Of a picture: its file is there, also where it is a page's by now."""
    page_gone = select(col(ApplicationPage.id)).where(
        col(ApplicationPage.id) == col(LinePicture.page_id), col(ApplicationPage.gone_at).is_not(None)
    )
    return and_(col(LinePicture.gone_at).is_(None), ~page_gone.exists())


def free_pictures(session: Session, conversation_id: int) -> list[LinePicture]:
    """Pictures of a conversation that serve no page and are here, in the order in which they came."""
    found = session.scalars(
        select(LinePicture)
        .join(ConversationLine, col(ConversationLine.id) == col(LinePicture.line_id))
        .where(
            col(ConversationLine.conversation_id) == conversation_id,
            col(LinePicture.page_id).is_(None),
            col(LinePicture.gone_at).is_(None),
        )
        .order_by(col(ConversationLine.at).desc(), col(ConversationLine.id).desc(), col(LinePicture.position).desc())
        .limit(MOST)
    ).all()
    return list(reversed(found))


def pictures_by_id(session: Session, conversation: Conversation, ids: Sequence[int]) -> dict[int, LinePicture]:
    """Pictures of a conversation that is held. Raises PictureUnknown; PicturesUsed where one serves a page already."""
    rows = session.scalars(
        select(LinePicture)
        .join(ConversationLine, col(ConversationLine.id) == col(LinePicture.line_id))
        .where(col(ConversationLine.conversation_id) == conversation.id, col(LinePicture.id).in_(ids))
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if len(found) != len(set(ids)) or any(row.gone_at for row in found.values()):
        raise PictureUnknown
    if any(row.page_id is not None for row in found.values()):
        raise PicturesUsed
    return found


def give_pages(session: Session, item: ApplicationItem, pictures: Sequence[LinePicture], *, now: datetime) -> None:
    """Pictures become pages of an item that is held: where it was asked for again, in place of those it had.

    Raises ItemFull, PicturesUsed.
    """
    before = pages_of(session, [item])[item.id]
    if item.state in ASKED:
        for page in before:
            page.replaced_at = now
            session.add(page)
        before = []
    if len(before) + len(pictures) > item.most_pages:
        raise ItemFull(item=item.name, most=item.most_pages)
    first = max((page.position for page in before), default=-1) + 1
    for position, picture in enumerate(pictures, first):
        _give(session, item, picture, position, now)
    item.state, item.why, item.words, item.decided_by, item.decided_at = "sent", None, None, None, None
    session.add(item)
    session.flush()


def _give(session: Session, item: ApplicationItem, picture: LinePicture, position: int, now: datetime) -> None:
    page = ApplicationPage(
        office_id=item.office_id,
        item_id=item.id,
        mark=picture.mark,
        position=position,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        hint=picture.hint,
        upload=f"line-{picture.line_id}",
        sent_at=now,
    )
    session.add(page)
    session.flush()
    unused = update(LinePicture).where(
        col(LinePicture.id) == picture.id, col(LinePicture.page_id).is_(None), col(LinePicture.gone_at).is_(None)
    )
    if not change_rows(session, unused.values(page_id=page.id)):
        raise PicturesUsed
