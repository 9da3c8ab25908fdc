"""What the page of a pass shows: the state of the visit, computed from its facts and the time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.board import Board, Turn, turn_of
from scheduler.db import queries
from scheduler.db.models import Booking, DocumentType, Invitation, Move, Office, OfficeDay, Slot, Ticket
from scheduler.domain import calendar
from scheduler.domain.errors import PassUnknown
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.flow.day import today_of, zone_of_office
from scheduler.flow.handed import last_handover
from scheduler.flow.invitations import code_of, pass_of
from scheduler.flow.publishing import board_now
from scheduler.web.booking.papers import Choice, Paper, choice_of, papers_of
from scheduler.web.citizen.moved import Moved, NotServed, moved_of, not_served_of

State = Literal["booked", "live", "served", "cancelled", "did_not_come", "not_served", "went_home", "unfinished"]
"""not_served: the day ended before the turn came. unfinished: the counter found something wrong."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A visit as its citizen sees it. `turn` and `board` while it is live; `invitation` where it may be booked anew."""

    office: Office
    booking: Booking
    code: str
    state: State
    papers: list[Paper]
    slot: Slot | None
    collector: Choice | None
    today: date
    invitation: str | None = None
    ticket: Ticket | None = None
    board: Board | None = None
    turn: Turn | None = None
    on_board: bool = False
    handed_at: datetime | None = None
    closed: calendar.Closed | None = None
    moved: Moved | None = None
    not_served: NotServed | None = None

    @property
    def types(self) -> list[str]:
        """The types of the visit's documents."""
        return [paper.type for paper in self.papers]

    @property
    def handed_types(self) -> list[str]:
        """The types of what was handed over."""
        return [paper.type for paper in self.papers if paper.stage == DocumentStage.COLLECTED]

    @property
    def open_types(self) -> list[str]:
        """The types of what may be booked again."""
        return [paper.type for paper in self.papers if paper.can_book]

    @property
    def takes_back(self) -> bool:
        """Whether an old card stays with the office."""
        return any(paper.takes_back for paper in self.papers if paper.stage != DocumentStage.COLLECTED)

    @property
    def is_visit(self) -> bool:
        """Whether nothing is fetched: an appointment for a recording."""
        return not any(paper.hands_over for paper in self.papers)

    @property
    def shows_pass(self) -> bool:
        """Whether the QR still opens something."""
        return self.booking.stage in {BookingStage.BOOKED, BookingStage.ARRIVED}

    @property
    def can_change(self) -> bool:
        return self.booking.stage == BookingStage.BOOKED and self.slot is not None

    @property
    def can_cancel(self) -> bool:
        """Also while the office owes it a new time."""
        return self.can_change or self.moved is not None

    @property
    def can_leave(self) -> bool:
        """Whether the citizen may go home now: in today's queue and not at a counter."""
        return self.turn is not None and self.turn.state not in {"called", "serving"}

    @property
    def day(self) -> date | None:
        """The local date of the slot."""
        return today_of(self.office, self.slot.starts_at) if self.slot else None

    @property
    def visit(self) -> str:
        """By which a notice finds this ticket on the phone; no way to its code."""
        return self.booking.code_hash.hex()[:16]

    @property
    def watch(self) -> str | None:
        """What a page that no socket keeps up to date shows, to ask again by; None where nothing will come."""
        if self.state == "booked" and self.slot and self.day == self.today:
            return f"booked-{self.slot.id}"
        return f"{self.turn.state}" if self.turn and not self.on_board else None

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when and until when the door takes this booking in time."""
        assert self.slot is not None
        early, grace = timedelta(minutes=self.office.early_minutes), timedelta(minutes=self.office.grace_minutes)
        return self.slot.starts_at - early, self.slot.starts_at + grace


def ticket_page(session: Session, code: str, *, now: datetime) -> TicketPage:
    """The page of a pass. Raises PassUnknown."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    office = queries.office_by_id(session, booking.office_id)
    documents = queries.documents_of_booking(session, booking.id)
    papers = papers_of(session, office.id, documents)
    page = TicketPage(
        office=office,
        booking=booking,
        code=pass_of(booking),
        state="booked",
        papers=papers,
        slot=session.get(Slot, booking.slot_id) if booking.slot_id else None,
        collector=choice_of(types_of(session, booking), booking.collector_kind),
        today=today_of(office, now),
    )
    return with_state(session, page, now)


