"""What an answer to an application would tell its citizen, shown before it is sent; without the secret link."""

from collections.abc import Mapping
from dataclasses import replace
from gettext import NullTranslations
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Document, Message, Office
from scheduler.domain.applying.checking import lacking
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying.checking import told
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents.documents import table_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import Tongue
from scheduler.messages.notices.writing import said_of, worded
from scheduler.web.office.applying.application_view import Case

HIDDEN = "a/…"
"""Instead of the code, which is the citizen's."""


def asking(
    session: Session, office: Office, case: Case, *, base_url: str, catalogues: Mapping[str, NullTranslations]
) -> str:
    """The message that asks for all that lacks; empty where nothing does."""
    asked = lacking(case.items)
    if not asked:
        return ""
    cause, facts = told(asked)
    tongue = _tongue(office, case.document, base_url, catalogues)
    return _text(session, _unsent(office, case, cause, facts), tongue)


def accepting(
    session: Session, office: Office, case: Case, *, base_url: str, catalogues: Mapping[str, NullTranslations]
) -> str:
    """The message that says that the papers are complete; empty where the invitation is told of instead."""
    if DocumentStage.READY in table_of(session, case.document)[DocumentStage.RECEIVED]:
        return ""
    tongue = _tongue(office, case.document, base_url, catalogues)
    return _text(session, _unsent(office, case, Cause.ACCEPTED, {}), tongue)


def _unsent(office: Office, case: Case, cause: Cause, facts: dict[str, Any]) -> Message:
    """A message as it would lie in the outbox; it is never put there."""
    about, now = case.document.id, case.application.touched_at
    return Message(office_id=office.id, key="", cause=cause, document_id=about, facts=facts, created_at=now)


def _text(session: Session, message: Message, tongue: Tongue) -> str:
    known = Known(session, tongue.office, [message])
    said = said_of(known, message, tongue)
    own = known.own_text(said.name, tongue.language)
    return worded(own, replace(said, path=HIDDEN) if said.path else said, tongue).text


def _tongue(office: Office, document: Document, base_url: str, catalogues: Mapping[str, NullTranslations]) -> Tongue:
    language = document.language if document.language in catalogues else "id"
    translate = catalogues[language].gettext if language in catalogues else str
    return Tongue(office, base_url, language, translate)
