"""Ways to look for documents: which rows to look through, in which order, and what to look at in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, exists, func, null, select, tuple_, union
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Document, DocumentWord, StoppedNumber
from scheduler.db.word_hashes import name_words, tail_words
from scheduler.domain.finding import Sought, kept_tail
from scheduler.domain.names import last_digits

COUNTED = 2_000
"""Beyond that a word is common; how common does not matter."""

BY_OFFICE = frozenset({"reference", "shelf"})
"""Columns that are indexed by office."""

Ids = Select[Any]
ID: ColumnElement[Any] = cast("ColumnElement[Any]", col(Document.id))
CREATED: ColumnElement[Any] = cast("ColumnElement[Any]", col(Document.created_at))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the documents are narrowed to; None is no matter. since, until: when they were registered.

    stopped: those only to whose phone nothing is sent. shelved: whether their shelf is known.
    """

    stage: str | None = None
    type_id: int | None = None
    channel: str | None = None
    place: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    stopped: bool = False
    shelved: bool | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """ids: the rows to look through; by: their order, newest first. looked_at: what has to hold of each, in SQL;
    fits: and what only we can tell.
    """

    ids: Ids
    by: Sequence[ColumnElement[Any]]
    looked_at: Sequence[ColumnElement[bool]] = ()
    fits: Callable[[Document], bool] | None = None

    def after(self, last: Document) -> Ids:
        """The rows older than a document."""
        if len(self.by) == 1:
            return self.ids.where(self.by[0] < last.id)
        return self.ids.where(tuple_(*self.by) < tuple_(last.created_at, last.id))


def ways_of(session: Session, office_id: int, sought: Sought, filters: Filters) -> list[Way]:
    """What to look through, the surest first: what a text is as a number or shelf, then as a name.

    Where nothing is sought, all that the filters leave.
    """
    if sought == Sought():
        return [_everything(office_id, filters)]
    exact, names = _exact(office_id, sought), _named(session, office_id, sought.words)
    return [way for way in (exact, names) if way is not None]


def conditions(office_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    """The filters in SQL, for rows that are looked up by their id."""
    kept = [_plain(Document.office_id) == office_id]
    for column, value in (
        (Document.stage, filters.stage),
        (Document.type_id, filters.type_id),
        (Document.channel, filters.channel),
        (Document.place, filters.place),
    ):
        if value is not None:
            kept.append(_plain(column) == value)
    if filters.since is not None:
        kept.append(_plain(Document.created_at) >= filters.since)
    if filters.until is not None:
        kept.append(_plain(Document.created_at) < filters.until)
    if filters.shelved is not None:
        shelf = _plain(Document.shelf)
        kept.append(shelf.is_not(None) if filters.shelved else shelf.is_(None))
    if filters.stopped:
        kept.append(_plain(Document.phone_hash).in_(_stopped(office_id)))
    return kept


def _plain(column: Any) -> ColumnElement[Any]:
    """A column whose index is not used: without statistics SQLite would take it instead of the ids it is given, and
    read the whole office.
    """
    return func.coalesce(column, null())


def _everything(office_id: int, filters: Filters) -> Way:
    """By the index that leaves the fewest: numbers that were stopped, a stage, else all by when they came."""
    ours = select(ID).where(col(Document.office_id) == office_id)
    if filters.stopped:
        return Way(ours.where(col(Document.phone_hash).in_(_stopped(office_id))), [ID])
    if filters.stage is not None:
        return Way(ours.where(col(Document.stage) == filters.stage), [ID])
    if filters.until is not None:
        ours = ours.where(filters.until > CREATED)
    if filters.since is not None:
        ours = ours.where(filters.since <= CREATED)
    return Way(ours, [CREATED, ID])


def _stopped(office_id: int) -> Select[Any]:
    return select(col(StoppedNumber.phone_hash)).where(col(StoppedNumber.office_id) == office_id)


def _exact(office_id: int, sought: Sought) -> Way | None:
    """Registration number, last digits, NIK, KK number, phone or shelf: few, whichever it is."""
    known = _known(sought)
    parts = [_of_column(office_id, name, values) for name, values in known.items()]
    if sought.tail:
        parts.append(_of_word(office_id, tail_words(office_id, kept_tail(sought.tail))))
    if not parts:
        return None
    together = union(*parts).subquery()

    def fits(document: Document) -> bool:
        if any(getattr(document, name) in values for name, values in known.items()):
            return True
        return sought.tail == last_digits(document.reference, len(sought.tail or ""))

    return Way(select(together.c[0]), [together.c[0]], fits=fits)


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


def _named(session: Session, office_id: int, words: Sequence[str]) -> Way | None:
    """Who has all the words: looked through by the rarest, the others looked up for each."""
    if not words:
        return None
    hashed = [name_words(office_id, word) for word in words]
    if len(hashed) > 1:
        hashed.sort(key=lambda each: _count(session, office_id, each))
    rarest, *others = hashed
    return Way(
        _of_word(office_id, rarest),
        [cast("ColumnElement[Any]", col(DocumentWord.document_id))],
        [_has(word) for word in others],
    )


def _has(hashed: Sequence[bytes]) -> ColumnElement[bool]:
    return exists().where(col(DocumentWord.document_id) == ID, col(DocumentWord.word).in_(hashed))


def _of_word(office_id: int, hashed: Sequence[bytes]) -> Ids:
    """Under several secrets a document may stand twice."""
    of_it = select(col(DocumentWord.document_id)).where(col(DocumentWord.office_id) == office_id)
    if len(hashed) == 1:
        return of_it.where(col(DocumentWord.word) == hashed[0])
    return of_it.where(col(DocumentWord.word).in_(hashed)).distinct()


def _count(session: Session, office_id: int, hashed: Sequence[bytes]) -> int:
    some = _of_word(office_id, hashed).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
