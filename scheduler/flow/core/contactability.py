"""Whom a message can reach at all, and when.

A document's people left an address, and did not say that it is not to be used; and it is an hour in which messages that
can wait go out.
"""

from datetime import datetime, time

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, Office, StoppedNumber
from scheduler.domain.calendar.calendar import hours_of
from scheduler.flow.core.local_time import today_of, zone_of_office

DAY = 24 * 60


def has_address(office_id: int | BindParameter[int], document: type[Document] = Document) -> ColumnElement[bool]:
    """Of a document of an office: it has an e-mail address, or a phone that nobody stopped.

    office_id: the office's, or the parameter that it is given as.
    """
    phone = col(document.phone_hash)
    stopped = select(col(StoppedNumber.id)).where(
        col(StoppedNumber.office_id) == office_id, col(StoppedNumber.phone_hash) == phone
    )
    return or_(col(document.email).is_not(None), and_(phone.is_not(None), ~stopped.exists()))


def is_reachable(session: Session, document: Document) -> bool:
    """Whether the people of one document can be told of it."""
    query = select(col(Document.id)).where(col(Document.id) == document.id, has_address(document.office_id))
    return session.scalar(query) is not None


def minutes_of_messages(office: Office) -> int:
    """How long messages go out a day. The hours may pass midnight; the same twice is all day."""
    return (_minutes(office.messages_until) - _minutes(office.messages_from)) % DAY or DAY


def minute_of_messages(office: Office, now: datetime) -> int | None:
    """How many minutes ago the hours began in which messages go out; None where they rest."""
    local = now.astimezone(zone_of_office(office)).time()
    since = (_minutes(local) - _minutes(office.messages_from)) % DAY
    return since if since < minutes_of_messages(office) else None


def may_be_told(session: Session, office: Office, now: datetime) -> bool:
    """Whether people are told now of what days alone owe: messages leave at this hour, and the office works today."""
    if minute_of_messages(office, now) is None:
        return False
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return hours_of(today_of(office, now), hours, closed) is not None


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
