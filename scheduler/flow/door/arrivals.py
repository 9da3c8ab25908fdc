"""A scan answers from the state: arrival, coming in, coming back, after being missed; nothing is used up by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Office, OfficeDay, Service, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.custody.collecting import usual_collector
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import ReferenceRequired
from scheduler.domain.hall.refusals import SeenTooLongAgo
from scheduler.domain.offices.refusals import TypeRetired
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import BookingStage, DocumentStage, TicketStage
from scheduler.domain.text import codes
from scheduler.flow.blanks.print_blockers import not_ready
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.counter.counter_lookup import back_into_queue
from scheduler.flow.counter.tickets import Arrival, PartySeen, let_in, new_ticket, send_behind
from scheduler.flow.custody.collectors import collectors_of
from scheduler.flow.custody.handover_records import handed_over
from scheduler.flow.destinations.whereabouts import elsewhere, is_elsewhere
from scheduler.flow.door.refusals import refuse_closed, refuse_closed_service, refuse_wrong_time, wrong_day
from scheduler.flow.door.turned_away import note_refusal
from scheduler.flow.door.walk_in_quota import refuse_full
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.lobby_lock import hold, room_of_queue
from scheduler.flow.invitations.invitations import HERE, fetchable, fetched_unasked, main_service
from scheduler.flow.invitations.waves import invite_whole
from scheduler.flow.seats.visits import add_booking, meant_by, refuse_large_party, types_of_documents

AS_BOOKED = PartySeen()
KEPT_FOR = timedelta(hours=12)
"""How long what the door saw may have waited for the network."""
OUTSIDE = frozenset({TicketStage.WAITING, TicketStage.PARKED, TicketStage.MISSED})


@dataclass(frozen=True, slots=True)
class Scan:
    """What was shown at the door: a pass, a nomor jadwal, or a registration number; and what the guard sees.

    early: let in before the early window (who came far, is old, or has small children).
    seen_at: when the door saw it, if that was while the network was away; None is now.
    """

    pass_code: str | None = None
    short: str | None = None
    reference: str | None = None
    wish: PartySeen = AS_BOOKED
    early: bool = False
    seen_at: datetime | None = None


def arrive(session: Session, office: Office, scan: Scan, *, by: str, now: datetime) -> Arrival:
    """Answer a scan at the door, and move what there is to move.

    Raises PassUnknown, DocumentUnknown, HandedOver, TooEarly, WrongDay, NotReady, OfficeClosed, ServiceClosed,
    Elsewhere, PartyTooLarge, Postponed, WalkInsFull, SeenTooLongAgo, TypeRetired.
    """
    refuse_old(office, scan.seen_at, now)
    day = hold(session, office, now)
    booking = _found(session, office, scan)
    if booking is None:
        return _walk_in_with(session, office, day, scan, by=by, now=now)
    return _scanned(session, office, day, booking, scan, by=by, now=now)


def walk_in(session: Session, office: Office, scan: Scan, *, service: str | None, by: str, now: datetime) -> Arrival:
    """Give a number to somebody without a booking; where documents are handed over, only for one that is ready.

    service: the letter of the queue; needed only where there is no registration number.
    Raises ReferenceRequired and what `arrive` does.
    """
    refuse_old(office, scan.seen_at, now)
    day = hold(session, office, now)
    if scan.reference:
        booking = _booking_of_reference(session, office, scan.reference)
        if booking is not None:
            return _scanned(session, office, day, booking, scan, by=by, now=now)
        return _walk_in_with(session, office, day, scan, by=by, now=now)
    queue_of = _service_without_documents(session, office, service)
    came_at, times = _came_at(scan.seen_at, now), times_of(session, office)
    refuse_closed(office, times, came_at)
    refuse_closed_service(session, office, queue_of.id, times, came_at)
    return _new_walk_in(session, office, day, queue_of, [], scan, by=by, now=now)


def refuse_old(office: Office, seen_at: datetime | None, now: datetime) -> None:
    """What the door saw too long ago says nothing about today's hall. seen_at: None is now. Raises SeenTooLongAgo."""
    came_at = _came_at(seen_at, now)
    if now - came_at > KEPT_FOR or today_of(office, came_at) != today_of(office, now):
        raise SeenTooLongAgo(seen_at=came_at)


