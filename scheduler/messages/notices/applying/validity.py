"""When the message with a code for a phone still holds."""

from datetime import datetime

from sqlmodel import col, select

from scheduler.db.models import Message, PhoneCode
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.conditions import Condition, key_of


def is_fresh(now: datetime) -> Condition:
    """The code that the message's key names may still be typed."""
    return (
        select(PhoneCode.id)
        .where(
            col(PhoneCode.application_id) == col(Message.application_id),
            col(Message.key) == key_of(f"{Cause.PHONE_CODE}:", col(PhoneCode.id)),
            col(PhoneCode.used_at).is_(None),
            col(PhoneCode.expires_at) > now,
        )
        .exists()
    )
