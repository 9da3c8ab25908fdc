"""Somebody at the door has nothing with them: their visit of today, by name and date of birth, or by last digits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from scheduler.db.models import Booking, BookingDocument, Document, DocumentWord, Office, OfficeDay, Slot, Ticket
from scheduler.db.search.word_hashes import name_words, tail_words
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.text import finding
from scheduler.domain.text.names import initials, last_digits
from scheduler.flow.core.disclosing import note_found
from scheduler.flow.core.knowing import knows_birth
from scheduler.flow.core.local_time import today_of, zone_of_office

MOST = 8
"""Visits in one answer; whoever matches more asks for more letters."""


@dataclass(frozen=True, slots=True)
class FoundVisit:
    """A visit of today as the guard may see it: initials of the documents' holders and ends of their numbers.

    short: the nomor jadwal. ticket: today's number, if they came before. at: the time that was booked.
    """

    short: int
    initials: tuple[str, ...]
    endings: tuple[str, ...]
    at: datetime | None
    ticket: str | None


def visits_by_name(
    session: Session, office: Office, name: str, born: date, *, by: str, now: datetime
) -> list[FoundVisit]:
    """Today's visits for a document whose holder or applicant is called so, and whose holder was born that day.

    It is written down of each document that it was found.
    """
    for words in finding.sought_names(name):
        hashes = [name_words(office.id, word) for word in words]
        documents = [each for each in _todays(session, office, hashes, now) if knows_birth(each, born)]
        if documents:
            return _found(session, office, documents, by=by, now=now)
    return []


def visits_by_ending(session: Session, office: Office, ending: str, *, by: str, now: datetime) -> list[FoundVisit]:
    """Today's visits for a registration number that ends so: four digits at least, written down as the others."""
    tail = finding.kept_tail(ending)
    documents = [
        document
        for document in _todays(session, office, [tail_words(office.id, tail)], now)
        if last_digits(document.reference, len(ending)) == ending
    ]
    return _found(session, office, documents, by=by, now=now)


def _todays(session: Session, office: Office, hashes: Sequence[Collection[bytes]], now: datetime) -> Sequence[Document]:
    """Documents of today's visits that have all the words, each in one of its hashes."""
    visits = select(col(BookingDocument.document_id)).join(Booking, col(Booking.id) == col(BookingDocument.booking_id))
    query = select(Document).where(
        col(Document.office_id) == office.id,
        col(Document.id).in_(visits.where(_is_today(office, now))),
        *(
            col(Document.id).in_(
                select(col(DocumentWord.document_id)).where(
                    col(DocumentWord.office_id) == office.id, col(DocumentWord.word).in_(forms)
                )
            )
            for forms in hashes
        ),
    )
    return session.scalars(query.order_by(col(Document.id))).all()


def _is_today(office: Office, now: datetime) -> ColumnElement[bool]:
    """That a visit is booked for today, or has a number of today."""
    midnight, next_midnight = day_bounds(today_of(office, now), zone_of_office(office))
    booked = select(col(Slot.id)).where(
        col(Slot.office_id) == office.id, col(Slot.starts_at) >= midnight, col(Slot.starts_at) < next_midnight
    )
    came = (
        select(col(Ticket.booking_id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(col(OfficeDay.office_id) == office.id, col(OfficeDay.day) == today_of(office, now))
    )
    is_live = col(Booking.stage) != "cancelled"
    return is_live & (col(Booking.slot_id).in_(booked) | col(Booking.id).in_(came))


def _found(
    session: Session, office: Office, documents: Sequence[Document], *, by: str, now: datetime
) -> list[FoundVisit]:
    """The visits that fetch some documents, the earliest first."""
    ids = [document.id for document in documents]
    visits = session.scalars(
        select(Booking)
        .where(
            col(Booking.id).in_(
                select(col(BookingDocument.booking_id)).where(col(BookingDocument.document_id).in_(ids))
            ),
            _is_today(office, now),
        )
        .order_by(col(Booking.id))
        .limit(MOST)
    ).all()
    found = [_face(session, office, visit, ids, now) for visit in visits]
    for each in documents:
        note_found(session, office, each, by=by, now=now)
    return sorted(found, key=lambda each: (each.at is None, each.at or now))


def _face(session: Session, office: Office, visit: Booking, ids: Collection[int], now: datetime) -> FoundVisit:
    matching = session.scalars(
        select(Document)
        .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
        .where(col(BookingDocument.booking_id) == visit.id, col(Document.id).in_(ids))
        .order_by(col(Document.id))
    ).all()
    slot = session.get(Slot, visit.slot_id) if visit.slot_id else None
    ticket = session.scalar(
        select(col(Ticket.number))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(col(Ticket.booking_id) == visit.id, col(OfficeDay.day) == today_of(office, now))
    )
    return FoundVisit(
        short=visit.short,
        initials=tuple(dict.fromkeys(initials(document.holder) for document in matching)),
        endings=tuple(last_digits(document.reference, 4) for document in matching),
        at=slot.starts_at if slot else None,
        ticket=ticket,
    )
