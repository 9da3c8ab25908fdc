"""Numbers that messages no longer go to, because their owner said so. Known by keyed hash alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Document, Message, StoppedNumber
from scheduler.domain.messages import UNTOLD, Why
from scheduler.flow.core.untold import make_moot

NOT_MINE, STOP = "not_mine", "stop"
"""Why a number was stopped: a message reached somebody else, or its owner wants no more."""


def stopped_among(session: Session, office_id: int, phones: Iterable[str | None]) -> dict[str, StoppedNumber]:
    """Of some phones those that were stopped, with when and why."""
    by_hash = {known: phone for phone in phones if phone for known in keys.ring().look_ups("phone", phone)}
    if not by_hash:
        return {}
    rows = session.scalars(
        select(StoppedNumber).where(
            col(StoppedNumber.office_id) == office_id, col(StoppedNumber.phone_hash).in_(by_hash)
        )
    )
    return {by_hash[row.phone_hash]: row for row in rows}


def phone_to_tell(session: Session, office_id: int, documents: Sequence[Document]) -> str | None:
    """The first phone of some documents that messages may go to."""
    stopped = stopped_among(session, office_id, (document.phone for document in documents))
    return next((document.phone for document in documents if document.phone and document.phone not in stopped), None)


def is_silenced(session: Session, office_id: int, invitation_id: int) -> bool:
    """Whether a household has given phones and every one of them was stopped: nothing may be sent to it."""
    documents = queries.documents_of_invitation(session, invitation_id)
    phones = {document.phone for document in documents if document.phone}
    return bool(phones) and len(stopped_among(session, office_id, phones)) == len(phones)


def stop(session: Session, office_id: int, phone: str, *, why: str, now: datetime) -> None:
    """No message goes to a number any more; what waits to be sent to nobody else is moot."""
    if not stopped_among(session, office_id, [phone]):
        hashed = keys.ring().look_up("phone", phone)
        session.add(StoppedNumber(office_id=office_id, phone_hash=hashed, why=why, at=now))
        session.flush()
    waiting = (
        select(col(Message.invitation_id))
        .join(Document, col(Document.invitation_id) == col(Message.invitation_id))
        .where(
            col(Message.office_id) == office_id,
            col(Message.state).in_(UNTOLD),
            col(Document.phone_hash).in_(keys.ring().look_ups("phone", phone)),
        )
        .distinct()
    )
    silenced = [each for each in session.scalars(waiting).all() if each and is_silenced(session, office_id, each)]
    make_moot(session, col(Message.invitation_id).in_(silenced), why=Why.STOPPED)


def lift(session: Session, office_id: int, phone: str) -> None:
    """A number is its owner's after all: messages go to it again."""
    session.execute(
        delete(StoppedNumber).where(
            col(StoppedNumber.office_id) == office_id,
            col(StoppedNumber.phone_hash).in_(keys.ring().look_ups("phone", phone)),
        )
    )
