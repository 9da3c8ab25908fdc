"""What people asked for is taken back before the office has answered; its addresses and words go at once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import DeliveryRequest, FileRequest, Invitation
from scheduler.domain.delivery.requests import ASKED, TAKEN_BACK


def take_back_all(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Take back whatever was asked for with a link, of which nobody knows any more who had it."""
    take_back_ways(session, invitation, now=now)
    take_back_files(session, [each.id for each in queries.documents_of_invitation(session, invitation.id)], now=now)


def take_back_ways(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Take back what is asked for by another way. The same again does nothing."""
    asked = update(DeliveryRequest).where(
        col(DeliveryRequest.invitation_id) == invitation.id, col(DeliveryRequest.state) == ASKED
    )
    change_rows(session, asked.values(state=TAKEN_BACK, address=None, reason=None, forgotten_at=now), synchronize=True)


def take_back_files(session: Session, document_ids: Collection[int], *, now: datetime) -> None:
    """Take back that files of documents are asked for. The same again does nothing."""
    asked = update(FileRequest).where(col(FileRequest.document_id).in_(document_ids), col(FileRequest.state) == ASKED)
    change_rows(session, asked.values(state=TAKEN_BACK, email=None, forgotten_at=now), synchronize=True)
