"""A citizen gives up an application: before it is sent, or afterwards while nothing was printed for it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Application, Booking, Document
from scheduler.domain.applying.refusals import ApplicationUnderWay
from scheduler.domain.stages import CHECKED, BookingStage, DocumentStage
from scheduler.flow.applying.applications import application_by_code, hold_application, hold_draft
from scheduler.flow.applying.withdrawing import leave_all
from scheduler.flow.booking.visit_removal import held_visit
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.destinations.batch_lines import hold_list
from scheduler.flow.documents.documents import move_on

MAY_BE_GIVEN_UP = (*CHECKED, DocumentStage.WAITING_FOR_BLANK)
"""Where a document stands while its citizen may give it up: no blank was taken for it."""
BY_CITIZEN = "by_citizen"
"""Why a document was withdrawn."""


def withdraw(session: Session, code: str, *, now: datetime) -> None:
    """Give up an application. The same again changes nothing.

    Of one that was not sent what is personal goes at once, and its files at the next clearing. Of one that was sent the
    document is withdrawn, its visit ends or goes on without it, and its files go by the office's rule. Raises
    ApplicationUnknown, ApplicationUnderWay (also where its people have come for that visit already); ApplicationSent
    where it was sent at the same moment.
    """
    application = application_by_code(session, code)
    if application.withdrawn_at is not None:
        return
    if application.document_id is None:
        _drop_draft(session, hold_draft(session, code, now=now), now)
        return
    office = queries.office_by_id(session, application.office_id)
    document = session.get_one(Document, application.document_id)
    batch = hold_list(session, document)
    hold_application(session, application, now=now)
    booking = held_visit(session, document)
    if _has_come(booking):
        raise ApplicationUnderWay(phone=office.phone or office.name)
    leave_all(session, office, document, booking, batch, by=CITIZEN, now=now)  # slots are held before the document
    session.refresh(document, with_for_update=True)
    if document.stage == DocumentStage.WITHDRAWN:
        return
    if not may_be_given_up(document):
        raise ApplicationUnderWay(phone=office.phone or office.name)
    move_on(session, document, DocumentStage.WITHDRAWN, by=CITIZEN, now=now, why=BY_CITIZEN)
    application.waiting_since = application.taken_by = None
    session.add(application)
    session.flush()


def may_be_given_up(document: Document, booking: Booking | None = None) -> bool:
    """Whether a citizen may give a document up without asking the office. booking: the visit that is to fetch it."""
    return document.stage in MAY_BE_GIVEN_UP and not _has_come(booking)


def _has_come(booking: Booking | None) -> bool:
    return booking is not None and booking.stage != BookingStage.BOOKED


def _drop_draft(session: Session, application: Application, now: datetime) -> None:
    office = queries.office_by_id(session, application.office_id)
    application.withdrawn_at = now
    application.touched_at = now - timedelta(days=office.keep_drafts_days)
    application.holder = application.nik = application.kk = application.applicant = None
    application.kelurahan = application.rt = application.rw = None
    application.phone = application.phone_hash = application.phone_confirmed_at = None
    session.add(application)
    session.flush()
