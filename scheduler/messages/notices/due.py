"""Which messages of the outbox are still worth sending: what they say holds, and nobody has said it better since.

Every condition is for a query of messages alone: another table in it would be taken for that of a condition.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.models import BookingDocument, Document, Message, Office, StoppedNumber
from scheduler.flow.core.outbox import Cause
from scheduler.messages.ladder import leaves
from scheduler.messages.notices.conditions import Condition
from scheduler.messages.notices.table import NOTICES

__all__ = ["BY_HAND", "Condition", "is_due", "still_true"]

BY_HAND = tuple(each.cause for each in NOTICES.values() if each.topic)
"""What is worth telling by hand."""


def still_true(now: datetime, causes: Collection[str] | None = None) -> Condition:
    """Of messages of any office: what they say holds, of some causes or of all, and somebody may be told it.

    Naming the causes that are there spares the time to build the others.
    """
    wanted = NOTICES if causes is None else causes
    return _holds({cause: each.holds(now) for cause, each in NOTICES.items() if cause in wanted})


def is_due(office: Office, now: datetime, causes: Collection[str] | None = None) -> Condition:
    """What is left to a clerk of an office, of some causes or of all that are worth it.

    That is what no channel reached, and where none leaves the machine everything that is new. A reminder is left to
    them only where a channel was to bring it: nobody writes to every visitor of tomorrow by hand.
    """
    states = ("unreached",) if leaves(office) else ("new", "unreached")
    worth = BY_HAND if leaves(office) else tuple(cause for cause in BY_HAND if cause != Cause.REMINDER)
    wanted = [NOTICES[cause] for cause in worth if causes is None or cause in causes]
    return and_(
        col(Message.office_id) == office.id,
        col(Message.state).in_(states),
        _holds({each.cause: (each.holds_by_hand or each.holds)(now) for each in wanted}),
    )


def _holds(wanted: Mapping[str, Condition]) -> Condition:
    return and_(
        col(Message.cause).in_(wanted),
        or_(*(and_(col(Message.cause) == cause, holds) for cause, holds in wanted.items())),
        ~_is_silenced(select(Document.id).where(col(Document.invitation_id) == col(Message.invitation_id))),
        ~_is_silenced(select(Document.id).where(col(Document.id) == col(Message.document_id))),
        ~and_(col(Message.invitation_id).is_(None), _is_silenced(_of_visit())),
    )


def _of_visit() -> SelectOfScalar[int]:
    fetched = select(Document.id).join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
    return fetched.where(col(BookingDocument.booking_id) == col(Message.booking_id))


def _is_silenced(documents: SelectOfScalar[int]) -> Condition:
    """All phones that some documents have were stopped, and there is one.

    The innermost query names its document's office: a message's is out of its sight, and would be anybody's.
    """
    stopped = select(StoppedNumber.phone_hash).where(col(StoppedNumber.office_id) == col(Document.office_id))
    theirs = documents.where(col(Document.phone_hash).is_not(None))
    return and_(
        theirs.where(col(Document.phone_hash).in_(stopped)).exists(),
        ~theirs.where(col(Document.phone_hash).not_in(stopped)).exists(),
    )
