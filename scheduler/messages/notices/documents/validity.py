"""When a message about one document still holds: it is where the message says."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select

from scheduler.db.models import Document, Message
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.flow.destinations.whereabouts import goes_with_batch
from scheduler.flow.invitations.invitations import HERE
from scheduler.messages.notices.conditions import NEWER, Condition, Holds, is_at

_D = DocumentStage
ASKING = (Cause.INCOMPLETE, Cause.PICTURE_REFUSED, Cause.UNANSWERED)
"""Each names all that lacks: the newest of any says it."""


def stands_at(*stages: DocumentStage, alike: Collection[Cause] = ()) -> Holds:
    """The document is at one of some stages, and nothing newer of the same cause, or of one that is alike, was told."""
    return lambda _now: and_(_document(is_at(*stages)), ~_is_repeated(alike))


def withdrawn_for_good(now: datetime) -> Condition:
    """It was given up, and nobody can take that back any more; of what was tried in vain no moment is kept."""
    is_sure = or_(col(Message.due_at).is_(None), col(Message.due_at) <= now)
    return and_(stands_at(_D.WITHDRAWN)(now), is_sure)


def sent_for_good(now: datetime) -> Condition:
    """It was sent to another office, and was not taken back at once; of what was tried in vain no moment is kept."""
    is_sure = or_(col(Message.due_at).is_(None), col(Message.due_at) <= now)
    return and_(stands_at(_D.TRANSFERRED)(now), is_sure)


def is_there(now: datetime) -> Condition:
    """It may be fetched at another place: where a batch takes it, not before that has left."""
    del now
    is_out = or_(is_at(_D.AT_PARTNER), and_(is_at(_D.READY), ~goes_with_batch()))
    there = (is_out, col(Document.channel).not_in(HERE))
    return and_(_document(*there), ~_is_repeated())


def is_at_work(now: datetime) -> Condition:
    """What was misprinted or not found is not ready again; of a visit only where somebody is to choose anew."""
    del now
    chooses = or_(col(Message.invitation_id).is_not(None), col(Message.booking_id).is_(None))
    return and_(chooses, _document(is_at(*UNPRINTED)))


def _document(*where: Condition) -> Condition:
    return select(Document.id).where(col(Document.id) == col(Message.document_id), *where).exists()


def _is_repeated(alike: Collection[Cause] = ()) -> Condition:
    """A newer message says the same of the document, and waits or went out. alike: causes that say the same."""
    same = col(NEWER.cause).in_(alike) if alike else col(NEWER.cause) == col(Message.cause)
    return (
        select(NEWER.id)
        .where(
            col(NEWER.document_id) == col(Message.document_id),
            col(NEWER.id) > col(Message.id),
            same,
            col(NEWER.state) != "moot",
        )
        .exists()
    )
