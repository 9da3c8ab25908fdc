"""Which messages of the outbox are still worth sending: what they say holds, and nobody has said it better since.

Every condition is for a query of messages alone: another table in it would be taken for that of a condition.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from sqlalchemy import and_, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.models import Document, Message, Office, StoppedNumber, Visit
from scheduler.flow.core.outbox import Cause
from scheduler.messages.ladder import leaves
from scheduler.messages.notices.booking import validity_of_choices, validity_of_moved, validity_of_visits
from scheduler.messages.notices.conditions import Condition, Holding
from scheduler.messages.notices.documents import validity as validity_of_papers
from scheduler.messages.notices.hall import validity as validity_on_the_day

__all__ = ["BY_HAND", "Condition", "is_due", "still_true"]

BY_HAND = (
    Cause.READY, Cause.MISSED, Cause.CANCELLED, Cause.MOVED, Cause.MOVED_AGAIN, Cause.MOVED_BACK, Cause.CLOSED,
    Cause.NOT_SERVED, Cause.REPRINT, Cause.OFFERED, Cause.LINK, Cause.UNCOLLECTED, Cause.ELSEWHERE, Cause.BLANK,
    Cause.REMINDER, Cause.INCOMPLETE, Cause.PICTURE_REFUSED, Cause.UNANSWERED, Cause.LAPSED, Cause.WITHDRAWN,
    Cause.SOUGHT,
)  # fmt: skip
"""What is worth telling by hand: the others are of no use some minutes later, or its people know it."""


def still_true(now: datetime, causes: Collection[str] | None = None) -> Condition:
    """Of messages of any office: what they say holds, of some causes or of all, and somebody may be told it.

    Naming the causes that are there spares the time to build the others.
    """
    return _holds(causes, _holding(now))


def is_due(office: Office, now: datetime, causes: Collection[str] | None = None) -> Condition:
    """What is left to a clerk of an office, of some causes or of all that are worth it.

    That is what no channel reached, and where none leaves the machine everything that is new. A reminder is left to
    them only where a channel was to bring it: nobody writes to every visitor of tomorrow by hand.
    """
    states = ("unreached",) if leaves(office) else ("new", "unreached")
    worth = BY_HAND if leaves(office) else tuple(cause for cause in BY_HAND if cause != Cause.REMINDER)
    wanted = [cause for cause in worth if causes is None or cause in causes]
    holding: Holding = {
        **_holding(now),
        Cause.CANCELLED: partial(validity_of_choices.cancelled_by_office, now),
        Cause.WITHDRAWN: partial(validity_of_papers.withdrawn_for_good, now),
    }
    return and_(
        col(Message.office_id) == office.id, col(Message.state).in_(states), _holds(wanted, holding)
    )  # fmt: skip


def _holding(now: datetime) -> Holding:
    """By cause: when what a message says still holds."""
    return {
        **validity_of_choices.holding(now),
        **validity_of_visits.holding(now),
        **validity_of_moved.holding(now),
        **validity_on_the_day.holding(now),
        **validity_of_papers.holding(now),
        Cause.REPLY: true,
    }


def _holds(causes: Collection[str] | None, holding: Holding) -> Condition:
    wanted = {cause: holds() for cause, holds in holding.items() if causes is None or cause in causes}
    return and_(
        col(Message.cause).in_(wanted),
        or_(*(and_(col(Message.cause) == cause, holds) for cause, holds in wanted.items())),
        ~_is_silenced(select(Document.id).where(col(Document.invitation_id) == col(Message.invitation_id))),
        ~_is_silenced(select(Document.id).where(col(Document.id) == col(Message.document_id))),
        ~and_(col(Message.invitation_id).is_(None), _is_silenced(_of_visit())),
    )


def _of_visit() -> SelectOfScalar[int]:
    fetched = select(Document.id).join(Visit, col(Visit.document_id) == col(Document.id))
    return fetched.where(col(Visit.booking_id) == col(Message.booking_id))


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
