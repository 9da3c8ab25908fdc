"""What is asked of the centre: asked, granted, to be fetched from a day on, coming in parts, or refused.

A supply counts what has come of it. It is over when all of it came, when the centre said no, or when the office wrote
down that the rest does not come. Each change is one guarded update of its row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, null, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, Supply
from scheduler.db.types import UTCDateTime
from scheduler.domain.blanks.refusals import MaterialUnknown, SupplyBegun, SupplyOver, SupplyUnknown
from scheduler.domain.refusals import Invalid

MOST = 1_000_000
IS_OPEN = col(Supply.arrived_at).is_(None) & col(Supply.refused_at).is_(None) & col(Supply.given_up_at).is_(None)


def ask_centre(
    session: Session, office: Office, name: str, pieces: int, *, note: str | None, by: str, now: datetime
) -> Supply:
    """Write down that so many blanks were asked for. Raises MaterialUnknown, Invalid."""
    if not any(kind.material == name for kind in queries.types_of(session, office.id)):
        raise MaterialUnknown(material=name)
    _refuse_pieces(pieces)
    supply = Supply(office_id=office.id, material=name, asked=pieces, asked_at=now, note=note, by=by)
    session.add(supply)
    session.flush()
    return supply


def grant_supply(
    session: Session,
    office: Office,
    supply_id: int,
    granted: int,
    *,
    by: str,
    now: datetime,
    fetchable_on: date | None = None,
) -> None:
    """The centre said yes to so many, to be fetched from a day on; None: not yet known. May be put right.

    The supply is over where so many came already. Raises SupplyUnknown, SupplyOver, Invalid.
    """
    _refuse_pieces(granted)
    over = _when(col(Supply.arrived) >= granted, now)
    facts = {"granted": granted, "granted_at": now, "granted_by": by, "fetchable_on": fetchable_on}
    _change(session, _found(session, office, supply_id), arrived_at=over, **facts)


def deliver(session: Session, office: Office, name: str, supply_id: int, pieces: int, *, now: datetime) -> None:
    """So many pieces of a supply came; with the last it is over. A receipt counts them.

    Raises SupplyUnknown, also for another material's; SupplyOver.
    """
    supply = _found(session, office, supply_id)
    if supply.material != name:
        raise SupplyUnknown
    arrived = col(Supply.arrived) + pieces
    is_all = arrived >= func.coalesce(col(Supply.granted), col(Supply.asked))
    _change(session, supply, arrived=arrived, arrived_at=_when(is_all, now))


def refuse_supply(session: Session, office: Office, supply_id: int, *, by: str, now: datetime) -> None:
    """The centre said no to a supply. Raises SupplyUnknown, SupplyOver; SupplyBegun where some of it came."""
    supply = _found(session, office, supply_id)
    try:
        _change(session, supply, col(Supply.arrived) == 0, refused_at=now, refused_by=by)
    except SupplyOver:
        session.refresh(supply)
        raise (SupplyBegun if is_open(supply) else SupplyOver) from None


def give_up_rest(session: Session, office: Office, supply_id: int, *, why: str, by: str, now: datetime) -> None:
    """What is left of a supply does not come, for a reason in words. Raises Invalid, SupplyUnknown, SupplyOver."""
    if not why:
        raise Invalid(errors={"reason": "missing"})
    _change(session, _found(session, office, supply_id), given_up_at=now, given_up_by=by, given_up_why=why)


def is_open(supply: Supply) -> bool:
    """Whether something of a supply is still to come."""
    return supply.arrived_at is None and supply.refused_at is None and supply.given_up_at is None


def promised_of(supply: Supply) -> int:
    """How many pieces a supply is about: what was granted, until then what was asked for."""
    return supply.asked if supply.granted is None else supply.granted


def left_of(supply: Supply) -> int:
    """How many pieces of a supply are still to come."""
    return max(0, promised_of(supply) - supply.arrived) if is_open(supply) else 0


def _found(session: Session, office: Office, supply_id: int) -> Supply:
    supply = session.get(Supply, supply_id)
    if supply is None or supply.office_id != office.id:
        raise SupplyUnknown
    return supply


def _when(condition: ColumnElement[bool], now: datetime) -> ColumnElement[datetime | None]:
    return case((condition, literal(now, UTCDateTime())), else_=null())


def _change(session: Session, supply: Supply, *guards: ColumnElement[bool], **values: Any) -> None:
    as_seen = update(Supply).where(col(Supply.id) == supply.id, IS_OPEN, *guards)
    if not change_rows(session, as_seen.values(**values)):
        raise SupplyOver


def _refuse_pieces(pieces: int) -> None:
    if not 1 <= pieces <= MOST:
        raise Invalid(errors={"pieces": f"1-{MOST}"})
