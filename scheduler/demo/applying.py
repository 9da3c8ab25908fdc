"""Applications from home, as they lie on a morning: one begun, one received, one of which something lacks."""

from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import ApplicationItem, Document
from scheduler.demo.accounts import crew_of
from scheduler.demo.people import Families, Family
from scheduler.demo.play import Play
from scheduler.domain.applicants import People
from scheduler.domain.stages import DocumentStage
from scheduler.flow import applying, phone_codes
from scheduler.flow.applications import application_by_code, items_of
from scheduler.flow.documents import advance_document

SEED = 4_711
PROCEDURES = ("kia.first", "ktp-el.lost", "kk.child")


def fill_applications(play: Play, day: date) -> None:
    """Three applications of the working day before: what citizens typed, without their pictures."""
    families = Families(SEED)
    began = play.at(day, "08.15") - timedelta(days=1)
    draft, received, lacking = (_begun(play, families.next(2), code, began) for code in PROCEDURES)
    del draft
    for number, code in enumerate((received, lacking), start=1):
        sent_at = began + timedelta(minutes=20 * number)
        play.do_by_code(_all_sent, code, now=sent_at)
        play.do_by_code(applying.send, code, asks_code=False, now=sent_at)
    play.do_by_code(_ask_again, lacking, by=crew_of(play).supervisor, now=began + timedelta(hours=2))


def _begun(play: Play, family: Family, procedure: str, now: datetime) -> str:
    child, parent = family.members
    people = People("parent" if procedure == "kia.first" else "family", child, family.niks[0], family.kk, parent)
    code = play.do(applying.begin, procedure, language="id", now=now)
    play.do_by_code(applying.fill_in, code, people, now=now + timedelta(minutes=4))
    play.do_by_code(phone_codes.keep_phone, code, family.phone, sends=False, now=now + timedelta(minutes=5))
    return code


def _all_sent(session: Session, code: str, *, now: datetime) -> None:
    """As if a picture of each paper had come."""
    del now
    application = application_by_code(session, code)
    session.execute(
        update(ApplicationItem).where(col(ApplicationItem.application_id) == application.id).values(state="sent")
    )


def _ask_again(session: Session, code: str, *, by: str, now: datetime) -> None:
    """A clerk looked, and wants one paper once more."""
    application = application_by_code(session, code)
    first, *rest = items_of(session, application.id)
    for item, state in [(first, "unreadable"), *((each, "accepted") for each in rest)]:
        item.state, item.decided_at = state, now
        session.add(item)
    application.waiting_since, application.answered_at, application.asked_again = None, now, 1
    session.add(application)
    session.flush()
    document = session.get_one(Document, application.document_id)
    office = queries.office_by_id(session, application.office_id)
    advance_document(session, office, document, DocumentStage.INCOMPLETE, by=by, now=now)
