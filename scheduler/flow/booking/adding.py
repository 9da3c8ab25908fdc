"""What was left out of a visit when it was booked is fetched by it after all; time, pass and nomor jadwal stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Document, Office, Slot
from scheduler.db.queries.hot import ADD_BOOKING_DOCUMENT, DOCUMENTS_TO_BOOK
from scheduler.domain.booking import ChangeTooLate, NoRoomToAdd, NothingToAdd, PassUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import NoDocumentChosen
from scheduler.domain.stages import BookingStage
from scheduler.flow.booking.joining import grow, may_collect
from scheduler.flow.core.history import record, step_of
from scheduler.flow.core.knowing import prove_reference
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.delivery.rerouting import ask_for_paper
from scheduler.flow.invitations.households import PlannedVisit
from scheduler.flow.seats.seats import take_free_or_kept
from scheduler.flow.seats.visits import hold_visit, office_of


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ready document of a visit's invitation that no visit fetches, and its units of work."""

    document: Document
    units: int


def left_out(session: Session, office: Office, booking: Booking, *, now: datetime) -> list[Document]:
    """What a booked visit could still fetch, each as far as its slot has room; nothing once it is too late."""
    visit = _visit(session, booking)
    if visit is None or _until(office, visit) <= now:
        return []
    return [each.document for each in _left_out(session, booking) if visit.has_room(each.units)]


def add(
    session: Session, code: str, document_ids: Collection[int], *, ref4: str | None, by: str, now: datetime
) -> Booking:
    """Let a visit fetch what was chosen of what was left out; what prints itself is asked for on paper by that.

    ref4: the last four digits of a registration number of its invitation; None where nothing has to be proven. What it
    fetches already changes nothing. Raises NoDocumentChosen, PassUnknown, DigitsWrong, DigitsTooFew, IllegalStep,
    ChangeTooLate, NothingToAdd, NoRoomToAdd.
    """
    if not document_ids:
        raise NoDocumentChosen
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    hold_visit(session, booking)
    found = _left_out(session, booking)
    if ref4 is not None:
        prove_reference(session, booking, ref4, also=[each.document for each in found])
    visit = _visit(session, booking)
    if visit is None:
        raise IllegalStep(stage=booking.stage)
    office = office_of(session, booking.office_id)
    if _until(office, visit) <= now:
        raise ChangeTooLate(until=_until(office, visit), phone=office.phone or office.name)
    fetched = {document.id for document in queries.documents_of_booking(session, booking.id, live=True)}
    chosen = _chosen(found, set(document_ids) - fetched)
    if not chosen:
        return booking
    _take(session, visit, chosen, now)
    for each in chosen:
        ask_for_paper(session, each.document, now=now)
        ADD_BOOKING_DOCUMENT.run(
            session, booking_id=booking.id, document_id=each.document.id, office_id=booking.office_id
        )
    record(session, booking, before=booking.stage, by=by, now=now, why="joined")
    note(session, Cause.CHANGED, booking, now=now, once=step_of(session))
    session.refresh(booking)
    return booking


def _visit(session: Session, booking: Booking) -> PlannedVisit | None:
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    return PlannedVisit(booking, slot) if slot and booking.stage == BookingStage.BOOKED else None


def _until(office: Office, visit: PlannedVisit) -> datetime:
    """Until when a visit may be added to: the office's time before it."""
    return visit.slot.starts_at - timedelta(minutes=office.change_minutes)


def _left_out(session: Session, booking: Booking) -> list[LeftOut]:
    """In their order, whoever comes may take them; a recording needs a time of its own queue."""
    if booking.invitation_id is None:
        return []
    ready = DOCUMENTS_TO_BOOK.all(session, invitation=booking.invitation_id)
    of_these = col(BookingDocument.document_id).in_([row[0] for row in ready])
    fetched = set(session.scalars(select(col(BookingDocument.document_id)).where(of_these, col(BookingDocument.live))))
    found = []
    for number, service_id, _, units, _, hands_over, *_ in ready:
        if number in fetched or not (hands_over or service_id == booking.service_id):
            continue
        document = session.get_one(Document, number)
        if may_collect(session, booking, document):
            found.append(LeftOut(document, units))
    return found


def _chosen(found: list[LeftOut], document_ids: set[int]) -> list[LeftOut]:
    chosen = [each for each in found if each.document.id in document_ids]
    if len(chosen) < len(document_ids):
        raise NothingToAdd
    return chosen


def _take(session: Session, visit: PlannedVisit, chosen: list[LeftOut], now: datetime) -> None:
    """The seats first, and then the visit, if nobody has come yet."""
    booking, slot, units = visit.booking, visit.slot, sum(each.units for each in chosen)
    if slot.planned < 1 or not take_free_or_kept(
        session, slot.id, units, invitation_id=booking.invitation_id, by_staff=booking.by_staff, now=now
    ):
        raise NoRoomToAdd
    grow(session, booking, units)
