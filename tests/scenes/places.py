"""Places of an office and batches that go there, for tests: each function runs real steps."""

from typing import Any

from sqlmodel import col

from scheduler.db.models import Batch, BatchDocument, Document, Place
from scheduler.flow.delivery import places
from scheduler.flow.delivery.batches import making, signing
from scheduler.flow.delivery.places import PlacePlan
from tests.scenes.factories import NINE, World

BUGIS = "Kelurahan Kampung Bugis"
PLAN = PlacePlan(BUGIS, "kelurahan", "Jalan Bugis 5", "Senin-Jumat 08.00-14.00", "0771-111")


def a_place(office: World, name: str = BUGIS, **facts: Any) -> Place:
    plan = PlacePlan(**{**{field: getattr(PLAN, field) for field in PLAN.__slots__}, "name": name, **facts})
    return office.database.run(places.add_place, office.office, plan)


def for_place(office: World, reference: str, *, place: str = BUGIS, stage: str = "ready", **facts: Any) -> Document:
    """A document that is handed over at a place."""
    document = office.document(reference, stage=stage, channel="branch", **facts)
    office.change(Document, document.id, place=place)
    return office.rows(Document, col(Document.id) == document.id)[0]


def a_batch(office: World, place: Place, *references: str, **facts: Any) -> Batch:
    """A list for a place with all that waits for it, and new documents of these numbers."""
    for reference in references:
        for_place(office, reference, place=place.name, **facts)
    return office.do(making.make_batch, place.id)


def taken(office: World, place: Place, *references: str, by: str = "Hasan", **facts: Any) -> Batch:
    """A batch that somebody has signed for and taken along."""
    batch = a_batch(office, place, *references, **facts)
    return office.do(signing.sign_batch, batch.id, taken_by=by, signature=None, now=NINE)


def row(office: World, reference: str) -> BatchDocument:
    """The latest row of a document on a list."""
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return max(office.rows(BatchDocument, col(BatchDocument.document_id) == document.id), key=lambda each: each.id)


def listed(office: World, batch: Batch) -> list[str]:
    """The registration numbers on a batch's list, in its order."""
    names = {document.id: document.reference for document in office.rows(Document)}
    rows = office.rows(BatchDocument, col(BatchDocument.batch_id) == batch.id)
    return [names[each.document_id] for each in sorted(rows, key=lambda each: each.position)]
