"""Blanks go to those who wait for them, and come back from those who were promised one that is not there.

A release gives out as many as are free and as are printed on a day, in the order of the line. It happens with each
receipt, at the end of a stop, and once a minute for whatever else made it possible. A step gives out a portion, so that
nobody waits long for the writer; the rest is gone on with at once, beside the requests and by whatever process comes
first. Nothing has to be remembered for that: as long as a blank is free and somebody waits, there is more to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Document, Material, Office
from scheduler.domain.blanks.allocation import may_begin
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import initials
from scheduler.flow.blanks import stock
from scheduler.flow.blanks.allocation import NO_BLANK, wait_all
from scheduler.flow.blanks.holds import Line, hold_lines, hold_more, is_anybody_without, last_promised, without_blank
from scheduler.flow.blanks.queue import count_waiting, is_anybody_waiting, next_of, running_stop
from scheduler.flow.core.history import move_all, new_step
from scheduler.flow.core.local_time import today_of
from scheduler.flow.destinations.progress import tell_progress_of_all

RELEASED, TAKEN_BACK = "released", "blank_taken_back"
PORTION = 100
"""So many documents get a blank in one step at most, or begin to wait."""
LEFT = "releasing"
"""The mark of a step whose portion left something to do."""


@dataclass(frozen=True, slots=True)
class Released:
    """Somebody who got a blank: registration number, masked name, reason."""

    reference: str
    initials: str
    reason: str | None


def release_all(session: Session, office: Office, *, now: datetime) -> list[Released]:
    """Give out the blanks of all materials of an office; returns who got one. Safe to repeat.

    A portion of what is to do, over all materials; `is_due` says whether there is more.
    """
    due = [each for each in materials_of(session, office) if _is_due(session, office, each, now)]
    lines = hold_portion(session, office, due, now=now)
    return give_out(session, office, lines, by="system", now=now)


def go_on(session: Session, office: Office, *, now: datetime) -> bool:
    """As `release_all`; returns whether anything was done and there is more to do."""
    release_all(session, office, now=now)
    return _has_left_some(session)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether a blank would be given out now, or somebody in production has none yet."""
    return any(_is_due(session, office, material, now) for material in materials_of(session, office))


def following(session: Session, office: Office, *, now: datetime) -> int:
    """How many who wait get a blank next: those whom the portion of this step has left to the ones after it."""
    if not _has_left_some(session):
        return 0
    return sum(
        _how_many(office, each, count_waiting(session, each), now)
        for each in materials_of(session, office)
        if _would_release(session, office, each, now)
    )


def hold_portion(
    session: Session,
    office: Office,
    materials: Sequence[Material],
    *,
    now: datetime,
    coming: int = 0,
    besides: Callable[[Material], Sequence[int]] = lambda _: (),
) -> list[Line]:
    """The lines of some materials that are counted, by name, with those whom `give_out` is about.

    coming: so many blanks more will be free in this step. besides: documents that are held too.
    """
    room, wanted = PORTION, dict[str, Sequence[int]]()
    for material in materials:
        if not room:
            break
        own = whom_to_give(session, office, material, room, coming=coming, now=now)
        room -= len(own)
        wanted[material.name] = [*besides(material), *own]
    return hold_lines(session, office.id, wanted)


def whom_to_give(
    session: Session, office: Office, material: Material, most: int, *, coming: int = 0, now: datetime
) -> list[int]:
    """Ids of whom `give_out` would be about, as far as can be seen before the material is held; at most so many."""
    without = without_blank(session, material, most)
    many = _how_many(office, material, most - len(without), now, coming=coming)
    return [*without, *(each.id for each in next_of(session, material, many))] if many else without


def give_out(session: Session, office: Office, lines: Sequence[Line], *, by: str, now: datetime) -> list[Released]:
    """Give free blanks to those in production who have none, then to those who wait, the first in line first.

    Returns all of the latter who got one, in that order. No more than a portion; what it leaves is gone on with.
    """
    room, released = PORTION, list[Released]()
    for line in lines:
        room -= provide(session, office, line, room, by=by, now=now)
        got = release(session, office, line, room, by=by, now=now)
        room -= len(got)
        released += got
    if room < PORTION and is_due(session, office, now):
        session.info[LEFT] = True
    return released


