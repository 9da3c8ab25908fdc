"""The steps of whoever books at a place: the desk's own, for what was shown there and for what the place booked."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Booking, Office, Place
from scheduler.flow.destinations.whereabouts import place_by_id
from scheduler.flow.place.showing import refuse_unshown
from scheduler.flow.place.visits import keep_visit, refuse_shut, visit_at
from scheduler.web.shared.booking import on_behalf
from scheduler.web.shared.booking.form import BookingForm


def book_at(
    session: Session, office: Office, place: Place, document_id: int, form: BookingForm, *, by: str, now: datetime
) -> Booking:
    """Book the visit of a document that was shown at the place, and mark it as the place's.

    Raises ShowAgain, PlaceShut, and whatever `on_behalf.book_for` does.
    """
    refuse_unshown(session, document_id, by=by, now=now)
    refuse_shut(place_by_id(session, office.id, place.id))
    booking = on_behalf.book_for(session, office, document_id, form, by=by, now=now)
    keep_visit(session, place, booking.id)
    return booking


def invite_at(session: Session, office: Office, place: Place, document_id: int, *, by: str, now: datetime) -> None:
    """Let a document that was shown at the place be booked for before its turn, while something is kept for that.

    Raises ShowAgain, PlaceShut, and whatever `on_behalf.invite_for_reserved` does.
    """
    refuse_unshown(session, document_id, by=by, now=now)
    refuse_shut(place_by_id(session, office.id, place.id))
    on_behalf.invite_for_reserved(session, office, document_id, by=by, now=now)


def move_at(
    session: Session, office: Office, place: Place, short: int, slot_id: int, *, by: str, now: datetime
) -> None:
    """Move a visit that the place booked. Raises PassUnknown and whatever `on_behalf.move_for` does."""
    visit_at(session, place, short)
    on_behalf.move_for(session, office, short, slot_id, by=by, now=now)


def give_up_at(session: Session, office: Office, place: Place, short: int, *, by: str, now: datetime) -> None:
    """Give up a visit that the place booked. Raises PassUnknown and whatever `on_behalf.cancel_for` does."""
    visit_at(session, place, short)
    on_behalf.cancel_for(session, office, short, by=by, now=now)
