"""Who works at an office: the list, and one member with their browsers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from scheduler.db.models import Counter, JoinLink, Office, Person, Place, Staff, StaffPlace, StaffSession
from scheduler.flow.staff import staff_by_id
from scheduler.flow.staff.at_places import desks_of, places_of_staff
from scheduler.flow.staff.joining import latest_link
from scheduler.web.shared.staff.browsers import Browser, browsers_of_member


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here, or did until `left_at`. counters: where they are signed in now; sessions: in how many
    browsers; seen_at: when they used one last, None for never.
    """

    id: int
    name: str
    roles: tuple[str, ...]
    has_password: bool
    left_at: datetime | None
    counters: Sequence[int] = ()
    sessions: int = 0
    seen_at: datetime | None = None
    places: Sequence[Place] = ()
    """Of whoever has the role "place": for which they work."""


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Those who work here by role and name, and those who did. lacks_supervisor: nobody who can sign in leads."""

    members: Sequence[Member]
    left: Sequence[Member]
    lock_minutes: int
    lacks_supervisor: bool
    desks: Sequence[Place]
    """Places for which somebody may work."""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One member of the staff, and where they are signed in. link: the last that they were given, "open" until its end,
    "used", "withdrawn" or "expired"; None: they never had one.
    """

    member: Member
    link: tuple[str, datetime] | None
    browsers: Sequence[Browser]
    desks: Sequence[Place]


ORDER = {role: place for place, role in enumerate(("manager", "supervisor", "clerk", "guard", "auditor", "place"))}


def members_page(session: Session, office: Office, now: datetime) -> StaffPage:
    """Everybody of an office."""
    seen, counters, sessions = _seen(session, office), _counters(session, office, now), _sessions(session, office, now)
    places = _places(session, office)
    members = [
        _member(row, kept, counters.get(row.id, ()), sessions.get(row.id, 0), seen.get(row.id), places.get(row.id, ()))
        for row, kept in session.execute(
            select(Staff, col(Person.password_hash))
            .join(Person, col(Person.id) == col(Staff.person_id))
            .where(col(Staff.office_id) == office.id)
        )
    ]
    members.sort(key=lambda each: (min(ORDER[role] for role in each.roles), each.name.casefold()))
    minutes = session.get_one(Office, office.id).lock_minutes
    here = [member for member in members if member.left_at is None]
    lacks = not any("supervisor" in member.roles and member.has_password for member in here)
    left = [member for member in members if member.left_at]
    return StaffPage(here, left, minutes, lacks, desks_of(session, office))


def member_page(session: Session, office: Office, staff_id: int, now: datetime) -> MemberPage:
    """One member of an office's staff. Raises StaffUnknown."""
    row = staff_by_id(session, office, staff_id)
    browsers = browsers_of_member(session, row.id, now)
    counters = sorted(each.counter for each in browsers if each.counter is not None)
    seen = _seen(session, office).get(row.id)
    kept = session.get_one(Person, row.person_id).password_hash
    member = _member(row, kept, counters, len(browsers), seen, places_of_staff(session, row.id))
    return MemberPage(member, _link(latest_link(session, row.id), now), browsers, desks_of(session, office))


def _link(row: JoinLink | None, now: datetime) -> tuple[str, datetime] | None:
    if row is None:
        return None
    if row.used_at or row.withdrawn_at:
        return ("used", row.used_at) if row.used_at else ("withdrawn", row.withdrawn_at or now)
    return "open" if row.expires_at > now else "expired", row.expires_at


def _member(
    row: Staff,
    kept: str | None,
    counters: Sequence[int],
    sessions: int,
    seen_at: datetime | None,
    places: Sequence[Place],
) -> Member:
    roles, has_password = tuple(row.roles.split()), kept is not None
    return Member(row.id, row.name, roles, has_password, row.left_at, counters, sessions, seen_at, places)


def _places(session: Session, office: Office) -> dict[int, list[Place]]:
    """Staff id -> the places for which they work, by name."""
    rows = session.execute(
        select(col(StaffPlace.staff_id), Place)
        .join(Place, col(Place.id) == col(StaffPlace.place_id))
        .where(col(StaffPlace.office_id) == office.id)
        .order_by(col(Place.name))
    )
    found: dict[int, list[Place]] = {}
    for staff, place in rows:
        found.setdefault(staff, []).append(place)
    return found


def _seen(session: Session, office: Office) -> dict[int, datetime]:
    """Staff id -> when they used a browser last, also in a session that has ended."""
    of_office = col(StaffSession.office_id) == office.id
    rows = session.execute(
        select(col(StaffSession.staff_id), func.max(StaffSession.seen_at))
        .where(of_office)
        .group_by(col(StaffSession.staff_id))
    )
    return {row[0]: row[1] for row in rows}


def _counters(session: Session, office: Office, now: datetime) -> dict[int, list[int]]:
    rows = session.execute(
        select(col(StaffSession.staff_id), col(Counter.number))
        .join(Counter, col(Counter.id) == col(StaffSession.counter_id))
        .where(*_live(office, now))
        .order_by(col(Counter.number))
    )
    found: dict[int, list[int]] = {}
    for staff, number in rows:
        found.setdefault(staff, []).append(number)
    return found


def _sessions(session: Session, office: Office, now: datetime) -> dict[int, int]:
    rows = session.execute(
        select(col(StaffSession.staff_id), func.count()).where(*_live(office, now)).group_by(col(StaffSession.staff_id))
    )
    return {row[0]: row[1] for row in rows}


def _live(office: Office, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(StaffSession.office_id) == office.id,
        col(StaffSession.revoked_at).is_(None),
        col(StaffSession.expires_at) > now,
    )
