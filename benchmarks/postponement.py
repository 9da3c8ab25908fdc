"""Three weeks of closure over five thousand visits: ordered, worked off to the end, and proved."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import URL
from sqlmodel import Session, col

from benchmarks.support import seeding
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Invitation, Message, Office, Slot
from scheduler.domain.text import codes
from scheduler.flow import postponement as postponing
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.seats import slots
from scheduler.runtime.config import Settings

VISITS = 5_000
LIMIT = 30.0
"""Seconds that moving them may take."""
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 21)


class NotMoved(AssertionError):
    """The database does not agree with what was ordered."""


class TooSlow(AssertionError):
    """All of it takes longer than an office can wait."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds: until nobody can book into what is closed, all of it, and the longest that others waited for a batch."""

    ordered: float
    whole: float
    batch: float


def measured(folder: Path, server: URL | None = None) -> Measured:
    """One closure on a database of its own. Raises NotMoved."""
    url = f"sqlite:///{folder / 'postponement.db'}"
    if server is not None:
        url = server.set(database="postponement").render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=seeding.SECRET, log_level="warning")
    migrate(settings)
    database = Database(settings)
    try:
        office = database.run(office_with_visits, VISITS, now=seeding.CLOCK)
        return postponed(database, office)
    finally:
        database.close()


def postponed(database: Database, office: Office, *, pause: float = 0.02) -> Measured:
    """Close the service and move everybody, as the command does it, with its pauses. Raises NotMoved."""
    with database.reading() as session:
        service = queries.services_of(session, office.id)[0]
    wish = postponing.closing(FIRST, LAST, "perbaikan alat", service_id=service.id)
    began = time.perf_counter()
    postponement = database.run(postponing.start, office, wish, by="command", now=seeding.CLOCK)
    ordered, longest = time.perf_counter() - began, 0.0
    while True:
        turn = time.perf_counter()
        left = database.run(postponing.advance, postponement.id, now=seeding.CLOCK)
        longest = max(longest, time.perf_counter() - turn)
        if not left:
            break
        time.sleep(pause)
    whole = time.perf_counter() - began
    database.run(_prove)
    return Measured(ordered, whole, longest)


def office_with_visits(session: Session, count: int, *, now: datetime) -> Office:
    """An office whose first service has so many visits booked on the days that are to be closed."""
    plan = Plan(name="Disdukcapil (contoh)", slot_minutes=30, slot_capacity=40)
    office = offices.create_office(session, seeding.OFFICE, plan, [], now=now)
    slots.lay_out(session, office, now=now, through=LAST)
    service = queries.services_of(session, office.id)[0]
    closed = session.execute(
        select(col(Slot.id), col(Slot.planned))
        .where(col(Slot.service_id) == service.id, col(Slot.starts_at) > now + timedelta(hours=15))
        .order_by(col(Slot.starts_at))
    ).all()
    seats = [row.id for row in closed for _ in range(row.planned)][:count]
    _book_all(session, office, service.id, seats, now)
    for slot_id in dict.fromkeys(seats):
        session.execute(update(Slot).where(col(Slot.id) == slot_id).values(taken=seats.count(slot_id)))
    return office


def _book_all(session: Session, office: Office, service_id: int, seats: list[int], now: datetime) -> None:
    """What documents, invitations and bookings would have made, in bulk."""
    kind = session.scalars(select(DocumentType).where(DocumentType.service_id == service_id)).first()
    assert kind is not None
    numbers = range(1, len(seats) + 1)
    session.execute(
        insert(Invitation),
        [
            {"id": n, "office_id": office.id, "created_at": now, "expires_at": now + timedelta(days=30), **secret}
            for n, secret in zip(numbers, _secrets(invitations.PURPOSE, len(seats)), strict=True)
        ],
    )
    session.execute(
        insert(Document),
        [
            {"id": n, "office_id": office.id, "type_id": kind.id, "reference": f"P/{n:06}", "title": "KTP-el"}
            | {"stage": "ready", "holder": f"Warga {n}", "invitation_id": n, "created_at": now}
            for n in numbers
        ],
    )
    session.execute(
        insert(Booking),
        [
            {"id": n, "office_id": office.id, "service_id": service_id, "invitation_id": n, "slot_id": slot_id}
            | {"stage": "booked", "short": n, "created_at": now, **secret}
            for n, slot_id, secret in zip(numbers, seats, _secrets("pass", len(seats)), strict=True)
        ],
    )
    session.execute(
        insert(BookingDocument),
        [{"booking_id": n, "document_id": n, "office_id": office.id, "live": True} for n in numbers],
    )


def _secrets(purpose: str, count: int) -> Iterator[dict[str, bytes]]:
    for _ in range(count):
        salt = codes.new_salt()
        yield {"salt": salt, "code_hash": codes.hash_of(codes.derive(keys.ring().codes[0], purpose, salt))}


def _prove(session: Session) -> None:
    """Everybody has a later time in a slot that stands, was told once, and no slot holds more than it may."""
    units = select(func.coalesce(func.sum(Booking.units), 0)).where(Booking.slot_id == Slot.id).scalar_subquery()
    wrong = session.scalar(
        select(func.count())
        .select_from(Slot)
        .where((col(Slot.taken) > col(Slot.capacity)) | (col(Slot.taken) != units))
    )
    placed = session.scalar(
        select(func.count())
        .select_from(Booking)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(col(Slot.planned) > 0, col(Booking.moved_by_office) == 1)
    )
    told = session.scalar(select(func.count()).select_from(Message).where(col(Message.cause) == "moved"))
    all_of_them = session.scalar(select(func.count()).select_from(Booking))
    if (wrong, placed, told) != (0, all_of_them, all_of_them):
        raise NotMoved(f"{wrong=} {placed=} {told=} {all_of_them=}")
