"""Documents found by what is known of them, newest first, page by page; no page takes more than a bounded look.

Names are sealed: they are found by the blind index (`flow/finding.py` writes it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from scheduler.db.models import Document
from scheduler.db.search_filters import ID, Filters
from scheduler.db.search_ways import KNOWN_BY, Ids, Way, ways_of
from scheduler.domain.finding import Sought

PAGE = 25
LOOKS = (200, 800, 2_000)
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
        found = _page(session, way, last, most)
        if found.documents or found.before:
            break
    return found


def _page(session: Session, way: Way, last: Document | None, most: int) -> Found:
    """One page; whether there is another is known by looking for one more."""
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
    """Of the rows that are looked at the first that fit."""
    rows = looked.subquery("looked")
    order = (rows.c[each.name].desc() for each in way.by)
    query = select(rows.c.id).where(*(check(rows.c.id) for check in way.checks)).order_by(*order)
    if way.fits is None:
        return list(session.scalars(query.limit(most)))
    ids = session.scalars(query).all()
    known = {} if not ids else {row.id: row for row in session.execute(select(*KNOWN_BY).where(ID.in_(ids)))}
    return [each for each in ids if each in known and way.fits(known[each])][:most]


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """In the order of their ids; one that went meanwhile is left out."""
    found = {} if not ids else {each.id: each for each in session.scalars(select(Document).where(ID.in_(ids)))}
    return [found[each] for each in ids if each in found]
