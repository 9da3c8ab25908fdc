"""What people are told while their document is on its way, before it is ready to be fetched here.

Nobody is told of a stage that a document only passes through: whoever moves it along a way tells of its end.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document, Message, Office
from scheduler.domain.messages import UNTOLD
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.contactability import has_address, is_reachable
from scheduler.flow.core.history import AT_ONCE
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.outbox import Cause, key_of_document, note_document, note_documents
from scheduler.flow.destinations.requests import home_request
from scheduler.flow.destinations.whereabouts import facts_of, waits_for_batch
from scheduler.flow.invitations.invitations import HERE

SETTLES = timedelta(minutes=10)
"""An office's own system may report several stages within a minute. The first ones are told of only if they last."""
AS_THEY_ARE = (Cause.BLANK, Cause.PRINTING)
"""What is told at once, and needs no facts beside the document."""
MAY_PASS = (Cause.RECEIVED, Cause.ACCEPTED)
WAITS = (*UNTOLD, "sending")


def tell_progress(
    session: Session, document: Document, before: str | None, *, now: datetime, expected: date | None = None
) -> None:
    """Put into the outbox what a document's new stage means to its people; nothing where nobody can be told.

    before: the stage it came from, None if it was just taken in. While an earlier message of the same kind waits to be
    sent, that one is enough. expected: when what was just taken in is usually done. What is missing is not told from
    here: whoever checks what was sent asks for it (`flow.applying.checking`), and where nothing was sent there is no
    page to send it to.
    """
    cause = _cause(session, document, before)
    if cause is None or not is_reachable(session, document):
        return
    once = _next(session, document, cause)
    if once is not None:
        due_at = now + SETTLES if cause in MAY_PASS else None
        facts = _facts(session, document, cause, expected, now)
        note_document(session, cause, document, once=once, due_at=due_at, facts=facts, now=now)


def tell_progress_of_all(session: Session, documents: Sequence[Document], before: str, *, now: datetime) -> None:
    """As `tell_progress`, of many documents of one office that made one move: few statements for those told first."""
    for first in range(0, len(documents), AT_ONCE):
        some = documents[first : first + AT_ONCE]
        plain = _told_first(session, some, before)
        for cause in dict.fromkeys(plain.values()):
            note_documents(session, cause, [each for each in some if plain.get(each.id) == cause], now=now)
        for each in some:
            if each.id not in plain:
                tell_progress(session, each, before, now=now)


def _told_first(session: Session, some: Sequence[Document], before: str) -> dict[int, Cause]:
    """What the first message of its kind is about each document that can be told of, and has none of it yet."""
    office_id = some[0].office_id
    causes = {each.id: cause for each in some if (cause := _cause(session, each, before)) in AS_THEY_ARE}
    reachable = session.scalars(
        select(col(Document.id)).where(col(Document.id).in_(list(causes)), has_address(office_id))
    )
    keys = {each.id: key_of_document(causes[each.id], each) for each in some if each.id in causes}
    told = set(
        session.scalars(
            select(col(Message.key)).where(
                col(Message.office_id) == office_id, col(Message.key).in_(list(keys.values()))
            )
        )
    )
    return {number: cause for number in reachable if keys[number] not in told and (cause := causes[number])}


def tell_elsewhere(session: Session, document: Document, *, now: datetime) -> None:
    """Tell of a ready document that it is handed over at another place from now on, wherever that was before.

    Nothing yet where a batch takes it there: that is told when the batch leaves.
    """
    tell_progress(session, document, "elsewhere", now=now)


def _facts(
    session: Session, document: Document, cause: Cause, expected: date | None, now: datetime
) -> dict[str, Any] | None:
    """What the text says that no row will tell any more."""
    if cause == Cause.ELSEWHERE:
        since = {"date": now.isoformat()} if document.stage == DocumentStage.AT_PARTNER else {}
        return {**facts_of(session, document), **since}
    if cause == Cause.RECEIVED and expected:
        return {"expected": _noon_of(session, document, expected)}
    return None


def _noon_of(session: Session, document: Document, day: date) -> str:
    """A moment that lies on that day wherever it is read."""
    zone = zone_of_office(session.get_one(Office, document.office_id))
    return datetime.combine(day, time(12), zone).isoformat()


def _next(session: Session, document: Document, cause: Cause) -> str | None:
    """Which message of its kind about a document is next ("" the first), by whole keys; None while one waits to go."""
    once, count = "", 0
    while (state := _state(session, document, cause, once)) is not None:
        if state in WAITS:
            return None
        count += 1
        once = str(count)
    return once


def _state(session: Session, document: Document, cause: Cause, once: str) -> str | None:
    key = key_of_document(cause, document, once)
    query = select(col(Message.state)).where(col(Message.office_id) == document.office_id, col(Message.key) == key)
    return session.scalar(query)


def _cause(session: Session, document: Document, before: str | None) -> Cause | None:
    """What there is to tell of the stage a document stands at."""
    stage = document.stage
    if stage == before:
        return None
    if stage == DocumentStage.RECEIVED and before is None:
        return Cause.RECEIVED
    if stage == DocumentStage.IN_PRODUCTION and before in (DocumentStage.RECEIVED, DocumentStage.INCOMPLETE):
        return Cause.ACCEPTED
    if before == DocumentStage.MISPLACED and stage in UNPRINTED:
        return Cause.REPRINT
    if before == DocumentStage.AT_PARTNER and stage == DocumentStage.MISPLACED:
        return Cause.SOUGHT
    if stage == DocumentStage.WAITING_FOR_BLANK:
        return Cause.BLANK
    if stage == DocumentStage.IN_PRODUCTION and before == DocumentStage.WAITING_FOR_BLANK and document.has_blank:
        return Cause.PRINTING
    return Cause.ELSEWHERE if _is_there(session, document) else None


def _is_there(session: Session, document: Document) -> bool:
    """Whether a document may be fetched at another place: where a batch takes it, not before that has left.

    What is sent or brought home is fetched nowhere.
    """
    if document.channel in HERE or not document.place or home_request(session, document) is not None:
        return False
    if document.stage == DocumentStage.READY:
        return not waits_for_batch(session, document)
    return document.stage == DocumentStage.AT_PARTNER
