"""A document in production has its blank, or waits for one: what each of its moves means to the stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Material, Office
from scheduler.domain import stages
from scheduler.domain.blanks.refusals import NoBlank
from scheduler.domain.stages import CHECKED, UNPRINTED, DocumentStage
from scheduler.flow.blanks import stock
from scheduler.flow.blanks.queue import is_anybody_waiting, running_stop
from scheduler.flow.core.history import move, move_all, shift
from scheduler.flow.core.local_time import today_of
from scheduler.flow.destinations.progress import tell_progress, tell_progress_of_all

NO_BLANK = "no_blank"
"""Why a document waits that was to be printed."""


def begin_production(
    session: Session,
    document: Document,
    *,
    by: str,
    now: datetime,
    table: Mapping[str, frozenset[str]],
    why: str | None = None,
    note: str | None = None,
    **changes: Any,
) -> None:
    """Take a document into production, where a blank is kept for it; without one it goes on to wait for it.

    It waits too while printing stands still, when as many as are printed on a day have begun, and while others wait,
    unless it comes before them. Raises IllegalStep; NoBlank for one that waits already and would get none.
    """
    stages.advance(table, document.stage, DocumentStage.IN_PRODUCTION)
    waits = document.stage == DocumentStage.WAITING_FOR_BLANK
    material = held_material(session, document)
    facts: dict[str, Any] = {"by": by, "now": now, "table": table}
    if material is None:
        move(session, document, DocumentStage.IN_PRODUCTION, why=why, note=note, **facts, **changes)
        return
    is_next = waits or bool(changes.get("priority", document.priority)) or not is_anybody_waiting(session, material)
    has_blank = is_next and _is_printing(session, material) and _reserve(session, material, document, now)
    if waits and not has_blank:
        raise NoBlank(material=material.name)
    if has_blank:
        changes["has_blank"] = True
    move(session, document, DocumentStage.IN_PRODUCTION, why=why, note=note, **facts, **changes)
    if not has_blank:
        wait(session, document, by=by, now=now, why=NO_BLANK)


def wait(session: Session, document: Document, *, by: str, now: datetime, why: str, **changes: Any) -> None:
    """Let a document in production wait for a blank, at the place it has or from now."""
    since: dict[str, Any] = {} if document.waits_since else {"waits_since": now}
    move(session, document, DocumentStage.WAITING_FOR_BLANK, by=by, now=now, why=why, **since, **changes)


def wait_all(
    session: Session, documents: Sequence[Document], *, by: str, now: datetime, why: str, **changes: Any
) -> None:
    """Let documents in production wait for a blank, as `wait`; their people are told."""
    placed = [each for each in documents if each.waits_since]
    new = [each for each in documents if not each.waits_since]
    facts: dict[str, Any] = {"by": by, "now": now, "why": why, **changes}
    move_all(session, placed, DocumentStage.WAITING_FOR_BLANK, **facts)
    move_all(session, new, DocumentStage.WAITING_FOR_BLANK, waits_since=now, **facts)
    tell_progress_of_all(session, documents, DocumentStage.IN_PRODUCTION, now=now)


def on_leaving(
    session: Session, document: Document, to: str, *, printed: bool, by: str, now: datetime
) -> dict[str, Any]:
    """What a document's move that does not go into production changes beside the stage; the stock follows the move.

    printed: its card is there, whatever the ledger says. Raises NoBlank for ready without a blank.
    """
    since: dict[str, Any] = {}
    if to == DocumentStage.WAITING_FOR_BLANK and document.waits_since is None:
        since["waits_since"] = now
    if document.stage not in UNPRINTED:
        return since
    material = held_material(session, document)
    if material is None:
        return since
    if to == DocumentStage.READY:
        _use(session, material, document, printed=printed, by=by, now=now)
    elif document.has_blank:
        stock.let_go(session, material)
    return {**since, "has_blank": False} if document.has_blank else since


def blank_wanted(session: Session, document: Document) -> Material | None:
    """The material a document takes a blank of on its way to ready; None where it has one, or nobody counts them."""
    if document.has_blank or document.stage not in (*UNPRINTED, *CHECKED):
        return None
    return stock.material_of(session, document.office_id, _name(session, document))


def follow_undo(session: Session, document: Document, *, had_blank: bool) -> None:
    """A step that kept a blank for a document was undone: the blank is free again."""
    if had_blank and not document.has_blank:
        material = stock.material_of(session, document.office_id, _name(session, document), hold=True)
        if material is not None:
            stock.let_go(session, material)


def take_up_again(session: Session, document: Document, *, by: str, now: datetime) -> None:
    """What is in production again after it was given up gets a blank once more, or waits for one at its old place.

    Its people are told that it waits.
    """
    if document.stage != DocumentStage.IN_PRODUCTION:
        return
    material = held_material(session, document)
    if material is None:
        return
    if _is_printing(session, material) and _reserve(session, material, document, now):
        shift(session, document, document.stage, {"has_blank": True})
    else:
        wait(session, document, by=by, now=now, why=NO_BLANK)
        tell_progress(session, document, DocumentStage.IN_PRODUCTION, now=now)


def held_material(session: Session, document: Document) -> Material | None:
    """The material a document is printed on, held after the document; None where nobody counts its blanks."""
    name = _name(session, document)
    if name is None or stock.material_of(session, document.office_id, name) is None:
        return None
    own = select(col(Document.has_blank)).where(col(Document.id) == document.id).with_for_update()
    set_committed_value(document, "has_blank", session.execute(own).scalar_one())
    return stock.material_of(session, document.office_id, name, hold=True)


def _use(session: Session, material: Material, document: Document, *, printed: bool, by: str, now: datetime) -> None:
    today = today_of(session.get_one(Office, document.office_id), now)
    try:
        stock.use(session, material, document.id, reserved=document.has_blank, today=today, by=by, now=now)
    except NoBlank:
        if not printed:
            raise
        stock.use_unknown(session, material, document.id, by=by, now=now)


def _reserve(session: Session, material: Material, document: Document, now: datetime) -> bool:
    today = today_of(session.get_one(Office, document.office_id), now)
    return stock.reserve(session, material, [document.reason], today=today)


def _is_printing(session: Session, material: Material) -> bool:
    return running_stop(session, material.office_id, material.name) is None


def _name(session: Session, document: Document) -> str | None:
    kind = session.get(DocumentType, document.type_id)
    return kind.material if kind else None
