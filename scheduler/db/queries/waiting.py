"""How many conversations and applications wait for staff."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import (
    Application,
    Conversation,
)


def conversations_waiting(session: Session, office_id: int) -> tuple[int, datetime | None]:
    """How many conversations wait for a clerk of an office, and since when the one that has waited longest does."""
    waits = col(Conversation.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Conversation.office_id) == office_id, waits.is_not(None))
    ).one()
    return found[0], found[1]


def applications_waiting(session: Session, office_id: int) -> tuple[int, datetime | None]:
    """How many applications wait for a clerk of an office, and since when the one that has waited longest does."""
    waits = col(Application.waiting_since)
    found = session.execute(
        select(func.count(), func.min(waits)).where(col(Application.office_id) == office_id, waits.is_not(None))
    ).one()
    return found[0], found[1]
