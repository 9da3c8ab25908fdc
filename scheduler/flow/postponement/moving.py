"""One batch of visits is moved to their new times, or told that there is none yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Booking, Office, PostponedBooking, Postponement
from scheduler.domain.postponement.dealing import Place
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.history import record_all
from scheduler.flow.core.outbox import Cause, Note, note_all
from scheduler.flow.postponement.dealing import dealt
from scheduler.flow.postponement.locks import HeldSlot, hold_bookings, hold_invitations, hold_slots
from scheduler.flow.postponement.visits import Affected, visits_of
from scheduler.flow.seats.seats import Recount


def apply_batch(
    session: Session, office: Office, postponement: Postponement, rows: Sequence[PostponedBooking], *, now: datetime
) -> None:
    """Move the visits of some rows. What citizens changed meanwhile is left as they want it.

    Where a citizen was quicker to a seat, the rows from there on are left for the next batch.
    """
    hold_invitations(session, rows)
    visits = visits_of(session, office, [row.booking_id for row in rows])
    to_move = [row for row in rows if row.stage == "planned" and not _ended(row, visits.get(row.booking_id))]
    given, whys = dealt(session, office, postponement, [visits[row.booking_id] for row in to_move], now)
    slots = hold_slots(session, [*(row.old_slot_id for row in to_move), *(p.slot for p in given.values() if p)])
    bookings = hold_bookings(session, [row.booking_id for row in to_move])
    seats = Recount()
    told = _Told()
    for row in to_move:
        booking, place = bookings[row.booking_id], given[row.booking_id]
        if _changed(row, booking) or _stands_again(row, slots, now):
            _end(row, "gone")
            continue
        if place is not None and place.slot is not None and not slots[place.slot].fits(booking.units):
            break
        _reseat(row, booking, place, slots, seats)
        _change(postponement, row, booking, place, told)
        row.stage, row.why = _outcome(postponement, place, whys.get(row.booking_id))
    session.flush()
    seats.count(session)
    record_all(session, told.moves, by=postponement.by, now=now, why="postponed")
    note_all(session, told.notes, now=now)


def _ended(row: PostponedBooking, visit: Affected | None) -> bool:
    """Whether there is nothing to move: cancelled, arrived, moved by its citizen, or kept as urgent."""
    if visit is None or visit.slot_id != row.old_slot_id:
        _end(row, "gone")
    elif visit.kept:
        _end(row, "kept")
    return row.stage != "planned"


def _changed(row: PostponedBooking, booking: Booking) -> bool:
    return booking.stage != BookingStage.BOOKED or booking.slot_id != row.old_slot_id


def _stands_again(row: PostponedBooking, slots: dict[int, HeldSlot], now: datetime) -> bool:
    """Whether the visit can stay: its slot is in the calendar again. Or must: its time has come meanwhile."""
    if row.old_slot_id is None or row.old_starts_at is None:
        return False
    return slots[row.old_slot_id].planned > 0 or row.old_starts_at <= now


def _end(row: PostponedBooking, stage: str) -> None:
    row.stage = stage


def _reseat(
    row: PostponedBooking, booking: Booking, place: Place | None, slots: dict[int, HeldSlot], seats: Recount
) -> None:
    """Count the seats over; those of the old slot are free at once, nobody can take them there."""
    if row.old_slot_id is not None:
        seats.out_of(row.old_slot_id, booking)
    if place is not None and place.slot is not None:
        seats.into(place.slot, booking, booking.units)
        slots[place.slot].taken += booking.units
    row.new_slot_id = place.slot if place else None


@dataclass(slots=True)
class _Told:
    """What a batch writes down at its end: the history of its visits, and their messages."""

    moves: list[tuple[Booking, dict[str, Any]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def _change(
    postponement: Postponement, row: PostponedBooking, booking: Booking, place: Place | None, told: _Told
) -> None:
    """Change a booking; note its history and one message. A visit that had no date and gets none is told nothing."""
    if row.old_slot_id is None and place is None:
        return
    old = row.old_starts_at or booking.first_starts_at
    was: dict[str, Any] = {
        "slot_id": booking.slot_id,
        "first_starts_at": booking.first_starts_at and booking.first_starts_at.isoformat(),
        "moved_by_office": booking.moved_by_office,
    }
    booking.slot_id = row.new_slot_id
    booking.first_starts_at = booking.first_starts_at or old
    if row.old_slot_id is not None:
        booking.moved_by_office += 1
    told.moves.append((booking, was))
    facts = {
        "postponement": postponement.id,
        "times": booking.moved_by_office,
        "reason": postponement.reason,
        "old": old and old.isoformat(),
        "new": place and place.starts_at.isoformat(),
    }
    told.notes.append(Note(_cause(booking, place), booking, f"p{postponement.id}", facts))


def _cause(booking: Booking, place: Place | None) -> Cause:
    if place is None:
        return Cause.CLOSED
    return Cause.MOVED_AGAIN if booking.moved_by_office > 1 else Cause.MOVED


def _outcome(postponement: Postponement, place: Place | None, why: str | None) -> tuple[str, str | None]:
    if place is not None:
        return "moved", None
    if postponement.kind == "closure" and postponement.not_before is None:
        return "deferred", None
    return "stuck", why
