"""Households that were asked to come and have not are told again, after some days: 14, 30 and 60 unless set otherwise.

One message per household and step. After a long outage only the newest step is told. Each household has its own minute
of the hours in which messages leave, so that not all are told at once, and hears nothing on days on which the office is
shut: nobody could answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import ColumnElement, String, and_, cast, literal, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, DeliveryRequest, Document, Invitation, Message, Office, WaitlistEntry
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.stages import LIVE_BOOKING, DocumentStage
from scheduler.flow.core.contactability import has_address, may_be_told, minute_of_messages, minutes_of_messages
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.invitations.households import SEATED
from scheduler.flow.invitations.waiters import OFFERED, WAITING

MOST = 50
"""Households told in one step, which keeps it short; the next look goes on."""
SCATTER = 7919
"""A prime: documents with numbers that follow each other get minutes far apart."""
QUIET = timedelta(days=3)
"""A household that was told anything so lately is left alone."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A household that is told again: the document that has waited longest of those with an address, and the step."""

    document: Document
    days: int


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether a household is to be told again now."""
    return bool(_owed(session, office, now))


def tell(session: Session, office: Office, *, now: datetime) -> int:
    """Tell households again that they are awaited, by the outbox; returns how many. Safe to repeat.

    An invitation that has expired is good again: the link that they are sent has to lead somewhere.
    """
    owed = _owed(session, office, now)
    good = now + timedelta(days=office.invitation_days)
    for each in owed:
        expired = update(Invitation).where(
            col(Invitation.id) == each.document.invitation_id, col(Invitation.expires_at) <= now
        )
        change_rows(session, expired.values(expires_at=good))
        note_document(
            session, Cause.UNCOLLECTED, each.document, now=now, once=str(each.days), facts={"days": each.days}
        )
    return len(owed)


def _owed(session: Session, office: Office, now: datetime) -> list[Owed]:
    """At most `MOST` households whose minute has come; who has waited for more days comes first."""
    if not may_be_told(session, office, now):
        return []
    steps = sorted({days for days in office.uncollected_days if days > 0})
    owed = []
    for days, following in reversed([*zip_longest(steps, steps[1:])]):
        first = None if following is None else now - timedelta(days=following)
        found = _waiting(session, office, days, after=first, until=now - timedelta(days=days), now=now)
        owed += [Owed(document, days) for document in found if _minute_has_come(office, document, now)]
    return owed[:MOST]


def _minute_has_come(office: Office, document: Document, now: datetime) -> bool:
    minute = minute_of_messages(office, now)
    return minute is not None and minute >= document.id * SCATTER % minutes_of_messages(office)


def _waiting(
    session: Session, office: Office, days: int, *, after: datetime | None, until: datetime, now: datetime
) -> Sequence[Document]:
    """Of each household at one step the document that has waited longest; days: the step, told to none of them yet.

    They wait since the later of two moments, after `after` and until `until`: that their first document was ready, and
    that they were invited.
    """
    ready, invited = col(Document.ready_at), col(Invitation.created_at)
    query = (
        select(Document)
        .join(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .where(
            *_is_to_be_fetched(Document, office),
            ready <= until,
            invited <= until,
            ~_waits_longer(office),
            ~_is_told(office, days, now),
            ~_comes_anyway(office),
        )
        .order_by(ready, col(Document.id))
    )
    if after is not None:
        query = query.where(or_(ready > after, invited > after))
    return session.scalars(query).all()


def _is_to_be_fetched(document: type[Document], office: Office) -> tuple[ColumnElement[bool], ...]:
    """Of a document: it is to be fetched here, by somebody who was invited and can be told."""
    return (
        col(document.office_id) == office.id,
        col(document.stage) == DocumentStage.READY,
        col(document.channel) == SEATED,
        col(document.invitation_id).is_not(None),
        has_address(office.id, document),
    )


def _waits_longer(office: Office) -> ColumnElement[bool]:
    """Another document of the household has waited longer, and speaks for it."""
    other = aliased(Document)
    same = or_(col(other.invitation_id) == col(Document.invitation_id), col(other.household) == col(Document.household))
    before = or_(
        col(other.ready_at) < col(Document.ready_at),
        and_(col(other.ready_at) == col(Document.ready_at), col(other.id) < col(Document.id)),
    )
    return select(col(other.id)).where(*_is_to_be_fetched(other, office), same, before).exists()


def _is_told(office: Office, days: int, now: datetime) -> ColumnElement[bool]:
    """The household was told of this step, or of anything else lately."""
    key = literal(f"{Cause.UNCOLLECTED}:d") + cast(col(Document.id), String) + literal(f":{days}")
    step = select(col(Message.id)).where(col(Message.office_id) == office.id, col(Message.key) == key)
    lately = select(col(Message.id)).where(
        col(Message.invitation_id) == col(Document.invitation_id), col(Message.created_at) > now - QUIET
    )
    return or_(step.exists(), lately.exists())


def _comes_anyway(office: Office) -> ColumnElement[bool]:
    """The household has a visit that is booked or under way, or waits for us: for a seat on a day of its choice, or for
    an answer to how it asked to have what is ready.
    """
    own = aliased(Invitation)
    theirs = or_(
        col(own.id) == col(Document.invitation_id),
        and_(col(own.office_id) == office.id, col(own.household) == col(Document.household)),
    )
    booked = (
        select(col(Booking.id))
        .join(own, col(own.id) == col(Booking.invitation_id))
        .where(theirs, col(Booking.stage).in_(LIVE_BOOKING))
    )
    listed = select(col(WaitlistEntry.id)).where(
        col(WaitlistEntry.invitation_id) == col(Document.invitation_id),
        col(WaitlistEntry.stage).in_((WAITING, OFFERED)),
    )
    asked = select(col(DeliveryRequest.id)).where(
        col(DeliveryRequest.invitation_id) == col(Document.invitation_id), col(DeliveryRequest.state) == ASKED
    )
    return or_(booked.exists(), listed.exists(), asked.exists())
