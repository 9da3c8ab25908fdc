"""A clerk's answer to an application: one message for all that lacks, or its papers are complete."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, ApplicationItem, Document, Office
from scheduler.db.queries.figures import note_changed
from scheduler.domain.applying.checking import (
    EMPTY,
    MISSING,
    is_complete,
    is_one_picture,
    lacking,
    reason_of,
    undecided,
)
from scheduler.domain.applying.checking_refusals import (
    AnotherOpen,
    ApplicationChanged,
    ItemsLacking,
    ItemsUndecided,
    NothingLacks,
    StillOpen,
    WithCitizen,
)
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import CHECKED, DocumentStage
from scheduler.flow.applying.applications import items_of
from scheduler.flow.applying.checking.held import hold, hold_open, round_of, sent_application
from scheduler.flow.applying.duplicate_applications import duplicates_of
from scheduler.flow.applying.withdrawing import withdraw
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.destinations.batch_lines import hold_list
from scheduler.flow.documents.documents import advance_document, move_on, table_of
from scheduler.flow.invitations.waves import hold_line


def ask_again(
    session: Session, office: Office, application_id: int, *, seen: str, by: str, now: datetime
) -> Application:
    """Ask for all that lacks in one message, once a round. What is needed and was never sent counts as missing.

    seen: the round on the page (`round_of`). The message asks for a single unreadable picture by its own text. Nobody
    is told who cannot be reached. Raises ApplicationAbsent, ApplicationAnswered, WithCitizen, ApplicationChanged,
    ItemsUndecided, NothingLacks.
    """
    application, document = hold_open(session, office, application_id)
    if round_of(application) != seen:
        raise ApplicationChanged
    if application.waiting_since is None:
        raise WithCitizen
    items = items_of(session, application.id)
    refuse_undecided(items)
    asked = lacking(items)
    if not asked:
        raise NothingLacks
    _call_missing(session, [item for item in asked if item.state == EMPTY], by=by, now=now)
    _answer(session, application, now=now, waiting_since=None, asked_at=now, asked_again=application.asked_again + 1)
    if document.stage != DocumentStage.INCOMPLETE:
        move_on(session, document, DocumentStage.INCOMPLETE, by=by, now=now, note=_noted(asked))
    if is_reachable(session, document):
        cause, facts = told(asked)
        note_document(session, cause, document, once=f"a{application.asked_again}", facts=facts, now=now)
    return application


def accept(
    session: Session, office: Office, application_id: int, *, seen: str, despite: bool = False, by: str, now: datetime
) -> Application:
    """An application's papers are complete: its document goes into production; if nothing is handed over it is ready.

    seen: as in `ask_again`. despite: though another for the same person and type is not over. Raises ApplicationAbsent,
    ApplicationAnswered, ApplicationChanged, ItemsUndecided, ItemsLacking, AnotherOpen.
    """
    to = _next(session, sent_application(session, office, application_id)[1])
    if to == DocumentStage.READY:
        hold_line(session, office)  # before the application, by the order of locks
    application, document = hold_open(session, office, application_id)
    if round_of(application) != seen:
        raise ApplicationChanged
    items = items_of(session, application.id)
    refuse_undecided(items)
    if not is_complete(items):
        raise ItemsLacking(
            items=", ".join(item.name for item in items if not item.optional and item.state != "accepted")
        )
    others = duplicates_of(session, [document])[document.id]
    if others and not despite:
        raise AnotherOpen(references=", ".join(other.reference for other in others))
    _answer(session, application, now=now, waiting_since=None, accepted_at=now)
    if document.stage == DocumentStage.INCOMPLETE:
        move_on(session, document, DocumentStage.RECEIVED, by=by, now=now)
    advance_document(session, office, document, to, by=by, now=now)
    return application


def refuse(
    session: Session, office: Office, application_id: int, *, seen: str, reason: str, by: str, now: datetime
) -> Application:
    """What was applied for cannot be done: the document is given up; the page and a message tell the citizen why.

    seen: as in `ask_again`. Raises ReasonRequired, ApplicationAbsent, ApplicationAnswered, ApplicationChanged.
    """
    if not reason.strip():
        raise ReasonRequired
    hold_list(session, sent_application(session, office, application_id)[1])  # before the application, as locks go
    application, document = hold_open(session, office, application_id)
    if round_of(application) != seen:
        raise ApplicationChanged
    _answer(session, application, now=now, waiting_since=None)
    withdraw(session, office, document.reference, reason=reason, by=by, now=now)
    return application


def settle(
    session: Session,
    office: Office,
    application_id: int,
    *,
    by: str,  # noqa: ARG001 - as every step
    now: datetime,
) -> None:
    """Put aside an application that waits for a check, though its document has moved on; again changes nothing.

    Raises ApplicationAbsent, StillOpen.
    """
    application, document = hold(session, office, application_id)
    if document.stage in CHECKED:
        raise StillOpen
    if application.waiting_since is None:
        return
    is_off = document.stage == DocumentStage.WITHDRAWN
    _answer(session, application, now=now, waiting_since=None, **({} if is_off else {"accepted_at": now}))


def told(asked: Sequence[ApplicationItem]) -> tuple[Cause, dict[str, Any]]:
    """Which message asks for some items, and what it says of them; a clerk's own words stay with the items."""
    said = [{"name": item.name, "position": item.position, **_decided(item)} for item in asked]
    if is_one_picture(asked):
        return Cause.PICTURE_REFUSED, {"item": said[0]["name"], **said[0]}
    return Cause.INCOMPLETE, {"items": said}


