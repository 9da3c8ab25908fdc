"""Who waits for a blank, in the order in which blanks go to them, and what holds them up.

Nobody is listed for that, since tens of thousands may wait: places are counted, and of the line the first are read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, literal_column, or_, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Document, DocumentType, Material, PrintingStop
from scheduler.domain.blanks.allocation import WINDOW, Waiting, group_of, in_order, place_by_turns
from scheduler.domain.stages import DocumentStage
from scheduler.flow.blanks.stock import material_of

IS_WAITING: ColumnElement[bool] = literal_column("document.stage = 'waiting_for_blank'")
"""In the words of the index of the line, so that both databases use it whatever the values are."""


def _heads(*, reason: bool, last: bool = False) -> Prepared:
    """The first of one kind of document and one reason, or of none; or the last of them, the last first."""
    order = (col(Document.waits_since), col(Document.id))
    return Prepared(
        select(col(Document.id), col(Document.waits_since), col(Document.reason), col(Document.priority))
        .where(
            col(Document.office_id) == bindparam("office"),
            col(Document.type_id) == bindparam("type"),
            col(Document.priority) == bindparam("first"),
            IS_WAITING,
            col(Document.reason) == bindparam("reason") if reason else col(Document.reason).is_(None),
        )
        .order_by(*(each.desc() for each in order) if last else order)
        .limit(bindparam("most", type_=Integer))
    )


KINDS = select(col(DocumentType.id)).where(
    col(DocumentType.office_id) == bindparam("office"), col(DocumentType.material) == bindparam("material")
)
"""The kinds of documents that are printed on a material (office, material)."""
_UP_TO = or_(
    col(Document.waits_since) < bindparam("since"),
    and_(col(Document.waits_since) == bindparam("since"), col(Document.id) <= bindparam("id")),
)
_BUNCHES = Prepared(
    select(
        col(Document.type_id),
        col(Document.priority),
        col(Document.reason),
        func.count(),
        func.count().filter(_UP_TO),
    )
    .where(col(Document.office_id) == bindparam("office"), col(Document.type_id).in_(KINDS), IS_WAITING)
    .group_by(col(Document.type_id), col(Document.priority), col(Document.reason))
)
_FIRST = {True: _heads(reason=True), False: _heads(reason=False)}
_LAST = {True: _heads(reason=True, last=True), False: _heads(reason=False, last=True)}


@dataclass(frozen=True, slots=True)
class _Bunch:
    """Those who wait with one type, one reason and one urgency. up_to: how many of them until a place."""

    type_id: int
    first: bool
    reason: str | None
    count: int
    up_to: int


def place_of(session: Session, document: Document) -> int | None:
    """Which blank a document gets: 1 the next one. None for what does not wait, and where nobody counts the blanks."""
    if document.stage != DocumentStage.WAITING_FOR_BLANK:
        return None
    material = counted_of(session, document)
    return None if material is None else place_among(session, material, document)


def place_among(session: Session, material: Material, document: Document) -> int | None:
    """As `place_of`, of what waits for a material. None too for what somebody else took out of the line meanwhile."""
    bunches = _bunches(session, material, until=document)
    ahead = [each for each in bunches if each.first]
    if document.priority:
        return sum(each.up_to for each in ahead) or None
    group, waiting, nth = group_of(document.reason, material.shares), Counter[str](), 0
    for each in bunches:
        name = group_of(each.reason, material.shares)
        if not each.first:
            waiting[name] += each.count
            nth += each.up_to if name == group else 0
    if not nth:
        return None
    lately = [*material.lately, *_last_reasons(session, material, ahead)]
    return sum(each.count for each in ahead) + place_by_turns(group, nth, waiting, material.shares, lately)


def next_of(session: Session, material: Material, most: int) -> list[Waiting]:
    """The first of those who wait for a material, in their order; no more than so many."""
    bunches = _bunches(session, material)
    found = [who for each in bunches for who in _some_of(session, _FIRST, material, each, min(most, each.count))]
    return in_order(found, material.shares, material.lately, most=most)


def waiting_by_reason(session: Session, material: Material) -> Counter[str | None]:
    """How many wait for a material for which reason."""
    counts = Counter[str | None]()
    for each in _bunches(session, material):
        counts[each.reason] += each.count
    return counts


def count_waiting(session: Session, material: Material) -> int:
    """How many documents wait for a blank of a material."""
    return waiting_by_reason(session, material).total()


def _last_reasons(session: Session, material: Material, ahead: Sequence[_Bunch]) -> list[str | None]:
    """The reasons of the last of those who go first, as far back as shares look."""
    found = [who for each in ahead for who in _some_of(session, _LAST, material, each, WINDOW)]
    return [each.reason for each in sorted(found, key=lambda each: each.place)[-WINDOW:]]


def _bunches(session: Session, material: Material, until: Document | None = None) -> list[_Bunch]:
    since, number = (until.waits_since, until.id) if until else (None, None)
    rows = _BUNCHES.all(session, office=material.office_id, material=material.name, since=since, id=number)
    return [_Bunch(*row) for row in rows]


def _some_of(
    session: Session, read: Mapping[bool, Prepared], material: Material, bunch: _Bunch, most: int
) -> list[Waiting]:
    facts: dict[str, Any] = {"type": bunch.type_id, "first": bunch.first, "most": most}
    if bunch.reason is not None:
        facts["reason"] = bunch.reason
    rows = read[bunch.reason is not None].all(session, office=material.office_id, **facts)
    return [Waiting(*row) for row in rows]


def is_waiting(material: Material) -> ColumnElement[bool]:
    """Of a document: it waits for a blank of a material."""
    return of_material(material) & IS_WAITING


def of_material(material: Material) -> ColumnElement[bool]:
    """Of a document: it is printed on a material."""
    kinds = select(col(DocumentType.id)).where(
        col(DocumentType.office_id) == material.office_id, col(DocumentType.material) == material.name
    )
    return (col(Document.office_id) == material.office_id) & col(Document.type_id).in_(kinds)


def is_anybody_waiting(session: Session, material: Material) -> bool:
    """Whether a document waits for a blank of a material."""
    return session.scalar(select(col(Document.id)).where(is_waiting(material)).limit(1)) is not None


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
    """The words of a material's substitute, in a language or else in Indonesian; None where it has none."""
    words = material.substitute if material else {}
    return words.get(language) or words.get("id") or None


def counted_of(session: Session, document: Document) -> Material | None:
    """The material a document is printed on, if the office counts its blanks."""
    kind = session.get_one(DocumentType, document.type_id)
    return material_of(session, document.office_id, kind.material)


def hold_documents_first(session: Session, office_id: int, references: Sequence[str]) -> None:
    """Hold the documents a step changes one by one, before the first of them holds a material; then the materials."""
    documents = (
        select(col(Document.id))
        .where(col(Document.office_id) == office_id, col(Document.reference).in_(references))
        .order_by(col(Document.id))
        .with_for_update()
    )
    materials = select(col(Material.id)).where(col(Material.office_id) == office_id).order_by(col(Material.name))
    session.execute(documents).all()
    session.execute(materials.with_for_update()).all()
