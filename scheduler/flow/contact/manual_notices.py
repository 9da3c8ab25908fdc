"""A clerk has told a household with their own hands: the message in the outbox is done."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Message, Office
from scheduler.domain.messages import UNTOLD, Why
from scheduler.domain.refusals import Unknown
from scheduler.flow.core.outbox import ABOUT_TIME, TO_CHOOSE, Cause
from scheduler.flow.core.untold import make_moot

BY_HAND = "by_hand"


def mark_told(session: Session, office: Office, message_id: int, *, now: datetime) -> None:
    """Count a message as sent; told twice is told once. Older ones that it makes needless are moot.

    Raises Unknown for a message of another office.
    """
    message = session.get(Message, message_id)
    if message is None or message.office_id != office.id:
        raise Unknown
    untold = update(Message).where(col(Message.id) == message_id, col(Message.state).in_(UNTOLD))
    told = {"state": "sent", "channel": BY_HAND, "attempts": col(Message.attempts) + 1, "sent_at": now, "why": None}
    if change_rows(session, untold.values(**told)):
        _pass_over_older(session, message)


def _pass_over_older(session: Session, message: Message) -> None:
    """The older messages that say less of the same: of a visit's time, or that a time can be chosen."""
    same = [col(Message.invitation_id) == message.invitation_id, col(Message.id) < message.id]
    if message.cause in ABOUT_TIME:
        same += [col(Message.booking_id) == message.booking_id, col(Message.cause).in_(ABOUT_TIME)]
    elif message.cause in TO_CHOOSE and message.cause != Cause.READY:
        same += [col(Message.cause).in_(TO_CHOOSE)]
    else:
        return
    make_moot(session, *same, why=Why.REPEATED)