def turn_away(session: Session, office: Office, scan: Scan, refusal: Refusal, *, by: str, now: datetime) -> None:
    """Count somebody who got no number. What a refused scan had begun is rolled back before this."""
    document = queries.document_by_reference(session, office.id, scan.reference) if scan.reference else None
    try:
        booking = _found(session, office, scan) if scan.reference or scan.pass_code or scan.short else None
    except Refusal:
        booking = None
    note_refusal(
        session,
        office,
        refusal,
        by=by,
        now=now,
        booking_id=booking.id if booking else None,
        document_id=document.id if document else None,
    )


def _came_at(seen_at: datetime | None, now: datetime) -> datetime:
    """When somebody stood at the door: never later than now, whatever the door's own clock says."""
    return min(seen_at or now, now)


def _found(session: Session, office: Office, scan: Scan) -> Booking | None:
    """The booking that was shown; None where a known registration number has none.

    Raises PassUnknown, DocumentUnknown.
    """
    if scan.reference:
        return _booking_of_reference(session, office, scan.reference)
    if scan.short is not None:
        short = codes.read_short(scan.short)
        booking = queries.booking_by_short(session, office.id, short) if short is not None else None
    else:
        booking = queries.booking_by_code(session, scan.pass_code or "")
    if booking is None or booking.office_id != office.id or booking.stage == BookingStage.CANCELLED:
        raise PassUnknown if scan.short is None else PassUnknown(typed=True)
    return booking


def _booking_of_reference(session: Session, office: Office, reference: str) -> Booking | None:
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        raise DocumentUnknown(reference=reference)
    booking = queries.live_booking_of_document(session, document.id)
    if booking is None and document.stage == DocumentStage.COLLECTED:
        return queries.latest_booking_of_document(session, document.id)
    return booking


def _scanned(
    session: Session, office: Office, day: OfficeDay, booking: Booking, scan: Scan, *, by: str, now: datetime
) -> Arrival:
    booking = meant_by(session, booking)
    ticket = queries.ticket_of_booking(session, booking.id, day.id)
    if booking.stage == BookingStage.FULFILLED:
        raise handed_over(session, booking)
    if booking.stage == BookingStage.MISSED:
        raise _over(session, office, booking, now)
    if ticket is not None and booking.stage == BookingStage.BOOKED:  # the day ended before its turn
        raise wrong_day(session, office, booking, now)
    if ticket is None:
        queries.held_booking(session, booking)  # its citizen may be moving it to another day
        came_at, hall = _came_at(scan.seen_at, now), hall_of(session, office, day, now)
        slot, service = queries.slot_of_booking(session, booking), hall.service(booking.service_id)
        refuse_wrong_time(session, office, booking, slot, hall.times, early=scan.early, now=now, came_at=came_at)
        visit: dict[str, Any] = {"service": service, "slot": slot, "came_at": came_at}
        ticket = new_ticket(session, office, day, booking, scan.wish, by=by, now=now, **visit)
        return let_in(session, office, day, ticket, by=by, now=now, is_new=True, hall=hall)
    return _shown_again(session, office, day, ticket, by=by, now=now)


def _shown_again(
    session: Session, office: Office, day: OfficeDay, ticket: Ticket, *, by: str, now: datetime
) -> Arrival:
    if not ticket.held and ticket.stage in OUTSIDE:
        refuse_large_party(ticket.people, room_of_queue(day))  # nobody calls them in until they come in smaller groups
    if ticket.stage == TicketStage.MISSED:
        refuse_closed(office, times_of(session, office), now)
        send_behind(session, office, day, ticket, by=by, now=now, why="rejoined")
        return let_in(session, office, day, ticket, by=by, now=now, answer="rejoined")
    if ticket.stage == TicketStage.PARKED and _is_due_back(ticket, now):
        back_into_queue(session, ticket, by=by, now=now, why="back")
    return let_in(session, office, day, ticket, by=by, now=now)


