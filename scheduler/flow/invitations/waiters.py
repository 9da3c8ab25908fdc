"""Who waits for a full day, with what each needs now: read at once for a day and service, however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import (
    Booking,
    Document,
    DocumentType,
    FreedSeat,
    Invitation,
    Slot,
    StoppedNumber,
    WaitlistEntry,
)
from scheduler.db.queries.hot import LIVE as IS_LIVE_BOOKING
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.among_offices import named
from scheduler.flow.invitations.invitations import HERE, main_service

WAITING, OFFERED, TAKEN, LAPSED, LEFT = "waiting", "offered", "taken", "lapsed", "left"
LIVE = (WAITING, OFFERED)
_IS_LIVE: ColumnElement[bool] = literal_column("waitlist_entry.stage IN ('waiting', 'offered')")
"""In the words of the index of live entries: what is over is kept, and must cost the ticks nothing."""

_DAYS = Prepared(
    select(
        col(WaitlistEntry.service_id),
        col(WaitlistEntry.day),
        func.count().filter(col(WaitlistEntry.stage) == bindparam("offered", OFFERED)),
    )
    .where(col(WaitlistEntry.office_id) == bindparam("office"), _IS_LIVE)
    .group_by(col(WaitlistEntry.service_id), col(WaitlistEntry.day))
    .order_by(col(WaitlistEntry.service_id), col(WaitlistEntry.day))
)
_LISTED = Prepared(select(col(WaitlistEntry.office_id)).where(_IS_LIVE).distinct())
_OF_DAY = (
    col(WaitlistEntry.office_id) == bindparam("office"),
    col(WaitlistEntry.service_id) == bindparam("service"),
    col(WaitlistEntry.day) == bindparam("day"),
    _IS_LIVE,
    or_(bindparam("all", type_=Boolean), col(WaitlistEntry.stage) == bindparam("offered", OFFERED)),
)
_PHONES = select(col(Document.id)).where(
    col(Document.invitation_id) == col(WaitlistEntry.invitation_id), col(Document.phone_hash).is_not(None)
)
_STOPPED = select(col(StoppedNumber.id)).where(
    col(StoppedNumber.office_id) == bindparam("office"), col(StoppedNumber.phone_hash) == col(Document.phone_hash)
)
_THEIRS, _MINE = aliased(Document), aliased(Document)
_SAME_PHONE: Select[Any] = (
    select(literal_column("1"))
    .select_from(_THEIRS)
    .join(_MINE, col(_MINE.phone_hash) == col(_THEIRS.phone_hash))
    .where(
        col(_THEIRS.invitation_id) == col(FreedSeat.invitation_id),
        col(_MINE.invitation_id) == col(WaitlistEntry.invitation_id),
    )
)
_FREED = Prepared(
    select(col(WaitlistEntry.invitation_id), col(FreedSeat.slot_id))
    .select_from(FreedSeat)
    .join(Slot, col(Slot.id) == col(FreedSeat.slot_id))
    .join(WaitlistEntry, col(WaitlistEntry.service_id) == col(Slot.service_id))
    .where(
        *_OF_DAY,
        col(Slot.starts_at) >= bindparam("start"),
        col(Slot.starts_at) < bindparam("end"),
        or_(col(FreedSeat.invitation_id) == col(WaitlistEntry.invitation_id), _SAME_PHONE.exists()),
    )
)
_WAITERS = Prepared(
    select(
        col(WaitlistEntry.id),
        col(WaitlistEntry.invitation_id),
        col(WaitlistEntry.stage),
        col(WaitlistEntry.offered_until),
        col(Invitation.expires_at),
        and_(_PHONES.exists(), ~_PHONES.where(~_STOPPED.exists()).exists()),
        col(Booking.id),
        col(Booking.stage),
        col(Booking.service_id),
        col(Booking.units),
        col(Slot.starts_at),
    )
    .join(Invitation, col(Invitation.id) == col(WaitlistEntry.invitation_id))
    .outerjoin(Booking, and_(col(Booking.invitation_id) == col(WaitlistEntry.invitation_id), IS_LIVE_BOOKING))
    .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
    .where(*_OF_DAY)
    .order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))
)
_NEEDS = Prepared(
    select(
        col(WaitlistEntry.id),
        col(DocumentType.service_id),
        func.sum(col(DocumentType.minutes)),
        func.sum(col(DocumentType.units)),
    )
    .join(Document, col(Document.invitation_id) == col(WaitlistEntry.invitation_id))
    .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .where(
        *_OF_DAY,
        col(Document.stage) == bindparam("ready", str(DocumentStage.READY)),
        or_(*(col(Document.channel) == bindparam(f"{channel}_channel", channel) for channel in sorted(HERE))),
    )
    .group_by(col(WaitlistEntry.id), col(DocumentType.service_id))
)


@dataclass(frozen=True, slots=True)
class Booked:
    """The live visit of somebody who waits. starts_at: None where it has no time."""

    id: int
    stage: str
    service_id: int
    units: int
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiter:
    """An entry of the list as it was read. service_id, units: what its visit needs now, None and 0 where there is none
    to make. expires_at: of its invitation; is_silenced: nobody of it would be told.
    """

    id: int
    invitation_id: int
    stage: str
    offered_until: datetime | None
    expires_at: datetime
    is_silenced: bool
    booked: Booked | None
    service_id: int | None
    units: int


def days_of(session: Session, office_id: int) -> list[tuple[int, date, bool]]:
    """What an office's list is for: service, day, and whether a seat is offered to anybody of it."""
    return [(row[0], row[1], row[2] > 0) for row in _DAYS.all(session, office=office_id)]


def listed_offices(session: Session) -> set[int]:
    """The offices that have somebody on a list."""
    return named(session, _LISTED)


def waiters_of(
    session: Session, office_id: int, service_id: int, day: date, *, offered_alone: bool = False
) -> list[Waiter]:
    """Who waits for a day of a service, longest first; or only those who are offered a seat of it."""
    of_day = {"office": office_id, "service": service_id, "day": day, "all": not offered_alone}
    needs: dict[int, list[Sequence[int]]] = {}
    for entry_id, *need in _NEEDS.all(session, **of_day):
        needs.setdefault(entry_id, []).append(need)
    return [_waiter(row, needs.get(row[0], ())) for row in _WAITERS.all(session, **of_day)]


def freed_by_waiters(
    session: Session, office_id: int, service_id: int, day: date, bounds: tuple[datetime, datetime]
) -> frozenset[tuple[int, int]]:
    """Of those who wait for a day: invitation and slot where somebody with a phone of theirs gave up seats.

    bounds: of the day, in UTC.
    """
    of_day = {"office": office_id, "service": service_id, "day": day, "all": True, "start": bounds[0], "end": bounds[1]}
    return frozenset((row[0], row[1]) for row in _FREED.all(session, **of_day))


def _waiter(row: Sequence[Any], needs: Sequence[Sequence[int]]) -> Waiter:
    """needs: service, minutes and units of what is ready."""
    entry_id, invitation_id, stage, offered_until, expires_at, is_silenced, *visit = row
    booked = Booked(*visit) if visit[0] is not None else None
    service_id: int | None = None
    if booked is not None:
        service_id, units = booked.service_id, booked.units
    else:
        service_id = main_service((each[0], each[1]) for each in needs) if needs else None
        units = sum(each[2] for each in needs)
    return Waiter(entry_id, invitation_id, stage, offered_until, expires_at, is_silenced, booked, service_id, units)
