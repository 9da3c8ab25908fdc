"""Documents found by what is known of them, newest first, page by page; no page takes more than a bounded look.

Names are sealed: they are found by the blind index (`flow/finding.py` writes it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document
from scheduler.db.search_ways import Filters, Way, conditions, ways_of
from scheduler.domain.finding import Sought

PAGE = 25
LOOKS = (200, 1_000, 3_800)
"""How many are looked at for one page, in growing steps; whoever wants more turns the page."""

__all__ = ["PAGE", "Filters", "Found", "search"]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of documents. before: the document behind which the next page begins; None at the end.

    looked_to: the day the look got to, where it ended before the page was full though there may be more.
    """

    documents: Sequence[Document] = ()
    before: int | None = None
    looked_to: datetime | None = None


def search(
    session: Session, office_id: int, sought: Sought, filters: Filters, *, before: int | None = None, most: int = PAGE
) -> Found:
    """The documents of an office that a text and filters find, behind the document `before`."""
    last = session.get(Document, before) if before else None
    if last is not None and last.office_id != office_id:
        return Found()
    found = Found()
    for way in ways_of(session, office_id, sought, filters):
        found = _page(session, way, _Look(session, way, office_id, filters), last, most)
        if found.documents or found.before:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    session: Session
    way: Way
    office_id: int
    filters: Filters

    def at(self, ids: Sequence[int], most: int) -> list[Document]:
        """Of some rows the first that fit, in their order."""
        if not ids:
            return []
        where = (col(Document.id).in_(ids), *conditions(self.office_id, self.filters), *self.way.looked_at)
        left = set(self.session.scalars(select(col(Document.id)).where(*where)))
        wanted = [each for each in ids if each in left]
        if self.way.fits is None:
            wanted = wanted[:most]
        rows = {each.id: each for each in self.session.scalars(select(Document).where(col(Document.id).in_(wanted)))}
        documents = (rows[each] for each in wanted)
        return [each for each in documents if self.way.fits is None or self.way.fits(each)]


def _page(session: Session, way: Way, look: _Look, last: Document | None, most: int) -> Found:
    """One page; whether there is another is known by looking for one more."""
    documents: list[Document] = []
    for size in LOOKS:
        ids = _ids(session, way, last, size)
        documents.extend(look.at(ids, most + 1 - len(documents)))
        if len(documents) > most:
            return Found(documents[:most], documents[most - 1].id)
        if len(ids) < size:
            return Found(documents)
        last = session.get_one(Document, ids[-1])
    assert last is not None
    return Found(documents, last.id, last.created_at)


def _ids(session: Session, way: Way, last: Document | None, size: int) -> list[int]:
    query = way.ids if last is None else way.after(last)
    return list(session.scalars(query.order_by(*(each.desc() for each in way.by)).limit(size)))
