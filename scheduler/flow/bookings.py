"""Taking a slot, moving it, giving it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, DocumentType, Invitation, Office, Slot
from scheduler.domain.errors import (
    AlreadyBooked,
    CollectorNotAllowed,
    DigitsWrong,
    IllegalStep,
    PassUnknown,
    SlotForeign,
    SlotFull,
    SlotPast,
    SlotUnknown,
)
from scheduler.domain.names import last_digits
from scheduler.domain.stages import BookingStage
from scheduler.flow.history import move, record
from scheduler.flow.invitations import known_invitation, main_type, refuse_expired
from scheduler.flow.outbox import Cause, note
from scheduler.flow.visits import (
    add_booking,
    documents_to_fetch,
    let_go,
    nearest_free,
    office_of,
    refuse_large_party,
    types_of_documents,
)

TAKE_SEATS = (
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"), col(Slot.taken) + bindparam("units") <= col(Slot.capacity))
    .values(taken=col(Slot.taken) + bindparam("units"))
    .execution_options(synchronize_session=False)
)
FREE_SEATS = (
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"), col(Slot.taken) >= bindparam("units"))
    .values(taken=col(Slot.taken) - bindparam("units"))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Collector:
    """Who comes for the documents: holder, family, parent, guardian or proxy; None is whoever may."""

    kind: str | None = None
    name: str | None = None


def book(
    session: Session, code: str, slot_id: int, *, party: int, collector: Collector, by: str, now: datetime
) -> Booking:
    """Give the visit of an invitation its slot, and the citizen a pass.

    party: people who come, infants not counted.
    Raises InvitationUnknown, AlreadyBooked, InvitationExpired, NothingReady, SlotUnknown, SlotForeign, SlotPast,
    PartyTooLarge, CollectorNotAllowed, SlotFull.
    """
    invitation = known_invitation(session, code)
    refuse_second_booking(session, invitation)
    refuse_expired(invitation, now)
    documents = documents_to_fetch(session, invitation)
    types = types_of_documents(session, documents)
    office = office_of(session, invitation.office_id)
    slot = bookable_slot(session, slot_id, main_type(types).service_id, office, now)
    refuse_large_party(party, office)
    kind = allowed_collector(collector, types)
    units = min(sum(each.units for each in types), slot.capacity)
    take_seats(session, slot, units, now)
    booking = add_booking(
        session, office, slot.service_id, documents,
        invitation_id=invitation.id, slot_id=slot.id, units=units, party=party,
        collector_kind=kind, collector_name=collector.name, language=invitation.language, created_at=now,
    )  # fmt: skip
    record(session, booking, by=by, now=now)
    note(session, Cause.BOOKED, booking, now=now)
    return booking


def move_booking(session: Session, code: str, slot_id: int, *, ref3: str | None, by: str, now: datetime) -> Booking:
    """Change the slot of a booking; pass, QR and nomor jadwal stay.

    ref3: the last three digits of a registration number of the visit; None where staff act.
    Raises PassUnknown, DigitsWrong, IllegalStep, SlotUnknown, SlotForeign, SlotPast, SlotFull.
    """
    booking = changeable_booking(session, code, ref3)
    office = office_of(session, booking.office_id)
    slot = bookable_slot(session, slot_id, booking.service_id, office, now)
    if slot.id == booking.slot_id:
        return booking
    _swap_seats(session, booking, slot, now)
    booking.slot_id = slot.id
    session.add(booking)
    session.flush()
    record(session, booking, before=booking.stage, by=by, now=now, why="moved")
    note(session, Cause.MOVED, booking, now=now, once=now.isoformat())
    return booking


def cancel(session: Session, code: str, *, ref3: str | None, by: str, now: datetime) -> Booking:
    """Give a slot back; the documents stay and may be booked again. Raises PassUnknown, DigitsWrong, IllegalStep."""
    booking = changeable_booking(session, code, ref3)
    if booking.slot_id is not None:
        free_seats(session, booking.slot_id, booking.units)
    move(session, booking, BookingStage.CANCELLED, by=by, now=now)
    let_go(session, booking)
    note(session, Cause.CANCELLED, booking, now=now)
    return booking


def refuse_second_booking(session: Session, invitation: Invitation) -> None:
    """Raises AlreadyBooked, with the slot that is booked."""
    booking = queries.live_booking_of_invitation(session, invitation.id)
    if booking is not None:
        slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
        raise AlreadyBooked(slot=slot.starts_at if slot else booking.created_at)


def bookable_slot(session: Session, slot_id: int, service_id: int, office: Office, now: datetime) -> Slot:
    """A slot that may be chosen for a service now. Raises SlotUnknown, SlotForeign, SlotPast."""
    slot = session.get(Slot, slot_id)
    if slot is None:
        raise SlotUnknown
    if slot.service_id != service_id or slot.starts_at > now + timedelta(days=office.horizon_days + 1):
        raise SlotForeign
    if slot.starts_at <= now:
        raise SlotPast
    return slot


def allowed_collector(collector: Collector, types: list[DocumentType]) -> str:
    """The kind of collector, the usual one where none was named. Raises CollectorNotAllowed."""
    may_self = all(kind.self_collect for kind in types)
    kind = collector.kind or ("holder" if may_self else "parent")
    if kind == "holder" and not may_self:
        raise CollectorNotAllowed
    return kind


def take_seats(session: Session, slot: Slot, units: int, now: datetime) -> None:
    """Count `units` of work into the slot, or refuse: the guard that no interleaving gets past. Raises SlotFull."""
    taken = session.execute(TAKE_SEATS, {"slot": slot.id, "units": units})
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise SlotFull(time=slot.starts_at, alternatives=nearest_free(session, slot, units, now))


def free_seats(session: Session, slot_id: int, units: int) -> None:
    """Give seats back."""
    session.execute(FREE_SEATS, {"slot": slot_id, "units": units})


def changeable_booking(session: Session, code: str, ref3: str | None) -> Booking:
    """The booking of a pass that its citizen may still change. Raises PassUnknown, DigitsWrong, IllegalStep."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    if ref3 is not None and not _digits_fit(session, booking, ref3):
        raise DigitsWrong
    if booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=booking.stage)
    return booking


def _digits_fit(session: Session, booking: Booking, ref3: str) -> bool:
    documents = queries.documents_of_booking(session, booking.id)
    return any(last_digits(document.reference, 3) == ref3.strip() for document in documents)


def _swap_seats(session: Session, booking: Booking, slot: Slot, now: datetime) -> None:
    """Take the new seats and free the old, by rising slot id: two that swap cannot wait for each other."""
    if booking.slot_id is not None and booking.slot_id < slot.id:
        free_seats(session, booking.slot_id, booking.units)
    take_seats(session, slot, booking.units, now)
    if booking.slot_id is not None and booking.slot_id > slot.id:
        free_seats(session, booking.slot_id, booking.units)
