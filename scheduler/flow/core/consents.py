"""Whether a phone's owner agreed to be told by messages. Rows are only added; the last of a phone counts."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Consent, Office
from scheduler.flow.core.opt_outs import phone_to_tell, stopped_among

PAGE, MESSAGE, STOP, NOT_MINE, CONFIRMED = "page", "message", "stop", "not_mine", "confirmed"
"""Where it was said: ticked when booking; wrote to the office; STOP; "not for me"; a clerk has asked."""


def consent(session: Session, office_id: int, phone: str, *, given: bool, source: str, by: str, now: datetime) -> None:
    """Write down that a phone's owner agreed, or took it back. phone: as +62812..."""
    hashed = keys.ring().look_up("phone", phone)
    session.add(Consent(office_id=office_id, phone_hash=hashed, given=given, source=source, at=now, by=by))
    session.flush()


def last_consent(session: Session, office_id: int, phone: str) -> Consent | None:
    """What the owner of a phone said last; None where nothing was ever said."""
    return session.scalars(
        select(Consent)
        .where(col(Consent.office_id) == office_id, col(Consent.phone_hash).in_(keys.ring().look_ups("phone", phone)))
        .order_by(col(Consent.id).desc())
        .limit(1)
    ).first()


def may_be_told(session: Session, office: Office, phone: str) -> bool:
    """Whether messages may go to a phone: never where its owner took it back, and only where the owner agreed if the
    office asks for that.
    """
    if stopped_among(session, office.id, [phone]):
        return False
    said = last_consent(session, office.id, phone)
    return said.given if said is not None else not office.asks_consent


def consent_by_writing(session: Session, office_id: int, phone: str, *, by: str, now: datetime) -> None:
    """Who writes to an office wants an answer. It undoes nothing: who said STOP before stays stopped."""
    if last_consent(session, office_id, phone) is None:
        consent(session, office_id, phone, given=True, source=MESSAGE, by=by, now=now)


def consent_of_booking(session: Session, booking_id: int, *, by: str, now: datetime) -> None:
    """The page's tick: the phone that is told of a visit may be told. A stopped one stays so."""
    documents = queries.documents_of_booking(session, booking_id)
    phone = phone_to_tell(session, documents[0].office_id, documents) if documents else None
    if phone is not None:
        consent(session, documents[0].office_id, phone, given=True, source=PAGE, by=by, now=now)
