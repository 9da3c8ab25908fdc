"""Messages of the outbox, for tests of what they say and whether it still holds."""

from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import Document, Message, Office
from scheduler.flow.core.outbox import Cause, note, note_document
from scheduler.messages.notices.due import is_due, still_true
from scheduler.messages.notices.letters import Composed, compose
from scheduler.translations import all_translations
from tests.scenes.factories import NINE, World

BASE = "https://giliran.example"


def latest(office: World, cause: str) -> Message:
    """The newest message of a cause."""
    return office.rows(Message, col(Message.cause) == cause)[-1]


def letter(office: World, cause: str) -> Composed:
    """The newest message of a cause as it would leave."""
    return composed(office, latest(office, cause))


def composed(office: World, message: Message) -> Composed:
    """A message as it would leave."""
    return office.read(
        lambda s: compose(s, s.get_one(Message, message.id), base_url=BASE, translations=all_translations())
    )


def holds(office: World, message: Message, now: Any = NINE) -> bool:
    """Whether a worker would send it."""
    query = select(Message.id).where(col(Message.id) == message.id, still_true(now))
    return office.read(lambda s: s.exec(query).first() is not None)


def true_causes(office: World, now: Any = NINE) -> list[str]:
    """The causes of all messages that still hold, in their order."""
    query = select(Message.cause).where(still_true(now)).order_by(col(Message.id))
    return office.read(lambda s: list(s.exec(query)))


def left_to_clerk(office: World, now: Any = NINE) -> list[str]:
    """The causes of what a clerk would tell."""

    def read(session: Session) -> list[str]:
        query = select(Message.cause).where(is_due(session.get_one(Office, office.office.id), now))
        return list(session.exec(query.order_by(col(Message.id))))

    return office.read(read)


def told_of(office: World, cause: Cause, document: Document, *, once: str = "", **facts: Any) -> Message:
    """A message about a document."""

    def step(session: Session) -> None:
        fresh = session.get_one(Document, document.id)
        note_document(session, cause, fresh, once=once, facts=facts, now=NINE)

    office.database.run(step)
    return latest(office, cause)


def told_of_visit(office: World, cause: Cause, pass_code: str, *, once: str = "", **facts: Any) -> Message:
    """A message about a visit."""
    booking = office.booking(pass_code)
    office.database.run(note, cause, booking, once=once, facts=facts, now=NINE)
    return latest(office, cause)
