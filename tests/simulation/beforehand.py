"""What happened before the day: documents were made ready, visits booked. None of it is what the day is about."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Document, Invitation, Slot
from scheduler.domain.booking import SlotFull
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations.invitations import code_of, main_service
from scheduler.flow.seats.visits import types_of_documents
from tests.scenes.factories import CLERK, EARLY, World
from tests.simulation.arrivals import RECORDING, Person


@dataclass(slots=True)
class Brought:
    """What somebody has in hand when they come: registration numbers, and a pass if they booked."""

    references: list[str] = field(default_factory=list)
    pass_code: str | None = None
    short: str | None = None


def prepare(session: Session, world: World, person: Person) -> Brought:
    """Register what somebody wants and book it for their time, or for whatever time is left."""
    brought = Brought()
    if person.wants == RECORDING and person.slot is None:
        return brought
    made = [_registered(session, world, person, kind) for kind in person.wants]
    brought.references = [document.reference for document in made]
    if person.slot is not None:
        _book(session, person, made, brought)
    if not person.is_ready and person.wants != RECORDING:
        last = brought.references[-1]
        documents.set_stage(session, world.office, last, DocumentStage.IN_PRODUCTION, by="token:1", now=EARLY)
    return brought


def _registered(session: Session, world: World, person: Person, kind: str) -> Document:
    new = NewDocument(
        reference=f"{world.office.code}/{person.name}/{kind}",
        type=kind,
        channel="office",
        holder=f"Siti {person.name}",
        kk=f"{world.office.id:08}{person.name:08}",
        reason="damaged" if person.trouble == "old_card" else "first",
    )
    return world._document(session, new, "ready", EARLY)


def _book(session: Session, person: Person, made: list[Document], brought: Brought) -> None:
    invitation = session.get_one(Invitation, made[0].invitation_id)
    service = main_service((kind.service_id, kind.minutes) for kind in types_of_documents(session, made))
    slot_id: int | None = _slot_of(session, service, person.slot)
    while slot_id is not None and brought.pass_code is None:
        try:
            with session.begin_nested():
                booking = bookings.book(
                    session,
                    code_of(invitation),
                    slot_id,
                    party=min(person.party, 2),
                    collector=Collector(None),
                    by=CLERK,
                    now=EARLY,
                )
        except SlotFull as full:
            slot_id = next((slot.id for slot in full.facts["alternatives"]), None)
        else:
            brought.pass_code = booking.code
            brought.short = str(session.get_one(Booking, booking.id).short)


def _slot_of(session: Session, service: int, starts_at: datetime | None) -> int | None:
    slots = select(Slot.id).where(col(Slot.service_id) == service, col(Slot.starts_at) == starts_at)
    return session.exec(slots).first()
