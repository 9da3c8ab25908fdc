"""Messages leave by an outbox: a row in the transaction of their cause, one per cause. Sending is decided later."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.hot import ADD_MESSAGE
from scheduler.db.models import Invitation, Message


class Cause(StrEnum):
    """Why somebody is told; the texts are in `messages.templates`."""

    READY = "ready"
    BOOKED = "booked"
    MOVED = "moved"
    """By the office; nothing notes it yet."""
    CHANGED = "changed"
    """By the citizen."""
    CANCELLED = "cancelled"
    COME_IN = "come_in"
    """Where a guard lets in: called in while not at the door."""
    MISSED = "missed"
    HANDED_OVER = "handed_over"


class About(Protocol):
    """A booking, read or just made."""

    @property
    def id(self) -> int: ...

    @property
    def office_id(self) -> int: ...

    @property
    def invitation_id(self) -> int | None: ...


def note(session: Session, cause: Cause, about: About, *, now: datetime, once: str = "") -> None:
    """Put a message about a booking into the outbox. `once` tells one occasion from the next (a move, a call)."""
    key = f"{cause}:{about.id}:{once}" if once else f"{cause}:{about.id}"
    ADD_MESSAGE.run(
        session,
        office_id=about.office_id,
        key=key,
        cause=str(cause),
        booking_id=about.id,
        invitation_id=about.invitation_id,
        created_at=now,
    )


def note_ready(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Tell a household that it may book: one message however many documents become ready before it is sent."""
    told = session.scalars(
        select(col(Message.state)).where(col(Message.invitation_id) == invitation.id, col(Message.cause) == Cause.READY)
    ).all()
    if "new" in told:
        return
    session.add(
        Message(
            office_id=invitation.office_id,
            key=f"{Cause.READY}:{invitation.id}:{len(told)}",
            cause=Cause.READY,
            invitation_id=invitation.id,
            created_at=now,
        )
    )
    session.flush()
