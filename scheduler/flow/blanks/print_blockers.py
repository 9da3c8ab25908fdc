"""What keeps a document from being printed, as its people are told."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Material, Supply
from scheduler.domain.door import NotReady
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.blanks.queue import count_waiting, place_among, running_stop, words_of_substitute
from scheduler.flow.blanks.stock import material_of
from scheduler.flow.blanks.supplies import IS_OPEN


@dataclass(frozen=True, slots=True)
class PrintBlocker:
    """What a document waits for: a blank, that printing goes on again, or its turn, since there is a blank for it.

    place: in the line, 1 the next; None where nobody counts the blanks. stop: of printing, its word (printer, ribbon,
    power, network, other). substitute: what helps meanwhile, in the office's words. fetchable_on: the day from which
    the office may fetch blanks that were granted, today or later.
    """

    what: Literal["blank", "printing", "turn"]
    place: int | None = None
    stop: str = ""
    substitute: str = ""
    fetchable_on: date | None = None


def blockers_of(
    session: Session, document: Document, *, language: str = "id", today: date | None = None, placed: bool = True
) -> PrintBlocker | None:
    """What a document waits for; None for one that does not, and in production for all but a stop of printing.

    None too for what is printed on no blank, whatever stage somebody gave it.

    today: the office's own; without it no day is looked for. placed: its place is asked for; without that nobody is
    counted where there is no blank anyway, and `place` may be None.
    """
    if document.stage not in UNPRINTED:
        return None
    name = session.get_one(DocumentType, document.type_id).material
    if name is None:
        return None
    material, stop = material_of(session, document.office_id, name), running_stop(session, document.office_id, name)
    substitute = words_of_substitute(material, language) or ""
    place = None
    if material is not None and document.stage == DocumentStage.WAITING_FOR_BLANK and (placed or _free(material) > 0):
        place = place_among(session, material, document)
    if stop is not None:
        return PrintBlocker("printing", place, stop=stop.why, substitute=substitute)
    if document.stage == DocumentStage.IN_PRODUCTION:
        return None
    if material is not None and place is not None and place <= _free(material):
        return PrintBlocker("turn", place)
    day = _fetchable_on(session, document.office_id, name, today) if today else None
    return PrintBlocker("blank", place, substitute=substitute, fetchable_on=day)


def ahead_of(session: Session, kind: DocumentType, *, language: str = "id") -> PrintBlocker | None:
    """What a document of a type would wait for if its papers were complete now; None where it would be printed.

    place, fetchable_on: not known.
    """
    material = material_of(session, kind.office_id, kind.material)
    substitute = words_of_substitute(material, language) or ""
    stop = running_stop(session, kind.office_id, kind.material) if kind.material and kind.hands_over else None
    if stop is not None:
        return PrintBlocker("printing", stop=stop.why, substitute=substitute)
    if material is None or (_free(material) > 0 and _free(material) > count_waiting(session, material)):
        return None
    return PrintBlocker("blank", substitute=substitute)


def not_ready(session: Session, document: Document) -> NotReady:
    """The refusal of who comes for a document that is not ready; `awaits`: not a blank, but "printing" or "turn"."""
    awaited = blockers_of(session, document, placed=False)
    why = {"awaits": awaited.what} if awaited is not None and awaited.what != "blank" else {}
    kind = session.get_one(DocumentType, document.type_id)
    return NotReady(stage=document.stage, type=kind.code, reference=document.reference, **why)


def _free(material: Material) -> int:
    return material.stock - material.reserved


def _fetchable_on(session: Session, office_id: int, name: str, today: date) -> date | None:
    return session.scalar(
        select(func.min(col(Supply.fetchable_on))).where(
            col(Supply.office_id) == office_id,
            col(Supply.material) == name,
            IS_OPEN,
            col(Supply.fetchable_on) >= today,
        )
    )