def _is_due_back(ticket: Ticket, now: datetime) -> bool:
    """Whether somebody set aside may be called again: not before their time, nor before what they wait for is ready.

    Whoever went outside for a time may be back before it.
    """
    is_time = ticket.not_before is None or ticket.not_before <= now or not ticket.held
    return is_time and not ticket.waits_for_document


def _over(session: Session, office: Office, booking: Booking, now: datetime) -> Refusal:
    """A visit that ended without its documents: fetched since, at work again, or still here to be booked."""
    documents = queries.documents_of_booking(session, booking.id)
    missing = [document for document in documents if document.stage != DocumentStage.COLLECTED]
    if documents and not missing:
        return handed_over(session, queries.latest_booking_of_document(session, documents[0].id) or booking)
    if missing and not any(document.stage == DocumentStage.READY for document in missing):
        first = missing[0]
        return not_ready(session, first)
    return wrong_day(session, office, booking, now)


def _walk_in_with(session: Session, office: Office, day: OfficeDay, scan: Scan, *, by: str, now: datetime) -> Arrival:
    """A registration number without a booking: a number if its document is ready here, else where it stands."""
    document = queries.document_by_reference(session, office.id, scan.reference or "")
    if document is None:
        raise DocumentUnknown(reference=scan.reference)
    if is_elsewhere(document):
        raise elsewhere(session, document, place=document.channel if document.channel not in HERE else "branch")
    if document.stage != DocumentStage.READY:
        raise not_ready(session, document)
    came_at, times = _came_at(scan.seen_at, now), times_of(session, office)
    refuse_closed(office, times, came_at)
    invitation = invite_whole(session, document, office, now=now)
    assert invitation is not None
    invited = list(queries.documents_of_invitation(session, invitation.id))
    along = fetched_unasked(invited)
    documents = [each for each in fetchable(invited) if each.id == document.id or each in along]
    types = types_of_documents(session, documents)
    service = session.get(Service, main_service((kind.service_id, kind.minutes) for kind in types))
    assert service is not None
    if service.retired_at is not None:
        raise TypeRetired(type=types[0].code)
    refuse_closed_service(session, office, service.id, times, came_at)
    return _new_walk_in(session, office, day, service, documents, scan, by=by, now=now)


def _new_walk_in(
    session: Session,
    office: Office,
    day: OfficeDay,
    service: Service,
    documents: list[Document],
    scan: Scan,
    *,
    by: str,
    now: datetime,
) -> Arrival:
    """A booking without a slot, made and arrived in one step, so that its slip carries the same QR.

    Raises WalkInsFull.
    """
    types = types_of_documents(session, documents) if documents else []
    units = sum(kind.units for kind in types) or 1
    refuse_full(session, office, day, service, units=units, now=now)
    made = add_booking(
        session,
        [document.id for document in documents],
        by=by,
        now=now,
        office_id=office.id,
        service_id=service.id,
        invitation_id=documents[0].invitation_id if documents else None,
        party=scan.wish.party or 1,
        units=units,
        collector_kind=usual_collector(collectors_of(types)),
    )
    booking, came_at = session.get_one(Booking, made.id), _came_at(scan.seen_at, now)
    visit: dict[str, Any] = {"service": service, "slot": None, "came_at": came_at}
    ticket = new_ticket(session, office, day, booking, scan.wish, by=by, now=now, **visit)
    return let_in(session, office, day, ticket, by=by, now=now, is_new=True)


def _service_without_documents(session: Session, office: Office, letter: str | None) -> Service:
    """A queue that needs no registration number: one where nothing is handed over. Raises ReferenceRequired."""
    service = next((s for s in queries.services_of(session, office.id) if s.letter == (letter or "").upper()), None)
    if service is None:
        raise ReferenceRequired
    if any(kind.hands_over for kind in queries.types_handed_over(session, office.id) if kind.service_id == service.id):
        raise ReferenceRequired
    return service