def refuse_undecided(items: Sequence[ApplicationItem]) -> None:
    """Refuse to answer before every item is decided. Raises ItemsUndecided."""
    if open_ones := undecided(items):
        raise ItemsUndecided(items=", ".join(item.name for item in open_ones))


def _decided(item: ApplicationItem) -> dict[str, str]:
    """What was never sent is told as missing, also before that was written down."""
    if item.state == EMPTY:
        return {"state": MISSING, "why": "not_sent"}
    return {"state": item.state, "why": item.why or ""}


def _call_missing(session: Session, never_sent: Sequence[ApplicationItem], *, by: str, now: datetime) -> None:
    for item in never_sent:
        item.state, item.why, item.decided_by, item.decided_at = MISSING, "not_sent", by, now
        session.add(item)
    session.flush()


def _answer(session: Session, application: Application, *, now: datetime, **values: Any) -> None:
    """The guard: since the application was read nobody answered it, and nothing was sent; or ApplicationChanged."""
    as_read = update(Application).where(
        col(Application.id) == application.id,
        col(Application.accepted_at).is_not_distinct_from(application.accepted_at),
        col(Application.asked_again) == application.asked_again,
        col(Application.waiting_since).is_not_distinct_from(application.waiting_since),
    )
    if not change_rows(session, as_read.values(answered_at=application.answered_at or now, **values)):
        raise ApplicationChanged
    session.refresh(application)
    _count_again(session, application, now)


def _count_again(session: Session, application: Application, now: datetime) -> None:
    """Answers are counted on the day on which an application was sent, which may be over."""
    office = queries.office_by_id(session, application.office_id)
    assert application.sent_at is not None
    sent = today_of(office, application.sent_at)
    if sent < today_of(office, now):
        note_changed(session, office.id, sent)


def _next(session: Session, document: Document) -> DocumentStage:
    """Where complete papers lead."""
    visit_only = DocumentStage.READY in table_of(session, document)[DocumentStage.RECEIVED]
    return DocumentStage.READY if visit_only else DocumentStage.IN_PRODUCTION


def _noted(asked: Sequence[ApplicationItem]) -> str:
    """What the history keeps, for staff."""
    reasons = [(item.name, reason_of(item.state, item.why)) for item in asked]
    return "; ".join(f"{name}: {reason.label}" if reason else name for name, reason in reasons)
