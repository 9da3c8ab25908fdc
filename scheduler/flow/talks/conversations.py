"""What one phone and one office write to each other: what came in is kept once, what goes out goes by the outbox.

A conversation is found by the keyed hash of its phone. Whoever writes in it holds its row first, before any other lock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Conversation, ConversationLine, Document, Office
from scheduler.db.secrets.hash_upgrade import bring_along
from scheduler.domain.talks import ConversationUnknown
from scheduler.flow.core.consents import consent_by_writing
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.outbox import note_reply
from scheduler.flow.core.shares import count_line

NEW, DONE, FOR_CLERK = "new", "done", "for_clerk"
STEP = "step"
"""Kind of a line that says what a clerk did: closed, opened, marked, assigned:staff:3, applied or added."""
WINDOW = timedelta(hours=24)
"""So long after its citizen wrote WhatsApp takes free words."""
WINDOWED = frozenset({"whatsapp"})
"""Channels that have such a window."""
LONGEST = 4_096
"""Letters that are kept of one line; WhatsApp lets nobody write more."""
OLDEST = timedelta(days=7)
"""So long channels try to bring what was written; a line that claims to be older would lie in the inbox for ages."""


class Wrote(Protocol):
    """What a channel heard from a citizen. phone: as +62812...; kind: text, button, or what cannot be shown here.

    media: where the far side keeps a picture or a file that came with it.
    """

    @property
    def external_id(self) -> str: ...

    @property
    def phone(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def kind(self) -> str: ...

    @property
    def media(self) -> str | None: ...


def hear(session: Session, office_id: int, channel: str, wrote: Wrote, *, now: datetime) -> bool:
    """Keep what a citizen wrote, to be answered; returns False where it came before, or is far too much for a day.

    Its conversation is opened (again), and to write to the office is a consent to be answered.
    """
    conversation = conversation_with(session, office_id, wrote.phone, channel=channel, now=now)
    if not count_line(session, conversation.id, now=now):
        return False
    at = min(max(wrote.at, now - OLDEST), now)
    if not _kept(session, conversation, wrote, at, media=_wanted(channel, wrote, now)):
        return False
    conversation.heard_at = max(conversation.heard_at or at, at)
    conversation.channel = channel
    if conversation.state != "open":
        conversation.state, conversation.assigned_to = "open", None
    session.add(conversation)
    session.flush()
    consent_by_writing(session, office_id, wrote.phone, by=CITIZEN, now=now)
    session.info["heard"] = True
    session.info["media"] = session.info.get("media") or bool(wrote.media)
    return True


def conversation_with(session: Session, office_id: int, phone: str, *, channel: str, now: datetime) -> Conversation:
    """The conversation of a phone, made if there is none yet, and held until the commit."""
    found = _held(session, office_id, phone)
    if found is None:
        _open(session, office_id, phone, channel, now)
        found = _held(session, office_id, phone)
    assert found is not None
    return found


def answerable_until(conversation: Conversation) -> datetime | None:
    """Until when free words reach a conversation's citizen; None where there is no end to that."""
    if conversation.channel not in WINDOWED:
        return None
    return (conversation.heard_at or conversation.created_at) + WINDOW


def hold_conversation(session: Session, office: Office, conversation_id: int) -> Conversation:
    """A conversation of the office, held until the commit: of two clerks at once the second sees what the first did.

    Raises ConversationUnknown.
    """
    found = session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if found is None or found.office_id != office.id:
        raise ConversationUnknown
    return found


def say(session: Session, conversation: Conversation, text: str, *, by: str, now: datetime) -> ConversationLine:
    """Answer in a conversation: a line of it, which the outbox carries out."""
    line = write_out(session, conversation, text, by=by, now=now)
    note_reply(session, line, now=now)
    return line


def write_out(session: Session, conversation: Conversation, text: str, *, by: str, now: datetime) -> ConversationLine:
    """A line of the office's in a conversation, which goes nowhere by itself."""
    line = ConversationLine(
        office_id=conversation.office_id, conversation_id=conversation.id, direction="out", text=text, at=now, by=by
    )
    session.add(line)
    session.flush()
    return line


def settle(session: Session, conversation: Conversation) -> None:
    """A clerk has answered a conversation: no line of it lies in the inbox any more."""
    conversation.state, conversation.waiting_since = "open", None
    session.add(conversation)
    lying = update(ConversationLine).where(
        col(ConversationLine.conversation_id) == conversation.id, col(ConversationLine.state) == FOR_CLERK
    )
    change_rows(session, lying.values(state=DONE))


def note_step(session: Session, conversation: Conversation, what: str, *, by: str, now: datetime) -> None:
    """What a clerk did beside writing stands among the lines; no citizen is sent it."""
    session.add(conversation)
    session.add(
        ConversationLine(
            office_id=conversation.office_id,
            conversation_id=conversation.id,
            direction="out",
            kind=STEP,
            text=what,
            at=now,
            by=by,
        )
    )
    session.flush()


