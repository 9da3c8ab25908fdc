"""Which messages of the outbox are still worth sending: what they say holds, and nobody has said it better since."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, String, and_, cast, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from scheduler.db.models import (
    Booking,
    Document,
    Invitation,
    Message,
    Move,
    PostponedBooking,
    Slot,
    StoppedNumber,
    WaitlistEntry,
)
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage
from scheduler.flow.invitations import HERE
from scheduler.flow.limits import CITIZEN
from scheduler.flow.offers import OFFERED
from scheduler.flow.outbox import ABOUT_TIME, Cause

Condition = ColumnElement[bool]


def is_due(office_id: int, now: datetime, causes: tuple[str, ...] | None = None) -> Condition:
    """New messages of an office that still make sense, of some causes or of all that can be told by hand.

    For a query of messages alone: another table in it would be taken for that of a condition.
    """
    wanted = {cause: holds for cause, holds in _holding(now).items() if causes is None or cause in causes}
    household = _is_silenced(office_id, col(Document.invitation_id) == col(Message.invitation_id))
    asked_for = _is_silenced(office_id, col(Document.id) == col(Message.document_id))
    return and_(
        col(Message.office_id) == office_id,
        col(Message.state) == "new",
        col(Message.cause).in_(wanted),
        or_(*(and_(col(Message.cause) == cause, holds) for cause, holds in wanted.items())),
        ~household,
        ~asked_for,
    )


def _holding(now: datetime) -> Mapping[str, Condition]:
    """By cause: when what a message says still holds."""
    moved = _is_still_at(col(PostponedBooking.new_slot_id), now)
    return {
        Cause.READY: and_(_can_be_booked(), ~_is_said_by_newer()),
        Cause.MISSED: and_(_ended_as(BookingStage.MISSED, now), ~_is_said_by_newer()),
        Cause.CANCELLED: and_(_ended_as(BookingStage.CANCELLED, now), _was_cancelled_by_office(), ~_is_said_by_newer()),
        Cause.MOVED: and_(moved, ~_was_moved_since()),
        Cause.MOVED_AGAIN: and_(moved, ~_was_moved_since()),
        Cause.MOVED_BACK: and_(_is_still_at(col(PostponedBooking.old_slot_id), now), ~_was_moved_since()),
        Cause.CLOSED: and_(_waits_for_a_date(), ~_was_moved_since()),
        Cause.OFFERED: _is_still_kept(now),
        Cause.LINK: _visit(col(Booking.stage).in_(LIVE_BOOKING)),
    }


def _visit(*where: Condition) -> Condition:
    return select(Booking.id).where(col(Booking.id) == col(Message.booking_id), *where).exists()


def _can_be_booked() -> Condition:
    """Something is to be fetched here, and no visit is booked for it."""
    here = select(Document.id).where(
        col(Document.invitation_id) == col(Message.invitation_id),
        col(Document.stage) == DocumentStage.READY,
        col(Document.channel).in_(HERE),
    )
    booked = select(Booking.id).where(
        col(Booking.invitation_id) == col(Message.invitation_id), col(Booking.stage).in_(LIVE_BOOKING)
    )
    return and_(here.exists(), ~booked.exists())


def _ended_as(stage: BookingStage, now: datetime) -> Condition:
    """The visit is over, and another can be chosen by the invitation's link."""
    is_open = select(Invitation.id).where(
        col(Invitation.id) == col(Message.invitation_id), col(Invitation.expires_at) > now
    )
    return and_(_visit(col(Booking.stage) == stage), is_open.exists(), _can_be_booked())


def _was_cancelled_by_office(message: type[Message] = Message) -> Condition:
    """A citizen who cancelled knows it."""
    return (
        select(Move.id)
        .where(
            col(Move.booking_id) == col(message.booking_id),
            col(Move.after) == BookingStage.CANCELLED,
            col(Move.by) != CITIZEN,
        )
        .exists()
    )


def _is_said_by_newer() -> Condition:
    """A newer message waits that also asks the household to choose a time."""
    newer = aliased(Message)
    asks = or_(
        col(newer.cause) == Cause.MISSED, and_(col(newer.cause) == Cause.CANCELLED, _was_cancelled_by_office(newer))
    )
    return (
        select(newer.id)
        .where(
            col(newer.invitation_id) == col(Message.invitation_id),
            col(newer.id) > col(Message.id),
            col(newer.state) == "new",
            asks,
        )
        .exists()
    )


def _postponed(*where: Condition) -> Condition:
    """The visit's row in the postponement that the message is of; its key names both."""
    key = (
        col(Message.cause)
        + ":"
        + cast(col(Message.booking_id), String)
        + ":p"
        + cast(col(PostponedBooking.postponement_id), String)
    )
    return (
        select(PostponedBooking.id)
        .join(Booking, col(Booking.id) == col(PostponedBooking.booking_id))
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(PostponedBooking.booking_id) == col(Message.booking_id),
            col(Message.key) == key,
            col(Booking.stage) == BookingStage.BOOKED,
            *where,
        )
        .exists()
    )


def _is_still_at(slot_id: SQLColumnExpression[int | None], now: datetime) -> Condition:
    """The visit is where the message says, and its time is still to come."""
    return _postponed(slot_id == col(Booking.slot_id), col(Slot.starts_at) > now)


def _waits_for_a_date() -> Condition:
    return _postponed(col(Booking.slot_id).is_(None))


def _was_moved_since() -> Condition:
    """A newer message tells of the visit's time, or has told."""
    newer = aliased(Message)
    return (
        select(newer.id)
        .where(
            col(newer.invitation_id) == col(Message.invitation_id),
            col(newer.booking_id) == col(Message.booking_id),
            col(newer.id) > col(Message.id),
            col(newer.cause).in_(ABOUT_TIME),
            col(newer.state) != "moot",
        )
        .exists()
    )


def _is_still_kept(now: datetime) -> Condition:
    """The message's own entry of the waiting list has its seat, which its key names."""
    return (
        select(WaitlistEntry.id)
        .where(
            col(WaitlistEntry.invitation_id) == col(Message.invitation_id),
            col(Message.key) == literal(f"{Cause.OFFERED}:") + cast(col(WaitlistEntry.id), String),
            col(WaitlistEntry.stage) == OFFERED,
            col(WaitlistEntry.offered_until) > now,
        )
        .exists()
    )


def _is_silenced(office_id: int, documents: Condition) -> Condition:
    """All phones that some documents have were stopped, and there is one."""
    stopped = select(StoppedNumber.phone_hash).where(col(StoppedNumber.office_id) == office_id)
    theirs = select(Document.id).where(documents, col(Document.phone_hash).is_not(None))
    return and_(
        theirs.where(col(Document.phone_hash).in_(stopped)).exists(),
        ~theirs.where(col(Document.phone_hash).not_in(stopped)).exists(),
    )
