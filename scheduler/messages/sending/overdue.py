"""Messages that a channel took and has not delivered in the time that the office's ladder gives it.

Only where word of delivery can come: elsewhere all that was delivered would be told a second time.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db import queries
from scheduler.db.models import Attempt, Message, Office
from scheduler.domain.channels.accounts import hears_of_delivery
from scheduler.domain.messages import Why
from scheduler.flow.channels.accounts import accounts_of
from scheduler.flow.core.outbox import Cause
from scheduler.messages.channels.base import Kind
from scheduler.messages.ladder import rungs
from scheduler.messages.sending import transitions

LONGEST_WAIT = timedelta(days=7)
MEMORY = timedelta(days=1)
"""What was due longer ago stays as it is: a ladder that was given a wait today does not reach back for months."""


def overdue(session: Session, kinds: Mapping[str, Kind], *, now: datetime, since: datetime) -> list[int]:
    """The messages that are overdue. since: from when on reports could be heard, under a clock that ran steadily:
    before that, silence was ours.
    """
    found: list[int] = []
    for office in queries.offices(session):
        for late in _late(session, office, kinds, now=now, since=since):
            found += session.exec(_recent(now).where(*late).order_by(col(Message.id))).all()
    return found


def pass_on(session: Session, ids: Sequence[int], kinds: Mapping[str, Kind], *, now: datetime, since: datetime) -> None:
    """Let the next channel have those of some messages that are overdue still: delivered or read is final."""
    for message in session.scalars(
        select(Message).where(col(Message.id).in_(ids), col(Message.state) == "sent").with_for_update(skip_locked=True)
    ):
        office = session.get_one(Office, message.office_id)
        if any(_holds(session, message, late) for late in _late(session, office, kinds, now=now, since=since)):
            message.sent_at = None
            transitions.step_on(message, office, Why.EXHAUSTED)
    session.flush()


def _recent(now: datetime) -> SelectOfScalar[int]:
    """Messages of the last days by their last try, which a report could name: few of all that were ever sent."""
    return (
        select(Message.id)
        .join(Attempt, and_(col(Attempt.message_id) == col(Message.id), col(Attempt.number) == col(Message.attempts)))
        .where(col(Attempt.started_at) > now - LONGEST_WAIT - MEMORY, col(Attempt.external_id).is_not(None))
    )


def _late(
    session: Session, office: Office, kinds: Mapping[str, Kind], *, now: datetime, since: datetime
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """For each rung of an office that waits for word: which of its messages have waited long enough."""
    ladder = list(enumerate(rungs(office)))
    waiting = [(place, rung) for place, rung in ladder if rung.wait and rung.channel in kinds]
    telling = _telling(session, office) if waiting else ()
    for place, rung in waiting:
        if rung.channel in telling and since + rung.wait <= now:
            yield (
                col(Message.office_id) == office.id,
                col(Message.state) == "sent",
                col(Message.cause) != Cause.REPLY,
                col(Message.channel) == rung.channel,
                col(Message.rung) == place,
                col(Message.sent_at) <= now - rung.wait,
                col(Message.sent_at) > now - rung.wait - MEMORY,
            )


def _telling(session: Session, office: Office) -> set[str]:
    accounts = accounts_of(session, office.id).items()
    return {channel for channel, opened in accounts if hears_of_delivery(channel, opened.account)}


def _holds(session: Session, message: Message, late: tuple[ColumnElement[bool], ...]) -> bool:
    return session.exec(select(Message.id).where(col(Message.id) == message.id, *late)).first() is not None
