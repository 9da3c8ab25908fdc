"""Visits that fetch a part of what their invitation is for."""

from scheduler.db.models import Document
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from tests.scenes.factories import EARLY, World


def visit_for(office: World, *fetched: Document, collector: str | None = None, hour: int = 9) -> str:
    """The pass of a visit that fetches these documents of one invitation, and leaves the others out."""
    code, slot, who = office.code(fetched[0]), office.slot(hour), Collector(collector)
    chosen, facts = {document.id for document in fetched}, {"party": 1, "by": "citizen", "now": EARLY}
    return office.database.run(bookings.book, code, slot.id, collector=who, fetch=chosen, **facts).code
