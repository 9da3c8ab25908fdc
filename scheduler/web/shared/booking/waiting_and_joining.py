"""What stands beside a visit: seats that are offered, days that are waited for, documents that could join it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Office, Slot, WaitlistEntry
from scheduler.domain.stages import BookingStage
from scheduler.domain.text.names import last_digits
from scheduler.flow.booking.adding import left_out
from scheduler.flow.booking.joining import Joining, joining_of, joinings_with
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.opt_outs import is_silenced
from scheduler.flow.invitations.waiters import OFFERED, WAITING
from scheduler.flow.seats.seats import kept_for
from scheduler.web.shared.booking.papers import Paper, papers_of


@dataclass(frozen=True, slots=True)
class Offered:
    """A seat that is kept until a moment."""

    day: date
    starts_at: datetime
    until: datetime
    slot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Joinable:
    """Documents of an invitation that a booked visit could fetch as well.

    ref4: the ends of their registration numbers, for whoever has the link of that invitation; whoever has the pass of
    the visit alone is told none, nor any code of theirs.
    """

    invitation_id: int
    types: Sequence[str]
    ref4: Sequence[str]
    slot_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a visit. days: those waited for. kept: slot -> units kept for the visit. left_out: of its own
    invitation, what it does not fetch and still could. own_day: on which it is booked already.
    """

    days: frozenset[date] = frozenset()
    offers: tuple[Offered, ...] = ()
    kept: Mapping[int, int] = field(default_factory=dict)
    joinable: tuple[Joinable, ...] = ()
    left_out: tuple[Paper, ...] = ()
    own_day: date | None = None

    @property
    def first_day(self) -> date | None:
        """The day of the first seat that is offered."""
        return self.offers[0].day if self.offers else None

    @property
    def offered_slots(self) -> frozenset[int | None]:
        """The slots of seats that are offered; one that this household gave back a moment ago is kept, but no offer."""
        return frozenset(offer.slot_id for offer in self.offers)


NOTHING = Beside()


def beside_invitation(session: Session, office: Office, invitation: Invitation, *, now: datetime) -> Beside:
    """What stands beside an invitation that nobody has booked."""
    found = joining_of(session, office, invitation, now=now)
    return _beside(session, invitation.id, [_joinable(session, found, with_ends=True)] if found else [], now=now)


def beside_visit(session: Session, office: Office, booking: Booking, *, now: datetime) -> Beside:
    """What stands beside a visit that is booked; nothing beside one whose people have come."""
    if booking.stage != BookingStage.BOOKED or booking.invitation_id is None:
        return NOTHING
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    silenced = is_silenced(session, office.id, booking.invitation_id)  # who said "not me" reads of nobody else
    joinings = [] if silenced else joinings_with(session, office, booking, now=now)
    own_day = today_of(office, slot.starts_at) if slot else None
    joinable = [_joinable(session, each, with_ends=False) for each in joinings]
    found = _beside(session, booking.invitation_id, joinable, own_day, now=now)
    others = [] if silenced else left_out(session, office, booking, now=now)
    return replace(found, left_out=tuple(papers_of(session, office.id, others, now=now)))


def _beside(
    session: Session, invitation_id: int, joinable: Sequence[Joinable], own_day: date | None = None, *, now: datetime
) -> Beside:
    entries = session.execute(
        select(
            col(WaitlistEntry.stage),
            col(WaitlistEntry.day),
            col(Slot.starts_at),
            col(WaitlistEntry.offered_until),
            col(WaitlistEntry.slot_id),
        )
        .outerjoin(Slot, col(Slot.id) == col(WaitlistEntry.slot_id))
        .where(col(WaitlistEntry.invitation_id) == invitation_id, col(WaitlistEntry.stage).in_((WAITING, OFFERED)))
        .order_by(col(WaitlistEntry.day))
    ).all()
    return Beside(
        days=frozenset(row.day for row in entries if row.stage == WAITING),
        offers=tuple(
            Offered(row.day, row.starts_at, row.offered_until, row.slot_id)
            for row in entries
            if row.stage == OFFERED and row.offered_until > now
        ),
        kept=kept_for(session, invitation_id, now=now),
        joinable=tuple(joinable),
        own_day=own_day,
    )


def _joinable(session: Session, joining: Joining, *, with_ends: bool) -> Joinable:
    kinds = {kind.id: kind.code for kind in queries.types_of(session, joining.invitation.office_id)}
    return Joinable(
        invitation_id=joining.invitation.id,
        types=[kinds[document.type_id] for document in joining.documents],
        ref4=[last_digits(document.reference, 4) for document in joining.documents] if with_ends else [],
        slot_id=joining.visit.slot.id,
        starts_at=joining.visit.slot.starts_at,
    )
