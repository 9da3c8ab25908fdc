"""Taking a slot, moving it, giving it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.hot import DOCUMENTS_TO_BOOK, INVITATION_TO_BOOK, SLOT_TO_BOOK
from scheduler.db.models import Booking, Invitation, Slot
from scheduler.domain import codes
from scheduler.domain.errors import (
    AlreadyBooked,
    CollectorNotAllowed,
    DigitsWrong,
    IllegalStep,
    InvitationExpired,
    InvitationUnknown,
    NothingReady,
    PassUnknown,
    SlotForeign,
    SlotFull,
    SlotPast,
    SlotUnknown,
)
from scheduler.domain.names import last_digits
from scheduler.domain.stages import BookingStage
from scheduler.flow.history import move, record, step_of
from scheduler.flow.invitations import main_service
from scheduler.flow.outbox import Cause, note
from scheduler.flow.seats import hold_back, take_or_claim
from scheduler.flow.visits import add_booking, let_go, nearest_free, office_of, refuse_large_party


@dataclass(frozen=True, slots=True)
class Collector:
    """Who comes for the documents: holder, family, parent, guardian or proxy; None is whoever may."""

    kind: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking as its citizen is told of it. `code` is the pass; `timezone` that of the office."""

    id: int
    code: str
    starts_at: datetime
    ends_at: datetime
    timezone: str


def book(
    session: Session, code: str, slot_id: int, *, party: int, collector: Collector, by: str, now: datetime
) -> Booked:
    """Give the visit of an invitation its slot, and the citizen a pass.

    party: people who come, infants not counted.
    Raises InvitationUnknown, AlreadyBooked, InvitationExpired, NothingReady, SlotUnknown, SlotForeign, SlotPast,
    PartyTooLarge, CollectorNotAllowed, SlotFull.
    """
    invitation = bookable_invitation(session, code, now)
    work = work_of_invitation(session, invitation.id)
    slot = bookable_slot(session, slot_id, work.service_id, now + timedelta(days=invitation.horizon_days + 1), now)
    refuse_large_party(party, invitation.lobby_limit)
    kind = allowed_collector(collector, may_self=work.may_self)
    units = max(1, min(work.units, slot.capacity))  # a slot without capacity is full, not free of charge
    take_seats(session, slot, units, invitation_id=invitation.id, now=now)
    booking = add_booking(
        session, work.document_ids, by=by, now=now,
        office_id=invitation.office_id, service_id=slot.service_id, invitation_id=invitation.id, slot_id=slot.id,
        units=units, party=party, collector_kind=kind, collector_name=collector.name,
        language=invitation.language,
    )  # fmt: skip
    note(session, Cause.BOOKED, booking, now=now)
    return Booked(booking.id, booking.code, slot.starts_at, slot.ends_at, invitation.timezone)


def move_booking(session: Session, code: str, slot_id: int, *, ref3: str | None, by: str, now: datetime) -> Booking:
    """Change the slot of a booking; pass, QR and nomor jadwal stay.

    ref3: the last three digits of a registration number of the visit; None where staff act.
    Raises PassUnknown, DigitsWrong, IllegalStep, SlotUnknown, SlotForeign, SlotPast, SlotFull.
    """
    booking = changeable_booking(session, code, ref3)
    last = now + timedelta(days=office_of(session, booking.office_id).horizon_days + 1)
    slot = bookable_slot(session, slot_id, booking.service_id, last, now)
    if slot.id == booking.slot_id:
        return booking
    _swap_seats(session, booking, slot, now)
    booking.slot_id = slot.id
    session.add(booking)
    session.flush()
    record(session, booking, before=booking.stage, by=by, now=now, why="moved")
    note(session, Cause.CHANGED, booking, now=now, once=step_of(session))
    return booking


def cancel(session: Session, code: str, *, ref3: str | None, by: str, now: datetime) -> Booking:
    """Give a slot back; the documents stay and may be booked again. Raises PassUnknown, DigitsWrong, IllegalStep."""
    booking = changeable_booking(session, code, ref3)
    if booking.slot_id is not None:
        hold_back(session, office_of(session, booking.office_id), booking.slot_id, booking.units, now=now)
    move(session, booking, BookingStage.CANCELLED, by=by, now=now)
    let_go(session, booking)
    note(session, Cause.CANCELLED, booking, now=now)
    return booking


