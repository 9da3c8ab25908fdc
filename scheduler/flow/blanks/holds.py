"""Documents and the blanks they are printed on, held together: the documents by rising id, then the materials by name.

Of a line only those are held whom a step is about, and they are looked for before the material is held. Once it is, the
line is looked at again: whom it is about now, and nobody else holds, is held too without waiting. For whoever holds a
document may wait for its material, and who then waited for the document would wait in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Integer, bindparam, func, literal_column, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Document, Material
from scheduler.flow.blanks.queue import KINDS
from scheduler.flow.blanks.stock import material_of
from scheduler.flow.core.history import AT_ONCE

_IN_PRODUCTION: ColumnElement[bool] = literal_column("document.stage = 'in_production'")
"""In the words of the index of documents in production."""
_IN_WORK = (
    select(col(Document.id))
    .where(col(Document.office_id) == bindparam("office"), col(Document.type_id).in_(KINDS), _IN_PRODUCTION)
    .limit(bindparam("most", type_=Integer))
)
_SINCE = func.coalesce(col(Document.waits_since), col(Document.created_at))
_WITHOUT = Prepared(_IN_WORK.where(col(Document.has_blank).is_(False)).order_by(_SINCE, col(Document.id)))
_PROMISED = Prepared(
    _IN_WORK.where(col(Document.has_blank).is_(True)).order_by(
        col(Document.priority), _SINCE.desc(), col(Document.id).desc()
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A material, and documents that are printed on it, by id; nobody else changes any of them until the commit."""

    material: Material
    documents: dict[int, Document] = field(default_factory=dict)

    def among(self, ids: Iterable[int]) -> list[Document]:
        """Those of some documents that are held, in their order."""
        return [self.documents[each] for each in ids if each in self.documents]


def without_blank(session: Session, material: Material, most: int) -> list[int]:
    """Documents in production for which no blank is kept, the oldest first; no more than so many."""
    return _ids_of(session, _WITHOUT, material, most)


def last_promised(session: Session, material: Material, most: int) -> list[int]:
    """Documents for which a blank is kept, the last in line first; no more than so many."""
    return _ids_of(session, _PROMISED, material, most)


def is_anybody_without(session: Session, material: Material) -> bool:
    """Whether a document is in production for which no blank is kept."""
    return bool(without_blank(session, material, 1))


def hold_lines(session: Session, office_id: int, wanted: Mapping[str, Sequence[int]]) -> list[Line]:
    """The materials that are counted, by name, each with the documents that are wanted of it, as they are now."""
    documents = hold_documents(session, [number for numbers in wanted.values() for number in numbers])
    held = [material_of(session, office_id, name, hold=True) for name in sorted(wanted)]
    return [
        Line(each, {number: documents[number] for number in wanted[each.name] if number in documents})
        for each in held
        if each is not None
    ]


def hold_more(session: Session, line: Line, ids: Iterable[int]) -> None:
    """Hold those documents of a line too that nobody else holds just now."""
    missing = [number for number in ids if number not in line.documents]
    line.documents.update(hold_documents(session, missing, skip_locked=True))


def hold_documents(session: Session, ids: Iterable[int], *, skip_locked: bool = False) -> dict[int, Document]:
    """Some documents as they are now, by id. skip_locked: without those that somebody else holds."""
    wanted, found = sorted(ids), dict[int, Document]()
    for first in range(0, len(wanted), AT_ONCE):
        rows = session.scalars(
            select(Document)
            .where(col(Document.id).in_(wanted[first : first + AT_ONCE]))
            .order_by(col(Document.id))
            .with_for_update(skip_locked=skip_locked)
            .execution_options(populate_existing=True)
        )
        found.update((each.id, each) for each in rows)
    return found


def _ids_of(session: Session, read: Prepared, material: Material, most: int) -> list[int]:
    return [row[0] for row in read.all(session, office=material.office_id, material=material.name, most=most)]
