"""When a message about one document still holds: it is where the message says."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import and_, or_
from sqlmodel import col, select

from scheduler.db.models import Document, Message, PhoneCode
from scheduler.domain.documents.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.flow.destinations.whereabouts import goes_with_batch
from scheduler.flow.invitations.invitations import HERE
from scheduler.messages.notices.conditions import NEWER, Condition, Holding, key_of

_D = DocumentStage
STAGES: Mapping[str, Collection[str]] = {
    Cause.RECEIVED: (_D.RECEIVED,),
    Cause.INCOMPLETE: (_D.INCOMPLETE,),
    Cause.PICTURE_REFUSED: (_D.INCOMPLETE,),
    Cause.UNANSWERED: (_D.INCOMPLETE,),
    Cause.LAPSED: (_D.WITHDRAWN,),
    Cause.ACCEPTED: (_D.IN_PRODUCTION, _D.WAITING_FOR_BLANK),
    Cause.BLANK: (_D.WAITING_FOR_BLANK,),
    Cause.PRINTING: (_D.IN_PRODUCTION,),
    Cause.WITHDRAWN: (_D.WITHDRAWN,),
    Cause.SOUGHT: (_D.MISPLACED,),
}
"""Where a document stands while a message about it is true."""
ASKING = (Cause.INCOMPLETE, Cause.PICTURE_REFUSED, Cause.UNANSWERED)
"""Each names all that lacks: the newest of any says it."""


def holding(now: datetime) -> Holding:
    """By cause."""
    told = {cause: partial(_stands_at, stages, ASKING if cause in ASKING else ()) for cause, stages in STAGES.items()}
    return {**told, Cause.ELSEWHERE: _is_there, Cause.REPRINT: _is_at_work, Cause.PHONE_CODE: partial(_is_fresh, now)}


def withdrawn_for_good(now: datetime) -> Condition:
    """It was given up, and nobody can take that back any more; of what was tried in vain no moment is kept."""
    is_sure = or_(col(Message.due_at).is_(None), col(Message.due_at) <= now)
    return and_(_stands_at(STAGES[Cause.WITHDRAWN]), is_sure)


def _stands_at(stages: Collection[str], alike: Collection[Cause] = ()) -> Condition:
    """The document is at one of some stages, and nothing newer of the same cause, or of one that is alike, was told."""
    return and_(_document(col(Document.stage).in_(stages)), ~_is_repeated(alike))


def _is_there() -> Condition:
    """It may be fetched at another place: where a batch takes it, not before that has left."""
    is_out = or_(col(Document.stage) == _D.AT_PARTNER, and_(col(Document.stage) == _D.READY, ~goes_with_batch()))
    there = (is_out, col(Document.channel).not_in(HERE))
    return and_(_document(*there), ~_is_repeated())


def _is_at_work() -> Condition:
    """What was misprinted or not found is not ready again; of a visit only where somebody is to choose anew."""
    chooses = or_(col(Message.invitation_id).is_not(None), col(Message.booking_id).is_(None))
    return and_(chooses, _document(col(Document.stage).in_(UNPRINTED)))


def _is_fresh(now: datetime) -> Condition:
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
