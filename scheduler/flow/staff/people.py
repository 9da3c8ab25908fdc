"""Who works at an office: taken on, given roles and a password, and let go.

The row of whoever has gone stays, with the name: the history of documents points at it, and must be able to say who it
was. Every change holds the staff of the office (by name), so that of two at once the second sees what the first did.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Application, Conversation, JoinLink, Office, Person, Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Invalid, SignInNeeded
from scheduler.domain.staff.refusals import (
    LastManager,
    SecondFactorOff,
    SessionUnknown,
    StaffNameLeft,
    StaffUnknown,
    WorksElsewhere,
)
from scheduler.domain.staff.roles import MANAGES, answers, written
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import second, trusted
from scheduler.flow.staff.at_places import chosen_places, keep_places, places_of_staff
from scheduler.flow.staff.identities import forget_identities
from scheduler.flow.staff.persons import has_role, is_last_place, manages_all, works_at
from scheduler.flow.staff.sessions import LookedAt, end_everywhere, end_sessions, is_live, sign_out, take_password
from scheduler.flow.talks.conversations import note_step

LONGEST_NAME = 60
SYSTEM = "system"


def add_staff(
    session: Session,
    office: Office,
    name: str,
    roles: str,
    password_hash: str | None,
    *,
    places: Collection[int] = (),
    by: str = SYSTEM,
    now: datetime,
) -> Staff:
    """Let somebody work here, a person of their own until they say by a link that they are one who is known.

    roles: one or several words. password_hash: None for somebody who cannot sign in before they have a password.
    places: the kecamatan and kelurahan of whoever has the role "place".
    Raises Invalid for an unknown role, a name that is empty, too long or taken, or what `chosen_places` does not take;
    PlaceUnknown; StaffNameLeft where the name was that of somebody who has gone.
    """
    name, roles = " ".join(name.split()), written(roles)
    chosen = chosen_places(session, office, roles, places)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(errors={"name": "too_long" if name else "empty"})
    hold_staff(session, office)
    known = _named(session, office.id, name)
    if known is not None:
        raise Invalid(errors={"name": "taken"}) if known.left_at is None else StaffNameLeft
    person = _new_person(session, password_hash, now=now)
    staff = Staff(office_id=office.id, person_id=person.id, name=name, roles=roles, created_at=now)
    session.add(staff)
    session.flush()
    keep_places(session, staff, chosen)
    _note(session, staff, Deed.STAFF_ADDED, by=by, now=now, became=_may(roles, chosen))
    return staff


def add_known(session: Session, office: Office, known: Staff, roles: str, *, now: datetime) -> Staff:
    """Let somebody of another office work at one that is new too, under their name and by the account they have.

    It is their own deed. known: who they are there.
    """
    staff = Staff(office_id=office.id, person_id=known.person_id, name=known.name, roles=written(roles), created_at=now)
    session.add(staff)
    session.flush()
    _note(session, staff, Deed.STAFF_ADDED, by=f"staff:{staff.id}", now=now, became=_may(staff.roles, ()))
    return staff


def change_roles(
    session: Session,
    office: Office,
    staff_id: int,
    roles: str,
    *,
    places: Collection[int] = (),
    by: str,
    now: datetime,
) -> int:
    """Give somebody other roles, or other places; they sign in anew. How many sessions ended.

    places: as `add_staff` takes them. Raises Invalid, PlaceUnknown, StaffUnknown, LastManager.
    """
    roles = written(roles)
    staff = held(session, office, staff_id)
    chosen = chosen_places(session, office, roles, places)
    before = _may(staff.roles, sorted(place.id for place in places_of_staff(session, staff.id)))
    if before == _may(roles, chosen):
        return 0
    if MANAGES not in roles.split():
        _refuse_last(session, office, staff)
    _note(session, staff, Deed.ROLES_CHANGED, by=by, now=now, was=before, became=_may(roles, chosen))
    staff.roles = roles
    session.add(staff)
    session.flush()
    keep_places(session, staff, chosen)
    if not answers(roles.split()):
        _let_go(session, staff, by=by, now=now)
    return end_sessions(session, staff.id, now=now)


def remove(session: Session, office: Office, staff_id: int, *, by: str, now: datetime) -> int:
    """Somebody works here no more: no session, and what they had taken is anybody's. The row stays; whatever proves who
    they are goes with the last office where they work.

    How many sessions ended. Raises StaffUnknown, LastManager.
    """
    staff = held(session, office, staff_id)
    _refuse_last(session, office, staff)
    staff.left_at = now
    session.add(staff)
    session.flush()
    _note(session, staff, Deed.STAFF_REMOVED, by=by, now=now)
    if works_at(session, staff.person_id):
        withdraw_links(session, staff.person_id, now=now)
    else:
        _keep_password(session, staff, None, now=now)
        forget_identities(session, staff.person_id, now=now)
        second.forget_all(session, staff.person_id)
    _let_go(session, staff, by=by, now=now)
    return end_sessions(session, staff.id, now=now)


def bring_back(session: Session, office: Office, staff_id: int, *, by: str, now: datetime) -> Staff:
    """Somebody who had gone works here again, in the roles they had, and without a password. Here already: nothing
    changes.

    Who works at another office is a person of their own here until they say by a link that they are that one: there
    they may have been given a password meanwhile, which somebody else knows. Raises StaffUnknown.
    """
    hold_staff(session, office)
    staff = _of_office(session, office, staff_id)
    if staff.left_at is None:
        return staff
    _note(session, staff, Deed.STAFF_RETURNED, by=by, now=now, became={"roles": staff.roles})
    if not is_last_place(session, staff):
        staff.person_id = _new_person(session, None, now=now).id
    staff.left_at = None
    session.add(staff)
    session.flush()
    return staff


def set_password(
    session: Session,
    office: Office,
    staff_id: int,
    password_hash: str,
    *,
    by: str = SYSTEM,
    now: datetime,
    but: int | None = None,
) -> int:
    """Somebody's new password ends all their sessions, at whatever office, except `but`; the count of wrong passwords
    begins anew with it.

    Returns how many sessions ended. Raises StaffUnknown.
    """
    staff = held(session, office, staff_id)
    _keep_password(session, staff, password_hash, now=now)
    _note(session, staff, Deed.PASSWORD_CHANGED, by=by, now=now)
    return end_everywhere(session, staff.person_id, now=now, but=but)


def give_password(
    session: Session, office: Office, staff_id: int, password_hash: str, *, manager: int, by: str, now: datetime
) -> int:
    """A manager gives somebody a password, as `set_password` does. manager: the person who does.

    Raises StaffUnknown; WorksElsewhere where the password opens an office that they do not manage.
    """
    refuse_foreign_password(session, held(session, office, staff_id), manager)
    return set_password(session, office, staff_id, password_hash, by=by, now=now)


def refuse_foreign_password(session: Session, staff: Staff, manager: int) -> None:
    """Whoever gives somebody a password could sign in as them: at no office but those that they manage themselves.

    manager: the person who would. Raises WorksElsewhere.
    """
    if not is_last_place(session, staff) and not manages_all(session, manager, staff.person_id):
        raise WorksElsewhere


def change_own_password(
    session: Session,
    office: Office,
    staff_id: int,
    password_hash: str,
    *,
    old: LookedAt,
    within: int,
    now: datetime,
) -> int:
    """Another password, by somebody who has given the old one in a session, which goes on; the others end.

    Returns how many. Raises SignInWrong where the old one is theirs no more, SignInNeeded where the session has
    ended: to look at one password and to hash another takes a while, in which a manager may have taken both away.
    """
    staff = held(session, office, staff_id)
    take_password(session, staff, old)
    if not is_live(session, within, now):
        raise SignInNeeded
    by = f"staff:{staff.id}"
    return set_password(session, office, staff_id, password_hash, by=by, now=now, but=within)


def end_sessions_of(session: Session, office: Office, staff_id: int, *, by: str = SYSTEM, now: datetime) -> int:
    """All sessions of somebody end, at other offices too: from there they would come back without the password.

    The person is held, as by whoever goes to another office. How many sessions that were. Raises StaffUnknown.
    """
    staff = held(session, office, staff_id)
    session.get_one(Person, staff.person_id, populate_existing=True, with_for_update=True)
    trusted.forget_browsers(session, staff.person_id)
    _note(session, staff, Deed.SESSIONS_ENDED, by=by, now=now)
    return end_everywhere(session, staff.person_id, now=now)


def take_second_factor(
    session: Session, office: Office, staff_id: int, *, manager: int | None, by: str = SYSTEM, now: datetime
) -> int:
    """Take all off somebody who lost it that proves beside the password who they are; their sessions end.

    manager: the person who does; None where it is a command. How many sessions ended. Raises StaffUnknown;
    WorksElsewhere where they work at an office that the manager does not manage; SecondFactorOff where they have none.
    """
    staff = held(session, office, staff_id)
    if manager is not None:
        refuse_foreign_password(session, staff, manager)
    session.get_one(Person, staff.person_id, populate_existing=True, with_for_update=True)
    if not second.forget_all(session, staff.person_id).anything:
        raise SecondFactorOff
    _note(session, staff, Deed.SECOND_FACTOR_TAKEN, by=by, now=now)
    return end_everywhere(session, staff.person_id, now=now)


def end_session_of(session: Session, office: Office, session_id: int, *, by: str, now: datetime) -> int:
    """A session of anybody at this office ends; returns whose it was. Ended already: nothing changes.

    Raises SessionUnknown.
    """
    found = session.get(StaffSession, session_id)
    if found is None or found.office_id != office.id:
        raise SessionUnknown
    if found.revoked_at is None:
        sign_out(session, session_id, now=now)
        _note(session, session.get_one(Staff, found.staff_id), Deed.SESSIONS_ENDED, by=by, now=now)
    return found.staff_id


def staff_by_name(session: Session, office_id: int, name: str) -> Staff | None:
    """Somebody who works here, by name, whatever its case."""
    found = _named(session, office_id, name)
    return found if found is not None and found.left_at is None else None


def plain_name(name: str) -> str:
    """A name as it is compared: whatever its case and spaces."""
    return " ".join(name.split()).casefold()


def staff_by_id(session: Session, office: Office, staff_id: int) -> Staff:
    """Somebody who works here or did. Raises StaffUnknown."""
    return _of_office(session, office, staff_id)


def hold_staff(session: Session, office: Office) -> None:
    """Let one change of an office's staff after the other go on from here."""
    hold_name(session, keys.ring().look_up("staff", str(office.id)))


