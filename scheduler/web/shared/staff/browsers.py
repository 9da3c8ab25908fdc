"""Where somebody of the staff is signed in, as their own page and the manager's show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from scheduler.db.models import Counter, Office, Staff, StaffSession
from scheduler.domain.refusals import N_
from scheduler.domain.staff.roles import AT_PLACE
from scheduler.flow.staff.entering import STEPS

ROLES: Mapping[str, str] = {
    "guard": N_("Petugas pintu"),
    "clerk": N_("Petugas loket"),
    "supervisor": N_("Pengawas"),
    "manager": N_("Pengelola"),
    "auditor": N_("Pemeriksa"),
    "place": N_("Petugas kecamatan/kelurahan"),
}


@dataclass(frozen=True, slots=True)
class Browser:
    """A session that may still act. counter: the number of the one it is at; kind: which browser it is.

    is_at_place: its owner works for a kecamatan or kelurahan alone.
    """

    session_id: int
    staff_id: int
    name: str
    office: str
    began_at: datetime
    seen_at: datetime
    counter: int | None
    kind: str | None
    is_at_place: bool


def browsers_of(session: Session, person_id: int, now: datetime) -> Sequence[Browser]:
    """A person's sessions at all offices, the one that was used last first."""
    return _browsers(session, col(Staff.person_id) == person_id, now=now)


def browsers_of_member(session: Session, staff_id: int, now: datetime) -> Sequence[Browser]:
    """The sessions that somebody has at one office."""
    return _browsers(session, col(Staff.id) == staff_id, now=now)


def browsers_at(session: Session, office: Office, now: datetime) -> Sequence[Browser]:
    """Everybody's sessions at an office."""
    return _browsers(session, col(StaffSession.office_id) == office.id, now=now)


def _browsers(session: Session, which: ColumnElement[bool], *, now: datetime) -> Sequence[Browser]:
    rows = session.execute(
        select(StaffSession, col(Staff.name), col(Staff.roles), col(Office.name), col(Counter.number))
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .join(Office, col(Office.id) == col(StaffSession.office_id))
        .outerjoin(Counter, col(Counter.id) == col(StaffSession.counter_id))
        .where(
            which,
            col(StaffSession.revoked_at).is_(None),
            col(StaffSession.expires_at) > now,
            or_(col(StaffSession.place).is_(None), col(StaffSession.place).not_in(STEPS)),
        )
        .order_by(col(StaffSession.seen_at).desc(), col(StaffSession.id))
    )
    return [
        Browser(
            row.id,
            row.staff_id,
            name,
            office,
            row.created_at,
            row.seen_at,
            number,
            row.browser,
            roles == AT_PLACE,
        )
        for row, name, roles, office, number in rows
    ]
