"""Blanks go to those who wait for them, and come back from those who were promised one that is not there.

A release gives out as many as are free and as are printed on a day, in the order of the line. It happens with each
receipt, at the end of a stop, and once a minute for whatever else made it possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from scheduler.db.models import Document, Material, Office
from scheduler.domain.blanks import Waiting, in_order, may_begin
from scheduler.domain.names import initials
from scheduler.domain.stages import DocumentStage
from scheduler.flow import stock
from scheduler.flow.blank_line import hold_documents, is_anybody_waiting, is_waiting, of_material, running_stop
from scheduler.flow.day import today_of
from scheduler.flow.history import change, move, new_step
from scheduler.flow.progress import tell_progress
from scheduler.flow.providing import NO_BLANK, wait

MOST = 100
"""Documents moved in one step, which keeps it short; the next one goes on."""
RELEASED, TAKEN_BACK = "released", "blank_taken_back"


@dataclass(frozen=True, slots=True)
class Released:
    """Somebody who got a blank: registration number, masked name, reason."""

    reference: str
    initials: str
    reason: str | None


def release(session: Session, office: Office, name: str, *, by: str, now: datetime) -> list[Released]:
    """Give free blanks to those who wait, the first in line first; returns who they are. Safe to repeat."""
    found = stock.material_of(session, office.id, name)
    if found is None or running_stop(session, office.id, name) is not None:
        return []
    waiting = {each.id: each for each in hold_documents(session, is_waiting(found))}
    material = _held(session, found)
    line = in_order(map(_waiting, waiting.values()), material.shares, material.lately)
    today = today_of(office, now)
    count = may_begin(
        free=material.stock - material.reserved, waiting=min(len(line), MOST),
        per_day=material.per_day, begun=stock.begun_today(material, today),
    )  # fmt: skip
    chosen = [waiting[each.id] for each in line[:count]]
    if not chosen or not stock.reserve(session, material, [each.reason for each in chosen], today=today):
        return []
    new_step(session)
    for document in chosen:
        move(session, document, DocumentStage.IN_PRODUCTION, by=by, now=now, why=RELEASED, has_blank=True)
        tell_progress(session, document, DocumentStage.WAITING_FOR_BLANK, now=now)
    return [Released(each.reference, initials(each.holder), each.reason) for each in chosen]


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether a blank would be given out now, or somebody in production has none yet."""
    return any(
        _would_release(session, office, material, now) or _is_anybody_without(session, material)
        for material in materials_of(session, office)
    )


def release_all(session: Session, office: Office, *, now: datetime) -> None:
    """One look at each material of an office. Safe to repeat."""
    for material in materials_of(session, office):
        provide(session, office, material.name, by="system", now=now)
        release(session, office, material.name, by="system", now=now)


def provide(session: Session, office: Office, name: str, *, by: str, now: datetime) -> int:
    """Keep a blank for what was in production before its material was counted, or let it wait; returns how many."""
    found = stock.material_of(session, office.id, name)
    if found is None or not _is_anybody_without(session, found):
        return 0
    without = sorted(map(_waiting, hold_documents(session, _without(found))), key=lambda each: each.place)[:MOST]
    material = _held(session, found)
    new_step(session)
    for each in without:
        document = session.get_one(Document, each.id)
        if stock.reserve(session, material, [document.reason], today=today_of(office, now)):
            change(session, document, by=by, now=now, why=RELEASED, has_blank=True)
        else:
            wait(session, document, by=by, now=now, why=NO_BLANK)
            tell_progress(session, document, DocumentStage.IN_PRODUCTION, now=now)
        material = _held(session, found)
    return len(without)


def take_back(session: Session, found: Material, stock_left: int, *, by: str, now: datetime) -> Material:
    """Let wait again whom the stock does not cover any more, the last first; returns the material, held."""
    promised = hold_documents(session, of_material(found) & col(Document.has_blank))
    material = _held(session, found)
    last_first = sorted(promised, key=lambda each: (not each.priority, *_waiting(each).place), reverse=True)
    for document in last_first[: max(0, material.reserved - stock_left)]:
        stock.let_go(session, material)
        wait(session, document, by=by, now=now, why=TAKEN_BACK, has_blank=False)
        tell_progress(session, document, DocumentStage.IN_PRODUCTION, now=now)
    return _held(session, found)


def materials_of(session: Session, office: Office) -> Sequence[Material]:
    """What an office counts, by name."""
    query = select(Material).where(col(Material.office_id) == office.id).order_by(col(Material.name))
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _would_release(session: Session, office: Office, material: Material, now: datetime) -> bool:
    begun = stock.begun_today(material, today_of(office, now))
    free = material.stock - material.reserved
    return (
        may_begin(free=free, waiting=1, per_day=material.per_day, begun=begun) > 0
        and is_anybody_waiting(session, material)
        and running_stop(session, office.id, material.name) is None
    )


def _held(session: Session, found: Material) -> Material:
    material = stock.material_of(session, found.office_id, found.name, hold=True)
    assert material is not None
    return material


def _waiting(document: Document) -> Waiting:
    since = document.waits_since or document.created_at
    return Waiting(document.id, since, document.reason, document.priority)


def _without(material: Material) -> ColumnElement[bool]:
    return (
        of_material(material)
        & (col(Document.stage) == DocumentStage.IN_PRODUCTION)
        & col(Document.has_blank).is_(False)
    )  # fmt: skip


def _is_anybody_without(session: Session, material: Material) -> bool:
    return session.scalar(select(col(Document.id)).where(_without(material)).limit(1)) is not None
