"""Households that were asked to come and have not are told again, after some days: 14, 30 and 60 unless set otherwise.

One message per household and step. After a long outage only the newest step is told. Each household has its own minute
of the hours in which messages leave, so that not all are told at once, and hears nothing on days on which the office is
shut: nobody could answer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Booking, DeliveryRequest, Document, Invitation, Message, Office, WaitlistEntry
from scheduler.db.types import UTCDateTime
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.stages import LIVE_BOOKING, DocumentStage
from scheduler.flow.core.among_offices import named
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
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any document was ready."""
OFFICE: BindParameter[int] = bindparam("office", type_=Integer())


@dataclass(frozen=True, slots=True)
class Owed:
    """A household that is told again: the document that has waited longest of those with an address, and the step."""

    document: Document
    days: int


def with_ready(session: Session, now: datetime) -> set[int]:
    """The offices at which a document waits to be fetched for longer than a day."""
    return named(session, _WITH_READY, until=now - timedelta(days=1))


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether a household is to be told again now."""
    return bool(_owed(session, office, now, most=1))


def tell(session: Session, office: Office, *, now: datetime) -> int:
    """Tell households again that they are awaited, by the outbox; returns how many. Safe to repeat.

    An invitation that has expired is good again: the link that they are sent has to lead somewhere.
    """
    owed = _owed(session, office, now, most=MOST)
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


def _owed(session: Session, office: Office, now: datetime, *, most: int) -> list[Owed]:
    """At most `most` households whose minute has come; who has waited for more days comes first."""
    minute = minute_of_messages(office, now)
    if minute is None or not may_be_told(session, office, now):
        return []
    steps = sorted({days for days in office.uncollected_days if days > 0})
    owed: list[Owed] = []
    for days, following in reversed([*zip_longest(steps, steps[1:])]):
        if len(owed) >= most:
            break
        of_step = {
            "until": now - timedelta(days=days),
            "after": EVER if following is None else now - timedelta(days=following),
            "key": f":{days}",
            "lately": now - QUIET,
            "minute": minute,
            "minutes": minutes_of_messages(office),
            "most": most - len(owed),
        }
        owed += [Owed(each, days) for each in session.scalars(WAITING_LONG, {"office": office.id, **of_step})]
    return owed


def _waiting_long() -> Select[Document]:
    """Of each household at one step the document that has waited longest, where its minute has come and it was not told
    of the step yet.

    They wait since the later of two moments, after `after` and until `until`: that their first document was ready, and
    that they were invited.
    """
    ready, invited = col(Document.ready_at), col(Invitation.created_at)
    after, until = (bindparam(name, type_=UTCDateTime()) for name in ("after", "until"))
    own_minute = cast(col(Document.id), BigInteger) * SCATTER % bindparam("minutes", type_=BigInteger())
    return (
        select(Document)
        .join(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .where(
            *_is_to_be_fetched(Document),
            ready <= until,
            invited <= until,
            or_(ready > after, invited > after),
            own_minute <= bindparam("minute", type_=BigInteger()),
            ~_waits_longer(),
            ~_is_told(),
            ~_comes_anyway(),
        )
        .order_by(ready, col(Document.id))
        .limit(bindparam("most", type_=Integer()))
    )


def _is_to_be_fetched(document: type[Document]) -> tuple[ColumnElement[bool], ...]:
    """Of a document: it is to be fetched here, by somebody who was invited and can be told."""
    return (
        col(document.office_id) == OFFICE,
        col(document.stage) == DocumentStage.READY,
        col(document.channel) == SEATED,
        col(document.invitation_id).is_not(None),
        has_address(OFFICE, document),
    )


def _waits_longer() -> ColumnElement[bool]:
    """Another document of the household has waited longer, and speaks for it."""
    other = aliased(Document)
    same = or_(col(other.invitation_id) == col(Document.invitation_id), col(other.household) == col(Document.household))
    before = or_(
        col(other.ready_at) < col(Document.ready_at),
        and_(col(other.ready_at) == col(Document.ready_at), col(other.id) < col(Document.id)),
    )
    return select(col(other.id)).where(*_is_to_be_fetched(other), same, before).exists()


def _is_told() -> ColumnElement[bool]:
    """The household was told of this step, or of anything else lately."""
    key = literal(f"{Cause.UNCOLLECTED}:d") + cast(col(Document.id), String) + bindparam("key", type_=String())
    step = select(col(Message.id)).where(col(Message.office_id) == OFFICE, col(Message.key) == key)
    lately = select(col(Message.id)).where(
        col(Message.invitation_id) == col(Document.invitation_id),
        col(Message.created_at) > bindparam("lately", type_=UTCDateTime()),
    )
    return or_(step.exists(), lately.exists())


def _comes_anyway() -> ColumnElement[bool]:
    """The household has a visit that is booked or under way, or waits for us: for a seat on a day of its choice, or for
    an answer to how it asked to have what is ready.
    """
    own = aliased(Invitation)
    theirs = or_(
        col(own.id) == col(Document.invitation_id),
        and_(col(own.office_id) == OFFICE, col(own.household) == col(Document.household)),
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


_READY_LONG = select(col(Document.id)).where(
    col(Document.stage) == DocumentStage.READY,
    col(Document.office_id) == col(Office.id),
    col(Document.ready_at) <= bindparam("until", type_=UTCDateTime()),
)
_WITH_READY = Prepared(select(col(Office.id)).where(_READY_LONG.exists()))
WAITING_LONG = _waiting_long()
"""Made once: to write it anew for every office costs ten times what it costs to run."""
