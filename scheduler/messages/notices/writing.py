"""The text of any message: what there is to say, and how that is put into words."""

from sqlmodel import Session

from scheduler.db.models import ConversationLine, Message, Office
from scheduler.domain.text.patterns import fill
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.links import Ready, ready_said
from scheduler.messages.notices.own import words_of
from scheduler.messages.notices.said import Said, Tongue, filled
from scheduler.messages.notices.table import NOTICES
from scheduler.messages.notices.templates import TEMPLATES
from scheduler.messages.notices.words import Translate


def said_of(session: Session, message: Message, tongue: Tongue) -> Said:
    """What there is to say of a message, which is no answer in a conversation: that is free words."""
    says = NOTICES[message.cause].says
    assert says is not None
    return says(session, message, tongue)


def text_of(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """What a message says in one language."""
    if message.cause == Cause.REPLY:
        return line_of(session, message)
    office = session.get_one(Office, message.office_id)
    tongue = Tongue(office, base_url, language, translate)
    return worded(session, said_of(session, message, tongue), tongue)


def line_of(session: Session, message: Message) -> str:
    """What an answer in a conversation says."""
    return session.get_one(ConversationLine, message.line_id).text


def worded(session: Session | None, said: Said, tongue: Tongue) -> str:
    """What is said, in the office's words or the catalogue's, with its frame, filled in."""
    template = TEMPLATES[said.name]
    words = words_of(session, tongue.office.id, template, tongue.language, tongue.translate)
    pattern = framed(
        words.text,
        template,
        tongue.translate,
        has_phone=bool(tongue.office.phone),
        has_proof=bool(said.documents),
    )
    return fill(pattern, filled(said, tongue))


def ready_text(
    ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id", session: Session | None = None
) -> str:
    """The message about an invitation, in one language; in the office's own words where a session reads them."""
    tongue = Tongue(ready.office, base_url, language, translate)
    return worded(session, ready_said(ready, tongue), tongue)
