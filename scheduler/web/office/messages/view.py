"""One message as its page shows it: whom it is for, every attempt, and the text as it would read now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col

from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.refusals import Unknown
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.letters import compose
from scheduler.translations import LANGUAGES, translations
from scheduler.web.office.shared.message_people import Person, people_of
from scheduler.web.shared.forms import LARGEST_ID

AGAIN = frozenset({"sent", "unreached"})
"""States in which a message may go once more by hand; one that waits, or has arrived, needs no help."""
GONE = (NoResultFound, LookupError, AttributeError, AssertionError, StopIteration, ValueError)
"""How a writer fails that does not find the visit, the slot or the fact that its text is about."""


@dataclass(frozen=True, slots=True)
class OneMessage:
    """A message with its attempts, the first first. text: None where its cause cannot be written out any more."""

    message: Message
    person: Person
    attempts: Sequence[Attempt]
    subject: str
    text: str | None
    language: str

    @property
    def may_go_again(self) -> bool:
        """Whether "send again" is worth a press: it went out and nobody is known to have it, or no channel took it."""
        return self.message.state in AGAIN


HIDDEN = re.compile(r"\d{3} \d{3}")
"""The code for a phone: staff never see it, as its text says."""


def one_message(session: Session, office: Office, message_id: int, base_url: str) -> OneMessage:
    """A message of an office. Raises Unknown."""
    message = session.get(Message, message_id) if message_id <= LARGEST_ID else None
    if message is None or message.office_id != office.id:
        raise Unknown
    attempts = session.scalars(
        select(Attempt).where(col(Attempt.message_id) == message.id).order_by(col(Attempt.number))
    ).all()
    subject, text, language = _written(session, message, base_url)
    return OneMessage(message, people_of(session, [message])[0], attempts, subject, text, language)


def _written(session: Session, message: Message, base_url: str) -> tuple[str, str | None, str]:
    """What a message would say now: subject, text, language. Its text is None where what it was about is gone since."""
    catalogues = {language: translations(language) for language in LANGUAGES}
    try:
        letter = compose(session, message, base_url=base_url, translations=catalogues)
    except GONE:
        return "", None, "id"
    text = HIDDEN.sub("••• •••", letter.text) if message.cause == Cause.PHONE_CODE else letter.text
    return letter.subject, text, letter.language