def provide(session: Session, office: Office, line: Line, most: int, *, by: str, now: datetime) -> int:
    """Keep a blank for what was in production before its material was counted, the oldest first, or let it wait.

    Returns for how many that was settled, no more than `most`.
    """
    session.refresh(line.material)
    ids = without_blank(session, line.material, most)
    hold_more(session, line, ids)
    without = line.among(ids)
    if not without:
        return 0
    covered = without[: _how_many(office, line.material, len(without), now)]
    if covered and not _reserve(session, office, line.material, covered, now):
        covered = []
    new_step(session)
    move_all(session, covered, None, by=by, now=now, why=RELEASED, has_blank=True)
    wait_all(session, without[len(covered) :], by=by, now=now, why=NO_BLANK)
    session.refresh(line.material)
    return len(without)


def release(session: Session, office: Office, line: Line, most: int, *, by: str, now: datetime) -> list[Released]:
    """Give free blanks to those who wait, the first in line first; returns who got one, in that order.

    It ends before the first whom somebody else is changing at this moment: nobody is passed over.
    """
    material = line.material
    if not most or not _would_release(session, office, material, now):
        return []
    order = [each.id for each in next_of(session, material, _how_many(office, material, most, now))]
    hold_more(session, line, order)
    chosen = line.among(takewhile(line.documents.__contains__, order))
    if not chosen or not _reserve(session, office, material, chosen, now):
        return []
    new_step(session)
    move_all(session, chosen, DocumentStage.IN_PRODUCTION, by=by, now=now, why=RELEASED, has_blank=True)
    tell_progress_of_all(session, chosen, DocumentStage.WAITING_FOR_BLANK, now=now)
    session.refresh(material)
    return [Released(each.reference, initials(each.holder), each.reason) for each in chosen]


def revoke(session: Session, line: Line, stock_left: int, *, by: str, now: datetime) -> None:
    """Let wait again whom the stock does not cover any more, the last first."""
    session.refresh(line.material)
    ids = whom_to_take_back(session, line.material, stock_left)
    hold_more(session, line, ids)
    too_many = line.among(ids)
    if too_many:
        stock.let_go(session, line.material, len(too_many))
        wait_all(session, too_many, by=by, now=now, why=TAKEN_BACK, has_blank=False)
        session.refresh(line.material)


def whom_to_take_back(session: Session, material: Material, stock_left: int) -> list[int]:
    """Whom a stock does not cover, the last in line first."""
    return last_promised(session, material, max(0, material.reserved - stock_left))


def materials_of(session: Session, office: Office) -> Sequence[Material]:
    """The materials whose blanks an office counts, by name."""
    query = select(Material).where(col(Material.office_id) == office.id).order_by(col(Material.name))
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _is_due(session: Session, office: Office, material: Material, now: datetime) -> bool:
    return _would_release(session, office, material, now) or is_anybody_without(session, material)


def _would_release(session: Session, office: Office, material: Material, now: datetime) -> bool:
    return (
        _how_many(office, material, 1, now) > 0
        and is_anybody_waiting(session, material)
        and running_stop(session, office.id, material.name) is None
    )


def _how_many(office: Office, material: Material, waiting: int, now: datetime, *, coming: int = 0) -> int:
    begun = stock.begun_today(material, today_of(office, now))
    return may_begin(
        free=material.stock - material.reserved + coming, waiting=waiting, per_day=material.per_day, begun=begun
    )


def _reserve(session: Session, office: Office, material: Material, chosen: Sequence[Document], now: datetime) -> bool:
    return stock.reserve(session, material, [each.reason for each in chosen], today=today_of(office, now))


def _has_left_some(session: Session) -> bool:
    return bool(session.info.get(LEFT))
