"""What the pages of a place show: a document to book for, a visit of its own, and the list of those to come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Batch, Booking, Document, Office, Place, Slot
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.text.names import initials
from scheduler.flow.place.batches import batch_at, batches_of, lines_of
from scheduler.flow.place.showing import refuse_unshown
from scheduler.flow.place.visits import own_visit, refuse_shut, visit_at, visits_ahead_of
from scheduler.web.shared.booking import on_behalf_view
from scheduler.web.shared.booking.batch_view import BatchPage, batch_page
from scheduler.web.shared.booking.chooser import Chooser, Wish
from scheduler.web.shared.booking.on_behalf_view import BookedVisit, ToBook


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit that the place booked: by initials, since the list may lie open."""

    booking: Booking
    slot: Slot | None
    who: Sequence[str]

    @property
    def has_come(self) -> bool:
        return self.booking.stage == "arrived"


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch in the list of those that were sent: how many documents are on its list, and how many are still out."""

    batch: Batch
    documents: int
    out: int


def to_book(
    session: Session,
    office: Office,
    place: Place,
    document_id: int,
    wish: Wish,
    fetch: Collection[int] | None = None,
    *,
    by: str,
    now: datetime,
) -> Booking | ToBook:
    """What may be chosen for a document that was shown; or the place's own visit, where it is booked already.

    Raises ShowAgain, BookedElsewhere, PlaceShut, and what `on_behalf_view.to_book` does.
    """
    refuse_unshown(session, document_id, by=by, now=now)
    document = session.get_one(Document, document_id)
    booked = own_visit(session, place, document)
    if booked is not None:
        return booked
    refuse_shut(place)
    return on_behalf_view.to_book(session, office, document_id, wish, fetch, now=now)


def visit_page(session: Session, office: Office, place: Place, short: int) -> BookedVisit:
    """A visit that the place booked. Raises PassUnknown."""
    return on_behalf_view.visit_of(session, office, visit_at(session, place, short).short)


def to_move(
    session: Session, office: Office, place: Place, short: int, wish: Wish, *, now: datetime
) -> tuple[BookedVisit, Chooser]:
    """Where a visit of the place may be moved to. Raises PassUnknown, IllegalStep."""
    if not visit_page(session, office, place, short).can_change:
        raise IllegalStep(stage=visit_at(session, place, short).stage)
    return on_behalf_view.to_move(session, office, short, wish, now=now)


def coming(session: Session, office: Office, place: Place, *, now: datetime) -> list[Coming]:
    """What the place booked and is still to come, from today on."""
    found = []
    for booking, slot in visits_ahead_of(session, office, place, now=now):
        documents = queries.documents_of_booking(session, booking.id)
        found.append(Coming(booking, slot, list(dict.fromkeys(initials(each.holder) for each in documents))))
    return found


def batch_of_place(session: Session, place: Place, batch_id: int, *, now: datetime) -> BatchPage:
    """A batch that was sent to the place. Raises BatchUnknown."""
    return batch_page(session, batch_at(session, place, batch_id, now=now), now=now)


def sent_batches(session: Session, place: Place, *, now: datetime) -> list[SentBatch]:
    """All that were sent there and are not done, or were done lately: counted at once, however many there are."""
    batches = batches_of(session, place, now=now)
    counts = lines_of(session, [batch.id for batch in batches])
    return [SentBatch(batch, *counts.get(batch.id, (0, 0))) for batch in batches]
