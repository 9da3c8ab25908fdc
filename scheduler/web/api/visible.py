"""What the API shows of rows: initials, endings, codes written out again for those who hold them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Office, Service, Slot
from scheduler.domain.text import names
from scheduler.domain.text.codes import written_short
from scheduler.flow.custody.collectors import bring_of
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.web.api.answers import (
    BookingFace,
    InvitationFace,
    InvitedDocument,
    OfficeName,
    PassAnswer,
    ServiceFace,
    SlotFace,
    VisitDocument,
)
from scheduler.web.shared.refusal_responses import slot_json


class InZone(Protocol):
    """An office, or what knows its time zone."""

    @property
    def timezone(self) -> str: ...


def iso(moment: datetime, office: InZone) -> str:
    """ISO 8601 with the office's offset, whole seconds."""
    return moment.astimezone(ZoneInfo(office.timezone)).isoformat(timespec="seconds")


def office_name(office: Office) -> OfficeName:
    return OfficeName(code=office.code, name=office.name, timezone=office.timezone)


def services(rows: Sequence[Service]) -> list[ServiceFace]:
    return [ServiceFace(letter=row.letter, name=row.name) for row in rows]


def slot_face(slot: Slot, office: Office) -> SlotFace:
    return SlotFace(**slot_json(slot, ZoneInfo(office.timezone)))


def invitation_face(invitation: Invitation, office: Office, base_url: str) -> InvitationFace:
    code = code_of(invitation)
    return InvitationFace(code=code, url=f"{base_url}/i/{code}", expires_at=iso(invitation.expires_at, office))


def booking_face(session: Session, booking: Booking, office: Office, base_url: str) -> BookingFace:
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    code = pass_of(booking)
    return BookingFace(
        **{"pass": code},
        url=f"{base_url}/t/{code}",
        stage=booking.stage,
        starts_at=iso(slot.starts_at, office) if slot else None,
        ends_at=iso(slot.ends_at, office) if slot else None,
        short=written_short(booking.short),
        party=booking.party,
    )


def pass_answer(session: Session, booking: Booking, base_url: str) -> PassAnswer:
    """The whole state of a visit."""
    office = queries.office_by_id(session, booking.office_id)
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    ticket = queries.ticket_of_booking(session, booking.id)
    service = session.get(Service, booking.service_id)
    assert service is not None
    return PassAnswer(
        **booking_face(session, booking, office, base_url).to_json(),
        office=office_name(office),
        service=service.letter,
        slot=slot_face(slot, office) if slot else None,
        ticket=ticket.number if ticket else None,
        ticket_stage=ticket.stage if ticket else None,
        documents=visit_documents(session, queries.documents_of_booking(session, booking.id), office),
    )


def visit_documents(session: Session, documents: Sequence[Document], office: Office) -> list[VisitDocument]:
    """Documents as whoever has a pass may see them."""
    types = {kind.id: kind for kind in queries.types_of(session, office.id)}
    return [
        VisitDocument(
            type=types[document.type_id].code,
            stage=document.stage,
            holder=names.initials(document.holder),
            bring=list(bring_of(types[document.type_id], document.reason)),
        )
        for document in documents
    ]


def invited_documents(session: Session, documents: Sequence[Document], office: Office) -> list[InvitedDocument]:
    """Documents as whoever has their invitation may see them."""
    faces = zip(visit_documents(session, documents, office), documents, strict=True)
    return [
        InvitedDocument(
            **face.to_json(),
            reference_ending=names.last_digits(document.reference, 4),
            channel=document.channel,
            paper_asked=document.paper_asked_at is not None,
        )
        for face, document in faces
    ]
