"""A citizen's visit as staff see it: found by a number, to be booked, booked, on paper, and the list of a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Office, Place, Slot
from scheduler.db.search.tails import documents_ending_in
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.door import NotReady
from scheduler.domain.invitations.refusals import NotInvitedYet
from scheduler.domain.offices.bringing import Thing
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage
from scheduler.domain.text import codes
from scheduler.domain.text.names import initials
from scheduler.domain.text.phones import masked
from scheduler.flow.custody.bringing import things_for
from scheduler.flow.destinations.whereabouts import elsewhere
from scheduler.flow.documents.documents import known_document
from scheduler.flow.invitations.invitations import HERE, pass_of
from scheduler.flow.place.visits import place_of
from scheduler.flow.seats.visits import types_of_documents, window_of
from scheduler.web.shared.booking.chooser import Chooser, Wish, chooser_of
from scheduler.web.shared.booking.invitation_view import InvitationPage, page_of_invitation
from scheduler.web.shared.booking.papers import Choice, Paper, cards_back, choice_of, papers_of
from scheduler.web.shared.staff.scanned import recognised


@dataclass(frozen=True, slots=True)
class Found:
    """What a number leads to: a visit by its nomor jadwal, a document without one, or several of which one is meant."""

    short: int | None = None
    document_id: int | None = None
    several: Sequence[Document] = ()


@dataclass(frozen=True, slots=True)
class ToBook:
    """A document to be booked for, with all that its household may fetch with it; `booked`: the visit it has now."""

    page: InvitationPage
    applicants: list[str]
    booked: int | None


@dataclass(frozen=True, slots=True)
class BookedVisit:
    """A booking as staff see it; of people initials, of a phone its end. `again`: a document to book for once more."""

    office: Office
    booking: Booking
    papers: list[Paper]
    slot: Slot | None
    collector: Choice | None
    bring: Sequence[Thing]
    applicants: list[str]
    again: int | None
    place: str = ""
    """The kecamatan or kelurahan that booked it; empty where its citizen or the office did."""

    @property
    def can_change(self) -> bool:
        return self.booking.stage == BookingStage.BOOKED

    @property
    def has_slip(self) -> bool:
        """Whether the visit's QR still opens something."""
        return self.booking.stage in LIVE_BOOKING

    @property
    def cards_back(self) -> list[Paper]:
        """Those whose old card stays with the office."""
        return cards_back(self.papers)

    @property
    def code(self) -> str:
        """The pass, in groups of four."""
        return codes.written(codes.read(pass_of(self.booking)) or "")

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """From when until when the door takes the visit in time; None without a slot."""
        if self.slot is None:
            return None
        early, grace = timedelta(minutes=self.office.early_minutes), timedelta(minutes=self.office.grace_minutes)
        return self.slot.starts_at - early, self.slot.starts_at + grace


def found_by(session: Session, office: Office, text: str, *, now: datetime) -> Found:
    """What was scanned or typed: a pass, a nomor jadwal, a number of today, or a registration number.

    Raises PassUnknown, DocumentUnknown, TicketUnknown.
    """
    shown = recognised(session, office, text, now)
    if shown.reference is not None:
        return _of_document(session, office, shown.reference)
    short = codes.read_short(shown.short) if shown.short else None
    booking = (
        queries.booking_by_short(session, office.id, short)
        if short is not None
        else queries.booking_by_code(session, shown.pass_code or "")
    )
    if booking is None or booking.office_id != office.id:
        raise PassUnknown
    return Found(short=booking.short)


def _of_document(session: Session, office: Office, reference: str) -> Found:
    if queries.document_by_reference(session, office.id, reference) is None:
        ending = documents_ending_in(session, office.id, reference)
        if len(ending) > 1:
            return Found(several=ending)
        reference = ending[0].reference if ending else reference
    document = known_document(session, office, reference)
    booking = queries.live_booking_of_document(session, document.id)
    return Found(short=booking.short) if booking else Found(document_id=document.id)


