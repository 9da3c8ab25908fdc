"""Who is expected on a day, by initials: the list that is printed for the day on which the power fails."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Office, Slot
from scheduler.domain.calendar import calendar
from scheduler.domain.stages import LIVE_BOOKING
from scheduler.domain.text.names import initials
from scheduler.flow.core.local_time import zone_of_office

T = TypeVar("T")
DIGITS = 3
"""The end of a phone that stands on paper: enough to tell two people apart, not to call either."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One line of a day's list, which lies open on a table: no names.

    people: initials of the holders and the last three digits of the applicant's phone, by which somebody is found who
    has nothing with them; a part that is not on record is "".
    """

    starts_at: datetime
    short: int
    party: int
    letter: str
    types: list[str]
    shelves: list[str]
    people: list[tuple[str, str]]


def appointments_on(session: Session, office: Office, day: date) -> list[Appointment]:
    """Who is expected on a local date, by time and nomor jadwal."""
    start, end = calendar.day_bounds(day, zone_of_office(office))
    letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
    rows = session.execute(
        select(Booking, Slot.starts_at, DocumentType.code, Document)  # type: ignore[call-overload]
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .outerjoin(BookingDocument, (col(BookingDocument.booking_id) == col(Booking.id)) & col(BookingDocument.live))
        .outerjoin(Document, col(Document.id) == col(BookingDocument.document_id))
        .outerjoin(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(
            col(Slot.office_id) == office.id,
            col(Slot.starts_at) >= start,
            col(Slot.starts_at) < end,
            col(Booking.stage).in_(LIVE_BOOKING),
        )
        .order_by(col(Slot.starts_at), col(Booking.short), col(Document.id))
    )
    listed: dict[int, Appointment] = {}
    for booking, starts_at, kind, document in rows:
        line = Appointment(starts_at, booking.short, booking.party, letters[booking.service_id], [], [], [])
        line = listed.setdefault(booking.id, line)
        if document is not None:
            _note(line.types, kind)
            _note(line.shelves, document.shelf)
            _note(line.people, _person(document))
    return list(listed.values())


def _person(document: Document) -> tuple[str, str]:
    return initials(document.holder), (document.phone or "")[-DIGITS:]


def _note(listed: list[T], each: T | None) -> None:
    if each and each not in listed:
        listed.append(each)
