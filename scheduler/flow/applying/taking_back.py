"""A page of an application that its citizen takes back."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import ApplicationItem, ApplicationPage
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.applying.open_items import hold_item, live_pages, page_of


def remove_page(session: Session, code: str, mark: str, *, now: datetime) -> ApplicationItem:
    """Take back a page; its file may go after the commit. The same again changes nothing.

    An item without a page is empty; once its application was sent, one that has to be there is missing.

    Raises PageUnknown, ItemClosed, ApplicationUnknown.
    """
    application = application_by_code(session, code)
    page, item = page_of(session, application, mark)
    item = hold_item(session, application, item.position, now)
    there = update(ApplicationPage).where(col(ApplicationPage.id) == page.id, col(ApplicationPage.gone_at).is_(None))
    change_rows(session, there.values(gone_at=now), synchronize=True)
    if item.state == "sent" and not live_pages(session, item):
        item.state = "missing" if application.sent_at is not None and not item.optional else "empty"
        session.add(item)
        session.flush()
    return item
