"""One conversation as a clerk sees it: its lines, what went out by itself, and what is known of the citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Conversation, ConversationLine, Document, Message, Office, Slot, Staff
from scheduler.domain.codes import written_short
from scheduler.domain.errors import ConversationUnknown
from scheduler.domain.names import initials
from scheduler.domain.stages import LIVE_BOOKING, TOLD_MESSAGE
from scheduler.flow.access import SignedIn
from scheduler.flow.conversations import STEP, WINDOW, WINDOWED
from scheduler.flow.inbox import ANSWERING
from scheduler.flow.outbox import Cause
from scheduler.flow.ready_answers import Ready, answers_of
from scheduler.flow.stopped import stopped_among
from scheduler.web.booking.form import LARGEST_ID
from scheduler.web.office.inbox_media import Sent, sent_in
from scheduler.web.office.inbox_view import documents_of_phones, left_of, names_of_staff
from scheduler.web.office.messages_people import masked
from scheduler.web.staff import actor

LINES = 60
"""Lines that are shown at once."""
SENT = 20
"""Messages that went out by themselves, of those shown beside the lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something in a conversation. kind: in, out, step (what a clerk did) or sent (a message by itself, of a cause).

    who: a name, or a word of `history.ACTORS`. what: the kind of what came in, or the cause. state: of the message.
    """

    at: datetime
    kind: str
    text: str
    who: str
    what: str = "text"
    state: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the citizen."""

    reference: str
    title: str
    who: str
    stage: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation. newest: its last line, which a reply names as seen; older: from where to show older lines.

    left: how long it can be answered, None without end. before, after: the ids of those that wait beside it.
    """

    id: int
    phone: str
    masked: str
    channel: str
    language: str
    state: str
    waited: timedelta | None
    left: timedelta | None
    assigned_to: str | None
    whose: str | None
    is_mine: bool
    lines: Sequence[Line]
    newest: int
    older: int | None
    papers: Sequence[Paper]
    visits: Sequence[tuple[str, datetime | None]]
    is_stopped: bool
    staff: Sequence[tuple[int, str]]
    answers: Sequence[Ready]
    before: int | None
    after: int | None
    sent: Sent

    @property
    def can_answer(self) -> bool:
        """Whether free words reach the citizen."""
        return self.left is None or self.left > timedelta()


def talk_of(
    session: Session, staff: SignedIn, conversation_id: int, now: datetime, *, before: int | None = None
) -> Talk:  # fmt: skip
    """A conversation with its newest lines, or those before one. Raises ConversationUnknown."""
    office = staff.office
    found = session.get(Conversation, conversation_id) if conversation_id <= LARGEST_ID else None
    if found is None or found.office_id != office.id:
        raise ConversationUnknown
    names = names_of_staff(session, office)
    documents = documents_of_phones(session, office, [found.phone]).get(found.phone, [])
    rows = _rows(session, found, before)
    lines = [_line(row, names, state) for row, state in rows]
    if before is None:
        lines = sorted([*lines, *_sent(session, office, documents, lines)], key=lambda line: (line.at, line.id))
    earlier, later = _beside(session, staff, found, now)
    return Talk(
        id=found.id,
        phone=found.phone,
        masked=masked(found.phone),
        channel=found.channel,
        language=found.language,
        state=found.state,
        waited=max(now - found.waiting_since, timedelta()) if found.waiting_since else None,
        left=left_of(found, now),
        assigned_to=found.assigned_to,
        whose=names.get(found.assigned_to, found.assigned_to) if found.assigned_to else None,
        is_mine=found.assigned_to == actor(staff),
        lines=lines,
        newest=max((row.id for row, _ in rows), default=0),
        older=rows[0][0].id if len(rows) == LINES else None,
        papers=[Paper(each.reference, each.title, initials(each.holder), each.stage) for each in documents],
        visits=_visits(session, documents),
        is_stopped=bool(stopped_among(session, office.id, [found.phone])),
        staff=_answering(session, office),
        answers=answers_of(session, office),
        before=earlier,
        after=later,
        sent=sent_in(session, found, [row for row, _ in rows]),
    )


def _rows(session: Session, found: Conversation, before: int | None) -> list[tuple[ConversationLine, str | None]]:
    """Lines, the oldest first, each with how far its message came if it went out."""
    wanted = select(ConversationLine, col(Message.state)).outerjoin(
        Message,
        and_(
            col(Message.office_id) == found.office_id,
            col(Message.cause) == Cause.REPLY,
            col(Message.line_id) == col(ConversationLine.id),
        ),
    )
    wanted = wanted.where(col(ConversationLine.conversation_id) == found.id)
    if before is not None:
        wanted = wanted.where(col(ConversationLine.id) < before)
    rows = session.execute(wanted.order_by(col(ConversationLine.id).desc()).limit(LINES)).all()
    return [(row[0], row[1]) for row in reversed(rows)]


def _line(row: ConversationLine, names: dict[str, str], state: str | None) -> Line:
    kind = STEP if row.kind == STEP else row.direction
    text = row.text
    if kind == STEP and text.startswith("assigned:"):
        whose = text.removeprefix("assigned:")
        text = f"assigned:{names.get(whose, whose)}"
    return Line(row.at, kind, text, names.get(row.by, row.by), what=row.kind, state=state, id=row.id)


def _sent(session: Session, office: Office, documents: Sequence[Document], lines: Sequence[Line]) -> list[Line]:
    """What went out by itself about the citizen's documents, since the first of some lines."""
    households = {each.invitation_id for each in documents if each.invitation_id}
    rows = session.scalars(
        select(Message)
        .where(
            col(Message.office_id) == office.id,
            or_(
                col(Message.document_id).in_([each.id for each in documents]),
                col(Message.document_id).is_(None) & col(Message.invitation_id).in_(households),
            ),
            col(Message.state).in_(TOLD_MESSAGE),
            col(Message.sent_at).is_not(None),
            *([col(Message.sent_at) >= lines[0].at] if len(lines) == LINES else []),
        )
        .order_by(col(Message.sent_at).desc())
        .limit(SENT)
    )
    return [
        Line(row.sent_at or row.created_at, "sent", "", "system", what=row.cause, state=row.state) for row in rows
    ]  # fmt: skip


