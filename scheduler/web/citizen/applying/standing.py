"""Where an application stands after it was sent: its steps, what it waits for, and where it is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Application, Document, DocumentType, Invitation, Move
from scheduler.domain.applying.applied import Step, steps_of
from scheduler.domain.door import Elsewhere
from scheduler.domain.stages import CHECKED, DocumentStage
from scheduler.flow.applying.applications import expected_of, items_of
from scheduler.flow.applying.applying import wants_again
from scheduler.flow.applying.withdrawing import last_withdrawal, may_be_restored
from scheduler.flow.blanks.print_blockers import PrintBlocker, ahead_of, blockers_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.destinations.whereabouts import elsewhere, is_elsewhere
from scheduler.flow.invitations.invitations import HERE, code_of, fetchable, pass_of
from scheduler.flow.regency.transfers import comes_back
from scheduler.messages.notices.words import plain


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an application that was sent. invitation, ticket: codes of where it goes on, once it is ready.

    awaited: what keeps the document from being printed. ahead: what will, once its papers are complete. elsewhere:
    where it is fetched instead, as the door says it. expected, is_late: by when it is usually done, and whether that
    day has passed. collected_at: when it was handed over last. ended, reason: why it
    was withdrawn, a word of its history and what a clerk wrote. is_reviewed: the office may still take the withdrawal
    back; until that is sure the document is shown where it stood, and no reason is. comes_back: another office, where
    it was to be fetched, would not have it.
    """

    document: Document
    steps: Sequence[Step]
    expected: date | None
    invitation: str | None
    ticket: str | None
    awaited: PrintBlocker | None = None
    ahead: PrintBlocker | None = None
    elsewhere: Elsewhere | None = None
    collected_at: datetime | None = None
    ended: str = ""
    reason: str = ""
    is_reviewed: bool = False
    is_late: bool = False
    comes_back: bool = False


def sent_of(
    session: Session, application: Application, kind: DocumentType, *, language: str, now: datetime
) -> Sent | None:
    """What became of an application; None for one that was not sent."""
    if application.document_id is None:
        return None
    document = session.get_one(Document, application.document_id)
    today = today_of(queries.office_by_id(session, application.office_id), now)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    booking = queries.live_booking_of_document(session, document.id)
    may_choose = invitation is not None and bool(fetchable([document]))
    last = last_withdrawal(session, document)
    is_reviewed = last is not None and may_be_restored(session, document, now)
    expected = expected_of(session, application, _complete_at(application, document))
    return Sent(
        document,
        steps_shown(session, application, document, kind, now=now),
        expected,
        code_of(invitation) if invitation is not None and may_choose else None,
        pass_of(booking) if booking is not None else None,
        blockers_of(session, document, language=language, today=today),
        ahead_of(session, kind, language=language) if document.stage in CHECKED else None,
        _elsewhere(session, document),
        _collected_at(session, document),
        ended=(last.why or "") if last else "",
        reason=plain(last.note or "").rstrip(". ") if last and not is_reviewed else "",
        is_reviewed=is_reviewed,
        is_late=expected is not None and expected < today,
        comes_back=comes_back(session, document),
    )


def _complete_at(application: Application, document: Document) -> datetime:
    """Since when working days count: the papers were found complete, or it was sent and nobody has said otherwise."""
    return application.accepted_at or application.sent_at or document.created_at


def steps_shown(
    session: Session, application: Application, document: Document, kind: DocumentType, *, now: datetime
) -> Sequence[Step]:
    """How far a document has come; of one that was given up where it stood, until that is sure."""
    last = last_withdrawal(session, document)
    before = last.before if last is not None and may_be_restored(session, document, now) else None
    stage = before or document.stage
    is_asked = stage == DocumentStage.INCOMPLETE and wants_again(application, items_of(session, application.id))
    return steps_of(stage, hands_over=kind.hands_over, asked_again=is_asked)


def _elsewhere(session: Session, document: Document) -> Elsewhere | None:
    if not is_elsewhere(document):
        return None
    return elsewhere(session, document, place="branch" if document.channel in HERE else document.channel)


def _collected_at(session: Session, document: Document) -> datetime | None:
    if document.stage != DocumentStage.COLLECTED:
        return None
    moves = (col(Move.document_id) == document.id, col(Move.after) == DocumentStage.COLLECTED)
    return session.scalar(select(func.max(col(Move.at))).where(*moves))
