"""When a message still holds that says what the office did to a visit's time."""

from datetime import datetime

from sqlalchemy import SQLColumnExpression, and_
from sqlmodel import col, select

from scheduler.db.models import Booking, Message, PostponedBooking, Slot
from scheduler.domain.documents.stages import BookingStage
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.messages.notices.conditions import Condition, Holding, is_outdone, key_of


def holding(now: datetime) -> Holding:
    """By cause."""
    return {
        Cause.MOVED: lambda: _newest(_is_still_at(col(PostponedBooking.new_slot_id), now)),
        Cause.MOVED_AGAIN: lambda: _newest(_is_still_at(col(PostponedBooking.new_slot_id), now)),
        Cause.MOVED_BACK: lambda: _newest(_is_still_at(col(PostponedBooking.old_slot_id), now)),
        Cause.CLOSED: lambda: _newest(_postponed(col(Booking.slot_id).is_(None))),
        Cause.NOT_SERVED: lambda: _newest(_is_at_its_new_day(now)),
    }


def _newest(holds: Condition) -> Condition:
    return and_(holds, ~is_outdone(ABOUT_TIME))


def _postponed(*where: Condition) -> Condition:
    """The visit's row in the postponement that the message is of; its key names both."""
    key = key_of(":", col(Message.booking_id), ":p", col(PostponedBooking.postponement_id))
    return (
        select(PostponedBooking.id)
        .join(Booking, col(Booking.id) == col(PostponedBooking.booking_id))
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(PostponedBooking.booking_id) == col(Message.booking_id),
            col(Message.key) == col(Message.cause) + key,
            col(Booking.stage) == BookingStage.BOOKED,
            *where,
        )
        .exists()
    )


def _is_still_at(slot_id: SQLColumnExpression[int | None], now: datetime) -> Condition:
    """The visit is where the message says, and its time is still to come."""
    return _postponed(slot_id == col(Booking.slot_id), col(Slot.starts_at) > now)


def _is_at_its_new_day(now: datetime) -> Condition:
    """The visit is in the slot that the message's key names, which is still to come, and there is somebody to tell."""
    return and_(
        col(Message.invitation_id).is_not(None),
        select(Booking.id)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(Booking.id) == col(Message.booking_id),
            col(Booking.stage) == BookingStage.BOOKED,
            col(Message.key) == key_of(f"{Cause.NOT_SERVED}:", col(Booking.id), ":s", col(Booking.slot_id)),
            col(Slot.starts_at) > now,
        )
        .exists(),
    )
