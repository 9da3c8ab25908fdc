"""The list of conversations: which are wanted, how many wait, and of each what a clerk chooses by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.models import Conversation, ConversationLine, Document, Office
from scheduler.domain.refusals import N_
from scheduler.domain.talks import ConversationUnknown
from scheduler.domain.text.names import initials, last_digits
from scheduler.flow.staff import SignedIn
from scheduler.flow.talks.conversations import STEP, answerable_until
from scheduler.web.office.shared.message_people import masked
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.shared.forms import LARGEST_ID
from scheduler.web.shared.staff.pages import actor

PAGE = 25
FIRST_WORDS = 90
"""Characters of the last line."""
SHOWN: Mapping[str, str] = {
    "waiting": N_("Menunggu"),
    "mine": N_("Milik saya"),
    "open": N_("Semua yang terbuka"),
    "closed": N_("Ditutup"),
}
"""Ways to narrow the list; the first one is usual."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A document that belongs to the phone of a conversation, as the list names it."""

    who: str
    ref4: str


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation of the list. waited: how long its oldest unanswered line has lain; None: none does.

    left: how long it can still be answered; None where there is no end to that. whose: a name; is_mine: the reader's.
    """

    id: int
    phone: str
    owners: Sequence[Owner]
    line: ConversationLine | None
    waited: timedelta | None
    left: timedelta | None
    whose: str | None
    is_mine: bool

    @property
    def words(self) -> str:
        """How the last line begins."""
        text = " ".join(self.line.text.split()) if self.line else ""
        return text if len(text) <= FIRST_WORDS else f"{text[:FIRST_WORDS].rstrip()}…"


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the list. counts: by each way to narrow it; now: when it was read."""

    rows: Sequence[Row]
    shown: str
    counts: Mapping[str, int]
    number: int
    now: datetime

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.counts[self.shown] // PAGE))


def inbox_page(session: Session, staff: SignedIn, shown: str, number: int, now: datetime) -> InboxPage:
    """A page of the list (1 is the first); what waits comes first, the oldest at the top."""
    wanted = conditions(staff)
    shown = shown if shown in wanted else "waiting"
    counts = _counts(session, staff.office, wanted)
    number = min(max(number, 1), max(1, -(-counts[shown] // PAGE)))
    ordered = in_order(select(Conversation).where(col(Conversation.office_id) == staff.office.id, wanted[shown]))
    found = session.scalars(ordered.offset((number - 1) * PAGE).limit(PAGE)).all()
    return InboxPage(rows_of(session, staff, found, now), shown, counts, number, now)


def conditions(staff: SignedIn) -> dict[str, ColumnElement[bool]]:
    """What each way to narrow the list means, for somebody who looks."""
    is_open = col(Conversation.state) == "open"
    return {
        "waiting": col(Conversation.waiting_since).is_not(None),
        "mine": is_open & (col(Conversation.assigned_to) == actor(staff)),
        "open": is_open,
        "closed": col(Conversation.state) == "closed",
    }


def in_order(conversations: Select[Conversation]) -> Select[Conversation]:
    """What waits first and longest, then what was heard last."""
    since = col(Conversation.waiting_since)
    return conversations.order_by(
        case((since.is_(None), 1), else_=0), since, col(Conversation.heard_at).desc(), col(Conversation.id)
    )


def rows_of(session: Session, staff: SignedIn, found: Sequence[Conversation], now: datetime) -> list[Row]:
    """Conversations as the list shows them; read at once, however many there are."""
    lines, owners = _last_lines(session, found), _owners(session, staff.office, found)
    names = names_of_staff(session, staff.office)
    return [
        Row(
            id=each.id,
            phone=masked(each.phone),
            owners=owners.get(each.phone, []),
            line=lines.get(each.id),
            waited=max(now - each.waiting_since, timedelta()) if each.waiting_since else None,
            left=left_of(each, now),
            whose=names.get(each.assigned_to, each.assigned_to) if each.assigned_to else None,
            is_mine=each.assigned_to == actor(staff),
        )
        for each in found
    ]


def left_of(conversation: Conversation, now: datetime) -> timedelta | None:
    """How long a conversation can still be answered; nothing once that is over, None where there is no end to it."""
    until = answerable_until(conversation)
    return max(until - now, timedelta()) if until else None


def conversation_of(session: Session, office: Office, number: int) -> Conversation:
    """A conversation of the office by its number, however large. Raises ConversationUnknown."""
    found = session.get(Conversation, number) if number <= LARGEST_ID else None
    if found is None or found.office_id != office.id:
        raise ConversationUnknown
    return found


def documents_of_phones(session: Session, office: Office, phones: Iterable[str]) -> dict[str, list[Document]]:
    """The documents that were left with each of some phones, the newest first."""
    by_hash = {known: phone for phone in phones for known in keys.ring().look_ups("phone", phone)}
    found: dict[str, list[Document]] = {}
    rows = session.scalars(
        select(Document)
        .where(found_otherwise(Document.office_id) == office.id, col(Document.phone_hash).in_(by_hash))
        .order_by(col(Document.id).desc())
    )
    for document in rows:
        found.setdefault(by_hash[document.phone_hash or b""], []).append(document)
    return found


def _counts(session: Session, office: Office, wanted: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    counted = [func.count(case((condition, 1))) for condition in wanted.values()]
    found = session.execute(select(*counted).where(col(Conversation.office_id) == office.id)).one()
    return dict(zip(wanted, found, strict=True))


def _last_lines(session: Session, found: Sequence[Conversation]) -> dict[int, ConversationLine]:
    """Of each conversation what a person wrote last, citizen or clerk."""
    last = (
        select(func.max(col(ConversationLine.id)))
        .where(
            col(ConversationLine.conversation_id).in_([each.id for each in found]),
            col(ConversationLine.kind) != STEP,
            (col(ConversationLine.direction) == "in") | col(ConversationLine.by).startswith("staff:"),
        )
        .group_by(col(ConversationLine.conversation_id))
    )
    rows = session.scalars(select(ConversationLine).where(col(ConversationLine.id).in_(last)))
    return {row.conversation_id: row for row in rows}


def _owners(session: Session, office: Office, found: Sequence[Conversation]) -> dict[str, list[Owner]]:
    documents = documents_of_phones(session, office, {each.phone for each in found})
    return {
        phone: [Owner(initials(each.holder), last_digits(each.reference, 4)) for each in papers]
        for phone, papers in documents.items()
    }
