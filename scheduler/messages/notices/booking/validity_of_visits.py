"""When a message still holds that says when a visit is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, literal, or_
from sqlmodel import col, select

from scheduler.db.models import Booking, Message, Office, Slot
from scheduler.db.types import UTCDateTime
from scheduler.domain.calendar.calendar import ZONES, day_bounds, local_day
from scheduler.domain.stages import LIVE_BOOKING, BookingStage
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.messages.notices.conditions import NEWER, Condition, is_outdone, key_of, visit


def is_planned(now: datetime) -> Condition:
    """The visit is booked, at a time that has not begun, and nothing newer says so."""
    return and_(_at(col(Slot.starts_at) > now), ~is_outdone((Cause.BOOKED, Cause.CHANGED, *ABOUT_TIME)))


def is_tomorrow(now: datetime) -> Condition:
    """The visit that its people are reminded of is on a day to come."""
    return _is_reminded_of(Cause.REMINDER, col(Slot.starts_at) >= _tomorrow(now))


def is_soon(now: datetime) -> Condition:
    """The visit that its people are reminded of has not begun."""
    return _is_reminded_of(Cause.REMINDER_SOON, col(Slot.starts_at) > now)


def leads_somewhere(now: datetime) -> Condition:
    """The visit that a link leads to is not over, and it was not asked for again; or it leads to an application."""
    del now
    return or_(
        and_(visit(col(Booking.stage).in_(LIVE_BOOKING)), ~_is_asked_again()),
        col(Message.application_id).is_not(None),
    )


def _is_reminded_of(cause: Cause, at: Condition) -> Condition:
    """The visit is booked, in the slot that the message's key names."""
    return _at(col(Message.key) == key_of(f"{cause}:", col(Booking.id), ":s", col(Booking.slot_id)), at)


def _at(*where: Condition) -> Condition:
    return (
        select(Booking.id)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(Booking.id) == col(Message.booking_id),
            col(Booking.stage) == BookingStage.BOOKED,
            *where,
        )
        .exists()
    )


def _tomorrow(now: datetime) -> ColumnElement[datetime]:
    """When the next day begins at the booking's office: "tomorrow" is no word for the same day."""
    begins = {name: day_bounds(local_day(now, ZoneInfo(name)), ZoneInfo(name))[1] for name in ZONES.values()}
    zone = select(col(Office.timezone)).where(col(Office.id) == col(Booking.office_id)).scalar_subquery()
    return case(
        *((zone == name, literal(moment, UTCDateTime())) for name, moment in begins.items()),
        else_=literal(now + timedelta(days=1), UTCDateTime()),
    )


def _is_asked_again() -> Condition:
    """The same link was asked for again, for the same document, and that message waits or went out."""
    same = or_(
        col(NEWER.document_id) == col(Message.document_id),
        and_(col(NEWER.document_id).is_(None), col(Message.document_id).is_(None)),
    )
    return (
        select(NEWER.id)
        .where(
            col(NEWER.booking_id) == col(Message.booking_id),
            col(NEWER.id) > col(Message.id),
            col(NEWER.cause) == Cause.LINK,
            col(NEWER.state) != "moot",
            same,
        )
        .exists()
    )