def document_to_book(
    session: Session, office: Office, document_id: int, *, now: datetime
) -> tuple[Document, Invitation]:
    """A document of the office that can be booked for, with its invitation; where it stands decides as for citizens.

    Raises DocumentUnknown, NotReady, Elsewhere, NotInvitedYet.
    """
    document = ready_document(session, office, document_id)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    if invitation is None:
        reserved = reserved_for(session, office, document, now=now)
        raise NotInvitedYet(reference=document.reference, document=document.id, reserved=reserved)
    return document, invitation


def reserved_for(session: Session, office: Office, document: Document, *, now: datetime) -> int:
    """How many units are free for a document that are kept for who books with staff."""
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=0, now=now)
    service_id = types_of_documents(session, [document])[0].service_id
    return sum(queries.reserved_between(session, service_id, window.earliest, window.end).values())


def kept_before_turn(refusal: Refusal | None) -> Mapping[str, Any] | None:
    """Of a refusal because it is not a document's turn what is kept for it: its facts; None where nothing is."""
    return refusal.facts if isinstance(refusal, NotInvitedYet) and refusal.facts["reserved"] else None


def ready_document(session: Session, office: Office, document_id: int) -> Document:
    """A document of the office that lies here. Raises DocumentUnknown, NotReady, Elsewhere."""
    document = session.get(Document, document_id)
    if document is None or document.office_id != office.id:
        raise DocumentUnknown
    kind = types_of_documents(session, [document])[0].code
    if document.stage == DocumentStage.AT_PARTNER:
        raise elsewhere(session, document, place="branch")
    if document.stage != DocumentStage.READY:
        raise NotReady(stage=document.stage, type=kind, reference=document.reference)
    if document.channel not in HERE:
        raise elsewhere(session, document, place=document.channel)
    return document


def to_book(
    session: Session,
    office: Office,
    document_id: int,
    wish: Wish,
    fetch: Collection[int] | None = None,
    *,
    now: datetime,
) -> ToBook:
    """What may be chosen for a document. Raises what `document_to_book` does."""
    _, invitation = document_to_book(session, office, document_id, now=now)
    page = page_of_invitation(session, invitation, wish, fetch, also=document_id, now=now)
    booking = queries.live_booking_of_invitation(session, invitation.id)
    documents = queries.documents_of_invitation(session, invitation.id)
    return ToBook(page, _applicants(documents), booking.short if booking else None)


def visit_of(session: Session, office: Office, short: int) -> BookedVisit:
    """The live visit of a nomor jadwal, or else the latest that had it. Raises PassUnknown."""
    booking = queries.booking_by_short(session, office.id, short)
    if booking is None:
        raise PassUnknown
    documents, place_id = queries.documents_of_booking(session, booking.id), place_of(session, booking.id)
    papers = papers_of(session, office.id, documents)
    types = types_of_documents(session, list(documents)) if documents else []
    again = [document.id for document, paper in zip(documents, papers, strict=True) if paper.can_book]
    return BookedVisit(
        office=office,
        booking=booking,
        papers=papers,
        slot=session.get(Slot, booking.slot_id) if booking.slot_id else None,
        collector=choice_of(types, booking.collector_kind) if types else None,
        bring=things_for(documents, types, booking.collector_kind, person=booking.collector_name or ""),
        applicants=_applicants(documents),
        again=again[0] if again and booking.stage not in LIVE_BOOKING else None,
        place=session.get_one(Place, place_id).name if place_id else "",
    )


def to_move(session: Session, office: Office, short: int, wish: Wish, *, now: datetime) -> tuple[BookedVisit, Chooser]:
    """Where a visit may be moved to: what its citizen could choose, and what is kept for who comes to staff.

    Raises PassUnknown, IllegalStep.
    """
    visit = visit_of(session, office, short)
    if not visit.can_change:
        raise IllegalStep(stage=visit.booking.stage)
    booking = visit.booking
    chooser = chooser_of(session, office, booking.service_id, units=booking.units, wish=wish, now=now, by_staff=True)
    return visit, chooser


def _applicants(documents: Sequence[Document]) -> list[str]:
    """Who asked, as initials with the end of the phone: enough to tell one caller from another."""
    said = [
        f"{initials(document.applicant or document.holder)}{f' {masked(document.phone)}' if document.phone else ''}"
        for document in documents
    ]
    return list(dict.fromkeys(said))
