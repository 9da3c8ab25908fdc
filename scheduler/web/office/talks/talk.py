"""One conversation as a clerk sees it: its lines, what is known of the citizen, and what waits beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Conversation, Document, Office, Slot, Staff
from scheduler.domain.staff.roles import ANSWERING
from scheduler.domain.stages import LIVE_BOOKING
from scheduler.domain.text.codes import written_short
from scheduler.domain.text.names import initials
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.staff import SignedIn, has_role
from scheduler.flow.talks.conversations import WINDOW, WINDOWED
from scheduler.flow.talks.ready_answers import Ready, answers_of
from scheduler.web.office.shared.message_people import masked
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.office.talks.lines import LINES, Line, lines_of, sent_beside
from scheduler.web.office.talks.media import Sent, sent_in
from scheduler.web.office.talks.view import conversation_of, documents_of_phones, left_of
from scheduler.web.shared.staff.pages import actor


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the citizen that is none of the applications listed beside it."""

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
) -> Talk:
    """A conversation with its newest lines, or those before one. Raises ConversationUnknown."""
    office = staff.office
    found = conversation_of(session, office, conversation_id)
    names = names_of_staff(session, office)
    documents = documents_of_phones(session, office, [found.phone]).get(found.phone, [])
    rows, lines = lines_of(session, found, names, before)
    if before is None:
        lines = sorted([*lines, *sent_beside(session, documents, lines)], key=lambda line: (line.at, line.id))
    earlier, later = _beside(session, staff, found, now)
    sent = sent_in(session, found, rows)
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
        newest=max((row.id for row in rows), default=0),
        older=rows[0].id if len(rows) == LINES else None,
        papers=[
            Paper(each.reference, each.title, initials(each.holder), each.stage)
            for each in documents
            if each.id not in sent.documents
        ],
        visits=_visits(session, documents),
        is_stopped=bool(stopped_among(session, office.id, [found.phone])),
        staff=_answering(session, office),
        answers=answers_of(session, office),
        before=earlier,
        after=later,
        sent=sent,
    )


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
        .where(col(Staff.office_id) == office.id, has_role(*ANSWERING), col(Staff.left_at).is_(None))
        .order_by(col(Staff.name))
    )
    return [(row[0], row[1]) for row in rows]


def _beside(session: Session, staff: SignedIn, found: Conversation, now: datetime) -> tuple[int | None, int | None]:
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
