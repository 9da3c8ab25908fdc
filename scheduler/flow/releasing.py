"""Blanks go to those who wait for them, and come back from those who were promised one that is not there.

A release gives out as many as are free and as are printed on a day, in the order of the line. It happens with each
receipt, at the end of a stop, and once a minute for whatever else made it possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document, Material, Office
from scheduler.domain.blanks import Waiting, in_order, may_begin
from scheduler.domain.names import initials
from scheduler.domain.stages import DocumentStage
from scheduler.flow import stock
from scheduler.flow.blank_line import Line, hold_lines, is_anybody_waiting, of_material, running_stop
from scheduler.flow.day import today_of
from scheduler.flow.history import move_all, new_step
from scheduler.flow.progress import tell_progress_of_all
from scheduler.flow.providing import NO_BLANK, wait_all

RELEASED, TAKEN_BACK = "released", "blank_taken_back"


@dataclass(frozen=True, slots=True)
class Released:
    """Somebody who got a blank: registration number, masked name, reason."""

    reference: str
    initials: str
    reason: str | None


def release_all(session: Session, office: Office, *, now: datetime) -> list[Released]:
    """One look at each material of an office; returns who got a blank. Safe to repeat."""
    due = [each.name for each in materials_of(session, office) if _is_due(session, office, each, now)]
    released: list[Released] = []
    for line in hold_lines(session, office.id, due):
        provide(session, office, line, by="system", now=now)
        released += release(session, office, line, by="system", now=now)
    return released


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether a blank would be given out now, or somebody in production has none yet."""
    return any(_is_due(session, office, material, now) for material in materials_of(session, office))


def release(session: Session, office: Office, line: Line, *, by: str, now: datetime) -> list[Released]:
    """Give free blanks to those who wait, the first in line first; returns all who got one, in that order."""
    material = line.material
    session.refresh(material)
    if running_stop(session, office.id, material.name) is not None:
        return []
    waiting = {each.id: each for each in line.waiting}
    order = in_order(map(_waiting, waiting.values()), material.shares, material.lately)
    chosen = [waiting[each.id] for each in order[: _how_many(office, material, len(order), now)]]
    if not chosen or not _reserve(session, office, material, chosen, now):
        return []
    new_step(session)
    move_all(session, chosen, DocumentStage.IN_PRODUCTION, by=by, now=now, why=RELEASED, has_blank=True)
    tell_progress_of_all(session, chosen, DocumentStage.WAITING_FOR_BLANK, now=now)
    return [Released(each.reference, initials(each.holder), each.reason) for each in chosen]


def provide(session: Session, office: Office, line: Line, *, by: str, now: datetime) -> None:
    """Keep a blank for what was in production before its material was counted, the oldest first, or let it wait."""
    session.refresh(line.material)
    without = sorted(line.without, key=lambda each: _waiting(each).place)
    covered = without[: _how_many(office, line.material, len(without), now)]
    if covered and not _reserve(session, office, line.material, covered, now):
        covered = []
    new_step(session)
    move_all(session, covered, None, by=by, now=now, why=RELEASED, has_blank=True)
    wait_all(session, without[len(covered) :], by=by, now=now, why=NO_BLANK)


def take_back(session: Session, line: Line, stock_left: int, *, by: str, now: datetime) -> None:
    """Let wait again whom the stock does not cover any more, the last first. line: with those who were promised one."""
    session.refresh(line.material)
    last_first = sorted(line.promised, key=lambda each: (not each.priority, *_waiting(each).place), reverse=True)
    too_many = last_first[: max(0, line.material.reserved - stock_left)]
    if too_many:
        stock.let_go(session, line.material, len(too_many))
        wait_all(session, too_many, by=by, now=now, why=TAKEN_BACK, has_blank=False)
        session.refresh(line.material)


def materials_of(session: Session, office: Office) -> Sequence[Material]:
    """What an office counts, by name."""
    query = select(Material).where(col(Material.office_id) == office.id).order_by(col(Material.name))
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _is_due(session: Session, office: Office, material: Material, now: datetime) -> bool:
    return _would_release(session, office, material, now) or _is_anybody_without(session, material)


def _would_release(session: Session, office: Office, material: Material, now: datetime) -> bool:
    return (
        _how_many(office, material, 1, now) > 0
        and is_anybody_waiting(session, material)
        and running_stop(session, office.id, material.name) is None
    )


def _how_many(office: Office, material: Material, waiting: int, now: datetime) -> int:
    begun = stock.begun_today(material, today_of(office, now))
    return may_begin(
        free=material.stock - material.reserved, waiting=waiting, per_day=material.per_day, begun=begun
    )  # fmt: skip


def _reserve(session: Session, office: Office, material: Material, chosen: Sequence[Document], now: datetime) -> bool:
    return stock.reserve(session, material, [each.reason for each in chosen], today=today_of(office, now))


def _waiting(document: Document) -> Waiting:
    since = document.waits_since or document.created_at
    return Waiting(document.id, since, document.reason, document.priority)


def _is_anybody_without(session: Session, material: Material) -> bool:
    without = (
        of_material(material)
        & (col(Document.stage) == DocumentStage.IN_PRODUCTION)
        & col(Document.has_blank).is_(False)
    )  # fmt: skip
    return session.scalar(select(col(Document.id)).where(without).limit(1)) is not None
