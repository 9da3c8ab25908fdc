"""The text of any message: what there is to say, and how that is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db.models import ConversationLine, Message
from scheduler.domain.text.patterns import fill
from scheduler.flow.channels.texts import own_text
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import Ready, ready_said
from scheduler.messages.notices.own import Words, chosen
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


def said_of(known: Known, message: Message, tongue: Tongue) -> Said:
    """What there is to say of a message, which is no answer in a conversation: that is free words."""
    says = NOTICES[message.cause].says
    assert says is not None
    return says(known, message, tongue)


def text_of(known: Known, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """What a message says in one language."""
    if message.cause == Cause.REPLY:
        return line_of(known.session, message)
    tongue = Tongue(known.office, base_url, language, translate)
    said = said_of(known, message, tongue)
    return worded(known.own_text(said.name, language), said, tongue).text


def line_of(session: Session, message: Message) -> str:
    """What an answer in a conversation says."""
    return session.get_one(ConversationLine, message.line_id).text


def worded(own: str | None, said: Said, tongue: Tongue) -> Worded:
    """Put what is said into words. own: the office's; None for the catalogue's. Reads nothing."""
    office, translate = tongue.office, tongue.translate
    template, facts = TEMPLATES[said.name], filled(said, tongue)
    words = chosen(own, template, translate)
    has_phone, has_proof = bool(office.phone), bool(said.documents)
    pattern = framed(words.text, template, translate, has_phone=has_phone, has_proof=has_proof)
    return Worded(template, words, facts, fill(pattern, facts))


def ready_text(
    ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id", session: Session | None = None
) -> str:
    """The message about an invitation, in one language; in the office's own words where a session reads them."""
    tongue = Tongue(ready.office, base_url, language, translate)
    said = ready_said(ready, tongue)
    own = own_text(session, ready.office.id, said.name, language) if session is not None else None
    return worded(own, said, tongue).text
