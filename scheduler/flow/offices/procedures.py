"""What an office lets people apply for: begun from the presets, listed by topic, found by its code."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office, Procedure, Requirement
from scheduler.domain.applying.procedure_items import Item
from scheduler.domain.applying.procedures import PROCEDURES, STEPS, TOPICS, Preset
from scheduler.domain.applying.refusals import ProcedureUnknown


def seed_procedures(session: Session, office: Office) -> int:
    """Add the presets that an office does not have, for the types it has; returns how many. What is there stays."""
    types = {kind.code: kind.id for kind in queries.types_of(session, office.id)}
    known = set(session.scalars(select(Procedure.code).where(col(Procedure.office_id) == office.id)))
    new = [(n, each) for n, each in enumerate(PROCEDURES) if each.code not in known and each.type in types]
    if not new:
        return 0
    session.execute(insert(Procedure), [_row(office, each, types[each.type], position) for position, each in new])
    ids = dict(
        session.execute(
            select(col(Procedure.code), col(Procedure.id)).where(col(Procedure.office_id) == office.id)
        ).all()
    )
    items = [(ids[each.code], n, item) for _, each in new for n, item in enumerate(each.items)]
    session.execute(insert(Requirement), [_item_row(office.id, *item) for item in items])
    return len(new)


def procedures_of(session: Session, office_id: int, *, all_of_them: bool = False) -> Mapping[str, list[Procedure]]:
    """By topic, in the order of topics: what may be applied for from home; or everything, also what is not offered.

    Nobody applies for a type that the office has retired.
    """
    query = select(Procedure).where(col(Procedure.office_id) == office_id)
    if not all_of_them:
        query = query.join(DocumentType, col(DocumentType.id) == col(Procedure.type_id))
        query = query.where(col(Procedure.offered), col(DocumentType.retired_at).is_(None))
    found: dict[str, list[Procedure]] = {topic: [] for topic in TOPICS}
    for each in session.scalars(query.order_by(col(Procedure.position), col(Procedure.id))):
        found.setdefault(each.topic, []).append(each)
    return {topic: rows for topic, rows in found.items() if rows}


def procedure_by_code(session: Session, office_id: int, code: str, *, offered: bool = True) -> Procedure:
    """One procedure of an office. offered: only if citizens may apply for it. Raises ProcedureUnknown."""
    if not code.isprintable():
        raise ProcedureUnknown
    query = select(Procedure).where(col(Procedure.office_id) == office_id, col(Procedure.code) == code)
    found = session.scalars(query).first()
    if found is None or (offered and not _is_open(session, found)):
        raise ProcedureUnknown
    return found


def type_of_procedure(session: Session, procedure: Procedure) -> DocumentType:
    """The type of the document that a procedure brings about."""
    return session.get_one(DocumentType, procedure.type_id)


def _is_open(session: Session, procedure: Procedure) -> bool:
    """Whether citizens may apply by a procedure now."""
    return procedure.offered and type_of_procedure(session, procedure).retired_at is None


def _row(office: Office, preset: Preset, type_id: int, position: int) -> dict[str, Any]:
    return {
        "office_id": office.id,
        "code": preset.code,
        "type_id": type_id,
        "reason": preset.reason,
        "topic": preset.topic,
        "asks": preset.asks,
        "title": preset.title,
        "steps": list(STEPS[preset.type]),
        "for_child": preset.for_child,
        "working_days": preset.working_days,
        "offered": True,
        "position": position,
    }


def _item_row(office_id: int, procedure_id: int, position: int, item: Item) -> dict[str, Any]:
    return {
        "office_id": office_id,
        "procedure_id": procedure_id,
        "position": position,
        "name": item.name,
        "explains": item.explains,
        "example": item.example,
        "optional": item.optional,
        "most_pages": item.most_pages,
    }
