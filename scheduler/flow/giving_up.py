"""A citizen gives up an application: before it is sent, or afterwards while nothing was printed for it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Application, Document
from scheduler.domain.applying_errors import ApplicationUnderWay
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applications import application_by_code, hold_application, hold_draft
from scheduler.flow.documents import move_on
from scheduler.flow.limits import CITIZEN

MAY_BE_GIVEN_UP = (DocumentStage.RECEIVED, DocumentStage.INCOMPLETE, DocumentStage.WAITING_FOR_BLANK)
"""Where a document stands while its citizen may give it up: no blank was taken for it."""
BY_CITIZEN = "by_citizen"
"""Why a document was withdrawn."""


def withdraw(session: Session, code: str, *, now: datetime) -> None:
    """Give up an application. The same again changes nothing.

    Of one that was not sent what is personal goes at once, and its files at the next clearing. Of one that was sent the
    document is withdrawn, and its files go by the office's rule. Raises ApplicationUnknown, ApplicationUnderWay;
    ApplicationSent where it was sent at the same moment.
    """
    application = application_by_code(session, code)
    if application.withdrawn_at is not None:
        return
    if application.document_id is None:
        _drop_draft(session, hold_draft(session, code, now=now), now)
        return
    hold_application(session, application, now=now)
    document = session.get_one(Document, application.document_id, with_for_update=True, populate_existing=True)
    if document.stage == DocumentStage.WITHDRAWN:
        return
    if not may_be_given_up(document):
        office = queries.office_by_id(session, application.office_id)
        raise ApplicationUnderWay(phone=office.phone or office.name)
    move_on(session, document, DocumentStage.WITHDRAWN, by=CITIZEN, now=now, why=BY_CITIZEN)
    application.waiting_since = application.taken_by = None
    session.add(application)
    session.flush()


def may_be_given_up(document: Document) -> bool:
    """Whether its citizen may give it up without asking the office."""
    return document.stage in MAY_BE_GIVEN_UP


def _drop_draft(session: Session, application: Application, now: datetime) -> None:
    office = queries.office_by_id(session, application.office_id)
    application.withdrawn_at = now
    application.touched_at = now - timedelta(days=office.keep_drafts_days)
    application.holder = application.nik = application.kk = application.applicant = None
    application.phone = application.phone_hash = application.phone_confirmed_at = None
    session.add(application)
    session.flush()
