"""Old cards that were taken back and lie in the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Batch, BatchDocument, Document, Handover, Office, Place
from scheduler.flow.custody.collectors import has_old_cards
from scheduler.flow.custody.handover_records import is_taken_back


@dataclass(frozen=True, slots=True)
class Card:
    """An old card: for which document, when it was taken, and at which counter or place."""

    reference: str
    type: str
    at: datetime
    counter: int | None
    place: str | None


def cards_between(session: Session, office: Office, start: datetime, end: datetime) -> Sequence[Card]:
    """Cards that lie in the office: taken at a counter, or brought back from a place, in a stretch of time."""
    kinds = {kind.id: kind.code for kind in queries.types_of(session, office.id) if has_old_cards(kind)}
    here = session.execute(
        select(col(Document.reference), col(Document.type_id), col(Handover.at), col(Handover.counter_number))
        .select_from(Document)
        .join(Handover, col(Handover.document_id) == col(Document.id))
        .where(
            col(Handover.office_id) == office.id,
            col(Handover.old_card) == "withdrawn",
            col(Document.type_id).in_(kinds),
            col(Handover.at) >= start,
            col(Handover.at) < end,
            ~is_taken_back(Handover),
        )
    )
    there = session.execute(
        select(col(Document.reference), col(Document.type_id), col(BatchDocument.old_card_back_at), col(Place.name))
        .select_from(Document)
        .join(BatchDocument, col(BatchDocument.document_id) == col(Document.id))
        .join(Batch, col(Batch.id) == col(BatchDocument.batch_id))
        .join(Place, col(Place.id) == col(Batch.place_id))
        .where(
            col(BatchDocument.office_id) == office.id,
            col(Document.type_id).in_(kinds),
            col(BatchDocument.old_card_back_at) >= start,
            col(BatchDocument.old_card_back_at) < end,
        )
    )
    cards = [Card(reference, kinds[type_id], at, counter, None) for reference, type_id, at, counter in here]
    cards += [Card(reference, kinds[type_id], at, None, place) for reference, type_id, at, place in there]
    return sorted(cards, key=lambda card: (card.at, card.reference))
