"""One line of a conversation, and all that is needed to answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations

from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import (
    Booking,
    Conversation,
    ConversationLine,
    Document,
    Invitation,
    Message,
    Office,
    Slot,
)
from scheduler.domain.messages import Why
from scheduler.domain.text.patterns import fill
from scheduler.flow.core.untold import make_moot
from scheduler.flow.talks.conversations import language_of
from scheduler.messages.dialogue.holdings import Choice, Holdings, holdings_of
from scheduler.messages.notices.own import words_of
from scheduler.messages.notices.said import Tongue, of_office
from scheduler.messages.notices.table import TEMPLATES

BY = "system"


@dataclass(frozen=True, slots=True)
class Talk:
    """A line that is being answered."""

    session: Session
    office: Office
    conversation: Conversation
    line: ConversationLine
    tongue: Tongue
    now: datetime

    @property
    def holdings(self) -> Holdings:
        """What the phone has at the office, read now."""
        return holdings_of(self.session, self.office, self.conversation.phone, now=self.now)

    def text(self, source: str, **facts: object) -> str:
        """A text in the citizen's language."""
        return self.tongue.translate(source).format(**facts)

    def own_words(self, name: str, **facts: str) -> str:
        """A text of `templates` in the citizen's language, or the office's own words for it."""
        say, template = self.tongue.translate, TEMPLATES[name]
        words = words_of(self.session, self.office.id, template, self.tongue.language, say)
        return fill(words.text, {**of_office(self.office, self.tongue.base_url, say), **facts})

    def chosen(self) -> Choice | None:
        """What was offered to be booked or moved, if it is still the phone's."""
        offered = self.conversation.offered
        if "booking" in offered:
            booking = self.session.get(Booking, offered["booking"], populate_existing=True)
            documents = queries.documents_of_booking(self.session, offered["booking"])
            slot = self.session.get(Slot, booking.slot_id) if booking and booking.slot_id else None
            return Choice(documents, booking, slot) if self._has_one_of(documents) else None
        if "invitation" in offered:
            invitation = self.session.get(Invitation, offered["invitation"], populate_existing=True)
            documents = queries.documents_of_invitation(self.session, offered["invitation"])
            return Choice(documents, invitation=invitation) if self._has_one_of(documents) else None
        return None

    def said_already(self, cause: str, *, booking: int | None = None, invitation: int | None = None) -> None:
        """A message in the outbox says nothing new: the answer in the conversation says the same."""
        about = col(Message.booking_id) == booking if booking is not None else col(Message.invitation_id) == invitation
        make_moot(self.session, about, col(Message.cause) == cause, why=Why.REPEATED)

    def _has_one_of(self, documents: Sequence[Document]) -> bool:
        mine = keys.ring().look_ups("phone", self.conversation.phone)
        return any(document.phone_hash in mine for document in documents)


def talk_about(
    session: Session,
    claimed: tuple[Conversation, ConversationLine],
    language: str | None,
    *,
    base_url: str,
    translations: Mapping[str, NullTranslations],
    now: datetime,
) -> Talk:
    """A claimed line as it is answered.

    language: that of its words, where they tell. English is answered in English from then on, until Indonesian words
    bring back the language that the citizen is known by.
    """
    conversation, line = claimed
    if language == "en":
        conversation.language = language
    elif language is not None:
        conversation.language = language_of(session, conversation.office_id, conversation.phone)
    office = queries.office_by_id(session, conversation.office_id)
    translate = translations.get(conversation.language, NullTranslations()).gettext
    tongue = Tongue(office, base_url, conversation.language, translate)
    return Talk(session, office, conversation, line, tongue, now)