def held(session: Session, office: Office, staff_id: int) -> Staff:
    """Somebody who works here, as they are now, and nobody changes the staff meanwhile. Raises StaffUnknown."""
    hold_staff(session, office)
    staff = _of_office(session, office, staff_id)
    if staff.left_at is not None:
        raise StaffUnknown
    return staff


def _of_office(session: Session, office: Office, staff_id: int) -> Staff:
    staff = session.get(Staff, staff_id, populate_existing=True)
    if staff is None or staff.office_id != office.id:
        raise StaffUnknown
    return staff


def withdraw_links(session: Session, person_id: int, *, now: datetime) -> int:
    """No link by which a password can be chosen leads to a person any more; how many did."""
    theirs = col(JoinLink.staff_id).in_(select(col(Staff.id)).where(col(Staff.person_id) == person_id))
    open_ones = theirs, col(JoinLink.used_at).is_(None), col(JoinLink.withdrawn_at).is_(None)
    return change_rows(session, update(JoinLink).where(*open_ones).values(withdrawn_at=now))


def _new_person(session: Session, password_hash: str | None, *, now: datetime) -> Person:
    person = Person(password_hash=password_hash, created_at=now)
    session.add(person)
    session.flush()
    return person


def _keep_password(session: Session, staff: Staff, password_hash: str | None, *, now: datetime) -> None:
    """Another password, and with it no link leads to the person any more, and no browser is trusted."""
    withdraw_links(session, staff.person_id, now=now)
    trusted.forget_browsers(session, staff.person_id)
    person = session.get_one(Person, staff.person_id, populate_existing=True)
    person.password_hash = password_hash
    session.add(person)
    session.flush()


