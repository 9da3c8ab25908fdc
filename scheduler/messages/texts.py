"""The text of any message that is told by hand."""

from collections.abc import Mapping
from typing import Protocol

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Invitation, Message
from scheduler.flow.outbox import Cause
from scheduler.messages.asked_again import link_text
from scheduler.messages.ended import ended_text
from scheduler.messages.links import ready_for, ready_text
from scheduler.messages.moved import moved_text
from scheduler.messages.offered import offered_text
from scheduler.messages.words import Translate


class Writer(Protocol):
    """Writes the text of a message."""

    def __call__(
        self, session: Session, message: Message, *, base_url: str, translate: Translate, language: str
    ) -> str: ...


def text_of(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """What a message says in one language. Raises KeyError for a cause that nobody is told by hand."""
    return WRITERS[message.cause](session, message, base_url=base_url, translate=translate, language=language)


def _invited(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    office = queries.office_by_id(session, message.office_id)
    kinds = {kind.id: kind for kind in queries.types_of(session, office.id)}
    ready = ready_for(session, office, session.get_one(Invitation, message.invitation_id), kinds)
    return ready_text(ready, base_url=base_url, translate=translate, language=language)


WRITERS: Mapping[str, Writer] = {
    Cause.READY: _invited,
    Cause.MOVED: moved_text,
    Cause.MOVED_AGAIN: moved_text,
    Cause.MOVED_BACK: moved_text,
    Cause.CLOSED: moved_text,
    Cause.OFFERED: offered_text,
    Cause.LINK: link_text,
    Cause.MISSED: ended_text,
    Cause.CANCELLED: ended_text,
}
