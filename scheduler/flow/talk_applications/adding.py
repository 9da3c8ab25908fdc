"""Later pictures of a conversation go to an application that wants them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    Conversation,
    Document,
    LinePicture,
    Office,
)
from scheduler.domain.stages import DocumentStage
from scheduler.domain.talks import ItemSettled, NothingChosen
from scheduler.flow.applying.applications import items_of
from scheduler.flow.documents.documents import advance_document
from scheduler.flow.talk_applications.openings import applications_of, takes_pictures
from scheduler.flow.talk_applications.pictures import ASKED, free_pictures, give_pages, pictures_by_id
from scheduler.flow.talks.conversations import hold_conversation, note_step, settle

ADDED = "added"


def add_pictures(
    session: Session,
    office: Office,
    conversation_id: int,
    item_id: int,
    pictures: Sequence[int],
    *,
    by: str,
    now: datetime,
) -> Application:
    """Pictures become pages of an open item, which lies before the clerks from now. Once they have, nothing happens.

    Where nothing else was asked for, the document counts as complete again until a clerk has looked.
    Raises ConversationUnknown, NothingChosen, ItemSettled, PictureUnknown, PicturesUsed, ItemFull.
    """
    if not pictures:
        raise NothingChosen
    conversation = hold_conversation(session, office, conversation_id)
    application, item = _held(session, conversation, item_id)
    if _is_done(session, item, pictures):
        return application
    document = session.get(Document, application.document_id) if application.document_id else None
    if document is not None:
        session.refresh(document)
    if not takes_pictures(application, document, item):
        raise ItemSettled
    found = pictures_by_id(session, conversation, pictures)
    give_pages(session, item, [found[each] for each in dict.fromkeys(pictures)], now=now)
    application.touched_at = now
    session.add(application)
    if document is not None:
        _send_again(session, office, application, document, by=by, now=now)
    note_step(session, conversation, ADDED, by=by, now=now)
    if not free_pictures(session, conversation.id):
        settle(session, conversation)
    return application


def _held(session: Session, conversation: Conversation, item_id: int) -> tuple[Application, ApplicationItem]:
    """An item of an application of the phone, both held until the commit."""
    item = session.get(ApplicationItem, item_id)
    ours = {of.application.id for of in applications_of(session, conversation)}
    if item is None or item.application_id not in ours:
        raise ItemSettled
    application = session.get(Application, item.application_id, with_for_update=True, populate_existing=True)
    item = session.get(ApplicationItem, item_id, with_for_update=True, populate_existing=True)
    if application is None or item is None:
        raise ItemSettled
    return application, item


def _is_done(session: Session, item: ApplicationItem, pictures: Sequence[int]) -> bool:
    """Whether these very pictures are pages of the item already: the same press came twice."""
    served = session.scalars(
        select(col(LinePicture.id))
        .join(ApplicationPage, col(ApplicationPage.id) == col(LinePicture.page_id))
        .where(col(LinePicture.id).in_(pictures), col(ApplicationPage.item_id) == item.id)
    )
    return set(served) == set(pictures)


def _send_again(
    session: Session, office: Office, application: Application, document: Document, *, by: str, now: datetime
) -> None:
    application.waiting_since = now
    session.add(application)
    session.flush()
    if document.stage != DocumentStage.INCOMPLETE:
        return
    if not any(item.state in ASKED for item in items_of(session, application.id)):
        advance_document(session, office, document, DocumentStage.RECEIVED, by=by, now=now)