def leave_to_clerk(session: Session, conversation: Conversation, line: ConversationLine) -> None:
    """A line lies in the inbox until a clerk has answered."""
    line.state = FOR_CLERK
    waited = conversation.waiting_since
    conversation.waiting_since = min(waited, line.at) if waited else line.at
    session.add_all([line, conversation])
    session.flush()


def back_to_clerk(session: Session, line: ConversationLine, *, now: datetime) -> None:
    """A line that went out did not arrive: its conversation waits for a clerk from now, if it did not before."""
    at_rest = update(Conversation).where(
        col(Conversation.id) == line.conversation_id, col(Conversation.waiting_since).is_(None)
    )
    change_rows(session, at_rest.values(waiting_since=now, state="open"))


def claim(session: Session, line_id: int) -> tuple[Conversation, ConversationLine] | None:
    """Hold a line that is to be answered, and its conversation, and count it as done.

    None where somebody else has answered it, or where an older one of the conversation comes first.
    """
    line = session.get(ConversationLine, line_id)
    if line is None or line.state != NEW:
        return None
    conversation = session.get(Conversation, line.conversation_id, with_for_update=True, populate_existing=True)
    assert conversation is not None
    if _older_waits(session, line):
        return None
    unread = update(ConversationLine).where(col(ConversationLine.id) == line_id, col(ConversationLine.state) == NEW)
    if not change_rows(session, unread.values(state=DONE)):
        return None
    session.refresh(line)
    return conversation, line


def new_lines(session: Session, most: int) -> list[int]:
    """Ids of lines that are to be answered, oldest first."""
    query = select(col(ConversationLine.id)).where(col(ConversationLine.state) == NEW)
    return list(session.scalars(query.order_by(col(ConversationLine.at), col(ConversationLine.id)).limit(most)))


def _older_waits(session: Session, line: ConversationLine) -> bool:
    older = (col(ConversationLine.at) < line.at) | (
        (col(ConversationLine.at) == line.at) & (col(ConversationLine.id) < line.id)
    )
    query = select(col(ConversationLine.id)).where(
        col(ConversationLine.conversation_id) == line.conversation_id, col(ConversationLine.state) == NEW, older
    )
    return session.scalar(query.limit(1)) is not None


def _held(session: Session, office_id: int, phone: str) -> Conversation | None:
    return session.scalars(
        select(Conversation)
        .where(
            col(Conversation.office_id) == office_id,
            col(Conversation.phone_hash).in_(keys.ring().look_ups("phone", phone)),
        )
        .order_by(col(Conversation.id))
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _open(session: Session, office_id: int, phone: str, channel: str, now: datetime) -> None:
    """Make the conversation of a phone: one, however many write at once."""
    phone_hash = bring_along(session, office_id, "phone", keys.ring().look_up("phone", phone))
    row = {
        "office_id": office_id,
        "phone": phone,
        "phone_hash": phone_hash,
        "channel": channel,
        "language": language_of(session, office_id, phone),
        "state": "open",
        "offered": {},
        "created_at": now,
    }
    statement = insert_into(session, Conversation).values(row)
    session.execute(statement.on_conflict_do_nothing(index_elements=["office_id", "phone_hash"]))


def language_of(session: Session, office_id: int, phone: str) -> str:
    """The language of a phone's owner: that of the latest document with this phone, else Indonesian."""
    query = select(col(Document.language)).where(
        found_otherwise(Document.office_id) == office_id,
        col(Document.phone_hash).in_(keys.ring().look_ups("phone", phone)),
    )
    return session.scalar(query.order_by(col(Document.id).desc()).limit(1)) or "id"


def _wanted(channel: str, wrote: Wrote, now: datetime) -> dict[str, Any]:
    """A picture that came is to be fetched by the channel that it came by, whichever way its writer goes later."""
    if not wrote.media:
        return {}
    return {"media": f"{channel}:{wrote.media}", "media_state": "wanted", "media_tries": 0, "media_due_at": now}


def _kept(
    session: Session, conversation: Conversation, wrote: Wrote, at: datetime, *, media: Mapping[str, Any]
) -> bool:
    """Write a line down unless it is there; the unique index sees what two did at the same moment."""
    row = {
        "office_id": conversation.office_id,
        "conversation_id": conversation.id,
        "direction": "in",
        "kind": wrote.kind,
        "text": wrote.text.replace("\0", "")[:LONGEST],
        "state": NEW,
        "external_id": wrote.external_id or None,
        "at": at,
        "by": CITIZEN,
        **media,
    }
    statement = insert_into(session, ConversationLine).values(row)
    kept = session.execute(statement.on_conflict_do_nothing().returning(col(ConversationLine.id)))
    return kept.first() is not None
