"""When a message still holds that says what the office did to a visit's time."""

from datetime import datetime

from sqlalchemy import SQLColumnExpression, and_
from sqlmodel import col, select

from scheduler.db.models import Booking, Message, PostponedBooking, Slot
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.messages.notices.conditions import Condition, is_outdone, key_of


def is_at_new_time(now: datetime) -> Condition:
    """The visit is where the office moved it."""
    return _newest(_is_still_at(col(PostponedBooking.new_slot_id), now))


def is_at_old_time(now: datetime) -> Condition:
    """The visit is where it was before the office moved it."""
    return _newest(_is_still_at(col(PostponedBooking.old_slot_id), now))


def waits_for_a_time(now: datetime) -> Condition:
    """The visit has no time yet."""
    del now
    return _newest(_postponed(col(Booking.slot_id).is_(None)))


def is_at_new_day(now: datetime) -> Condition:
    """The visit is on the day that those got who were not served."""
    return _newest(_is_at_its_new_day(now))


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
