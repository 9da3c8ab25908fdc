"""Lines of an application's checklist that take files now, and the pages that stand there.

The application's row is held first, then the item's: what is open stays open until the page is in it, and two files at
once never make one page too many.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, ApplicationItem, ApplicationPage, Document
from scheduler.domain.applying.upload_refusals import ItemClosed, ItemUnknown, PageUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying.applications import application_by_code, hold_application, pages_of

LAST_POSITION = 2**31 - 1
"""A larger number is none that the database could be asked for."""


def item_of(session: Session, code: str, position: int) -> ApplicationItem:
    """An item that takes files now. Raises ItemUnknown, ItemClosed, ApplicationUnknown."""
    application = application_by_code(session, code)
    item = _item(session, application, position)
    if not takes_files(session, application, item):
        raise ItemClosed
    return item


def takes_files(session: Session, application: Application, item: ApplicationItem) -> bool:
    """Whether an item is open: its application is not sent yet, or something lacks and this is not accepted."""
    if application.withdrawn_at is not None or item.state == "accepted":
        return False
    if application.document_id is None:
        return application.sent_at is None
    document = session.get_one(Document, application.document_id)
    return document.stage == DocumentStage.INCOMPLETE and application.files_gone_at is None


def hold_item(session: Session, application: Application, position: int, now: datetime) -> ApplicationItem:
    """An open item, which nobody sends, checks or adds to until the transaction ends.

    Raises ApplicationUnknown, ItemUnknown, ItemClosed.
    """
    hold_application(session, application, now=now)
    item = _item(session, application, position)
    same = update(ApplicationItem).values(most_pages=col(ApplicationItem.most_pages))
    change_rows(session, same.where(col(ApplicationItem.id) == item.id))
    session.refresh(item)
    if not takes_files(session, application, item):
        raise ItemClosed
    return item


def live_pages(session: Session, item: ApplicationItem) -> Sequence[ApplicationPage]:
    """The pages that stand for an item now, in order."""
    return pages_of(session, [item]).get(item.id, [])


def page_by_mark(session: Session, code: str, mark: str) -> ApplicationPage:
    """A live page, for who has the code of its application and may see it. Raises PageUnknown, ApplicationUnknown."""
    application = application_by_code(session, code)
    page, _ = page_of(session, application, mark)
    if page.gone_at is not None or page.replaced_at is not None or not may_be_seen(application, page):
        raise PageUnknown
    return page


def may_be_seen(application: Application, page: ApplicationPage) -> bool:
    """Whether whoever has the link of an application is shown a page of it.

    Where nobody knows whose phone the link went to, what was sent with the application is not: only what came since a
    clerk asked last, which this link brought.
    """
    if application.document_id is None or application.phone_confirmed_at is not None:
        return True
    return application.asked_at is not None and page.sent_at > application.asked_at


def page_of(session: Session, application: Application, mark: str) -> tuple[ApplicationPage, ApplicationItem]:
    """A page with its item, also one that is gone. Raises PageUnknown."""
    if not mark.isprintable():
        raise PageUnknown
    found = session.execute(
        select(ApplicationPage, ApplicationItem)
        .join(ApplicationItem, col(ApplicationItem.id) == col(ApplicationPage.item_id))
        .where(col(ApplicationPage.mark) == mark, col(ApplicationItem.application_id) == application.id)
    ).first()
    if found is None:
        raise PageUnknown
    return found[0], found[1]


def _item(session: Session, application: Application, position: int) -> ApplicationItem:
    if position > LAST_POSITION:
        raise ItemUnknown
    found = session.scalars(
        select(ApplicationItem).where(
            col(ApplicationItem.application_id) == application.id, col(ApplicationItem.position) == position
        )
    ).first()
    if found is None:
        raise ItemUnknown
    return found
