"""Who waits for a blank, in the order in which blanks go to them, and what holds them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Material, PrintingStop
from scheduler.domain.blanks import Waiting, in_order
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.stock import material_of

SINCE = func.coalesce(col(Document.waits_since), col(Document.created_at))
"""Its place in the line; of one that waited before places were kept, when it was taken in."""


def place_of(session: Session, document: Document) -> int | None:
    """Which blank is its: 1 the next one. None for what does not wait, and where nobody counts the blanks."""
    if document.stage != DocumentStage.WAITING_FOR_BLANK:
        return None
    material = counted_of(session, document)
    if material is None:
        return None
    ids = [each.id for each in line_of(session, material)]
    return ids.index(document.id) + 1 if document.id in ids else None


def line_of(session: Session, material: Material) -> list[Waiting]:
    """Everybody who waits for a material, the next first."""
    return in_order(waiting_of(session, material), material.shares, material.lately)


def waiting_of(session: Session, material: Material) -> list[Waiting]:
    """Everybody who waits for a material, in no order."""
    rows = session.execute(
        select(col(Document.id), SINCE, col(Document.reason), col(Document.priority)).where(is_waiting(material))
    )
    return [Waiting(*row) for row in rows]


def is_waiting(material: Material) -> ColumnElement[bool]:
    """Of a document: it waits for a blank of a material."""
    return of_material(material) & (col(Document.stage) == DocumentStage.WAITING_FOR_BLANK)


def of_material(material: Material) -> ColumnElement[bool]:
    """Of a document: it is printed on a material."""
    kinds = select(col(DocumentType.id)).where(
        col(DocumentType.office_id) == material.office_id, col(DocumentType.material) == material.name
    )
    return (col(Document.office_id) == material.office_id) & col(Document.type_id).in_(kinds)


def is_anybody_waiting(session: Session, material: Material) -> bool:
    """Whether a document waits for a blank of a material."""
    return session.scalar(select(col(Document.id)).where(is_waiting(material)).limit(1)) is not None


def count_waiting(session: Session, material: Material) -> int:
    """How many documents wait for a blank of a material."""
    return session.scalar(select(func.count()).select_from(Document).where(is_waiting(material))) or 0


def running_stop(session: Session, office_id: int, name: str) -> PrintingStop | None:
    """Why a material is not printed on just now; None where it is."""
    return session.scalars(
        select(PrintingStop)
        .where(
            col(PrintingStop.office_id) == office_id,
            col(PrintingStop.ended_at).is_(None),
            or_(col(PrintingStop.material).is_(None), col(PrintingStop.material) == name),
        )
        .order_by(col(PrintingStop.id))
    ).first()


def substitute_of(session: Session, document: Document, language: str) -> str | None:
    """What helps somebody who cannot wait, in the office's words; None where it has none."""
    return words_of_substitute(counted_of(session, document), language)


def words_of_substitute(material: Material | None, language: str) -> str | None:
    """The same, of a material; None too where nobody counts it."""
    words = material.substitute if material else {}
    return words.get(language) or words.get("id") or None


def counted_of(session: Session, document: Document) -> Material | None:
    """What a document is printed on, if the office counts it."""
    kind = session.get_one(DocumentType, document.type_id)
    return material_of(session, document.office_id, kind.material)


@dataclass(frozen=True, slots=True)
class Line:
    """A material and documents that are printed on it, held: nobody else moves them until the commit."""

    material: Material
    documents: Sequence[Document]

    @property
    def waiting(self) -> list[Document]:
        """Those that wait for a blank."""
        return [each for each in self.documents if each.stage == DocumentStage.WAITING_FOR_BLANK]

    @property
    def without(self) -> list[Document]:
        """Those in production for which no blank is kept."""
        return [each for each in self.documents if each.stage == DocumentStage.IN_PRODUCTION and not each.has_blank]

    @property
    def promised(self) -> list[Document]:
        """Those for which a blank is kept."""
        return [each for each in self.documents if each.has_blank]


def hold_lines(session: Session, office_id: int, names: Sequence[str], *, promised: bool = False) -> list[Line]:
    """The lines of some materials that are counted, by name. promised: whoever has a blank is held too.

    All documents come before the first material, so that nobody who holds a document and wants its material waits in a
    circle. Whatever joins a line later is not of it: a document that is locked after its material may be that circle.
    """
    documents = hold_documents(session, office_id, names, promised=promised)
    held = [material_of(session, office_id, name, hold=True) for name in sorted(names)]
    return [Line(each, documents[each.name]) for each in held if each is not None]


def hold_documents_first(session: Session, office_id: int, references: Sequence[str]) -> None:
    """What a step changes one by one, held before the first of them holds a material; then the materials."""
    documents = (
        select(col(Document.id))
        .where(col(Document.office_id) == office_id, col(Document.reference).in_(references))
        .order_by(col(Document.id))
        .with_for_update()
    )
    materials = select(col(Material.id)).where(col(Material.office_id) == office_id).order_by(col(Material.name))
    session.execute(documents).all()
    session.execute(materials.with_for_update()).all()


def hold_documents(
    session: Session, office_id: int, names: Sequence[str], *, promised: bool = False
) -> Mapping[str, Sequence[Document]]:
    """What is printed on some materials and not printed yet, as it is now, by the material's name."""
    query = select(col(DocumentType.id), col(DocumentType.material)).where(
        col(DocumentType.office_id) == office_id, col(DocumentType.material).in_(names)
    )
    material: dict[int, str] = {row.id: row.material for row in session.execute(query)}
    wanted = true() if promised else col(Document.has_blank).is_(False)
    rows = session.scalars(
        select(Document)
        .where(
            col(Document.office_id) == office_id, col(Document.type_id).in_(list(material)),
            col(Document.stage).in_(UNPRINTED), wanted,
        )
        .order_by(col(Document.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )  # fmt: skip
    found: dict[str, list[Document]] = {name: [] for name in names}
    for row in rows:
        found[material[row.type_id]].append(row)
    return found
