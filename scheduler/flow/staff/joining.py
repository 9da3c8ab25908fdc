"""A link by which somebody of the staff comes by a password that nobody else has ever known.

A manager makes it, for somebody new or somebody who forgot; whoever opens it chooses a password, or says that they are
a person who is known from another office. It holds once and for a week. The row has only a hash of its code.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import JoinLink, Office, Person, Staff
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.oidc import CodeFirst
from scheduler.domain.staff.refusals import (
    AlreadyHere,
    JoinLinkExpired,
    JoinLinkUnknown,
    JoinLinkUsed,
    JoinLinkWithdrawn,
)
from scheduler.domain.text import codes
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import people, second
from scheduler.flow.staff.identities import Account, forget_identities, identity_of, take_identity
from scheduler.flow.staff.linking import link_joining
from scheduler.flow.staff.sessions import LookedAt, end_everywhere, end_sessions, take_password

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Joining:
    """What whoever opens a link is told: as whom they join which office, and who asks them to (None: a command).

    has_password: the link is for another password, not for somebody new.
    """

    staff: Staff
    office: Office
    inviter: str | None
    has_password: bool
    expires_at: datetime


def invite(session: Session, office: Office, staff_id: int, *, by: str, manager: int | None, now: datetime) -> str:
    """Make somebody a link; returns its code, which is not kept. One that was made before holds no more.

    manager: the person who asks for it; None where it is a command. Raises StaffUnknown, WorksElsewhere.
    """
    staff = people.held(session, office, staff_id)
    if manager is not None:
        people.refuse_foreign_password(session, staff, manager)
    people.withdraw_links(session, staff.person_id, now=now)
    code = codes.derive(secrets.token_bytes(32), "join", codes.new_salt())
    session.add(
        JoinLink(
            office_id=office.id,
            staff_id=staff.id,
            code_hash=codes.hash_of(code),
            created_at=now,
            by=by,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    note_deed(session, office.id, Deed.STAFF_INVITED, by=by, now=now, about=f"staff:{staff.id}")
    return code


def withdraw(session: Session, office: Office, staff_id: int, *, by: str, now: datetime) -> None:
    """The link that somebody has holds no more. They have none: nothing changes. Raises StaffUnknown."""
    staff = people.held(session, office, staff_id)
    if people.withdraw_links(session, staff.person_id, now=now):
        note_deed(session, office.id, Deed.INVITATION_WITHDRAWN, by=by, now=now, about=f"staff:{staff.id}")


def latest_link(session: Session, staff_id: int) -> JoinLink | None:
    """The link that somebody was given last, whatever became of it."""
    given = select(JoinLink).where(col(JoinLink.staff_id) == staff_id).order_by(col(JoinLink.id).desc())
    return session.scalars(given.limit(1)).first()


def joining(session: Session, code: str, now: datetime) -> Joining:
    """What a link is for. Raises JoinLinkUnknown, JoinLinkUsed, JoinLinkWithdrawn, JoinLinkExpired."""
    link = _live(session, code, now)
    staff = session.get_one(Staff, link.staff_id)
    kind, _, number = link.by.partition(":")
    inviter = session.get(Staff, int(number)) if kind == "staff" else None
    kept = session.get_one(Person, staff.person_id).password_hash
    office = session.get_one(Office, staff.office_id)
    return Joining(staff, office, inviter.name if inviter else None, kept is not None, link.expires_at)


def join(session: Session, code: str, password_hash: str, *, now: datetime) -> Staff:
    """Whoever has the link has chosen a password; all sessions they had end. Raises what `joining` does."""
    staff = _used(session, code, now)
    office = session.get_one(Office, staff.office_id)
    people.set_password(session, office, staff.id, password_hash, by=f"staff:{staff.id}", now=now)
    _note_joined(session, staff, now)
    return staff


def join_as(session: Session, code: str, known: int, password: LookedAt, *, now: datetime) -> Staff:
    """Whoever has the link has proven that they are a person who works at another office: from now on both are one.

    known: by which number they work there. Raises what `joining` does; AlreadyHere where that person has been of this
    office before; SignInWrong where the password is theirs no more.
    """
    staff = _used(session, code, now)
    other = session.get_one(Staff, known)
    _refuse_twice(session, staff, other.person_id)
    take_password(session, other, password)
    _become(session, staff, other.person_id, now)
    return staff


def join_by(session: Session, code: str, account: Account, *, now: datetime) -> Staff:
    """Whoever has the link comes in by an account elsewhere from now on; all sessions they had end. Is it that of
    somebody who works at another office, both are one from now on.

    Raises what `joining` does; AlreadyHere where it is the account of somebody else who has been of this office;
    CodeFirst where it is new, and more than a password proves already who they are.
    """
    staff = _used(session, code, now)
    known = identity_of(session, account)
    if known is not None and known.person_id != staff.person_id:
        _refuse_twice(session, staff, known.person_id)
        take_identity(session, account, known.person_id, now=now)
        _become(session, staff, known.person_id, now)
        return staff
    if known is None and second.held_by(session, staff.person_id).anything:
        raise CodeFirst(provider=account.provider)
    people.withdraw_links(session, staff.person_id, now=now)
    end_everywhere(session, staff.person_id, now=now)
    link_joining(session, staff, account, now=now)
    _note_joined(session, staff, now)
    return staff


def _refuse_twice(session: Session, staff: Staff, person: int) -> None:
    """One person is one member of an office's staff. Raises AlreadyHere."""
    of_office = col(Staff.office_id) == staff.office_id, col(Staff.person_id) == person
    if session.scalar(select(func.count()).select_from(Staff).where(*of_office)):
        raise AlreadyHere


