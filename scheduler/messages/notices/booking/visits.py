"""Messages about a visit that its people planned: booked, changed, to be reminded of, and a link asked for again."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.board.pass_picture import PassWords
from scheduler.db.models import Booking, Document, DocumentType, Message, Slot
from scheduler.domain.refusals import N_
from scheduler.domain.text.codes import written_short
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.bringing import things_for
from scheduler.flow.invitations.invitations import pass_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import ticket_path
from scheduler.messages.notices.said import Said, Tongue

NUMBER = N_("nomor registrasi")
"""What to bring where the office asks for nothing."""
FETCH = N_("ambil {documents}")
NUMBER_OF_VISIT = N_("Nomor jadwal")


def planned(known: Known, message: Message, tongue: Tongue) -> Said:
    """The visit's time, place and QR, as it is booked now."""
    booking = known.booking_of(message)
    documents = known.documents_of(message)
    name = "booked" if message.cause == Cause.BOOKED else "changed"
    facts = visit_facts(known, booking, documents, tongue)
    words = PassWords(
        tongue.translate(NUMBER_OF_VISIT), facts["short"], facts["day"], facts["time"], tongue.office.name
    )
    return Said(name, facts, documents, ticket_path(booking), pass_of(booking), words)


def reminded(known: Known, message: Message, tongue: Tongue) -> Said:
    """The day before a visit, or some hours before."""
    booking = known.booking_of(message)
    documents = known.documents_of(message)
    name = "reminder" if message.cause == Cause.REMINDER else "reminder_soon"
    return Said(name, visit_facts(known, booking, documents, tongue), documents, ticket_path(booking))


def asked_again(known: Known, message: Message, tongue: Tongue) -> Said:
    """The link to a visit, which anybody may have asked for."""
    booking = known.booking_of(message)
    documents = known.of_visit(booking.id)
    facts = {"documents": tongue.types(known.types_of(documents)), "short": written_short(booking.short)}
    return Said("link", facts, documents, ticket_path(booking))


def visit_facts(known: Known, booking: Booking, documents: Sequence[Document], tongue: Tongue) -> dict[str, str]:
    """When a visit is, what it is for, and what to bring."""
    at, types = time_of(known.session, booking), known.types_of(documents)
    return {
        "day": tongue.day(at),
        "time": tongue.clock(at),
        "short": written_short(booking.short),
        "errand": _errand(types, tongue),
        "bring": brought_to(documents, types, booking.collector_kind, tongue),
    }


def brought_to(documents: Sequence[Document], types: Sequence[DocumentType], collector: str, tongue: Tongue) -> str:
    """What to bring for some documents, on one line; what the collector brings comes last."""
    things = things_for(documents, types, collector)
    return ", ".join(thing.said(tongue.translate) for thing in things) or tongue.translate(NUMBER)


def time_of(session: Session, booking: Booking) -> datetime:
    """When a visit is or was to be; of a walk-in when they came."""
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    return slot.starts_at if slot else booking.first_starts_at or booking.created_at


def _errand(types: Sequence[DocumentType], tongue: Tongue) -> str:
    """To fetch something, or what is done where nothing is handed over: "Perekaman KTP-el"."""
    fetched = [kind for kind in types if kind.hands_over]
    if not fetched:
        return tongue.types(types)
    return tongue.translate(FETCH).format(documents=tongue.types(fetched))
