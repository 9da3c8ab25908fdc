"""Units of a slot: taken by one guarded update, given back, or kept for a while for nobody or for one invitation.

A slot's `taken` is always the units of its live bookings and of its holds, and its `by_staff` those of the live
bookings whose time staff chose. What is kept for such visits (`reserved`) nobody takes online: the guard of who books
online counts what is left of it as taken, the guard of staff does not. What is kept for an invitation is a hold.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, delete, literal_column, select, union, union_all, update
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared, driver_of
from scheduler.db.models import Booking, FreedSeat, Office, SeatHold, Slot
from scheduler.db.queries.hot import FREE_SEATS, TAKE_ANY_SEATS, TAKE_SEATS, TAKE_SEATS_OF_MANY
from scheduler.db.types import UTCDateTime
from scheduler.flow.core.among_offices import named

SHORTEST_HOLD = 60
"""Seconds that a freed seat is kept back at least."""

_IS_DUE = col(SeatHold.office_id) == bindparam("office"), col(SeatHold.until) <= bindparam("now")
_DUE = Prepared(
    delete(SeatHold)
    .where(col(SeatHold.id).in_(select(col(SeatHold.id)).where(*_IS_DUE).with_for_update(skip_locked=True)))
    .returning(col(SeatHold.slot_id), col(SeatHold.units))
)
_IS_RESERVED: ColumnElement[bool] = literal_column("slot.reserved > 0")
"""Written out, for the index of those alone."""
_IS_RELEASED = _IS_RESERVED, col(Slot.reserved_until) <= bindparam("now", type_=UTCDateTime)
_RELEASED = select(col(Slot.id)).where(col(Slot.office_id) == bindparam("office"), *_IS_RELEASED)
_RELEASE = Prepared(update(Slot).where(col(Slot.office_id) == bindparam("office"), *_IS_RELEASED).values(reserved=0))
_DUE_IN = Prepared(union(select(col(SeatHold.slot_id)).where(*_IS_DUE), _RELEASED))
_ANY_DUE = Prepared(union_all(select(col(SeatHold.id)).where(*_IS_DUE), _RELEASED).limit(1))
_OFFICES_DUE = Prepared(
    union(
        select(col(SeatHold.office_id)).where(col(SeatHold.until) <= bindparam("now")),
        select(col(Slot.office_id)).where(*_IS_RELEASED),
    )
)
_BESIDE = Prepared(
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"))
    .values(
        taken=col(Slot.taken) + bindparam("units"),
        by_staff=col(Slot.by_staff) + bindparam("of_staff"),
        capacity=case(
            (col(Slot.capacity) > col(Slot.taken) + bindparam("units"), col(Slot.capacity)),
            else_=col(Slot.taken) + bindparam("units"),
        ),
    )
)
_COUNT_AS_STAFFS = Prepared(
    update(Slot).where(col(Slot.id) == bindparam("slot")).values(by_staff=col(Slot.by_staff) + bindparam("of_staff"))
)
"""Units that are taken already, and from now on, or no longer, by visits whose time staff chose."""
_CLAIM = Prepared(
    delete(SeatHold)
    .where(
        col(SeatHold.slot_id) == bindparam("slot"),
        col(SeatHold.invitation_id) == bindparam("invitation"),
        col(SeatHold.until) > bindparam("now"),
    )
    .returning(col(SeatHold.units))
)


_KEPT_UNTIL = Prepared(
    delete(SeatHold)
    .where(
        col(SeatHold.id).in_(
            select(col(SeatHold.id))
            .where(
                col(SeatHold.slot_id) == bindparam("slot"),
                col(SeatHold.invitation_id) == bindparam("invitation"),
                col(SeatHold.until) == bindparam("until"),
            )
            .with_for_update(skip_locked=True)
        )
    )
    .returning(col(SeatHold.units))
)
"""Who claims a hold at this moment has it: nobody waits for what is kept, since that is held after the slots here and
before them where it is claimed."""


def hold(session: Session, slot_ids: Iterable[int]) -> None:
    """Nobody else counts seats in some slots until the transaction ends; taken by rising id, before any is changed."""
    held = select(col(Slot.id)).where(col(Slot.id).in_(set(slot_ids))).order_by(col(Slot.id))
    session.execute(held.with_for_update(key_share=True)).all()


def due_in(session: Session, office: Office, now: datetime) -> set[int]:
    """The slots in which something is kept longer than it should be, for an invitation or for staff."""
    return {row[0] for row in _DUE_IN.all(session, office=office.id, now=now)}


def take(session: Session, slot_id: int, units: int, *, by_staff: bool) -> bool:
    """Count `units` of work into a slot if they fit: the guard that no interleaving gets past.

    by_staff: for a visit whose time staff choose, to whom also what is kept for them is free.
    """
    if by_staff:
        return TAKE_ANY_SEATS.change(session, slot=slot_id, units=units, of_staff=units) == 1
    return TAKE_SEATS.change(session, slot=slot_id, units=units) == 1


def take_of_many(session: Session, wanted: Mapping[int, int]) -> set[int]:
    """Count units that citizens want into many slots, by rising id; returns the slots that had enough, and nothing is
    taken of the others.

    wanted: slot -> units.
    """
    if driver_of(session).dialect.name == "sqlite":  # where a statement costs no trip
        return {slot_id for slot_id, units in sorted(wanted.items()) if take(session, slot_id, units, by_staff=False)}
    slots = {"slots": list(wanted), "units": list(wanted.values())}
    return {slot_id for (slot_id,) in TAKE_SEATS_OF_MANY.all(session, **slots)}


def take_beside(session: Session, slot_id: int, units: int, *, of_staff: int) -> None:
    """Count units whether they are free or not: the capacity rises with what is taken, and falls with it again.

    of_staff: how many of them are of visits whose time staff chose.
    """
    _BESIDE.run(session, slot=slot_id, units=units, of_staff=of_staff)


def free(session: Session, slot_id: int, units: int, *, of_staff: int = 0) -> None:
    """Give units back at once. of_staff: how many of them visits had whose time staff chose."""
    FREE_SEATS.run(session, slot=slot_id, units=units, of_staff=of_staff)


@dataclass(frozen=True, slots=True)
class Recount:
    """Units that a batch of visits takes into slots and out of them, to be counted at its end by rising id.

    The slots are held, and that there is room was seen under their locks.
    """

    units: Counter[int] = field(default_factory=Counter)
    of_staff: Counter[int] = field(default_factory=Counter)

    def into(self, slot_id: int, booking: Booking, units: int) -> None:
        """A visit takes units of a slot."""
        self.units[slot_id] += units
        self.of_staff[slot_id] += units if booking.by_staff else 0

    def out_of(self, slot_id: int, booking: Booking) -> None:
        """A visit leaves a slot with all its units."""
        self.into(slot_id, booking, -booking.units)

    def count(self, session: Session, *, beside: Collection[int] = ()) -> None:
        """Count all of it. beside: slots whose capacity rises with what is taken."""
        for slot_id in sorted(self.units):
            units, of_staff = self.units[slot_id], self.of_staff[slot_id]
            if units < 0:
                free(session, slot_id, -units, of_staff=-of_staff)
            elif slot_id in beside:
                take_beside(session, slot_id, units, of_staff=of_staff)
            elif units and TAKE_ANY_SEATS.change(session, slot=slot_id, units=units, of_staff=of_staff) != 1:
                raise AssertionError(f"slot {slot_id} was seen to hold {units} more and does not")
            elif not units:
                _count_as_staffs(session, slot_id, of_staff)


def take_free_or_kept(
    session: Session, slot_id: int, units: int, *, invitation_id: int | None, by_staff: bool, now: datetime
) -> bool:
    """Take units that are free, or else those that are kept for this invitation. A refused step undoes a claim."""
    if take(session, slot_id, units, by_staff=by_staff):
        return True
    kept = 0 if invitation_id is None else claim(session, slot_id, invitation_id, now=now)
    return bool(kept) and _take_claimed(session, slot_id, units, kept, by_staff=by_staff)


def keep(session: Session, office: Office, slot_id: int, units: int, *, until: datetime, invitation_id: int) -> bool:
    """Take units and keep them for an invitation until a moment; returns whether they were free."""
    if not take(session, slot_id, units, by_staff=False):
        return False
    _hold(session, office, slot_id, units, until, invitation_id)
    return True


def kept_for(session: Session, invitation_id: int, *, now: datetime) -> dict[int, int]:
    """Slot -> units that are kept for an invitation now."""
    kept: dict[int, int] = {}
    for slot_id, units in session.execute(
        select(col(SeatHold.slot_id), col(SeatHold.units)).where(
            col(SeatHold.invitation_id) == invitation_id, col(SeatHold.until) > now
        )
    ):
        kept[slot_id] = kept.get(slot_id, 0) + units
    return kept


def claim(session: Session, slot_id: int, invitation_id: int, *, now: datetime) -> int:
    """End what is kept for an invitation in a slot; the units, which stay counted as taken."""
    return sum(row[0] for row in _CLAIM.all(session, slot=slot_id, invitation=invitation_id, now=now))


def take_kept_or_free(
    session: Session, slot_id: int, units: int, *, invitation_id: int | None, by_staff: bool, now: datetime
) -> bool:
    """Take units, those kept for this invitation first; False where they are too few: then these are free again."""
    kept = 0 if invitation_id is None else claim(session, slot_id, invitation_id, now=now)
    if _take_claimed(session, slot_id, units, kept, by_staff=by_staff):
        return True
    free(session, slot_id, kept)
    return False


def _take_claimed(session: Session, slot_id: int, units: int, claimed: int, *, by_staff: bool) -> bool:
    """Take units of which some are claimed, and so counted as taken; False where the others are not free."""
    if claimed < units and not take(session, slot_id, units - claimed, by_staff=by_staff):
        return False
    if claimed > units:
        free(session, slot_id, claimed - units)
    if by_staff:
        _count_as_staffs(session, slot_id, min(claimed, units))
    return True


def _count_as_staffs(session: Session, slot_id: int, units: int) -> None:
    """Count units that are taken already as those of visits whose time staff chose; less of them where negative."""
    if units:
        _COUNT_AS_STAFFS.run(session, slot=slot_id, of_staff=units)


def give_back(session: Session, slot_id: int, invitation_id: int, *, until: datetime) -> None:
    """Give free what is kept for an invitation in a slot until just that moment; what its own visit gave back stays."""
    for (units,) in _KEPT_UNTIL.all(session, slot=slot_id, invitation=invitation_id, until=until):
        free(session, slot_id, units)


def hold_back(session: Session, office: Office, booking: Booking, units: int, *, now: datetime) -> None:
    """Count units of a visit as taken for some random minutes more, then give them back: nobody can free a seat for a
    friend. Where staff chose its time they are kept for staff again at once.

    Until then only the invitation that gave them back may have them again, and of the waiting list nobody with its
    phone is offered any of them later. office.hold_back_minutes 0 gives them back at once.
    """
    slot_id, invitation_id = booking.slot_id, booking.invitation_id
    assert slot_id is not None
    if invitation_id is not None:
        session.add(FreedSeat(slot_id=slot_id, invitation_id=invitation_id))
    longest = office.hold_back_minutes * 60
    of_staff = units if booking.by_staff else 0
    if not longest:
        free(session, slot_id, units, of_staff=of_staff)
        return
    _count_as_staffs(session, slot_id, -of_staff)
    seconds = SHORTEST_HOLD + secrets.randbelow(max(1, longest - SHORTEST_HOLD + 1))
    _hold(session, office, slot_id, units, now + timedelta(seconds=min(seconds, longest)), invitation_id)


def with_due(session: Session, now: datetime) -> set[int]:
    """The offices at which something is kept longer than it should be."""
    return named(session, _OFFICES_DUE, now=now)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether something is kept longer than it should be."""
    return _ANY_DUE.first(session, office=office.id, now=now) is not None


def release_due(session: Session, office: Office, *, now: datetime) -> int:
    """Give back what was kept and is kept no longer, for an invitation or for staff; returns how many holds ended."""
    _RELEASE.run(session, office=office.id, now=now)
    due = _DUE.all(session, office=office.id, now=now)
    for slot_id, units in sorted((row[0], row[1]) for row in due):
        free(session, slot_id, units)
    return len(due)


def _hold(
    session: Session, office: Office, slot_id: int, units: int, until: datetime, invitation_id: int | None
) -> None:
    session.add(SeatHold(office_id=office.id, slot_id=slot_id, units=units, until=until, invitation_id=invitation_id))
    session.flush()
