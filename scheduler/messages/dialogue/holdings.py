"""What a phone has at an office: documents, visits that are to fetch them, invitations that can be booked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.models import Booking, BookingDocument, Document, Invitation, Office, Slot
from scheduler.domain.proofs import REFERENCE_DIGITS
from scheduler.domain.stages import LIVE_BOOKING, OVER
from scheduler.domain.text.names import last_digits
from scheduler.flow.invitations.invitations import fetchable, fetched_unasked

REMEMBERED = timedelta(days=30)
"""So long after it was asked for a document that is over is still told of."""
MOST = 60
"""Documents that are looked at, the newest: a phone of an RT has many."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something whose time can be chosen: a visit that is booked, or an invitation that nobody has booked with."""

    documents: Sequence[Document]
    booking: Booking | None = None
    slot: Slot | None = None
    invitation: Invitation | None = None

    def has(self, digits: str) -> bool:
        """Whether the registration number of one of the documents ends with some digits, four at least or all."""
        size = max(REFERENCE_DIGITS, len(digits))
        return any(last_digits(document.reference, size) == digits for document in self.documents)

    @property
    def proof(self) -> str:
        """The digits that its citizen has proven to know, or that nobody had to prove."""
        return last_digits(self.documents[0].reference, REFERENCE_DIGITS)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a phone has. documents: oldest first; visits: soonest first; invitations: those that can be booked."""

    documents: Sequence[Document] = ()
    visits: Sequence[Choice] = field(default=())
    invitations: Sequence[Choice] = field(default=())

    @property
    def choices(self) -> list[Choice]:
        return [*self.visits, *self.invitations]


def holdings_of(session: Session, office: Office, phone: str, *, now: datetime) -> Holdings:
    """What a phone has at an office; another phone's documents stand beside its own in a visit that fetches both."""
    documents = _documents(session, office, phone, now)
    ids = [document.id for document in documents]
    visits = [_visit(session, booking) for booking in _bookings(session, ids)]
    taken = {document.id for visit in visits for document in visit.documents}
    return Holdings(documents, sorted(visits, key=_soonest), _invitations(session, documents, taken))


def _documents(session: Session, office: Office, phone: str, now: datetime) -> list[Document]:
    rows = session.scalars(
        select(Document)
        .where(
            found_otherwise(Document.office_id) == office.id,
            col(Document.phone_hash).in_(keys.ring().look_ups("phone", phone)),
            col(Document.stage).not_in(OVER) | (col(Document.created_at) > now - REMEMBERED),
        )
        .order_by(col(Document.id).desc())
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return list(rows)[::-1]


def _bookings(session: Session, document_ids: Sequence[int]) -> Sequence[Booking]:
    fetches = select(col(BookingDocument.booking_id)).where(
        col(BookingDocument.document_id).in_(document_ids), col(BookingDocument.live)
    )
    live = select(Booking).where(col(Booking.id).in_(fetches), col(Booking.stage).in_(LIVE_BOOKING))
    return session.scalars(live.order_by(col(Booking.id)).execution_options(populate_existing=True)).all()


def _visit(session: Session, booking: Booking) -> Choice:
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    return Choice(list(queries.documents_of_booking(session, booking.id, live=True)), booking, slot)


def _soonest(visit: Choice) -> tuple[bool, float]:
    return visit.slot is None, visit.slot.starts_at.timestamp() if visit.slot else 0


def _invitations(session: Session, documents: Sequence[Document], taken: set[int]) -> list[Choice]:
    open_ids = {d.invitation_id for d in fetchable(list(documents)) if d.invitation_id and d.id not in taken}
    found = []
    for invitation_id in sorted(open_ids):
        if queries.live_booking_of_invitation(session, invitation_id) is None:
            invitation = session.get_one(Invitation, invitation_id, populate_existing=True)
            theirs = list(queries.documents_of_invitation(session, invitation_id))
            found.append(Choice(fetched_unasked(theirs) or fetchable(theirs), invitation=invitation))
    return found
