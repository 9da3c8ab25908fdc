"""Phones that stand for many households: counted by the month, and known to the office with a reason.

A household is what its KK number says; documents without one stand for none here. Nothing is refused by a count: a
school and a tout look the same, and a supervisor can tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.models import Booking, BookingDocument, Document, KnownPhone, Office, Slot
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.documents.refusals import PhoneUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.local_time import zone_of_office

MOST = 200
"""Phones of a list, and documents of a phone, that are shown."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A phone of many households. document_id: its newest document of the month, by which pages name it.

    households, documents: registered in the month; visits: booked in it. known: why the office knows it, if it does.
    """

    document_id: int
    phone: str
    households: int
    documents: int
    visits: int
    known: KnownPhone | None


@dataclass(frozen=True, slots=True)
class Used:
    """A document that a phone stands for. household: 1 for the first of the list, None without a KK number.

    short, starts_at: of the visit that is to fetch it, if one is booked.
    """

    document: Document
    household: int | None
    short: int | None
    starts_at: datetime | None


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return month_of(month - timedelta(days=1))


def shared_phones(session: Session, office: Office, month: date) -> Sequence[SharedPhone]:
    """Phones of more households in a month than the office finds usual, those of most first; at most MOST and one.

    month: its first day. One statement, in which hashes are compared with each other alone: so it is right also while
    they are renewed.
    """
    used = _counted(office, month).subquery()
    noted = aliased(KnownPhone)
    newest = (
        select(func.max(col(noted.id)))
        .where(col(noted.office_id) == office.id, col(noted.phone_hash) == used.c.phone_hash)
        .scalar_subquery()
    )
    found = session.execute(
        select(Document, used.c.households, used.c.documents, _visits(office, month, used.c.phone_hash), KnownPhone)
        .select_from(used)
        .join(Document, col(Document.id) == used.c.newest)
        .outerjoin(KnownPhone, col(KnownPhone.id) == newest)
        .order_by(used.c.households.desc(), used.c.newest.desc())
    )
    return [_shared(*row) for row in found]


def documents_of_phone(session: Session, office: Office, document_id: int, month: date) -> Sequence[Used]:
    """The documents of a month that a document's phone stands for, the newest first; at most MOST and one.

    Raises PhoneUnknown for a document of another office, and one without a phone.
    """
    phone = _forms(with_phone(session, office, document_id))
    found = session.execute(
        select(Document, col(Booking.short), col(Slot.starts_at))
        .outerjoin(
            BookingDocument, and_(col(BookingDocument.document_id) == col(Document.id), col(BookingDocument.live))
        )
        .outerjoin(Booking, col(Booking.id) == col(BookingDocument.booking_id))
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            found_otherwise(Document.office_id) == office.id,
            col(Document.phone_hash).in_(phone),
            *_within(office, month),
        )
        .order_by(col(Document.id).desc())
        .limit(MOST + 1)
    ).all()
    numbers: dict[bytes, int] = {}
    for document, _, _ in found:
        if document.household is not None:
            numbers.setdefault(document.household, len(numbers) + 1)
    return [Used(each, numbers.get(each.household or b""), short, starts_at) for each, short, starts_at in found]


def with_phone(session: Session, office: Office, document_id: int) -> Document:
    """A document of an office that names its phone. Raises PhoneUnknown, also where it has none."""
    document = session.get(Document, document_id)
    if document is None or document.office_id != office.id or document.phone_hash is None:
        raise PhoneUnknown
    return document


def known_of(session: Session, office: Office, document_id: int) -> KnownPhone | None:
    """Why the office knows a document's phone; None where it does not. Raises PhoneUnknown."""
    known = _latest(session, office, with_phone(session, office, document_id))
    return known if known is not None and known.known else None


def know_phone(session: Session, office: Office, document_id: int, reason: str, *, by: str, now: datetime) -> None:
    """Note why a document's phone stands for many households; the same again changes nothing.

    Raises PhoneUnknown, HiddenSigns, Invalid for a reason that is none.
    """
    reason = " ".join(reason.split())
    refuse_hidden(reason)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid(errors={"reason": "too_long" if reason else "missing"})
    document = with_phone(session, office, document_id)
    latest = _latest(session, office, document)
    if latest is None or not latest.known or latest.reason != reason:
        _note(session, document, known=True, reason=reason, by=by, now=now)


def forget_phone(session: Session, office: Office, document_id: int, *, by: str, now: datetime) -> None:
    """Take back that the office knows a document's phone; what was noted stays. Raises PhoneUnknown."""
    document = with_phone(session, office, document_id)
    latest = _latest(session, office, document)
    if latest is not None and latest.known:
        _note(session, document, known=False, reason=None, by=by, now=now)


def _counted(office: Office, month: date) -> Select[bytes | None, int, int, int]:
    """Hashes of phones with their households, documents, and the newest of these."""
    households = func.count(col(Document.household).distinct())
    return (
        select(
            col(Document.phone_hash),
            households.label("households"),
            func.count().label("documents"),
            func.max(col(Document.id)).label("newest"),
        )
        .where(col(Document.office_id) == office.id, *_within(office, month), col(Document.phone_hash).is_not(None))
        .group_by(col(Document.phone_hash))
        .having(households > office.phone_households)
        .order_by(households.desc(), func.max(col(Document.id)).desc())
        .limit(MOST + 1)
    )


def _visits(office: Office, month: date, phone: ColumnElement[bytes]) -> ScalarSelect[int]:
    """How many visits were booked in a month to fetch anything of a phone's."""
    start, end = _bounds(office, month)
    theirs = aliased(Document)
    return (
        select(func.count(col(Booking.id).distinct()))
        .join(theirs, col(theirs.invitation_id) == col(Booking.invitation_id))
        .where(
            col(theirs.office_id) == office.id,
            col(theirs.phone_hash) == phone,
            col(Booking.created_at) >= start,
            col(Booking.created_at) < end,
        )
        .scalar_subquery()
    )


def _within(office: Office, month: date) -> tuple[ColumnElement[bool], ...]:
    start, end = _bounds(office, month)
    return (col(Document.created_at) >= start, col(Document.created_at) < end)


def _bounds(office: Office, month: date) -> tuple[datetime, datetime]:
    """When a month begins and ends in the office's own time."""
    zone = zone_of_office(office)
    after = month_of(month + timedelta(days=31))
    return day_bounds(month, zone)[0], day_bounds(after, zone)[0]


def _shared(document: Document, households: int, documents: int, visits: int, known: KnownPhone | None) -> SharedPhone:
    is_known = known if known is not None and known.known else None
    return SharedPhone(document.id, document.phone or "", households, documents, visits, is_known)


def _forms(document: Document) -> Sequence[bytes]:
    assert document.phone_hash is not None
    return keys.ring().chain.forms(document.phone_hash)


def _latest(session: Session, office: Office, document: Document) -> KnownPhone | None:
    noted = (col(KnownPhone.office_id) == office.id, col(KnownPhone.phone_hash).in_(_forms(document)))
    return session.scalar(select(KnownPhone).where(*noted).order_by(col(KnownPhone.id).desc()).limit(1))


def _note(session: Session, document: Document, *, known: bool, reason: str | None, by: str, now: datetime) -> None:
    phone, office_id = document.phone_hash, document.office_id
    assert phone is not None
    session.add(KnownPhone(office_id=office_id, phone_hash=phone, known=known, reason=reason, by=by, at=now))
    session.flush()
