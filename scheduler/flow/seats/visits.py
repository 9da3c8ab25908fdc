"""What booking a visit and coming without one have in common: its documents, its row with the pass, free times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.loading import object_of
from scheduler.db.engine.prepared import driver_of, one_of
from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Invitation, Office, Slot
from scheduler.db.queries.hot import (
    ADD_BOOKING,
    ADD_BOOKING_DOCUMENT,
    ADD_BOOKINGS,
    FREE_AFTER,
    FREE_BEFORE,
    NEWEST_BOOKING,
    NEXT_BOOKINGS,
    SHORTS_TAKEN,
    SLOT_TO_BOOK,
)
from scheduler.db.secrets.hash_upgrade import bring_along
from scheduler.domain.booking import PartyTooLarge, SlotClosed, SlotFull
from scheduler.domain.calendar.calendar import day_bounds, local_day
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import codes
from scheduler.flow.core.history import new_step, record_new, step_of

ALTERNATIVES = 3
BEFORE, BEHIND = timedelta(days=3), timedelta(days=14)
"""How far from a slot others are looked for."""
FOREVER = datetime.max.replace(tzinfo=UTC)
DRAWS = 20
"""How often numbers for many visits are drawn until none of them is taken."""


class TimeOfService(Protocol):
    """A slot, or what is known of it."""

    @property
    def service_id(self) -> int: ...

    @property
    def starts_at(self) -> datetime: ...


class SlotOfService(TimeOfService, Protocol):
    """The same of one that there is."""

    @property
    def id(self) -> int: ...


def office_of(session: Session, office_id: int) -> Office:
    """The office of a row."""
    office = session.get(Office, office_id)
    assert office is not None
    return office


def types_of_documents(session: Session, documents: list[Document]) -> list[DocumentType]:
    """The type of each document, in their order."""
    by_id = {kind.id: kind for kind in queries.types_of(session, documents[0].office_id)}
    return [by_id[document.type_id] for document in documents]


def refuse_large_party(party: int, limit: int) -> None:
    """Refuse more people than the limit. Raises PartyTooLarge."""
    if party > limit:
        raise PartyTooLarge(limit=limit)


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A booking just made, with the pass code that only its citizen will know."""

    id: int
    office_id: int
    invitation_id: int | None
    slot_id: int | None
    short: int
    code: str
    stage: str = BookingStage.BOOKED


def add_booking(session: Session, document_ids: Sequence[int], *, by: str, now: datetime, **facts: Any) -> NewBooking:
    """Make the row of a visit with its pass and nomor jadwal, tie its documents to it, and write it down.

    facts: the columns of a booking. A nomor jadwal that is taken loses to the unique index, and the step draws again.
    """
    salt, short = codes.new_salt(), codes.new_short()
    if facts.get("collector_hash"):
        facts["collector_hash"] = bring_along(session, facts["office_id"], "proxy", facts["collector_hash"])
    code = codes.derive(keys.ring().codes[0], "pass", salt)
    row = ADD_BOOKING.first(session, short=short, salt=salt, code_hash=codes.hash_of(code), created_at=now, **facts)
    assert row is not None
    booking = NewBooking(row[0], facts["office_id"], facts.get("invitation_id"), facts.get("slot_id"), short, code)
    for document_id in document_ids:
        visit = {"booking_id": booking.id, "document_id": document_id, "office_id": booking.office_id}
        ADD_BOOKING_DOCUMENT.put_off(session, **visit)
    record_new(session, booking, by=by, now=now)
    return booking


def add_bookings(
    session: Session, office_id: int, new: Sequence[tuple[Sequence[int], dict[str, Any]]], *, by: str
) -> list[NewBooking]:
    """`add_booking` for many of an office at once. No more than AT_ONCE.

    new: the documents and the columns of each, `created_at` among them, but nothing of a proxy. Raises RuntimeError
    where hardly a nomor jadwal is free.
    """
    shorts, numbers = _free_shorts(session, office_id, len(new)), _next_ids(session, len(new))
    key = keys.ring().codes[0]
    made, rows, visits = [], [], []
    for (document_ids, facts), short, number in zip(new, shorts, numbers, strict=True):
        salt = codes.new_salt()
        code = codes.derive(key, "pass", salt)
        made.append(NewBooking(number, office_id, facts["invitation_id"], facts["slot_id"], short, code))
        rows.append({"id": number, "short": short, "salt": salt, "code_hash": codes.hash_of(code), **facts})
        visits += [{"booking_id": number, "document_id": each, "office_id": office_id} for each in document_ids]
    ADD_BOOKINGS.run_all(session, rows)
    ADD_BOOKING_DOCUMENT.run_all(session, visits)
    for booking, row in zip(made, rows, strict=True):
        new_step(session)
        record_new(session, booking, by=by, now=row["created_at"])
    return made


def _next_ids(session: Session, count: int) -> Sequence[int]:
    """Ids of so many visits to come: the sequence's, or where nobody else writes (SQLite) those behind the newest."""
    if driver_of(session).dialect.name == "sqlite":
        newest = NEWEST_BOOKING.first(session)
        first = newest[0] + 1 if newest else 1
        return range(first, first + count)
    return [number for (number,) in NEXT_BOOKINGS.all(session, count=count)]


