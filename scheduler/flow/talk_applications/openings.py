"""What pictures of a conversation could be added to: items of its phone's applications that still want something."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Application, ApplicationItem, Conversation, Document, Procedure
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying.applications import items_of
from scheduler.flow.talk_applications.pictures import ASKED

MOST = 20
"""Applications of one phone that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Of:
    """An application of a conversation's phone. title: of what is asked for; document: None until it is sent."""

    application: Application
    title: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class Opening:
    """An item that takes pictures. is_asked: it was asked for again."""

    of: Of
    item: ApplicationItem

    @property
    def is_asked(self) -> bool:
        """Whether the citizen was asked for the item again."""
        return self.item.state in ASKED


def applications_of(session: Session, conversation: Conversation) -> list[Of]:
    """Applications made of a conversation, and those whose phone is its phone for certain; newest first, none given up.

    A number that somebody merely typed is no reason to put this phone's pictures before them.
    """
    of_phone = col(Application.phone_hash).in_(keys.ring().look_ups("phone", conversation.phone))
    rows = session.execute(
        select(Application, Procedure, Document)
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .outerjoin(Document, col(Document.id) == col(Application.document_id))
        .where(
            col(Application.office_id) == conversation.office_id,
            col(Application.withdrawn_at).is_(None),
            or_(
                col(Application.conversation_id) == conversation.id,
                of_phone & col(Application.phone_confirmed_at).is_not(None),
            ),
        )
        .order_by(col(Application.id).desc())
        .limit(MOST)
    )
    return [Of(row[0], row[1].title, row[2]) for row in rows]


def openings_of(session: Session, applications: Sequence[Of]) -> list[Opening]:
    """The items that take pictures now; those that were asked for first."""
    found = [
        Opening(of, item)
        for of in applications
        for item in items_of(session, of.application.id)
        if takes_pictures(of.application, of.document, item)
    ]
    return sorted(found, key=lambda each: not each.is_asked)


def takes_pictures(application: Application, document: Document | None, item: ApplicationItem) -> bool:
    """Whether an item is open: before all is sent, while something is missing, and until a clerk has looked at it."""
    if application.files_gone_at or application.withdrawn_at or item.state == "accepted":
        return False
    if document is None or document.stage == DocumentStage.INCOMPLETE:
        return True
    is_unseen = item.state == "sent" and application.waiting_since is not None
    return document.stage == DocumentStage.RECEIVED and application.accepted_at is None and is_unseen
