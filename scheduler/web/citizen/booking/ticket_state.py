"""The state of a visit, computed from its facts and the time."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.board.model import Turn, turn_of
from scheduler.db import queries
from scheduler.db.models import Invitation, Move, OfficeDay, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar import calendar
from scheduler.domain.stages import BookingStage, TicketStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.hall.publishing import board_now
from scheduler.flow.invitations.invitations import code_of
from scheduler.flow.satisfaction.answering import has_answered, is_open
from scheduler.web.citizen.booking.at_door import at_door
from scheduler.web.citizen.booking.later_visit import later_visit
from scheduler.web.citizen.booking.moved import just_changed, moved_of, not_served_of
from scheduler.web.citizen.booking.ticket_page import State, TicketPage


def with_state(session: Session, page: TicketPage, now: datetime) -> TicketPage:
    """The page with its state, and what belongs to that state alone."""
    match page.booking.stage:
        case BookingStage.BOOKED:
            state: State = "did_not_come" if is_past(session, page, now) else "booked"
            if state != "booked":
                return replace(page, state=state)
            moved = moved_of(session, page.booking, page.slot)
            closed = None if moved and moved.stays else closed_at(session, page)
            sorry = not_served_of(session, page.booking, page.slot, now)
            if sorry is not None and today_of(page.office, sorry.new) <= page.today:
                sorry = None  # it is the day of the new time
            page = replace(page, state=state, closed=closed, moved=moved, not_served=sorry)
            return with_today(session, page, now)
        case BookingStage.CANCELLED:
            return _over(session, page, "cancelled")
        case BookingStage.FULFILLED:
            return served(session, page, now)
    ticket = queries.ticket_of_booking(session, page.booking.id)
    if ticket is None:
        return _over(session, page, "did_not_come")
    day = session.get(OfficeDay, ticket.office_day_id)
    if page.booking.stage == BookingStage.ARRIVED and day is not None and day.day == page.today:
        return live(session, page, ticket, now)
    return replace(_over(session, page, _why_left(session, ticket, now)), ticket=ticket)


def with_today(session: Session, page: TicketPage, now: datetime) -> TicketPage:
    """A booked visit with what its citizen has just done, and on its day with what the door would say now."""
    page = replace(page, changed=just_changed(session, page.booking, now))
    if page.slot is None or page.closed is not None or page.day != page.today:
        return page
    return replace(page, door=at_door(session, page.office, page.booking, until=page.window[1], now=now))


def closed_at(session: Session, page: TicketPage) -> calendar.Closed | None:
    """What shuts the office or the service at the time of a visit that has lost its slot."""
    if page.slot is None or page.slot.planned:
        return None
    closed = queries.closures_of_office(session, page.office.id)
    zone = zone_of_office(page.office)
    return calendar.closure_at(page.slot.starts_at, closed, zone, service=page.booking.service_id)


def is_past(session: Session, page: TicketPage, now: datetime) -> bool:
    """Whether the slot of a booking is over and the office too: nobody can come for it any more."""
    if page.slot is None or now < page.slot.ends_at:
        return False
    if today_of(page.office, page.slot.starts_at) < page.today:
        return True
    office = page.office
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    return calendar.state_at(now, hours, closed, zone_of_office(office)).state == "closed"


def live(session: Session, page: TicketPage, ticket: Ticket, now: datetime) -> TicketPage:
    """A visit in today's queue: where it stands, as the board says; one missed long ago is on no board any more."""
    board = board_now(session, page.office, now)
    turn = turn_of(board, ticket.number)
    on_board = turn.state != "gone"
    if not on_board:
        at = ticket.ended_at or ticket.called_at or ticket.arrived_at
        turn = Turn(ticket.number, "missed" if ticket.stage == TicketStage.MISSED else "waiting", at=at)
    return replace(page, state="live", ticket=ticket, board=board, turn=turn, on_board=on_board)


def served(session: Session, page: TicketPage, now: datetime) -> TicketPage:
    """A visit that is done: what was handed over and when; the rest may be booked again."""
    ticket, handover = queries.ticket_of_booking(session, page.booking.id), last_handover(session, page.booking.id)
    ended = ticket.ended_at if ticket else None
    handed_at = handover.at if handover else ended or page.booking.created_at
    asked: Literal["open", "answered"] | None = None
    if is_open(page.office, page.booking, ended, now):
        asked = "answered" if has_answered(session, page.booking) else "open"
    return replace(_over(session, page, "served"), ticket=ticket, handed_at=handed_at, survey=asked)


def _over(session: Session, page: TicketPage, state: State) -> TicketPage:
    """A visit that is over, with the way on: the visit that has taken its place, or to choose again."""
    again = page.booking.invitation_id is not None and any(paper.can_book for paper in page.papers)
    return replace(page, state=state, may_choose_again=again, later=later_visit(session, page.booking))


def _why_left(session: Session, ticket: Ticket, now: datetime) -> State:
    """Why a visit ended without the documents, from its last move."""
    last = session.scalars(
        select(Move)
        .where(col(Move.ticket_id) == ticket.id, in_span(col(Move.at), **span(ticket.arrived_at, now)))
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    why = last.why if last else None
    if ticket.stage == TicketStage.MISSED or why == "day_ended":
        return "did_not_come"
    if ticket.stage != TicketStage.LEFT or why == "not_served":
        return "not_served"
    return "unfinished" if why else "went_home"


def invitation_of(session: Session, page: TicketPage) -> str | None:
    """The code to book again with, where something of the visit can still be fetched."""
    if not page.may_choose_again:
        return None
    return code_of(session.get_one(Invitation, page.booking.invitation_id))
