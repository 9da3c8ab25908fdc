"""Who was served is asked by a message, once: a while after the visit, where the office switched that on.

Only who can be reached is asked, at hours in which messages go out; the key names the visit alone, so whatever is
undone and done again asks nobody twice. The mark of a visit that answered goes when it can answer no more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, literal, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, BookingDocument, Document, Message, Office, OfficeDay, SurveyMark, Ticket
from scheduler.domain.satisfaction.index import OPEN_FOR
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.among_offices import named
from scheduler.flow.core.contactability import has_address, minute_of_messages
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause, Note, note_all

AFTER = timedelta(minutes=30)
"""So long after a visit it is asked: what was done by mistake is undone by then."""
UNTIL = timedelta(days=2)
"""A visit that ended longer ago is not asked any more, whatever kept us."""
MOST = 100
"""Visits asked in one step, which keeps it short; the next look goes on."""

_ASKING = Prepared(
    select(col(Office.id)).where(col(Office.asks_satisfaction).is_(True), col(Office.satisfaction_by_message).is_(True))
)
_MARKED = Prepared(select(col(SurveyMark.office_id)).distinct())


def that_ask(session: Session, _now: datetime) -> set[int]:
    """The offices that ask by message."""
    return named(session, _ASKING)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody is to be asked now."""
    return bool(_owed(session, office, now, most=1))


def ask(session: Session, office: Office, *, now: datetime) -> int:
    """Put a message to each who is to be asked into the outbox; returns how many. Safe to repeat."""
    owed = _owed(session, office, now, most=MOST)
    note_all(session, [Note(Cause.SURVEY, each, "", {}) for each in owed], now=now)
    return len(owed)


def with_marks(session: Session, _now: datetime) -> set[int]:
    """The offices at which a visit has answered, as far as that is kept."""
    return named(session, _MARKED)


def has_old_marks(session: Session, office: Office, now: datetime) -> bool:
    """Whether it is kept of a visit that it answered though it could not answer again."""
    return bool(_old_marks(session, office, now))


def forget_marks(session: Session, office: Office, *, now: datetime) -> int:
    """Forget of visits that could not answer again that they answered; returns how many."""
    old = _old_marks(session, office, now)
    return change_rows(session, delete(SurveyMark).where(col(SurveyMark.booking_id).in_(old)))


def _owed(session: Session, office: Office, now: datetime, *, most: int) -> Sequence[Booking]:
    asks = office.asks_satisfaction and office.satisfaction_by_message
    if not asks or minute_of_messages(office, now) is None:
        return []
    key = literal(f"{Cause.SURVEY}:") + cast(col(Booking.id), String)
    asked = select(col(Message.id)).where(col(Message.office_id) == office.id, col(Message.key) == key)
    answered = select(col(SurveyMark.booking_id)).where(col(SurveyMark.booking_id) == col(Booking.id))
    reachable = (
        select(col(Document.id))
        .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
        .where(col(BookingDocument.booking_id) == col(Booking.id), has_address(office.id))
    )
    first = today_of(office, now - UNTIL)
    visits = (
        select(Booking)
        .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(
            col(OfficeDay.office_id) == office.id,
            col(OfficeDay.day) >= first,
            col(Ticket.ended_at) > now - UNTIL,
            col(Ticket.ended_at) <= now - AFTER,
            col(Booking.stage) == BookingStage.FULFILLED,
            ~asked.exists(),
            ~answered.exists(),
            reachable.exists(),
        )
        .order_by(col(Booking.id))
        .limit(most)
    )
    return session.scalars(visits).unique().all()


def _old_marks(session: Session, office: Office, now: datetime) -> Sequence[int]:
    """Visits whose last number was done with longer ago than they may answer."""
    lately = select(col(Ticket.id)).where(
        col(Ticket.booking_id) == col(SurveyMark.booking_id), col(Ticket.ended_at) >= now - OPEN_FOR
    )
    old = select(col(SurveyMark.booking_id)).where(col(SurveyMark.office_id) == office.id, ~lately.exists())
    return session.scalars(old.order_by(col(SurveyMark.booking_id)).limit(MOST)).all()
