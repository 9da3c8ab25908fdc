"""What is asked of the centre: asked, granted, to be fetched from a day on, or refused. Arriving is a receipt."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Supply
from scheduler.domain.blank_errors import MaterialUnknown, SupplyOver, SupplyUnknown
from scheduler.domain.errors import Invalid

MOST = 1_000_000


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
    session: Session, office: Office, supply_id: int, granted: int, *, now: datetime, fetchable_on: date | None = None
) -> None:
    """The centre said yes to so many, to be fetched from a day on; None: not yet known. May be put right.

    Raises SupplyUnknown, SupplyOver, Invalid.
    """
    _refuse_pieces(granted)
    _settle(session, office, supply_id, granted=granted, granted_at=now, fetchable_on=fetchable_on)


def refuse_supply(session: Session, office: Office, supply_id: int, *, now: datetime) -> None:
    """The centre said no. Raises SupplyUnknown, SupplyOver."""
    _settle(session, office, supply_id, refused_at=now)


def _settle(session: Session, office: Office, supply_id: int, **values: Any) -> None:
    supply = session.get(Supply, supply_id)
    if supply is None or supply.office_id != office.id:
        raise SupplyUnknown
    changed = session.execute(
        update(Supply)
        .where(col(Supply.id) == supply_id, col(Supply.arrived_at).is_(None), col(Supply.refused_at).is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise SupplyOver


def _refuse_pieces(pieces: int) -> None:
    if not 1 <= pieces <= MOST:
        raise Invalid(errors={"pieces": f"1-{MOST}"})
