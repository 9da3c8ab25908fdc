"""Documents that were there before the blind index are put into it, from the newest to the oldest, in small steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, DocumentWord
from scheduler.flow.documents.finding import index_new, is_whole

STEP = 25
"""Documents of one write: others wait behind it."""
LOOK = 1_000
"""Documents that are looked at for one step; those that are indexed cost little."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an office's documents, newest first: those not indexed yet, and the last it looked at."""

    missing: Sequence[int]
    last: int | None


def offices_to_index(session: Session) -> list[int]:
    """The offices some of whose documents cannot be found yet."""
    return [office.id for office in queries.offices(session) if not is_whole(session, office.id)]


def next_stretch(session: Session, office_id: int, after: int | None) -> Stretch:
    """The documents behind one (None: from the newest on), at most STEP of them to index; none at the end.

    The stretch ends at the last that has to be indexed: who goes on from there has left none out.
    """
    order = (col(Document.created_at), col(Document.id))
    has_words = select(col(DocumentWord.document_id)).where(col(DocumentWord.document_id) == Document.id).exists()
    query = select(col(Document.id), has_words).where(col(Document.office_id) == office_id)
    if after is not None:
        last = session.get_one(Document, after)
        query = query.where(tuple_(*order) < tuple_(last.created_at, last.id))
    seen: int | None = None
    missing: list[int] = []
    for document_id, is_indexed in session.execute(query.order_by(*(each.desc() for each in order)).limit(LOOK)):
        seen = document_id
        if not is_indexed:
            missing.append(document_id)
        if len(missing) == STEP:
            break
    return Stretch(missing, seen)


def index_some(session: Session, ids: Sequence[int], *, locked: bool = True) -> int:
    """Index documents that are not indexed yet; returns how many. Several processes may do the same at once.

    Each row is locked first, by rising id: a name that is changed meanwhile is read as it is then, or is indexed by
    whoever changes it. locked=False leaves that out; only the test that shows what it is for asks for that.
    """
    query = select(Document).where(col(Document.id).in_(ids)).order_by(col(Document.id))
    documents = session.scalars(query.with_for_update() if locked else query).all()
    known = set(session.scalars(select(col(DocumentWord.document_id)).where(col(DocumentWord.document_id).in_(ids))))
    left = [document for document in documents if document.id not in known]
    for document in left:
        index_new(session, document)
    return len(left)