@dataclass(frozen=True, slots=True)
class Bookable:
    """An invitation that can be booked, and what its office allows."""

    id: int
    office_id: int
    language: str
    timezone: str
    lobby_limit: int
    horizon_days: int


def bookable_invitation(session: Session, code: str, now: datetime) -> Bookable:
    """The invitation of a code. Raises InvitationUnknown, AlreadyBooked (before anything else), InvitationExpired."""
    plain = codes.read(code)
    row = INVITATION_TO_BOOK.first(session, code_hash=codes.hash_of(plain)) if plain else None
    if row is None:
        raise InvitationUnknown
    invitation_id, office_id, expires_at, language, timezone, lobby_limit, horizon_days, booking_id, slot_id = row
    if booking_id is not None:
        raise AlreadyBooked(slot=session.get(Slot, slot_id) if slot_id else None)
    if expires_at <= now:
        raise InvitationExpired(expired_at=expires_at)
    return Bookable(invitation_id, office_id, language, timezone, lobby_limit, horizon_days)


@dataclass(frozen=True, slots=True)
class Work:
    """What a visit would fetch now: in units of work, and for which service, that of the most minutes."""

    document_ids: list[int]
    service_id: int
    units: int
    may_self: bool


def work_of_invitation(session: Session, invitation_id: int) -> Work:
    """The work of an invitation's visit. Raises NothingReady."""
    rows = DOCUMENTS_TO_BOOK.all(session, invitation=invitation_id)
    if not rows:
        raise NothingReady
    return Work(
        document_ids=[row[0] for row in rows],
        service_id=main_service([(row[1], row[2]) for row in rows]),
        units=sum(row[3] for row in rows),
        may_self=all(row[4] for row in rows),
    )


@dataclass(frozen=True, slots=True)
class ChosenSlot:
    """A slot as it was read; how much of it is taken is for the guard alone to know."""

    id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int


def bookable_slot(session: Session, slot_id: int, service_id: int, last: datetime, now: datetime) -> ChosenSlot:
    """A slot that may be chosen for a service now, up to a last moment. Raises SlotUnknown, SlotForeign, SlotPast."""
    row = SLOT_TO_BOOK.first(session, slot=slot_id)
    if row is None:
        raise SlotUnknown
    slot = ChosenSlot(slot_id, *row)
    if slot.service_id != service_id or slot.starts_at > last:
        raise SlotForeign
    if slot.starts_at <= now:
        raise SlotPast
    return slot


def allowed_collector(collector: Collector, *, may_self: bool) -> str:
    """The kind of collector, the usual one where none was named. Raises CollectorNotAllowed."""
    kind = collector.kind or ("holder" if may_self else "parent")
    if kind == "holder" and not may_self:
        raise CollectorNotAllowed
    return kind


def take_seats(
    session: Session, slot: ChosenSlot, units: int, *, invitation_id: int | None, now: datetime
) -> None:  # fmt: skip
    """Count `units` of work into the slot, or those kept for this invitation. Raises SlotFull."""
    if not take_or_claim(session, slot.id, units, invitation_id=invitation_id, now=now):
        raise SlotFull(time=slot.starts_at, alternatives=nearest_free(session, slot, units, now))


def changeable_booking(session: Session, code: str, ref3: str | None) -> Booking:
    """The booking of a pass that its citizen may still change. Raises PassUnknown, DigitsWrong, IllegalStep."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    _hold(session, booking)
    if ref3 is not None and not _digits_fit(session, booking, ref3):
        raise DigitsWrong
    if booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=booking.stage)
    return booking


def _hold(session: Session, booking: Booking) -> None:
    """Changes of one booking come one after the other: each frees the seats that the last one left it (PostgreSQL)."""
    invitation = select(col(Invitation.id)).where(col(Invitation.id) == booking.invitation_id)
    session.execute(invitation.with_for_update(key_share=True))
    session.refresh(booking)


def _digits_fit(session: Session, booking: Booking, ref3: str) -> bool:
    documents = queries.documents_of_booking(session, booking.id)
    return any(last_digits(document.reference, 3) == ref3.strip() for document in documents)


def _swap_seats(session: Session, booking: Booking, slot: ChosenSlot, now: datetime) -> None:
    """Take the new seats; the old ones are kept back for a while, and given free by a later step."""
    take_seats(session, slot, booking.units, invitation_id=booking.invitation_id, now=now)
    if booking.slot_id is not None:
        hold_back(session, office_of(session, booking.office_id), booking.slot_id, booking.units, now=now)
