"""Named reads. A query is a noun phrase; it returns rows or None and refuses nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import (
    Application,
    Booking,
    Closure,
    Conversation,
    Counter,
    CounterService,
    Deployment,
    Document,
    DocumentType,
    Invitation,
    Office,
    OfficeDay,
    OpeningHours,
    PostponedBooking,
    Postponement,
    Service,
    Slot,
    TemporaryCapacity,
    Ticket,
    UrgentSeat,
    Visit,
)
from scheduler.domain.calendar import calendar, timetable
from scheduler.domain.documents import stages
from scheduler.domain.text import codes


def office_by_code(session: Session, code: str) -> Office | None:
    """The office with a code such as "tanjungpinang"."""
    return session.scalar(select(Office).where(col(Office.code) == code))


def office_by_id(session: Session, office_id: int) -> Office:
    """The office of a row (which a foreign key guarantees)."""
    office = session.get(Office, office_id)
    assert office is not None
    return office


def offices(session: Session) -> Sequence[Office]:
    """All offices by name."""
    return session.scalars(select(Office).order_by(col(Office.name))).all()


def services_of(session: Session, office_id: int) -> Sequence[Service]:
    """The services of an office by letter."""
    return session.scalars(
        select(Service).where(col(Service.office_id) == office_id).order_by(col(Service.letter))
    ).all()


def types_of(session: Session, office_id: int) -> Sequence[DocumentType]:
    """What an office hands over."""
    return session.scalars(select(DocumentType).where(col(DocumentType.office_id) == office_id)).all()


def counters_of(session: Session, office_id: int) -> Sequence[Counter]:
    """The counters of an office by number."""
    return session.scalars(
        select(Counter).where(col(Counter.office_id) == office_id).order_by(col(Counter.number))
    ).all()


def counter_by_number(session: Session, office_id: int, number: int) -> Counter | None:
    """One counter of an office."""
    return session.scalar(select(Counter).where(col(Counter.office_id) == office_id, col(Counter.number) == number))


def letters_by_counter(session: Session, office_id: int) -> dict[int, frozenset[str]]:
    """Counter id -> the letters of the services it takes."""
    rows = session.execute(
        select(col(CounterService.counter_id), col(Service.letter))
        .join(Service, col(Service.id) == col(CounterService.service_id))
        .where(col(CounterService.office_id) == office_id)
    ).all()
    taken: dict[int, set[str]] = {}
    for counter_id, letter in rows:
        taken.setdefault(counter_id, set()).add(letter)
    return {counter_id: frozenset(letters) for counter_id, letters in taken.items()}


def hours_of_office(session: Session, office_id: int) -> list[calendar.Hours]:
    """The weekly hours of an office and its services as the calendar reads them."""
    columns = ("weekday", "opens", "closes", "break_from", "break_to", "valid_from", "valid_to", "service_id")
    query = select(*(getattr(OpeningHours, name) for name in columns)).where(col(OpeningHours.office_id) == office_id)
    return [calendar.Hours(*row) for row in session.execute(query)]


def closures_of_office(session: Session, office_id: int) -> list[calendar.Closed]:
    """When an office and its services are shut, as the calendar reads it."""
    columns = ("starts_on", "ends_on", "reason", "service_id", "from_time", "to_time")
    query = select(*(getattr(Closure, name) for name in columns)).where(col(Closure.office_id) == office_id)
    return [calendar.Closed(*row) for row in session.execute(query)]


def closures_by_office(session: Session, first: date, last: date) -> dict[int, list[calendar.Closed]]:
    """Office id -> closures, of the office and of its services, that touch a span of days."""
    columns = ("office_id", "starts_on", "ends_on", "reason", "service_id", "from_time", "to_time")
    query = select(*(getattr(Closure, name) for name in columns)).where(
        col(Closure.starts_on) <= last,
        col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= first),
    )
    found: dict[int, list[calendar.Closed]] = {}
    for office_id, *facts in session.execute(query):
        found.setdefault(office_id, []).append(calendar.Closed(*facts))
    return found


def shares_of_office(session: Session, office_id: int) -> list[timetable.Share]:
    """The shares of their usual units that slots hold for a time, as the timetable reads them."""
    columns = (
        col(TemporaryCapacity.starts_on),
        col(TemporaryCapacity.ends_on),
        col(TemporaryCapacity.percent),
        col(TemporaryCapacity.service_id),
    )
    query = select(*columns).where(col(TemporaryCapacity.office_id) == office_id)
    return [timetable.Share(*row) for row in session.execute(query)]


def day_of(session: Session, office_id: int, day: date) -> OfficeDay | None:
    """The OfficeDay of a date, if anything has happened on it."""
    return session.scalar(select(OfficeDay).where(col(OfficeDay.office_id) == office_id, col(OfficeDay.day) == day))


def tickets_of(session: Session, day_id: int, among: frozenset[str] | None = None) -> Sequence[Ticket]:
    """The tickets of a day in the order of the queue, all or those at some stages."""
    query = select(Ticket).where(col(Ticket.office_day_id) == day_id)
    if among is not None:
        query = query.where(col(Ticket.stage).in_(among))
    return session.scalars(query.order_by(col(Ticket.due_at), col(Ticket.seq), col(Ticket.again))).all()


def ticket_by_number(session: Session, day_id: int, number: str) -> Ticket | None:
    """One ticket of a day."""
    return session.scalar(select(Ticket).where(col(Ticket.office_day_id) == day_id, col(Ticket.number) == number))


def ticket_of_booking(session: Session, booking_id: int, day_id: int | None = None) -> Ticket | None:
    """The ticket of a booking, of one day or the latest."""
    query = select(Ticket).where(col(Ticket.booking_id) == booking_id)
    if day_id is not None:
        query = query.where(col(Ticket.office_day_id) == day_id)
    return session.scalars(query.order_by(col(Ticket.id).desc()).limit(1)).first()


def ticket_at_counter(session: Session, counter_id: int) -> Ticket | None:
    """Who is called to or served at a counter."""
    return session.scalar(
        select(Ticket).where(col(Ticket.counter_id) == counter_id, col(Ticket.stage).in_(stages.AT_COUNTER))
    )


def invitation_by_code(session: Session, code: str) -> Invitation | None:
    """The invitation of a code in any spelling."""
    plain = codes.read(code)
    if plain is None:
        return None
    return session.scalar(select(Invitation).where(col(Invitation.code_hash) == codes.hash_of(plain)))


def booking_by_code(session: Session, code: str) -> Booking | None:
    """The booking of a pass code in any spelling, of whatever office and stage."""
    plain = codes.read(code)
    if plain is None:
        return None
    return session.scalar(select(Booking).where(col(Booking.code_hash) == codes.hash_of(plain)))


def booking_by_short(session: Session, office_id: int, short: int) -> Booking | None:
    """The live booking of a nomor jadwal, or else the latest that had it."""
    return session.scalars(
        select(Booking)
        .where(col(Booking.office_id) == office_id, col(Booking.short) == short)
        .order_by(col(Booking.stage).in_(stages.LIVE_BOOKING).desc(), col(Booking.id).desc())
        .limit(1)
    ).first()


def live_booking_of_invitation(session: Session, invitation_id: int) -> Booking | None:
    """The booking that uses an invitation now."""
    return _live_booking(session, col(Booking.invitation_id) == invitation_id)


def live_booking_of_document(session: Session, document_id: int) -> Booking | None:
    """The booking that is to fetch a document."""
    return session.scalar(
        select(Booking)
        .join(Visit, col(Visit.booking_id) == col(Booking.id))
        .where(col(Visit.document_id) == document_id, col(Visit.live))
    )


def latest_booking_of_document(session: Session, document_id: int) -> Booking | None:
    """The booking that fetched a document, or last tried to."""
    return session.scalars(
        select(Booking)
        .join(Visit, col(Visit.booking_id) == col(Booking.id))
        .where(col(Visit.document_id) == document_id)
        .order_by(col(Booking.id).desc())
        .limit(1)
    ).first()


def postponement_of_booking(session: Session, booking_id: int) -> tuple[PostponedBooking, Postponement] | None:
    """What an office last did to a visit's time, and why."""
    row = session.execute(
        select(PostponedBooking, Postponement)
        .join(Postponement, col(Postponement.id) == col(PostponedBooking.postponement_id))
        .where(col(PostponedBooking.booking_id) == booking_id)
        .order_by(col(PostponedBooking.id).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def is_urgent(session: Session, booking_id: int, day: date) -> bool:
    """Whether staff gave a visit its time on a day as urgent."""
    query = select(col(UrgentSeat.id)).where(col(UrgentSeat.booking_id) == booking_id, col(UrgentSeat.day) == day)
    return session.scalar(query) is not None


def document_by_reference(session: Session, office_id: int, reference: str) -> Document | None:
    """One document of an office by its registration number."""
    return session.scalar(
        select(Document).where(col(Document.office_id) == office_id, col(Document.reference) == reference.strip())
    )


def documents_of_invitation(session: Session, invitation_id: int) -> Sequence[Document]:
    """The documents an invitation is for, oldest first."""
    return session.scalars(
        select(Document).where(col(Document.invitation_id) == invitation_id).order_by(col(Document.id))
    ).all()


def documents_of_booking(session: Session, booking_id: int, *, live: bool = False) -> Sequence[Document]:
    """The documents of a visit, all or those it may still fetch."""
    query = select(Document).join(Visit, col(Visit.document_id) == col(Document.id))
    query = query.where(col(Visit.booking_id) == booking_id)
    if live:
        query = query.where(col(Visit.live))
    return session.scalars(query.order_by(col(Document.id))).all()


def free_slots(session: Session, service_id: int, after: datetime, before: datetime, units: int = 1) -> Sequence[Slot]:
    """Slots of a service that still take `units` and start within a stretch of time, soonest first."""
    return session.scalars(
        select(Slot)
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.taken) + units <= col(Slot.planned),
        )
        .order_by(col(Slot.starts_at))
    ).all()


