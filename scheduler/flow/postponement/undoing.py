"""One batch of visits goes back to where it was; at the very end the closure is taken back too."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Closure, Message, Move, Office, PostponedBooking, Postponement, Slot, Undone
from scheduler.db.queries.spans import since
from scheduler.domain.calendar import timetable
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.calendar.timetable import Rules, Served
from scheduler.domain.messages import Why
from scheduler.domain.stages import BookingStage
from scheduler.flow.calendar.closures import drop, set_end
from scheduler.flow.core.history import go_back, restored
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.core.untold import make_moot
from scheduler.flow.postponement.locks import HeldSlot, hold_bookings, hold_invitations, hold_slots
from scheduler.flow.postponement.wish import rules_without
from scheduler.flow.seats.seats import Recount
from scheduler.flow.seats.slots import rules_of, served

TOLD = (Cause.MOVED, Cause.MOVED_AGAIN, Cause.CLOSED)


def undo_batch(
    session: Session, office: Office, postponement: Postponement, rows: Sequence[PostponedBooking], *, now: datetime
) -> None:
    """Bring the visits of some rows back, where they are as they were left and their old time is still to come.

    The closure still stands meanwhile, so nobody else can take the old seats: they rise with each visit brought back.
    """
    hold_invitations(session, rows)
    rows = [row for row in rows if row.stage != "kept"]
    slots = hold_slots(session, [each for row in rows for each in (row.old_slot_id, row.new_slot_id)])
    bookings = hold_bookings(session, [row.booking_id for row in rows])
    stands = _Stands(session, office, postponement)
    seats = Recount()
    for row in rows:
        booking = bookings[row.booking_id]
        row.why = _why_it_stays(row, booking, slots, stands, now)
        row.stage = "stayed" if row.why else "undone"
        if row.why is None and row.old_slot_id is not None:
            seats.into(row.old_slot_id, booking, booking.units)
            slots[row.old_slot_id].taken += booking.units
            if row.new_slot_id is not None:
                seats.out_of(row.new_slot_id, booking)
            _take_back(session, postponement, row, booking, now=now)
    session.flush()
    seats.count(session, beside={slot_id for slot_id, slot in slots.items() if not slot.planned})


def open_again(session: Session, office: Office, postponement: Postponement, *, now: datetime) -> None:
    """Everybody is back: the closure goes, or ends again when it did before it was made longer."""
    closure = _closure(session, postponement)
    if closure is None:
        return
    if postponement.closed_until is None:
        drop(session, office, closure.id, now=now)
    else:
        set_end(session, office, closure.id, postponement.closed_until, by=postponement.by, now=now)


def _why_it_stays(
    row: PostponedBooking, booking: Booking, slots: dict[int, HeldSlot], stands: "_Stands", now: datetime
) -> str | None:
    """A word of the program's own: changed, past, no_slot or full; None where the visit goes back."""
    if booking.stage != BookingStage.BOOKED or booking.slot_id != row.new_slot_id:
        return "changed"
    if row.old_slot_id is None or row.old_starts_at is None:
        return "no_slot"
    if row.old_starts_at <= now:
        return "past"
    if not stands.will_stand(booking.service_id, row.old_starts_at):
        return "no_slot"
    old = slots[row.old_slot_id]
    return "full" if old.planned and not old.fits(booking.units) else None


class _Stands:
    """Which slots there will be once the postponement is undone."""

    def __init__(self, session: Session, office: Office, postponement: Postponement) -> None:
        closure = _closure(session, postponement)
        self._rules: Rules = (
            rules_without(session, office, closure, postponement.closed_until) if closure else rules_of(session, office)
        )
        self._services: dict[int, Served] = {
            service.id: served(office, service) for service in queries.all_services_of(session, office.id)
        }
        self._days: dict[tuple[int, date], frozenset[datetime]] = {}

    def will_stand(self, service_id: int, starts_at: datetime) -> bool:
        """Whether a slot of the service starts then."""
        key = service_id, local_day(starts_at, self._rules.zone)
        if key not in self._days:
            planned = timetable.planned_slots(key[1], self._rules, self._services[service_id])
            self._days[key] = frozenset(plan.starts_at for plan in planned if plan.units)
        return starts_at in self._days[key]


def _take_back(
    session: Session, postponement: Postponement, row: PostponedBooking, booking: Booking, *, now: datetime
) -> None:
    moved = session.scalars(
        select(Move)
        .where(
            col(Move.booking_id) == booking.id,
            col(Move.why) == "postponed",
            since(col(Move.at), postponement.created_at),
            ~exists().where(col(Undone.move_id) == col(Move.id)),
        )
        .order_by(col(Move.id).desc())
        .limit(1)
    ).one()
    back = restored(booking, moved.was)
    go_back(session, booking, moved, booking.stage, by=postponement.by, now=now, **back)
    _tell(session, postponement, row, booking, now)


def _tell(session: Session, postponement: Postponement, row: PostponedBooking, booking: Booking, now: datetime) -> None:
    """A visit's message that has not left becomes moot; who was told already is told once that all is as it was."""
    keys = [f"{cause}:{booking.id}:p{postponement.id}" for cause in TOLD]
    if make_moot(session, col(Message.office_id) == booking.office_id, col(Message.key).in_(keys), why=Why.UNTRUE):
        return
    new = session.scalar(select(col(Slot.starts_at)).where(col(Slot.id) == row.new_slot_id))
    facts = {
        "postponement": postponement.id,
        "old": new and new.isoformat(),
        "new": row.old_starts_at and row.old_starts_at.isoformat(),
    }
    note(session, Cause.MOVED_BACK, booking, now=now, once=f"p{postponement.id}", facts=facts)


def _closure(session: Session, postponement: Postponement) -> Closure | None:
    if postponement.kind != "closure" or postponement.closure_id is None:
        return None
    return session.get(Closure, postponement.closure_id, populate_existing=True)
