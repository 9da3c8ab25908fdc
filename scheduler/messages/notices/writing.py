"""The text of any message: what there is to say, and how that is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db.models import ConversationLine, Message, Office
from scheduler.domain.text.patterns import fill
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.links import Ready, ready_said
from scheduler.messages.notices.own import Words, words_of
from scheduler.messages.notices.said import Said, Tongue, filled
from scheduler.messages.notices.table import NOTICES, TEMPLATES
from scheduler.messages.notices.template import Template
from scheduler.messages.notices.words import Translate


@dataclass(frozen=True, slots=True)
class Worded:
    """What is said, in the office's words or the catalogue's. text: with its frame, filled in with the facts."""

    template: Template
    words: Words
    facts: Mapping[str, str]
    text: str


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
    return worded(session, said_of(session, message, tongue), tongue).text


def line_of(session: Session, message: Message) -> str:
    """What an answer in a conversation says."""
    return session.get_one(ConversationLine, message.line_id).text


def worded(session: Session | None, said: Said, tongue: Tongue) -> Worded:
    """Put what is said into words. session: None for the catalogue's."""
    office, translate = tongue.office, tongue.translate
    template, facts = TEMPLATES[said.name], filled(said, tongue)
    words = words_of(session, office.id, template, tongue.language, translate)
    has_phone, has_proof = bool(office.phone), bool(said.documents)
    pattern = framed(words.text, template, translate, has_phone=has_phone, has_proof=has_proof)
    return Worded(template, words, facts, fill(pattern, facts))


def ready_text(
    ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id", session: Session | None = None
) -> str:
    """The message about an invitation, in one language; in the office's own words where a session reads them."""
    tongue = Tongue(ready.office, base_url, language, translate)
    return worded(session, ready_said(ready, tongue), tongue).text
