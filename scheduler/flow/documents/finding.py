"""The blind index: names are sealed, so what they are found by is kept as keyed hashes, beside each document."""

from collections.abc import Collection

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentWord
from scheduler.db.search.word_hashes import name_words, tail_words
from scheduler.domain.text import finding

_WORDS = DocumentWord.__table__  # type: ignore[attr-defined]
_ADD = {
    "sqlite": sqlite.insert(_WORDS).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_WORDS).on_conflict_do_nothing(),
}


def index_new(session: Session, document: Document) -> None:
    """Let a document that has just been registered be found by its names and its last digits."""
    _add(session, document, words_of(document))


def index_again(session: Session, document: Document) -> None:
    """Let a document be found by what it is now, and by nothing that it was. Its row is locked, or just written."""
    wanted = words_of(document)
    of_it = col(DocumentWord.document_id) == document.id
    known = set(session.scalars(select(col(DocumentWord.word)).where(of_it)))
    change_rows(session, delete(DocumentWord).where(of_it, col(DocumentWord.word).in_(known - wanted)))
    _add(session, document, wanted - known)


def is_whole(session: Session, office_id: int) -> bool:
    """Whether every document of an office can be found: they are indexed from the newest to the oldest."""
    oldest = (
        select(col(Document.id))
        .where(col(Document.office_id) == office_id)
        .order_by(col(Document.created_at), col(Document.id))
        .limit(1)
    )
    first = session.scalar(oldest)
    return first is None or bool(session.scalar(select(exists().where(col(DocumentWord.document_id) == first))))


def words_of(document: Document) -> set[bytes]:
    """The keyed hashes that a document is found by; one at least, so that it can be told from one not yet indexed."""
    office_id = document.office_id
    found = {name_words(office_id, word)[0] for word in finding.beginnings(document.holder, document.applicant)}
    found |= {tail_words(office_id, tail)[0] for tail in finding.tails(document.reference)}
    return found or {name_words(office_id, "")[0]}


def _add(session: Session, document: Document, words: Collection[bytes]) -> None:
    if words:
        session.connection().execute(
            _ADD[session.get_bind().dialect.name],
            [{"document_id": document.id, "office_id": document.office_id, "word": word} for word in sorted(words)],
        )
