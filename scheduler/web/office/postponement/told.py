"""Who has heard of a postponement, by what, and whom nothing reaches."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlmodel import Session, col

from scheduler.db.models import Booking, Message, PostponedBooking, Postponement, Slot
from scheduler.domain.messages import TOLD
from scheduler.flow.core.outbox import ABOUT_TIME

CONCERNED = ("moved", "deferred", "stuck", "undone")
"""Stages of a visit of which its people are told something."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A visit whose people nothing has reached yet: its nomor jadwal, its old time and the one it has now."""

    short: int
    old: datetime | None
    new: datetime | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """How many have heard, by channel; how many messages are on their way; and whom nothing reaches."""

    by_channel: Mapping[str, int]
    under_way: int
    unheard: Sequence[Unheard]


def hearing_of(session: Session, row: Postponement) -> Hearing:
    """Who has heard of a postponement, by the newest message about each visit's time since it was ordered."""
    newest = _newest_messages(session, row)
    told: Counter[str] = Counter()
    under_way, unheard = 0, []
    for visit in _visits(session, row):
        state, channel = newest.get(visit.booking_id, ("none", None))
        if state in TOLD:
            told[channel or "by_hand"] += 1
        elif state in ("new", "sending"):
            under_way += 1
        elif state in ("none", "unreached"):
            unheard.append(Unheard(visit.short, visit.old_starts_at, visit.starts_at))
    return Hearing(dict(told.most_common()), under_way, unheard)


def _newest_messages(session: Session, row: Postponement) -> dict[int, tuple[str, str | None]]:
    rows = session.execute(
        select(col(Message.booking_id), col(Message.state), col(Message.channel))
        .join(PostponedBooking, col(PostponedBooking.booking_id) == col(Message.booking_id))
        .where(
            col(PostponedBooking.postponement_id) == row.id,
            col(Message.cause).in_(ABOUT_TIME),
            col(Message.created_at) >= row.created_at,
        )
        .order_by(col(Message.id))
    )
    return {each.booking_id: (each.state, each.channel) for each in rows}


def _visits(session: Session, row: Postponement) -> Sequence[Row[tuple[int, datetime | None, int, datetime | None]]]:
    return session.execute(
        select(
            col(PostponedBooking.booking_id),
            col(PostponedBooking.old_starts_at),
            col(Booking.short),
            col(Slot.starts_at),
        )
        .join(Booking, col(Booking.id) == col(PostponedBooking.booking_id))
        .join(Slot, col(Slot.id) == col(Booking.slot_id), isouter=True)
        .where(col(PostponedBooking.postponement_id) == row.id, col(PostponedBooking.stage).in_(CONCERNED))
        .order_by(col(PostponedBooking.rank))
    ).all()