def changes_of(session: Session, booking_id: int) -> int:
    """How often a booking was changed since it was made: it only ever rises."""
    changes = select(func.count()).where(col(Move.booking_id) == booking_id, col(Move.before).is_not(None))
    return session.scalar(changes) or 0


def types_of(session: Session, booking: Booking) -> Sequence[DocumentType]:
    """The types of a visit's documents."""
    kinds = {kind.id: kind for kind in queries.types_of(session, booking.office_id)}
    return [kinds[document.type_id] for document in queries.documents_of_booking(session, booking.id)]


def with_state(session: Session, page: TicketPage, now: datetime) -> TicketPage:
    """The page with its state, and what belongs to that state alone."""
    match page.booking.stage:
        case BookingStage.BOOKED:
            state: State = "did_not_come" if is_past(session, page, now) else "booked"
            if state != "booked":
                return replace(page, state=state)
            moved = moved_of(session, page.booking, page.slot)
            closed = None if moved and moved.stays else closed_at(session, page)
            sorry = not_served_of(session, page.booking, page.slot)
            if sorry is not None and today_of(page.office, sorry.new) <= page.today:
                sorry = None  # it is the day of the new time
            return replace(page, state=state, closed=closed, moved=moved, not_served=sorry)
        case BookingStage.CANCELLED:
            return replace(page, state="cancelled", invitation=_invitation(session, page))
        case BookingStage.FULFILLED:
            return served(session, page)
    ticket = queries.ticket_of_booking(session, page.booking.id)
    if ticket is None:
        return replace(page, state="did_not_come", invitation=_invitation(session, page))
    day = session.get(OfficeDay, ticket.office_day_id)
    if page.booking.stage == BookingStage.ARRIVED and day is not None and day.day == page.today:
        return live(session, page, ticket, now)
    return replace(page, state=_why_left(session, ticket), invitation=_invitation(session, page), ticket=ticket)


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
    """In today's queue: where it stands, as the board says; one missed long ago is not on the board any more."""
    board = board_now(session, page.office, now)
    turn = turn_of(board, ticket.number)
    on_board = turn.state != "gone"
    if not on_board:
        at = ticket.ended_at or ticket.called_at or ticket.arrived_at
        turn = Turn(ticket.number, "missed" if ticket.stage == TicketStage.MISSED else "waiting", at=at)
    return replace(page, state="live", ticket=ticket, board=board, turn=turn, on_board=on_board)


def served(session: Session, page: TicketPage) -> TicketPage:
    """Done: what was handed over and when; the rest may be booked again."""
    ticket, handover = queries.ticket_of_booking(session, page.booking.id), last_handover(session, page.booking.id)
    ended = ticket.ended_at if ticket else None
    return replace(
        page,
        state="served",
        ticket=ticket,
        handed_at=handover.at if handover else ended or page.booking.created_at,
        invitation=_invitation(session, page),
    )


def _why_left(session: Session, ticket: Ticket) -> State:
    """Why a visit ended without the documents, from its last move."""
    last = session.scalars(
        select(Move).where(col(Move.ticket_id) == ticket.id).order_by(col(Move.id).desc()).limit(1)
    ).first()
    if last is not None and last.by == "citizen":
        return "went_home"
    if ticket.stage == TicketStage.MISSED or (last is not None and last.why == "day_ended"):
        return "did_not_come"
    if ticket.stage != TicketStage.LEFT or (last is not None and last.why == "not_served"):
        return "not_served"
    return "unfinished"


def _invitation(session: Session, page: TicketPage) -> str | None:
    """The code to book again with, where something of the visit can still be fetched."""
    if page.booking.invitation_id is None or not any(paper.can_book for paper in page.papers):
        return None
    invitation = session.get(Invitation, page.booking.invitation_id)
    return code_of(invitation) if invitation else None
