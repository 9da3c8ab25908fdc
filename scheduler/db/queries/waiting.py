"""How many conversations, applications and requests of citizens wait for staff."""

from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlmodel import Session, col

from scheduler.db.models import Application, Conversation, DeliveryRequest, FileRequest
from scheduler.domain.delivery.requests import ASKED


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


def requests_waiting(session: Session, office_id: int) -> tuple[int, datetime | None]:
    """How many requests of citizens wait for a clerk of an office, to have documents another way or a file once more,
    and since when the one that has waited longest does.
    """
    both = union_all(
        *(
            select(col(kind.asked_at).label("asked_at")).where(
                col(kind.office_id) == office_id, col(kind.state) == ASKED
            )
            for kind in (DeliveryRequest, FileRequest)
        )
    ).subquery()
    found = session.execute(select(func.count(), func.min(both.c.asked_at))).one()
    return found[0], found[1]
