"""Ways to look for documents: which rows to look through, in which order, and what to look at in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Document, DocumentWord
from scheduler.db.search.filters import CREATED, ID, ON_PAPER, Check, Filters, passes, stopped_phones, there
from scheduler.db.search.word_hashes import name_words, tail_words
from scheduler.domain.text.finding import Sought, kept_tail
from scheduler.domain.text.names import last_digits

COUNTED = 1_000
"""Beyond so many documents a word or a filter is common; how common does not matter."""

BY_OFFICE = frozenset({"reference", "shelf"})
"""Columns that are indexed by office."""

Ids = Select[Any]
WORD_OF: ColumnElement[Any] = cast("ColumnElement[Any]", col(DocumentWord.document_id).label("id"))
KNOWN_BY = tuple(
    col(column)
    for column in (
        Document.id,
        Document.reference,
        Document.shelf,
        Document.nik_hash,
        Document.household,
        Document.phone_hash,
    )
)
"""What a document is known by for certain."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to look. ids: the rows to look through; by: their order, newest first. checks: what has to hold of each, in
    SQL; fits: and what only we can tell, of KNOWN_BY. is_ours: whether ids are of the office for certain.
    """

    ids: Ids
    by: Sequence[ColumnElement[Any]]
    checks: Sequence[Check] = ()
    fits: Callable[[Any], bool] | None = None
    is_ours: bool = False

    def place_of(self, document: Document) -> Sequence[Any]:
        """Where a document stands in the order."""
        return [document.id] if len(self.by) == 1 else [document.created_at, document.id]

    def behind(self, place: Sequence[Any] | None) -> Ids:
        """The rows in their order; those older than a place in it, if one is given."""
        ids = self.ids.order_by(*(each.desc() for each in self.by))
        if place is None:
            return ids
        return ids.where(tuple_(*self.by) < tuple_(*place) if len(self.by) > 1 else self.by[0] < place[0])


def ways_of(session: Session, office_id: int, sought: Sought, filters: Filters) -> list[Callable[[], Way]]:
    """What to look through, the surest first: what a text is as a number or shelf, then each reading of a name.
    Where nothing is sought, all that the filters leave.

    Each is made by a call, once those before it found nothing; the same search has the same ways in the same order.
    """
    if sought == Sought():
        return [lambda: _narrowed(_everything(office_id, filters), office_id, filters)]
    exact = _exact(office_id, sought)
    surest = [] if exact is None else [partial(_narrowed, exact, office_id, filters)]
    return [*surest, *(partial(_read_as, session, office_id, words, filters) for words in sought.names)]


def _read_as(session: Session, office_id: int, words: Sequence[str], filters: Filters) -> Way:
    return _narrowed(_named(session, office_id, words, filters), office_id, filters)


def _narrowed(way: Way, office_id: int, filters: Filters) -> Way:
    """The way, narrowed to what is of the office and passes the filters."""
    if way.is_ours and filters == Filters():
        return way
    return replace(way, checks=[*way.checks, passes(office_id, filters)])


def _everything(office_id: int, filters: Filters) -> Way:
    """All of the office, by the index that leaves the fewest: wanted on paper, a stopped number, a stage, else by when
    they came.
    """
    ours = col(Document.office_id) == office_id
    if filters.paper:
        return Way(select(ID).where(ours, ON_PAPER), [ID])
    if filters.stopped:
        return Way(select(ID).where(col(Document.phone_hash).in_(stopped_phones(office_id))), [ID])
    if filters.stage is not None:
        return Way(select(ID).where(ours, col(Document.stage) == filters.stage), [ID])
    all_ = select(CREATED, ID).where(ours)
    if filters.until is not None:
        all_ = all_.where(filters.until > CREATED)
    if filters.since is not None:
        all_ = all_.where(filters.since <= CREATED)
    return Way(all_, [CREATED, ID])


def _exact(office_id: int, sought: Sought) -> Way | None:
    """Registration number, last digits, NIK, KK number, phone or shelf: few, whichever it is."""
    known = _known(sought)
    parts = [_of_column(office_id, name, values) for name, values in known.items()]
    if sought.tail:
        parts.append(_of_word(office_id, tail_words(office_id, kept_tail(sought.tail))))
    if not parts:
        return None
    together = union(*parts).subquery()

    def fits(row: Any) -> bool:
        if any(getattr(row, name) in values for name, values in known.items()):
            return True
        return sought.tail == last_digits(row.reference, len(sought.tail or ""))

    return Way(select(together.c.id), [together.c.id], fits=fits)


def _of_column(office_id: int, name: str, values: Sequence[Any]) -> Ids:
    """Rows by an index: those of the office where it begins with that, else of all offices, of which few have it."""
    is_it = select(ID).where(col(getattr(Document, name)).in_(values))
    return is_it.where(col(Document.office_id) == office_id) if name in BY_OFFICE else is_it


def _known(sought: Sought) -> dict[str, Sequence[Any]]:
    """Column -> what would stand in it."""
    look_ups = keys.ring().look_ups
    known: dict[str, Sequence[Any]] = {
        "reference": sought.numbers,
        "shelf": [sought.shelf, *sought.numbers] if sought.shelf else [],
        "nik_hash": look_ups("nik", sought.sixteen) if sought.sixteen else [],
        "household": look_ups("kk", sought.sixteen) if sought.sixteen else [],
        "phone_hash": look_ups("phone", sought.phone) if sought.phone else [],
    }
    return {name: values for name, values in known.items() if values}


def _named(session: Session, office_id: int, words: Sequence[str], filters: Filters) -> Way:
    """Who has all the words: looked through by the rarest word, or by a filter that leaves fewer; the others are asked
    of each row.
    """
    hashed = [name_words(office_id, word) for word in words]
    ways = [
        Way(_of_word(office_id, word), [WORD_OF], [_has(other) for other in hashed if other is not word], is_ours=True)
        for word in hashed
    ]
    if filters.leave_few:
        ways.append(replace(_everything(office_id, filters), checks=[_has(word) for word in hashed]))
    return ways[0] if len(ways) == 1 else min(ways, key=lambda way: _count(session, way))


def _has(hashed: Sequence[bytes]) -> Check:
    """That a row is found by this word too."""
    has = select(WORD_OF).where(_is(hashed))
    return lambda row: there(has.where(row == WORD_OF) if len(hashed) == 1 else has.where(row == WORD_OF).limit(1))


def _of_word(office_id: int, hashed: Sequence[bytes]) -> Ids:
    """Rows that a word finds, each once: under several secrets a document may stand twice."""
    of_it = select(WORD_OF).where(col(DocumentWord.office_id) == office_id, _is(hashed))
    return of_it if len(hashed) == 1 else of_it.distinct()


def _is(hashed: Sequence[bytes]) -> ColumnElement[bool]:
    word = col(DocumentWord.word)
    return word == hashed[0] if len(hashed) == 1 else word.in_(hashed)


def _count(session: Session, way: Way) -> int:
    """How many rows a way has, up to COUNTED. In their order: PostgreSQL might read all of a common word before it
    counts the first of them.
    """
    some = way.behind(None).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