def _become(session: Session, staff: Staff, person: int, now: datetime) -> None:
    """A member of staff is one with a person who has proven to be them; who they were alone is nobody."""
    people.withdraw_links(session, person, now=now)
    before, staff.person_id = staff.person_id, person
    session.add(staff)
    session.flush()
    end_sessions(session, staff.id, now=now)
    if not session.scalar(select(func.count()).select_from(Staff).where(col(Staff.person_id) == before)):
        forget_identities(session, before, now=now)
        second.forget_all(session, before)
        session.delete(session.get_one(Person, before))
        session.flush()
    _note_joined(session, staff, now)


def _note_joined(session: Session, staff: Staff, now: datetime) -> None:
    by = f"staff:{staff.id}"
    note_deed(session, staff.office_id, Deed.STAFF_JOINED, by=by, now=now, about=by)


def _used(session: Session, code: str, now: datetime) -> Staff:
    """Whose link it is, which holds no more from here on: of two at once one has it. Raises what `joining` does."""
    link = _live(session, code, now)
    people.hold_staff(session, session.get_one(Office, link.office_id))
    free = col(JoinLink.id) == link.id, col(JoinLink.used_at).is_(None), col(JoinLink.withdrawn_at).is_(None)
    if not change_rows(session, update(JoinLink).where(*free).values(used_at=now), synchronize=True):
        session.expire(link)
        raise _over(link)
    return session.get_one(Staff, link.staff_id, populate_existing=True)


def _live(session: Session, code: str, now: datetime) -> JoinLink:
    plain = codes.read(code)
    wanted = select(JoinLink).where(col(JoinLink.code_hash) == codes.hash_of(plain or ""))
    link = session.scalars(wanted).first() if plain else None
    if link is None:
        raise JoinLinkUnknown
    if link.used_at or link.withdrawn_at:
        raise _over(link)
    if link.expires_at <= now:
        raise JoinLinkExpired
    return link


def _over(link: JoinLink) -> JoinLinkUsed | JoinLinkWithdrawn:
    return JoinLinkUsed() if link.used_at else JoinLinkWithdrawn()
