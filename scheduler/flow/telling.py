"""A clerk has told a household with their own hands: the message in the outbox is done."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Message, Office
from scheduler.domain.errors import Unknown

BY_HAND = "by_hand"


def mark_told(session: Session, office: Office, message_id: int, *, now: datetime) -> None:
    """Count a message as sent; told twice is told once. Raises Unknown for a message of another office."""
    message = session.get(Message, message_id)
    if message is None or message.office_id != office.id:
        raise Unknown
    session.execute(
        update(Message)
        .where(col(Message.id) == message_id, col(Message.state) == "new")
        .values(state="sent", channel=BY_HAND, attempts=col(Message.attempts) + 1, sent_at=now)
        .execution_options(synchronize_session=False)
    )