def _free_shorts(session: Session, office_id: int, count: int) -> list[int]:
    """So many numbers that no live visit of the office has. Raises RuntimeError."""
    free: set[int] = set()
    for _ in range(DRAWS):
        drawn = {codes.new_short() for _ in range(count)} - free
        if drawn:
            free |= drawn - {row[0] for row in SHORTS_TAKEN.all(session, office=office_id, **one_of("short", drawn))}
        if len(free) >= count:
            return list(free)[:count]
    raise RuntimeError("hardly a number is free")


def hold_visit(session: Session, booking: Booking) -> None:
    """Changes of one visit come one after the other, each from what the last one left (PostgreSQL).

    Its invitation is held; the visit itself where it has none: somebody who came without a document, say, and was given
    another day.
    """
    if booking.invitation_id is None:
        session.refresh(booking, with_for_update={"key_share": True})
        return
    invitation = select(col(Invitation.id)).where(col(Invitation.id) == booking.invitation_id)
    session.execute(invitation.with_for_update(key_share=True))
    session.refresh(booking)


def let_go(session: Session, booking_id: int, document_id: int | None = None) -> None:
    """Free what a visit still fetches, or one document of it, for a new booking; the step is kept for an undo."""
    going = update(BookingDocument).where(col(BookingDocument.booking_id) == booking_id, col(BookingDocument.live))
    if document_id is not None:
        going = going.where(col(BookingDocument.document_id) == document_id)
    change_rows(session, going.values(live=False, let_go=step_of(session)))


def fetch_again(session: Session, booking_id: int, document_ids: Sequence[int]) -> None:
    """Documents that a visit had let go are fetched by it after all; no other visit fetches them."""
    gone = update(BookingDocument).where(
        col(BookingDocument.booking_id) == booking_id, col(BookingDocument.document_id).in_(document_ids)
    )
    change_rows(session, gone.values(live=True, let_go=None))


def meant_by(session: Session, booking: Booking) -> Booking:
    """The visit that a pass is good for: its own, or once that is over a later one that fetches what it left."""
    if booking.stage not in (BookingStage.MISSED, BookingStage.FULFILLED):
        return booking
    documents = queries.documents_of_booking(session, booking.id)
    lives = (queries.live_booking_of_document(session, document.id) for document in documents)
    return next((live for live in lives if live is not None), booking)


@dataclass(frozen=True, slots=True)
class Window:
    """When a slot may start to be booked now: after `earliest`, before `end`."""

    earliest: datetime
    end: datetime


def window_of(timezone: str, *, horizon_days: int, notice_minutes: int, now: datetime) -> Window:
    """The window from the shortest notice on to the end of the last day of the horizon."""
    last = local_day(now, ZoneInfo(timezone)) + timedelta(days=horizon_days)
    return Window(now + timedelta(minutes=notice_minutes), _end_of(last, timezone))


@lru_cache(64)
def _end_of(day: date, timezone: str) -> datetime:
    return day_bounds(day, ZoneInfo(timezone))[1]


def nearest_free(
    session: Session,
    slot: TimeOfService,
    units: int,
    now: datetime,
    *,
    end: datetime | None = None,
    by_staff: bool,
) -> list[Slot]:
    """The free slots of the same service nearest in time that still take `units`, in order of time.

    From BEFORE the slot to BEHIND it, after `now` and before `end`. by_staff: whether staff choose, to whom also what
    is kept for them is free.
    Few rows are read: where one is refused, many are.
    """
    session.flush()
    wanted = {
        "service": slot.service_id,
        "units": units,
        "online": int(not by_staff),
        "start": slot.starts_at,
        "first": slot.starts_at - BEFORE,
        "last": slot.starts_at + BEHIND,
        "now": now,
        "end": end or FOREVER,
        "most": ALTERNATIVES,
    }
    before = [object_of(session, Slot, row, anew=True) for row in FREE_BEFORE.all(session, **wanted)]
    after = [object_of(session, Slot, row, anew=True) for row in FREE_AFTER.all(session, **wanted)]
    by_distance = sorted([*reversed(before), *after], key=lambda other: abs(other.starts_at - slot.starts_at))
    return sorted(by_distance[:ALTERNATIVES], key=lambda other: other.starts_at)


def takes_nobody(
    session: Session, slot: SlotOfService, units: int, now: datetime, *, end: datetime | None = None, by_staff: bool
) -> SlotFull:
    """Why a slot had no seats for somebody: SlotFull, or SlotClosed, with what `nearest_free` finds instead.

    It is read once more: it may have been given up while the guard of its seats was waited for.
    """
    *_, planned, _ = SLOT_TO_BOOK.all(session, slot=slot.id)[0]
    free = nearest_free(session, slot, units, now, end=end, by_staff=by_staff)
    return (SlotFull if planned else SlotClosed)(time=slot.starts_at, alternatives=free)
