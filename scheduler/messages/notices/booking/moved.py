"""The message that an office moved a visit, could not serve it, closed its service, or takes that back."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Message, Service
from scheduler.domain.messages import TOLD, UNTOLD
from scheduler.domain.text.codes import written_short
from scheduler.flow.core.outbox import ABOUT_TIME, Cause
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import ticket_path
from scheduler.messages.notices.said import UNKNOWN, Said, Tongue
from scheduler.messages.notices.words import plain

TWICE = 2
AGAIN = (Cause.MOVED, Cause.MOVED_AGAIN)
NAMES = {Cause.MOVED_BACK: "moved_back", Cause.CLOSED: "closed", Cause.NOT_SERVED: "another_day"}


def moved(known: Known, message: Message, tongue: Tongue) -> Said:
    """A message with `facts` about times.

    The old time is the one its citizen knows: that of the first message since they were last told. So is how often.
    """
    booking = known.booking_of(message)
    service = known.session.get_one(Service, booking.service_id)
    untold = untold_before(known.session, message)

    def said(name: str, of: Message) -> str:
        value = of.facts.get(name)
        return tongue.moment(datetime.fromisoformat(value)) if value else UNKNOWN

    came = message.facts.get("old")
    facts = {
        "day": tongue.day(datetime.fromisoformat(came)) if came else UNKNOWN,
        "service": tongue.service(service.name),
        "reason": plain(message.facts.get("reason") or UNKNOWN),
        "old": said("old", next(iter(untold), message)),
        "new": said("new", message),
        "short": written_short(booking.short),
    }
    documents = known.documents_of(message)
    return Said(_name(message, len(untold)), facts, documents, ticket_path(booking))


def untold_before(session: Session, message: Message) -> list[Message]:
    """Messages about the same visit's time, older than this one, that its citizen was never told; oldest first."""
    rows = session.scalars(
        select(Message)
        .where(
            col(Message.invitation_id) == message.invitation_id,
            col(Message.booking_id) == message.booking_id,
            col(Message.id) < message.id,
            col(Message.cause).in_(ABOUT_TIME),
            col(Message.state).in_((*UNTOLD, "sending", *TOLD)),
        )
        .order_by(col(Message.id))
    ).all()
    told = max((at for at, row in enumerate(rows) if row.state in TOLD), default=-1)
    return list(rows[told + 1 :])


def _name(message: Message, untold: int) -> str:
    if message.cause not in AGAIN:
        return NAMES[Cause(message.cause)]
    usual = TWICE if message.cause == Cause.MOVED_AGAIN else 1
    times = message.facts.get("times", usual) - untold
    if times > TWICE:
        return "moved_once_more"
    return "moved_again" if times == TWICE else "moved"
