"""Units of a slot: taken by one guarded update, given back, or kept for a while for nobody or for one invitation.

A slot's `taken` is always the units of its live bookings and of its holds.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, delete, select, update
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared, driver_of
from scheduler.db.models import FreedSeat, Office, SeatHold, Slot
from scheduler.db.queries.hot import FREE_SEATS, TAKE_SEATS, TAKE_SEATS_OF_MANY
from scheduler.flow.core.among_offices import named

SHORTEST_HOLD = 60
"""Seconds that a freed seat is kept back at least."""

_IS_DUE = col(SeatHold.office_id) == bindparam("office"), col(SeatHold.until) <= bindparam("now")
_DUE = Prepared(
    delete(SeatHold)
    .where(col(SeatHold.id).in_(select(col(SeatHold.id)).where(*_IS_DUE).with_for_update(skip_locked=True)))
    .returning(col(SeatHold.slot_id), col(SeatHold.units))
)
_DUE_IN = Prepared(select(col(SeatHold.slot_id)).where(*_IS_DUE))
_ANY_DUE = Prepared(
    select(col(SeatHold.id))
    .where(col(SeatHold.office_id) == bindparam("office"), col(SeatHold.until) <= bindparam("now"))
    .limit(1)
)
_OFFICES_DUE = Prepared(select(col(SeatHold.office_id)).where(col(SeatHold.until) <= bindparam("now")))
_BESIDE = Prepared(
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"))
    .values(
        taken=col(Slot.taken) + bindparam("units"),
        capacity=case(
            (col(Slot.capacity) > col(Slot.taken) + bindparam("units"), col(Slot.capacity)),
            else_=col(Slot.taken) + bindparam("units"),
        ),
    )
)
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
    """The slots in which something is kept longer than it should be."""
    return {row[0] for row in _DUE_IN.all(session, office=office.id, now=now)}


def take(session: Session, slot_id: int, units: int) -> bool:
    """Count `units` of work into a slot if they fit: the guard that no interleaving gets past."""
    return TAKE_SEATS.change(session, slot=slot_id, units=units) == 1


def take_of_many(session: Session, wanted: Mapping[int, int]) -> set[int]:
    """Count units into many slots, by rising id; returns the slots that had enough, and nothing is taken of the others.

    wanted: slot -> units.
    """
    if driver_of(session).dialect.name == "sqlite":  # where a statement costs no trip
        return {slot_id for slot_id, units in sorted(wanted.items()) if take(session, slot_id, units)}
    slots = {"slots": list(wanted), "units": list(wanted.values())}
    return {slot_id for (slot_id,) in TAKE_SEATS_OF_MANY.all(session, **slots)}


def take_beside(session: Session, slot_id: int, units: int) -> None:
    """Count units whether they are free or not: the capacity rises with what is taken, and falls with it again."""
    _BESIDE.run(session, slot=slot_id, units=units)


def free(session: Session, slot_id: int, units: int) -> None:
    """Give units back at once."""
    FREE_SEATS.run(session, slot=slot_id, units=units)


def take_free_or_kept(session: Session, slot_id: int, units: int, *, invitation_id: int | None, now: datetime) -> bool:
    """Take units that are free, or else those that are kept for this invitation. A refused step undoes a claim."""
    if take(session, slot_id, units):
        return True
    kept = 0 if invitation_id is None else claim(session, slot_id, invitation_id, now=now)
    if not kept:
        return False
    if kept > units:
        free(session, slot_id, kept - units)
    return kept >= units or take(session, slot_id, units - kept)


def keep(session: Session, office: Office, slot_id: int, units: int, *, until: datetime, invitation_id: int) -> bool:
    """Take units and keep them for an invitation until a moment; returns whether they were free."""
    if not take(session, slot_id, units):
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


def take_kept_or_free(session: Session, slot_id: int, units: int, invitation_id: int | None, *, now: datetime) -> bool:
    """Take units, those kept for this invitation first; False where they are too few: then these are free again."""
    kept = 0 if invitation_id is None else claim(session, slot_id, invitation_id, now=now)
    if kept >= units or take(session, slot_id, units - kept):
        free(session, slot_id, max(0, kept - units))
        return True
    free(session, slot_id, kept)
    return False


def give_back(session: Session, slot_id: int, invitation_id: int, *, until: datetime) -> None:
    """Give free what is kept for an invitation in a slot until just that moment; what its own visit gave back stays."""
    for (units,) in _KEPT_UNTIL.all(session, slot=slot_id, invitation=invitation_id, until=until):
        free(session, slot_id, units)


def hold_back(
    session: Session, office: Office, slot_id: int, units: int, *, invitation_id: int | None, now: datetime
) -> None:
    """Count units as taken for some random minutes more, then give them back: nobody can free a seat for a friend.

    Until then only the invitation that gave them back may have them again, and of the waiting list nobody with its
    phone is offered any of them later. office.hold_back_minutes 0 gives them back at once.
    """
    if invitation_id is not None:
        session.add(FreedSeat(slot_id=slot_id, invitation_id=invitation_id))
    longest = office.hold_back_minutes * 60
    if not longest:
        free(session, slot_id, units)
        return
    seconds = SHORTEST_HOLD + secrets.randbelow(max(1, longest - SHORTEST_HOLD + 1))
    _hold(session, office, slot_id, units, now + timedelta(seconds=min(seconds, longest)), invitation_id)


def with_due(session: Session, now: datetime) -> set[int]:
    """The offices at which something is kept longer than it should be."""
    return named(session, _OFFICES_DUE, now=now)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether something is kept longer than it should be."""
    return _ANY_DUE.first(session, office=office.id, now=now) is not None


def release_due(session: Session, office: Office, *, now: datetime) -> int:
    """Give back what was kept and is kept no longer; returns how many holds ended."""
    due = _DUE.all(session, office=office.id, now=now)
    for slot_id, units in sorted((row[0], row[1]) for row in due):
        free(session, slot_id, units)
    return len(due)


def _hold(
    session: Session, office: Office, slot_id: int, units: int, until: datetime, invitation_id: int | None
) -> None:
    session.add(SeatHold(office_id=office.id, slot_id=slot_id, units=units, until=until, invitation_id=invitation_id))
    session.flush()
