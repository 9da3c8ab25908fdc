"""The message that an office moved a visit, closed its service, or takes that back."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Message, Service
from scheduler.flow.outbox import ABOUT_TIME, Cause
from scheduler.messages import templates
from scheduler.messages.links import ticket_url
from scheduler.messages.words import Translate, moment_of

UNKNOWN, TWICE = "-", 2
AGAIN = (Cause.MOVED, Cause.MOVED_AGAIN)


def moved_text(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """A message with `facts` about times, in one language.

    The old time is the one its citizen knows: that of the first message since they were last told. So is how often.
    """
    booking = session.get_one(Booking, message.booking_id)
    office = queries.office_by_id(session, message.office_id)
    service = session.get_one(Service, booking.service_id)
    untold = untold_before(session, message)

    def said(name: str, of: Message) -> str:
        value = of.facts.get(name)
        moment = value and datetime.fromisoformat(value)
        return moment_of(moment, office, translate=translate, language=language) if moment else UNKNOWN

    facts = {
        "office": office.name,
        "service": translate(service.name),
        "reason": message.facts.get("reason", UNKNOWN),
        "old": said("old", next(iter(untold), message)),
        "new": said("new", message),
        "url": ticket_url(base_url, booking),
    }
    return translate(_template(message, len(untold))).format(**facts)


def untold_before(session: Session, message: Message) -> list[Message]:
    """Messages about the same visit's time, older than this one, that its citizen was never told; oldest first."""
    rows = session.scalars(
        select(Message)
        .where(
            col(Message.invitation_id) == message.invitation_id,
            col(Message.booking_id) == message.booking_id,
            col(Message.id) < message.id,
            col(Message.cause).in_(ABOUT_TIME),
            col(Message.state).in_(("new", "sent")),
        )
        .order_by(col(Message.id))
    ).all()
    told = max((at for at, row in enumerate(rows) if row.state == "sent"), default=-1)
    return list(rows[told + 1 :])


def _template(message: Message, untold: int) -> str:
    if message.cause not in AGAIN:
        return templates.TEXTS[message.cause]
    usual = TWICE if message.cause == Cause.MOVED_AGAIN else 1
    times = message.facts.get("times", usual) - untold
    if times > TWICE:
        return templates.MOVED_ONCE_MORE
    return templates.MOVED_AGAIN if times == TWICE else templates.MOVED
