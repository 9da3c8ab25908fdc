"""Where somebody of the staff is signed in, as their own page and the supervisor's show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Counter, StaffSession
from scheduler.domain.refusals import N_

ROLES: Mapping[str, str] = {
    "guard": N_("Petugas pintu"),
    "clerk": N_("Petugas loket"),
    "supervisor": N_("Pengawas"),
}


@dataclass(frozen=True, slots=True)
class Browser:
    """A session that may still act. counter: the number of the one it is at; is_kiosk: it holds at the kiosk alone."""

    session_id: int
    began_at: datetime
    seen_at: datetime
    counter: int | None
    is_kiosk: bool


def browsers_of(session: Session, staff_id: int, now: datetime) -> Sequence[Browser]:
    """Somebody's sessions, the one that was used last first."""
    rows = session.execute(
        select(StaffSession, col(Counter.number))
        .outerjoin(Counter, col(Counter.id) == col(StaffSession.counter_id))
        .where(
            col(StaffSession.staff_id) == staff_id,
            col(StaffSession.revoked_at).is_(None),
            col(StaffSession.expires_at) > now,
        )
        .order_by(col(StaffSession.seen_at).desc(), col(StaffSession.id))
    )
    return [Browser(row.id, row.created_at, row.seen_at, number, row.place is not None) for row, number in rows]
