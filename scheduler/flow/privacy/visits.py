"""Visits that ended long ago go whole: the booking, its numbers, calls, told waits and history.

So do people turned away, corrections of the count, and links to book that no document needs. What is kept for longer
and named them (a handover, a message) stays and names them no more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Call,
    Correction,
    DeliveryRequest,
    Document,
    FreedSeat,
    Handover,
    Invitation,
    Message,
    Move,
    Office,
    PlaceVisit,
    PostponedBooking,
    Push,
    PushSubscription,
    SeatHold,
    Slot,
    SurveyMark,
    Ticket,
    ToldWait,
    TurnedAway,
    UrgentSeat,
    WaitlistEntry,
)
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.messages import UNDER_WAY, Why
from scheduler.domain.privacy.keeping import Kind
from scheduler.domain.stages import LIVE, LIVE_BOOKING
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.untold import make_moot
from scheduler.flow.invitations.waiters import OFFERED, WAITING
from scheduler.flow.privacy.parts import Part, newest_of, take_history

RULE = "keep_visits"
"""As the chain names it."""


def _visits_due(office: Office, until: datetime) -> Select[int]:
    """A visit is over when it ended, nobody of it is in the hall, and its time and all its numbers are past."""
    later = select(col(Slot.id)).where(col(Slot.id) == col(Booking.slot_id), col(Slot.starts_at) > until)
    here = select(col(Ticket.id)).where(
        col(Ticket.booking_id) == col(Booking.id),
        or_(col(Ticket.stage).in_(LIVE), func.coalesce(col(Ticket.ended_at), col(Ticket.arrived_at)) > until),
    )
    told = select(col(Message.id)).where(col(Message.booking_id) == col(Booking.id), col(Message.state).in_(UNDER_WAY))
    fetches = select(col(BookingDocument.booking_id)).where(
        col(BookingDocument.booking_id) == col(Booking.id), col(BookingDocument.live).is_(True)
    )
    numbers = select(col(Ticket.id)).where(col(Ticket.booking_id) == col(Booking.id)).correlate(Booking)
    newest = select(col(Move.id)).where(
        col(Move.id) == newest_of(Move),
        or_(col(Move.booking_id) == col(Booking.id), col(Move.ticket_id).in_(numbers)),
    )
    return (
        select(col(Booking.id))
        .where(
            col(Booking.office_id) == office.id,
            col(Booking.stage).not_in(LIVE_BOOKING),
            col(Booking.created_at) <= until,
            ~later.exists(),
            ~here.exists(),
            ~told.exists(),
            ~fetches.exists(),
            ~newest.exists(),
        )
        .order_by(col(Booking.id))
    )


def _take_visits(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    tickets = session.scalars(select(col(Ticket.id)).where(col(Ticket.booking_id).in_(ids))).all()
    phones = session.scalars(select(col(PushSubscription.id)).where(col(PushSubscription.booking_id).in_(ids))).all()
    about = or_(col(Message.booking_id).in_(ids), col(Message.ticket_id).in_(tickets))
    make_moot(session, about, why=Why.UNTRUE)
    for statement in (
        update(Message).where(about).values(booking_id=None, ticket_id=None),
        update(TurnedAway).where(col(TurnedAway.booking_id).in_(ids)).values(booking_id=None),
        update(Handover)
        .where(or_(col(Handover.booking_id).in_(ids), col(Handover.ticket_id).in_(tickets)))
        .values(booking_id=None, ticket_id=None),
        delete(Push).where(col(Push.subscription_id).in_(phones)),
        delete(PushSubscription).where(col(PushSubscription.id).in_(phones)),
        delete(Call).where(col(Call.ticket_id).in_(tickets)),
        delete(ToldWait).where(col(ToldWait.ticket_id).in_(tickets)),
        delete(UrgentSeat).where(col(UrgentSeat.booking_id).in_(ids)),
        delete(PlaceVisit).where(col(PlaceVisit.booking_id).in_(ids)),
        delete(SurveyMark).where(col(SurveyMark.booking_id).in_(ids)),
        delete(BookingDocument).where(col(BookingDocument.booking_id).in_(ids)),
        delete(PostponedBooking).where(col(PostponedBooking.booking_id).in_(ids)),
    ):
        change_rows(session, statement)
    history = or_(col(Move.booking_id).in_(ids), col(Move.ticket_id).in_(tickets))
    take_history(session, history, now, why=RULE)
    change_rows(session, delete(Ticket).where(col(Ticket.id).in_(tickets)))
    change_rows(session, delete(Booking).where(col(Booking.id).in_(ids)))
    return []


def _turned_away_due(office: Office, until: datetime) -> Select[int]:
    last = local_day(until, zone_of_office(office))
    return (
        select(col(TurnedAway.id))
        .where(col(TurnedAway.office_id) == office.id, col(TurnedAway.day) < last)
        .order_by(col(TurnedAway.id))
    )


def _take_turned_away(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    change_rows(session, delete(TurnedAway).where(col(TurnedAway.id).in_(ids)))
    return []


def _corrections_due(office: Office, until: datetime) -> Select[int]:
    return (
        select(col(Correction.id))
        .where(col(Correction.office_id) == office.id, col(Correction.at) <= until)
        .order_by(col(Correction.id))
    )


def _take_corrections(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    change_rows(session, delete(Correction).where(col(Correction.id).in_(ids)))
    return []


def _links_due(office: Office, until: datetime) -> Select[int]:
    """A link goes when it has expired, no visit was booked by it that is kept, and no document names anybody for it."""
    own = col(Invitation.id)
    kept = (
        select(col(Booking.id)).where(col(Booking.invitation_id) == own),
        select(col(Document.id)).where(col(Document.invitation_id) == own, col(Document.forgotten_at).is_(None)),
        select(col(SeatHold.id)).where(col(SeatHold.invitation_id) == own),
        select(col(WaitlistEntry.id)).where(
            col(WaitlistEntry.invitation_id) == own, col(WaitlistEntry.stage).in_((WAITING, OFFERED))
        ),
        select(col(DeliveryRequest.id)).where(
            col(DeliveryRequest.invitation_id) == own, col(DeliveryRequest.state) == ASKED
        ),
    )
    return (
        select(own)
        .where(
            col(Invitation.office_id) == office.id,
            col(Invitation.expires_at) <= until,
            *(~each.exists() for each in kept),
        )
        .order_by(own)
    )


def _take_links(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    about = col(Message.invitation_id).in_(ids)
    make_moot(session, about, why=Why.UNTRUE)
    for statement in (
        update(Message).where(about).values(invitation_id=None),
        update(Document).where(col(Document.invitation_id).in_(ids)).values(invitation_id=None),
        delete(FreedSeat).where(col(FreedSeat.invitation_id).in_(ids)),
        delete(WaitlistEntry).where(col(WaitlistEntry.invitation_id).in_(ids)),
        delete(DeliveryRequest).where(col(DeliveryRequest.invitation_id).in_(ids)),
        delete(Invitation).where(col(Invitation.id).in_(ids)),
    ):
        change_rows(session, statement)
    return []


PARTS = (
    Part(Kind.VISITS, "booking", _visits_due, _take_visits),
    Part(Kind.VISITS, "turned_away", _turned_away_due, _take_turned_away),
    Part(Kind.VISITS, "correction", _corrections_due, _take_corrections),
    Part(Kind.VISITS, "invitation", _links_due, _take_links),
)
