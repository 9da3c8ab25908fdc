"""What a search shows: a page of documents, as staff may see them in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Place
from scheduler.db.search.searching import search
from scheduler.domain.text.finding import read_sought
from scheduler.flow.documents.finding import is_whole
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents.remembered_search import Search


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer. open_places: those that take documents."""

    types: Sequence[DocumentType]
    places: Sequence[str]
    open_places: Sequence[str]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found; looked_to, before: as `searching.Found`. is_whole: whether names find everything."""

    documents: Sequence[Document]
    before: int | None
    looked_to: datetime | None
    is_whole: bool
    choices: Choices


def found_page(session: Session, staff: SignedIn, asked: Search, before: int | None = None) -> FoundPage:
    """The documents that are asked for, newest first."""
    office_id, choices = staff.office.id, choices_of(session, staff)
    filters = asked.filters(staff, list(choices.types))
    found = search(session, office_id, read_sought(asked.text), filters, before=before)
    return FoundPage(found.documents, found.before, found.looked_to, is_whole(session, office_id), choices)


def only_one(session: Session, staff: SignedIn, asked: Search) -> str | None:
    """The registration number of the one document that a text alone finds for certain, to be shown at once."""
    if not asked.text or asked.narrows:
        return None
    found = found_page(session, staff, asked)
    certain = len(found.documents) == 1 and found.before is None and found.is_whole
    return found.documents[0].reference if certain else None


def choices_of(session: Session, staff: SignedIn) -> Choices:
    """The office's types and its places."""
    office_id = staff.office.id
    of_it = select(Place).where(col(Place.office_id) == office_id).order_by(col(Place.name))
    places = session.scalars(of_it).all()
    types = sorted(queries.types_of(session, office_id), key=lambda kind: kind.code)
    return Choices(types, [each.name for each in places], [each.name for each in places if not each.closed])
