"""The words of a text: an office's own, or else those of the catalogue."""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.domain.text.patterns import faults_of
from scheduler.flow.channels.texts import own_text
from scheduler.messages.notices.template import Template
from scheduler.messages.notices.words import Translate


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language with its places open. is_own: whether the office wrote it."""

    text: str
    is_own: bool = False

    @property
    def mark(self) -> str:
        """Of own words, a mark by which they are known: another text has another. "" for the catalogue's."""
        return f"_{hashlib.sha256(self.text.encode()).hexdigest()[:6]}" if self.is_own else ""


def words_of(session: Session | None, office_id: int, template: Template, language: str, translate: Translate) -> Words:
    """What is said. session: None for the catalogue's in any case."""
    own = own_text(session, office_id, template.name, language) if session is not None else None
    return chosen(own, template, translate)


def chosen(own: str | None, template: Template, translate: Translate) -> Words:
    """An office's own words, where it has some: those that cannot be filled in any more (a place is gone since) give
    way to the catalogue's.
    """
    if own is not None and not faults_of(own, may=template.may, must=template.must):
        return Words(own, is_own=True)
    return Words(translate(template.text))
