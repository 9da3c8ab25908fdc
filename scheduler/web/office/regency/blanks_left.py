"""Of which blanks several offices have least, and for how many days those last."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Material, Office
from scheduler.flow.blanks.lasting import forecasts


@dataclass(frozen=True, slots=True)
class BlanksLeft:
    """What an office has least of. material: "" where it counts none; days: None where nobody can tell yet.

    free: pieces of it that are kept for no document.
    """

    material: str = ""
    free: int = 0
    days: int | None = None

    @property
    def order(self) -> float:
        """By which the scarcest comes first: what is used up, then by days, then what nobody can tell."""
        if self.material and not self.free:
            return 0
        return self.days if self.days is not None else float("inf")


def blanks_left(session: Session, offices: Sequence[Office], now: datetime) -> dict[int, BlanksLeft]:
    """Office id -> the material that it has least of; offices that count none are left out."""
    there = col(Material.office_id).in_([office.id for office in offices])
    materials = session.scalars(select(Material).where(there).order_by(col(Material.id))).all()
    last = forecasts(session, offices, materials, now)
    by_office: dict[int, list[BlanksLeft]] = defaultdict(list)
    for each in materials:
        by_office[each.office_id].append(BlanksLeft(each.name, each.stock - each.reserved, last[each.id].days_left))
    return {office_id: min(found, key=lambda left: left.order) for office_id, found in by_office.items()}
