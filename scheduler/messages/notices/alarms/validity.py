"""When what an office is told of an alarm still holds."""

from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select

from scheduler.db.models import AlarmContact, AlarmRing, Message
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.conditions import Condition, key_of


def is_ringing(now: datetime) -> Condition:
    """The alarm that the message's key names is not over, nobody sees to it, and whom it tells is still named."""
    ringing = (
        select(AlarmRing.id)
        .where(
            col(AlarmRing.office_id) == col(Message.office_id),
            col(AlarmRing.over_at).is_(None),
            col(AlarmRing.taken_at).is_(None),
            col(Message.key).like(key_of(f"{Cause.ALARM}:", col(AlarmRing.id), ":%")),
        )
        .exists()
    )
    return and_(ringing, is_to_hear(now))


def is_to_hear(now: datetime) -> Condition:
    """Whom the message tells is still named; or it goes to the office itself."""
    return or_(col(Message.contact_id).is_(None), is_named(now))


def is_named(now: datetime) -> Condition:
    """Whom the message tells is still among those that the office named."""
    del now
    return (
        select(AlarmContact.id)
        .where(col(AlarmContact.id) == col(Message.contact_id), col(AlarmContact.removed_at).is_(None))
        .exists()
    )
