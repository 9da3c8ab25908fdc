"""One person may work at several offices: where, and who may look after what belongs to them at all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from scheduler.db.models import Office, Person, Staff
from scheduler.domain.staff.roles import MANAGES


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """An office where somebody works, and as whom."""

    person_id: int
    staff_id: int
    name: str
    roles: tuple[str, ...]
    office: Office


def works_at(session: Session, person_id: int) -> Sequence[WorkPlace]:
    """Where a person works now, by the name of the office."""
    rows = session.execute(
        select(Staff, Office)
        .join(Office, col(Office.id) == col(Staff.office_id))
        .where(col(Staff.person_id) == person_id, col(Staff.left_at).is_(None))
        .order_by(col(Office.name), col(Staff.id))
    )
    return [WorkPlace(person_id, staff.id, staff.name, tuple(staff.roles.split()), office) for staff, office in rows]


def staff_named_anywhere(session: Session, plain_name: str) -> Staff | None:
    """Somebody by name, whatever the office, where all who work under that name are one person; else None.

    plain_name: as `people.plain_name` gives it. Of one person's offices it is the first that took them on.
    """
    called = func.lower(col(Staff.name)) == plain_name.lower()
    rows = session.scalars(select(Staff).where(called, col(Staff.left_at).is_(None)).order_by(col(Staff.id))).all()
    return rows[0] if len({staff.person_id for staff in rows}) == 1 else None


def is_last_place(session: Session, staff: Staff) -> bool:
    """Whether a member of staff works at no office besides."""
    elsewhere = col(Staff.person_id) == staff.person_id, col(Staff.id) != staff.id, col(Staff.left_at).is_(None)
    return session.scalar(select(func.count()).select_from(Staff).where(*elsewhere)) == 0


def manages_all(session: Session, person_id: int, whose: int) -> bool:
    """Whether a person manages every office where another one works."""
    managed = {each.office.id for each in works_at(session, person_id) if MANAGES in each.roles}
    return all(each.office.id in managed for each in works_at(session, whose))


def has_password(session: Session, person_id: int) -> bool:
    """Whether a person may sign in by a password."""
    return session.get_one(Person, person_id).password_hash is not None


def has_role(*roles: str) -> ColumnElement[bool]:
    """That a member of staff has one of these roles, as it is asked of the database."""
    padded = " " + col(Staff.roles) + " "
    return or_(*(padded.contains(f" {role} ") for role in roles))
