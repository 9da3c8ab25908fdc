"""The stock of a material: guarded updates of its row, each beside its entry in the ledger.

Always: stock = receipts + unused - uses - spoilt + what counts found + what it fell short of, and
0 <= reserved <= stock. The material is the last row that a step takes: the documents it is for come before it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, case, func, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Material, StockEntry
from scheduler.domain.blanks.allocation import SIGNS, WINDOW
from scheduler.domain.blanks.refusals import NoBlank
from scheduler.flow.core.history import step_of
from scheduler.flow.custody.handover_records import is_taken_back

RECEIPT, USE, SPOILT, COUNT, UNUSED = "receipt", "use", "spoilt", "count", "unused"
SHORT = "short"
"""A card was printed for which the ledger had no blank: how far it was wrong. Somebody should count."""
FREE = col(Material.stock) - col(Material.reserved)


def material_of(session: Session, office_id: int, name: str | None, *, hold: bool = False) -> Material | None:
    """A material as it is now; None where nobody counts it. hold: nobody else changes it until the commit."""
    if name is None:
        return None
    query = select(Material).where(col(Material.office_id) == office_id, col(Material.name) == name)
    query = query.with_for_update() if hold else query
    return session.scalars(query.execution_options(populate_existing=True)).first()


def receive(
    session: Session,
    material: Material,
    pieces: int,
    *,
    by: str,
    now: datetime,
    supply_id: int | None = None,
    note: str | None = None,
) -> None:
    """Blanks came in."""
    _change(session, _of(material).values(stock=col(Material.stock) + pieces), material)
    enter(session, material, RECEIPT, pieces, supply_id=supply_id, note=note, by=by, now=now)


def reserve(session: Session, material: Material, reasons: Sequence[str | None], *, today: date) -> bool:
    """Keep a blank for each of some documents, named by their reasons; returns whether there were so many.

    The guard that no step gets past: never more than are free, never more than are printed on a day.
    """
    count = len(reasons)
    begun = _begun_on(today)
    so_many = _of(material).where(
        count <= FREE, col(Material.per_day).is_(None) | (begun + count <= col(Material.per_day))
    )
    kept = so_many.values(
        reserved=col(Material.reserved) + count,
        begun=begun + count,
        begun_on=today,
        lately=[*material.lately, *reasons][-WINDOW:],
    )
    return change_rows(session, kept) == 1


def let_go(session: Session, material: Material, pieces: int = 1) -> None:
    """Blanks that were kept for documents are free again."""
    kept = _of(material).where(col(Material.reserved) >= pieces)
    _change(session, kept.values(reserved=col(Material.reserved) - pieces), material)


def use(
    session: Session, material: Material, document_id: int, *, reserved: bool, today: date, by: str, now: datetime
) -> None:
    """A document was printed, on the blank kept for it or on a free one. Raises NoBlank where none is free."""
    if reserved:
        one_less = (
            _of(material)
            .where(col(Material.reserved) >= 1)
            .values(stock=col(Material.stock) - 1, reserved=col(Material.reserved) - 1)
        )
    else:
        one_less = (
            _of(material)
            .where(FREE >= 1)
            .values(stock=col(Material.stock) - 1, begun=_begun_on(today) + 1, begun_on=today)
        )
    _change(session, one_less, material)
    enter(session, material, USE, 1, document_id=document_id, by=by, now=now)


def use_unknown(session: Session, material: Material, document_id: int, *, by: str, now: datetime) -> None:
    """A card is there for which the ledger has no blank: a use, and beside it how wrong the ledger was."""
    enter(session, material, USE, 1, document_id=document_id, by=by, now=now)
    enter(session, material, SHORT, 1, document_id=document_id, by="system", now=now)


def spoil(session: Session, material: Material, pieces: int, *, note: str | None, by: str, now: datetime) -> None:
    """Blanks came to nothing. Raises NoBlank where so many are not free."""
    _change(session, _of(material).where(pieces <= FREE).values(stock=col(Material.stock) - pieces), material)
    enter(session, material, SPOILT, pieces, note=note, by=by, now=now)


def correct(session: Session, material: Material, found: int, *, note: str | None, by: str, now: datetime) -> None:
    """What a count found is the stock from now. material: held. Raises NoBlank where more are reserved."""
    guard = (col(Material.reserved) <= found, col(Material.stock) == material.stock)
    _change(session, _of(material).where(*guard).values(stock=found), material)
    enter(session, material, COUNT, found - material.stock, counted=found, note=note, by=by, now=now)


def enter(
    session: Session, material: Material, kind: str, pieces: int, *, by: str, now: datetime, **facts: Any
) -> None:
    """A line in the ledger, in the step that caused it."""
    session.add(
        StockEntry(
            office_id=material.office_id,
            material=material.name,
            kind=kind,
            pieces=pieces,
            at=now,
            by=by,
            step=step_of(session),
            **facts,
        )
    )
    session.flush()


def booked_stock(session: Session, office_id: int, name: str) -> int:
    """What the ledger adds up to; entries of undone steps do not count."""
    sign = case(SIGNS, value=col(StockEntry.kind))
    total = session.scalar(select(func.sum(sign * col(StockEntry.pieces))).where(*standing(office_id, name)))
    return int(total or 0)


def standing(office_id: int, name: str) -> tuple[ColumnElement[bool], ...]:
    """Of an entry: it is of a material, and its step was not undone."""
    return (
        col(StockEntry.office_id) == office_id,
        col(StockEntry.material) == name,
        ~is_taken_back(StockEntry),
    )


def begun_today(material: Material, today: date) -> int:
    """How many documents got a blank on a day of the office."""
    return material.begun if material.begun_on == today else 0


def _begun_on(today: date) -> ColumnElement[int]:
    return case((col(Material.begun_on) == today, col(Material.begun)), else_=0)


def _of(material: Material) -> Update:
    return update(Material).where(col(Material.id) == material.id)


def _change(session: Session, guarded: Update, material: Material) -> None:
    if not change_rows(session, guarded):
        raise NoBlank(material=material.name)
