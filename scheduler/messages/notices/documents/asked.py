"""What of an application is asked for again: each item with its reason, and a clerk's own words."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import Application, ApplicationItem, Document
from scheduler.domain.applying.checking import reason_of
from scheduler.domain.refusals import N_
from scheduler.flow.applying.applications import application_of_document, application_path
from scheduler.messages.notices.said import Tongue
from scheduler.messages.notices.words import plain

REASONED = N_("{item} ({reason})")
UNREADABLE = N_("tidak terbaca")


def page_of(session: Session, document: Document) -> str:
    """The path of the page of the application that a document was asked for with; empty where there is none."""
    application = application_of_document(session, document.id)
    return application_path(application) if application else ""


def item_of(session: Session, document: Document, fact: Mapping[str, Any], tongue: Tongue) -> str:
    """An item in words: "Kartu Keluarga (foto buram, nomor tidak tampak)"."""
    name, why = plain(str(fact.get("name", ""))), reason_in_words(session, document, fact, tongue)
    return tongue.translate(REASONED).format(item=name, reason=why) if why else name


def reason_in_words(session: Session, document: Document, fact: Mapping[str, Any], tongue: Tongue) -> str:
    """Why an item is asked for again, and what the clerk added."""
    reason = reason_of(str(fact.get("state", "")), str(fact.get("why", "")))
    own = plain(_own_words(session, document, fact.get("position"))).rstrip(" ,.")
    return ", ".join(part for part in (tongue.translate(reason.label) if reason else "", own) if part)


def _own_words(session: Session, document: Document, position: Any) -> str:
    """They are personal, so they stand sealed beside the item and not in the message's facts."""
    item = session.scalars(
        select(ApplicationItem)
        .join(Application, col(Application.id) == col(ApplicationItem.application_id))
        .where(col(Application.document_id) == document.id, col(ApplicationItem.position) == position)
    ).first()
    return (item.words if item else None) or ""