def _may(roles: str, places: Sequence[int]) -> dict[str, str]:
    """Roles as the log has them, with the numbers of the places of whoever works for any."""
    return {"roles": roles, **({"places": " ".join(map(str, places))} if places else {})}


def _note(session: Session, staff: Staff, deed: Deed, *, by: str, now: datetime, **facts: Any) -> None:
    note_deed(session, staff.office_id, deed, by=by, now=now, about=f"staff:{staff.id}", **facts)


def _refuse_last(session: Session, office: Office, staff: Staff) -> None:
    can = MANAGES in staff.roles.split() and session.get_one(Person, staff.person_id).password_hash is not None
    if can and managers_of(session, office) <= 1:
        raise LastManager


def managers_of(session: Session, office: Office) -> int:
    """How many managers an office has who can sign in."""
    managing = col(Staff.office_id) == office.id, has_role(MANAGES), col(Staff.left_at).is_(None)
    able = select(func.count()).select_from(Staff).join(Person, col(Person.id) == col(Staff.person_id))
    return session.scalar(able.where(*managing, col(Person.password_hash).is_not(None))) or 0


def _named(session: Session, office_id: int, name: str) -> Staff | None:
    wanted = plain_name(name)
    rows = session.scalars(select(Staff).where(col(Staff.office_id) == office_id)).all()
    return next((staff for staff in rows if staff.name.casefold() == wanted), None)


def _let_go(session: Session, staff: Staff, *, by: str, now: datetime) -> None:
    """What somebody had taken is anybody's again, or it would wait for them for ever."""
    holder = f"staff:{staff.id}"
    taken = select(Conversation).where(
        col(Conversation.office_id) == staff.office_id, col(Conversation.assigned_to) == holder
    )
    for conversation in session.scalars(taken.order_by(col(Conversation.id)).with_for_update()):
        conversation.assigned_to = None
        note_step(session, conversation, "assigned:", by=by, now=now)
    held = update(Application).where(col(Application.office_id) == staff.office_id, col(Application.taken_by) == holder)
    change_rows(session, held.values(taken_by=None))
