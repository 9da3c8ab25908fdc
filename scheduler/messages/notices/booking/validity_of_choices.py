"""When a message still holds that asks a household to choose a time."""

from datetime import datetime

from sqlalchemy import and_, literal, or_
from sqlmodel import col, select

from scheduler.db.models import Booking, Document, Invitation, Message, Move, WaitlistEntry
from scheduler.domain.messages import TOLD
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.outbox import Cause
from scheduler.flow.invitations.invitations import HERE
from scheduler.flow.invitations.waiters import OFFERED
from scheduler.messages.notices.conditions import NEWER, Condition, is_at, key_of, visit


def is_ready(now: datetime) -> Condition:
    """There is something to book, and nothing newer says so."""
    del now
    return and_(_can_be_booked(), ~_is_said_by_newer())


def is_uncollected(now: datetime) -> Condition:
    """The same, and it has not become ready once more."""
    del now
    return and_(_can_be_booked(), ~_is_said_by_newer(Cause.READY))


def was_missed(now: datetime) -> Condition:
    """Another time can be chosen for what was not fetched."""
    return and_(_ended_as(BookingStage.MISSED, now), ~_is_said_by_newer())


def was_cancelled(now: datetime) -> Condition:
    """Another time can be chosen for a visit that was cancelled."""
    return and_(_ended_as(BookingStage.CANCELLED, now), ~_is_said_by_newer())


def was_cancelled_by_office(now: datetime) -> Condition:
    """The same, but for a citizen who cancelled it and knows that."""
    return and_(was_cancelled(now), _was_cancelled_by_office())


def is_still_kept(now: datetime) -> Condition:
    """The message's own entry of the waiting list has its seat, which its key names."""
    return (
        select(WaitlistEntry.id)
        .where(
            col(WaitlistEntry.invitation_id) == col(Message.invitation_id),
            col(Message.key) == key_of(f"{Cause.OFFERED}:", col(WaitlistEntry.id)),
            col(WaitlistEntry.stage) == literal(OFFERED),
            col(WaitlistEntry.offered_until) > now,
        )
        .exists()
    )


def _can_be_booked() -> Condition:
    """Something is to be fetched here, and no visit is booked for it."""
    here = select(Document.id).where(
        col(Document.invitation_id) == col(Message.invitation_id),
        is_at(DocumentStage.READY),
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
    return and_(visit(col(Booking.stage) == stage), is_open.exists(), _can_be_booked())


def _was_cancelled_by_office(message: type[Message] = Message) -> Condition:
    return (
        select(Move.id)
        .where(
            col(Move.booking_id) == col(message.booking_id),
            col(Move.after) == BookingStage.CANCELLED,
            col(Move.by) != CITIZEN,
        )
        .exists()
    )


def _is_said_by_newer(*more: Cause) -> Condition:
    """A newer message also asks the household to choose a time, and waits or went out.

    A citizen who cancelled knows it: that message counts only once it went out. more: causes that count as well.
    """
    asks = or_(
        col(NEWER.cause).in_((Cause.MISSED, Cause.UNCOLLECTED, *more)),
        and_(
            col(NEWER.cause) == Cause.CANCELLED,
            or_(_was_cancelled_by_office(NEWER), col(NEWER.state).in_(TOLD)),
        ),
    )
    return (
        select(NEWER.id)
        .where(
            col(NEWER.invitation_id) == col(Message.invitation_id),
            col(NEWER.id) > col(Message.id),
            col(NEWER.state) != "moot",
            asks,
        )
        .exists()
    )
