"""Whoever gets no number now takes a free time instead: on another day, or later on a full one."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Office
from scheduler.domain.booking import PassUnknown
from scheduler.domain.stages import BookingStage
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import Wishes
from scheduler.flow.custody.collectors import Collector, collector_again
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.flow.invitations.waves import invite_whole
from scheduler.flow.seats import seats


@dataclass(frozen=True, slots=True)
class NewVisit:
    """How a visit is booked at the door: as the one before it, or with nothing known but its document."""

    party: int
    collector: Collector
    wishes: Wishes


NEW = NewVisit(1, Collector(None), Wishes())


def fit_in(session: Session, office: Office, about: Booking | Document, slot_id: int, *, by: str, now: datetime) -> str:
    """Give the people of a visit, or of a document without one, a free time; returns the pass.

    The same again changes nothing. Raises PassUnknown and whatever moving and booking raise.
    """
    if isinstance(about, Document):
        seats.hold(session, [slot_id])  # before the household's documents, as everywhere
        invitation = invite_whole(session, about, office, now=now)
        return _booked(session, invitation, slot_id, NEW, by=by, now=now)
    if about.stage == BookingStage.BOOKED:
        return pass_of(bookings.move_booking(session, pass_of(about), slot_id, ref4=None, by=by, now=now))
    again = NewVisit(about.party, collector_again(about), Wishes(about.wish_priority, about.wish_escort))
    invitation = session.get(Invitation, about.invitation_id) if about.invitation_id else None
    return _booked(session, invitation, slot_id, again, by=by, now=now)


def _booked(
    session: Session, invitation: Invitation | None, slot_id: int, visit: NewVisit, *, by: str, now: datetime
) -> str:
    if invitation is None:
        raise PassUnknown
    live = queries.live_booking_of_invitation(session, invitation.id)
    if live is not None and live.slot_id == slot_id:
        return pass_of(live)
    return bookings.book(
        session,
        code_of(invitation),
        slot_id,
        party=visit.party,
        collector=visit.collector,
        wishes=visit.wishes,
        by=by,
        now=now,
    ).code
