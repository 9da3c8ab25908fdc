"""An office made small, so that a few visits fill its days."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Office, Service
from scheduler.flow.seats import slots
from tests.scenes.factories import EARLY, World


def shrink(office: World, *, capacity: int = 1, days: int = 0, **columns: Any) -> None:
    """Slots of `capacity` units and a horizon of `days` after today: on Monday twelve slots a service."""

    def change(session: Session) -> Office:
        values = {"horizon_days": days, "hold_back_minutes": 0, "wave_percent": 100, **columns}
        session.execute(update(Office).where(col(Office.id) == office.office.id).values(**values))
        session.execute(
            update(Service).where(col(Service.office_id) == office.office.id).values(slot_capacity=capacity)
        )
        session.expire_all()
        here = session.get_one(Office, office.office.id)
        slots.lay_out(session, here, now=EARLY)
        session.refresh(here)
        return here

    office.office = office.database.run(change)