def slots_between(session: Session, service_id: int, after: datetime, before: datetime) -> Sequence[Slot]:
    """All slots of a service that start within a stretch of time, full ones too; not those the calendar gave up."""
    return session.scalars(
        select(Slot)
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.planned) > 0,
        )
        .order_by(col(Slot.starts_at))
    ).all()


def places_between(
    session: Session, service_id: int, after: datetime, before: datetime
) -> Sequence[tuple[int, datetime, int, int]]:
    """Id, start, capacity and units taken of each slot that starts within a stretch of time and still stands."""
    rows = session.execute(
        select(col(Slot.id), col(Slot.starts_at), col(Slot.capacity), col(Slot.taken))
        .where(
            col(Slot.service_id) == service_id,
            col(Slot.starts_at) >= after,
            col(Slot.starts_at) < before,
            col(Slot.planned) > 0,
        )
        .order_by(col(Slot.starts_at))
    )
    return [(row.id, row.starts_at, row.capacity, row.taken) for row in rows]


def open_invitation_of_household(
    session: Session, office_id: int, household: bytes, now: datetime
) -> Invitation | None:
    """The latest invitation of a household that can still be booked."""
    return next(iter(open_invitations_of_household(session, office_id, household, now)), None)


def open_invitations_of_household(
    session: Session, office_id: int, household: bytes, now: datetime
) -> Sequence[Invitation]:
    """The invitations of a household that can still be booked, latest first."""
    used = select(col(Booking.id)).where(
        col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    return session.scalars(
        select(Invitation)
        .where(
            col(Invitation.office_id) == office_id,
            col(Invitation.household).in_(keys.ring().chain.forms(household)),
            col(Invitation.expires_at) > now,
            ~used.exists(),
        )
        .order_by(col(Invitation.id).desc())
    ).all()


def open_invitations(session: Session, office_id: int, now: datetime) -> Sequence[Invitation]:
    """The invitations of an office that have not expired and that no live booking uses, oldest first."""
    used = select(col(Booking.id)).where(
        col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    return session.scalars(
        select(Invitation)
        .where(col(Invitation.office_id) == office_id, col(Invitation.expires_at) > now, ~used.exists())
        .order_by(col(Invitation.id))
    ).all()


def conversations_waiting(session: Session, office_id: int) -> tuple[int, datetime | None]:
    """How many conversations wait for a clerk of an office, and since when the one that has waited longest does."""
    waits = col(Conversation.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Conversation.office_id) == office_id, waits.is_not(None))
    ).one()
    return found[0], found[1]


def applications_waiting(session: Session, office_id: int) -> tuple[int, datetime | None]:
    """How many applications wait for a clerk of an office, and since when the one that has waited longest does."""
    waits = col(Application.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Application.office_id) == office_id, waits.is_not(None))
    ).one()
    return found[0], found[1]


def is_training(session: Session) -> bool:
    """Whether this database is for training."""
    return bool(session.scalar(select(col(Deployment.training))))


def _live_booking(session: Session, condition: ColumnElement[bool]) -> Booking | None:
    return session.scalar(select(Booking).where(condition, col(Booking.stage).in_(stages.LIVE_BOOKING)))
