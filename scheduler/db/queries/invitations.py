"""Invitations, by code and by household."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import (
    Booking,
    Invitation,
)
from scheduler.domain import stages
from scheduler.domain.text import codes


def invitation_by_code(session: Session, code: str) -> Invitation | None:
    """The invitation of a code in any spelling."""
    plain = codes.read(code)
    if plain is None:
        return None
    return session.scalar(select(Invitation).where(col(Invitation.code_hash) == codes.hash_of(plain)))


def held_invitation_by_code(session: Session, code: str) -> Invitation | None:
    """The invitation of a code in any spelling, held until the transaction ends; None also where another step that held
    it gave it another code.
    """
    plain = codes.read(code)
    if plain is None:
        return None
    held = select(Invitation).where(col(Invitation.code_hash) == codes.hash_of(plain))
    return session.scalar(held.with_for_update(key_share=True))


def open_invitation_of_household(
    session: Session, office_id: int, household: bytes, now: datetime
) -> Invitation | None:
    """The latest invitation of a household that can still be booked."""
    return next(iter(open_invitations_of_household(session, office_id, household, now)), None)


def open_invitations_of_household(
    session: Session, office_id: int, household: bytes, now: datetime
) -> Sequence[Invitation]:
    """The invitations of a household that can still be booked, latest first."""
    used = select(col(Booking.id)).where(
        col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    return session.scalars(
        select(Invitation)
        .where(
            col(Invitation.office_id) == office_id,
            col(Invitation.household).in_(keys.ring().chain.forms(household)),
            col(Invitation.expires_at) > now,
            ~used.exists(),
        )
        .order_by(col(Invitation.id).desc())
    ).all()


def open_invitations(session: Session, office_id: int, now: datetime) -> Sequence[Invitation]:
    """The invitations of an office that have not expired and that no live booking uses, oldest first."""
    used = select(col(Booking.id)).where(
        col(Booking.invitation_id) == col(Invitation.id), col(Booking.stage).in_(stages.LIVE_BOOKING)
    )
    return session.scalars(
        select(Invitation)
        .where(col(Invitation.office_id) == office_id, col(Invitation.expires_at) > now, ~used.exists())
        .order_by(col(Invitation.id))
    ).all()