def _visits(session: Session, documents: Sequence[Document]) -> list[tuple[str, datetime | None]]:
    """Live visits of some documents: the nomor jadwal and the time of each."""
    bookings = [queries.live_booking_of_document(session, each.id) for each in documents]
    live: dict[int, Booking] = {each.id: each for each in bookings if each and each.stage in LIVE_BOOKING}
    wanted = select(Slot).where(col(Slot.id).in_({each.slot_id for each in live.values() if each.slot_id}))
    times = {slot.id: slot.starts_at for slot in session.scalars(wanted)}
    return [(written_short(each.short), times.get(each.slot_id or 0)) for each in live.values()]


def _answering(session: Session, office: Office) -> list[tuple[int, str]]:
    """Whom a conversation can be handed on to, by name."""
    rows = session.execute(
        select(col(Staff.id), col(Staff.name))
        .where(col(Staff.office_id) == office.id, col(Staff.role).in_(ANSWERING))
        .order_by(col(Staff.name))
    )
    return [(row[0], row[1]) for row in rows]


def _beside(
    session: Session, staff: SignedIn, found: Conversation, now: datetime
) -> tuple[int | None, int | None]:  # fmt: skip
    """The waiting conversations before and after one, without those of colleagues; after the last the first again.

    After one that waits no more comes the first that can still be answered: what is too late would come each time.
    """
    since, heard = col(Conversation.waiting_since), func.coalesce(Conversation.heard_at, Conversation.created_at)
    is_late = and_(col(Conversation.channel).in_(WINDOWED), heard <= now - WINDOW)
    rows = session.execute(
        select(col(Conversation.id), since, is_late)
        .where(
            col(Conversation.office_id) == staff.office.id,
            since.is_not(None),
            or_(col(Conversation.assigned_to).is_(None), col(Conversation.assigned_to) == actor(staff)),
        )
        .order_by(since, col(Conversation.id))
        .limit(500)
    ).all()
    others = [(row[1], row[0], row[2]) for row in rows if row[0] != found.id]
    if not others:
        return None, None
    if found.waiting_since is None:
        return None, min(others, key=lambda each: (bool(each[2]), *each[:2]))[1]
    here = (found.waiting_since, found.id)
    earlier = [each for each in others if each[:2] < here]
    later = [each for each in others if each[:2] > here]
    return (earlier[-1][1] if earlier else None), (later or others)[0][1]
