"""What was scanned or typed into the one field of a page: a pass, a number, or a document's."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Office
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.text import codes
from scheduler.domain.trials import TestPaper, is_paper
from scheduler.flow.core.local_time import today_of
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.shared.staff.fields import LONGEST_SCAN

TICKET = re.compile(r"([A-Za-z])[- ]?(\d{3,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was scanned or typed into the one field: a pass code, a nomor jadwal, or a registration number."""

    pass_code: str | None = None
    short: str | None = None
    reference: str | None = None


def recognised(session: Session, office: Office, text: str, now: datetime) -> Shown:
    """What a text is, by its shape and by what the office has.

    Raises TicketUnknown for a number not given today, TestPaper.
    """
    text = text.strip()
    if is_paper(text):
        raise TestPaper
    number = TICKET.fullmatch(text)
    if number is not None:
        return Shown(pass_code=pass_of(booking_of_number(session, office, "-".join(number.groups()).upper(), now)))
    if codes.read(text) is not None and queries.booking_by_code(session, text) is not None:
        return Shown(pass_code=text)
    invited = _of_invitation(session, office, text)
    if invited is not None:
        return invited
    short = codes.read_short(text)
    if short is not None and queries.booking_by_short(session, office.id, short) is not None:
        return Shown(short=text)
    document = queries.document_scanned(session, office.id, text)
    if document is not None:
        return Shown(reference=document.reference)
    if codes.read(text) is not None or _is_foreign(text):
        return Shown(pass_code=text)
    return Shown(short=text) if short is not None else Shown(reference=text)


def _of_invitation(session: Session, office: Office, text: str) -> Shown | None:
    """What an invitation's code stands for, which people show as readily: the visit booked with it, or its document."""
    invitation = queries.invitation_by_code(session, text)
    if invitation is None or invitation.office_id != office.id:
        return None
    booking = queries.live_booking_of_invitation(session, invitation.id)
    if booking is not None:
        return Shown(pass_code=pass_of(booking))
    documents = queries.documents_of_invitation(session, invitation.id)
    return Shown(reference=documents[0].reference) if documents else None


def _is_foreign(text: str) -> bool:
    """Whether a text can only be somebody else's QR code: an address, or longer than any number."""
    return "://" in text or len(text) > LONGEST_SCAN


def booking_of_number(session: Session, office: Office, number: str, now: datetime) -> Booking:
    """The visit of one of today's numbers. Raises TicketUnknown."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number) if day else None
    booking = session.get(Booking, ticket.booking_id) if ticket else None
    if booking is None:
        raise TicketUnknown(ticket=number)
    return booking
