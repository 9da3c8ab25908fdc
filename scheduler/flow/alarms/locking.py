"""The alarms of an office are looked at and changed by one step after the other."""

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Office


def hold_alarms(session: Session, office_id: int) -> None:
    """Hold the alarms of an office until the transaction ends: by its row, as whoever changes whom they reach does."""
    session.execute(select(col(Office.id)).where(col(Office.id) == office_id).with_for_update(key_share=True))
