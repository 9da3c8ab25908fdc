"""What an erasure takes is counted once more before it goes, and its days are closed: their counts stay as they were.

A day that is not counted yet, as today, is counted without what went.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Attempt, ConversationLine, Message, Office
from scheduler.db.queries.figures import close_counted
from scheduler.domain.calendar.calendar import local_day
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.figures.keeping import Seen, keep, look_again


@dataclass(frozen=True, slots=True)
class LastCounts:
    """The days of which rows are about to go, and the counts of those that would have been counted again."""

    days: Collection[date]
    seen: Sequence[Seen]


def last_counts(
    session: Session, office: Office, messages: Sequence[int], lines: Sequence[int], now: datetime
) -> LastCounts:
    """Look at the days of messages and lines of conversations before these go. Nothing is written."""
    asked = (
        (col(Message.created_at), col(Message.id).in_(messages)),
        (col(Message.sent_at), col(Message.id).in_(messages)),
        (col(Attempt.started_at), col(Attempt.message_id).in_(messages)),
        (col(ConversationLine.at), col(ConversationLine.id).in_(lines)),
    )
    zone = zone_of_office(office)
    moments = (moment for column, theirs in asked for moment in session.scalars(select(column).where(theirs)))
    days = {local_day(moment, zone) for moment in moments if moment is not None}
    return LastCounts(days, look_again(session, office, days, now=now))


def close(session: Session, office: Office, last: LastCounts, now: datetime) -> None:
    """Keep these counts, and let nobody count the days again. The chain is held, as by whoever purges."""
    for seen in last.seen:
        keep(session, office.id, seen, now=now)
    close_counted(session, office.id, last.days)
