"""The ledger of blanks as staff keep it: what came in, what was found, what was spoilt, and how blanks are shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Material, Office
from scheduler.domain.blanks.allocation import faults_of_shares
from scheduler.domain.blanks.refusals import MaterialUnknown, NoBlank, NotCounted
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.refusals import Invalid
from scheduler.flow.blanks import stock
from scheduler.flow.blanks.holds import Line, hold_documents, hold_lines
from scheduler.flow.blanks.release import (
    PORTION,
    Released,
    give_out,
    hold_portion,
    revoke,
    whom_to_give,
    whom_to_take_back,
)
from scheduler.flow.blanks.supplies import deliver

MOST_PIECES = 1_000_000
MOST_STOCK = 1_000_000_000
"""Far more than any office has, and as much as both databases can keep."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How blanks of a material are given out. per_day: printed on a day at most; None: as many as there are.

    shares: percent per reason. substitute: words by language for those who cannot wait.
    """

    per_day: int | None
    shares: Mapping[str, int]
    substitute: Mapping[str, str]


def receive_blanks(
    session: Session,
    office: Office,
    name: str,
    pieces: int,
    *,
    by: str,
    now: datetime,
    supply_id: int | None = None,
    note: str | None = None,
) -> list[Released]:
    """Blanks came in, and go to those who wait; returns who they are, in their order: the first portion of them.

    supply_id: what had been asked for, which is over when all of it came.
    Raises MaterialUnknown, NotCounted, Invalid, SupplyUnknown, SupplyOver.
    """
    material = counted(session, office, name)
    _refuse_pieces(pieces, least=1)
    if material.stock + pieces > MOST_STOCK:
        raise Invalid(errors={"pieces": f"1-{max(MOST_STOCK - material.stock, 1)}"})
    if supply_id is not None:
        deliver(session, office, name, supply_id, pieces, now=now)
    (line,) = hold_portion(session, office, [material], coming=pieces, now=now)
    stock.receive(session, line.material, pieces, supply_id=supply_id, note=note, by=by, now=now)
    return give_out(session, office, [line], by=by, now=now)


def count_blanks(
    session: Session, office: Office, name: str, found: int, *, by: str, now: datetime, note: str | None = None
) -> list[Released]:
    """Somebody counted: that is the stock from now. The first count opens the ledger. Returns who got a blank by it.

    Where fewer are there than were promised, the last in line wait again. Raises MaterialUnknown, Invalid.
    """
    known_material(session, office, name)
    _refuse_pieces(found, least=0)
    facts: dict[str, Any] = {"note": note, "by": by, "now": now}
    material = stock.material_of(session, office.id, name)
    if material is None:
        unknown = Material(office_id=office.id, name=name)
        wanted = whom_to_give(session, office, unknown, PORTION, coming=found, now=now)
        documents = hold_documents(session, wanted)
        line = Line(_opened(session, office, name, found, **facts), documents)
    else:
        (line,) = hold_portion(
            session,
            office,
            [material],
            coming=found - material.stock,
            now=now,
            besides=lambda material: whom_to_take_back(session, material, found),
        )
        revoke(session, line, found, by=by, now=now)
        stock.correct(session, line.material, found, **facts)
    return give_out(session, office, [line], by=by, now=now)


def spoil_blanks(
    session: Session, office: Office, name: str, pieces: int, *, note: str | None, by: str, now: datetime
) -> None:
    """Blanks came to nothing before they were a card. Whom the rest does not cover waits again, the last first.

    Raises MaterialUnknown, NotCounted, Invalid, NoBlank for more than there are.
    """
    material = counted(session, office, name)
    _refuse_pieces(pieces, least=1)
    (line,) = hold_lines(session, office.id, {name: whom_to_take_back(session, material, material.stock - pieces)})
    if pieces > line.material.stock:
        raise NoBlank(material=name)
    revoke(session, line, line.material.stock - pieces, by=by, now=now)
    stock.spoil(session, line.material, pieces, note=note, by=by, now=now)


def share_blanks(session: Session, office: Office, name: str, sharing: Sharing, *, by: str, now: datetime) -> None:
    """Settle how a material is given out; who did it last is kept. Raises MaterialUnknown, NotCounted, Invalid."""
    material = counted(session, office, name)
    faults = dict.fromkeys(faults_of_shares(sharing.shares, REASONS), "share")
    if sharing.per_day is not None and not 1 <= sharing.per_day <= MOST_PIECES:
        faults["per_day"] = f"1-{MOST_PIECES}"
    if faults:
        raise Invalid(errors=faults)
    shared = update(Material).values(
        per_day=sharing.per_day,
        shares=dict(sharing.shares),
        substitute=dict(sharing.substitute),
        shared_at=now,
        shared_by=by,
    )
    change_rows(session, shared.where(col(Material.id) == material.id))


def known_material(session: Session, office: Office, name: str) -> None:
    """Refuse what no document of the office is printed on. Raises MaterialUnknown."""
    if not any(kind.material == name for kind in queries.types_of(session, office.id)):
        raise MaterialUnknown(material=name)


def counted(session: Session, office: Office, name: str) -> Material:
    """A material with a ledger. Raises MaterialUnknown, NotCounted."""
    known_material(session, office, name)
    found = stock.material_of(session, office.id, name)
    if found is None:
        raise NotCounted(material=name)
    return found


def _opened(
    session: Session, office: Office, name: str, found: int, *, note: str | None, by: str, now: datetime
) -> Material:
    """What was written down before anybody counted is made good by the first count."""
    before = stock.booked_stock(session, office.id, name)
    material = Material(office_id=office.id, name=name, stock=found)
    session.add(material)
    session.flush()
    stock.enter(session, material, stock.COUNT, found - before, counted=found, note=note, by=by, now=now)
    return material


def _refuse_pieces(pieces: int, *, least: int) -> None:
    if not least <= pieces <= MOST_PIECES:
        raise Invalid(errors={"pieces": f"{least}-{MOST_PIECES}"})
