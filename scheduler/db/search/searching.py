"""Documents found by what is known of them, newest first, page by page; no page takes more than a bounded look.

Names are sealed: they are found by the blind index (`flow/documents/finding.py` writes it).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from scheduler.db.models import Document
from scheduler.db.search.filters import ID, Filters
from scheduler.db.search.ways import KNOWN_BY, Ids, Way, ways_of
from scheduler.domain.text.finding import Sought

PAGE = 25
LOOKS = (200, 800, 2_000)
"""How many documents are looked at for one page, in growing steps; whoever wants more turns the page."""

WAYS = 8
"""More than there are to look for one text (`ways.ways_of`)."""

__all__ = ["PAGE", "End", "Filters", "Found", "search"]


@dataclass(frozen=True, slots=True)
class End:
    """Where a page ended: at which document, in which way of looking, and whether that way has found anything so far.

    Without the latter two a text that may be read in several ways would go on in another one, from the middle of it.
    """

    document: int
    way: int = 0
    has_found: bool = False

    @property
    def number(self) -> int:
        """The end as a number, which says nothing to anybody else."""
        return (self.document * WAYS + self.way) * 2 + self.has_found

    @classmethod
    def of(cls, number: int) -> "End":
        """The end that a number stands for, up to `LAST_END`; where its document is gone, all begins anew."""
        place, has_found = divmod(number, 2)
        document, way = divmod(place, WAYS)
        return cls(document, way, bool(has_found))


LAST_END = End(2**31 - 1, WAYS - 1, has_found=True).number
"""No page ends behind it: that is the largest id of a document."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of documents. before: where the next page goes on, an `End` as a number; None at the end.

    looked_to: the day the look got to, where it ended before the page was full though there may be more.
    """

    documents: Sequence[Document] = ()
    before: int | None = None
    looked_to: datetime | None = None


def search(
    session: Session, office_id: int, sought: Sought, filters: Filters, *, before: int | None = None, most: int = PAGE
) -> Found:
    """The documents of an office that a text and filters find, behind the end of a page (`before`).

    They are all of one way to look: the first that finds any, to its end and no further.
    """
    end = End.of(before or 0)
    last = session.get(Document, end.document) if end.document else None
    if last is not None and last.office_id != office_id:
        return Found()
    has_found = end.has_found
    for number, way in enumerate(ways_of(session, office_id, sought, filters)):
        if number < end.way:
            continue
        found = _page(session, way(), last, most)
        has_found = has_found or bool(found.documents)
        if found.before is not None:
            return replace(found, before=End(found.before, number, has_found).number)
        if has_found:
            return found
        last = None  # the next way is looked through from its beginning
    return Found()


def _page(session: Session, way: Way, last: Document | None, most: int) -> Found:
    """One page, whose `before` is its last document; whether there is another is known by looking for one more."""
    ids: list[int] = []
    end: Sequence[Any] | None = None if last is None else way.place_of(last)
    for size in LOOKS:
        looked = way.behind(end).limit(size)
        ids += _passing(session, way, looked, most + 1 - len(ids))
        if len(ids) > most:
            return Found(_documents(session, ids[:most]), ids[most - 1])
        end = session.execute(looked.offset(size - 1).limit(1)).first()
        if end is None:
            return Found(_documents(session, ids))
    assert end is not None
    *_, last_id = end
    return Found(_documents(session, ids), last_id, session.get_one(Document, last_id).created_at)


def _passing(session: Session, way: Way, looked: Ids, most: int) -> list[int]:
    """Of the rows that are looked at, the ids of the first that fit."""
    rows = looked.subquery("looked")
    order = (rows.c[each.name].desc() for each in way.by)
    query = select(rows.c.id).where(*(check(rows.c.id) for check in way.checks)).order_by(*order)
    if way.fits is None:
        return list(session.scalars(query.limit(most)))
    ids = session.scalars(query).all()
    known = {} if not ids else {row.id: row for row in session.execute(select(*KNOWN_BY).where(ID.in_(ids)))}
    return [each for each in ids if each in known and way.fits(known[each])][:most]


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """The documents of some ids, in that order; one that went meanwhile is left out."""
    found = {} if not ids else {each.id: each for each in session.scalars(select(Document).where(ID.in_(ids)))}
    return [found[each] for each in ids if each in found]
