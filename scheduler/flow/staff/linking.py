"""An account elsewhere becomes a way to sign in, opens a page that was left alone, and is taken away again.

An account is never found by a name or an e-mail address: a person says themselves that it is theirs, while signed in or
by an invitation.
"""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office, Person, Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.oidc import IdentityHere, IdentityTaken, LastWay
from scheduler.domain.refusals import SignInNeeded
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import people
from scheduler.flow.staff.identities import (
    Account,
    add_identity,
    forget_identities,
    identity_at,
    identity_of,
    take_identity,
)
from scheduler.flow.staff.sessions import at_work, is_live, prove


def link(session: Session, within: int, account: Account, *, now: datetime) -> None:
    """Whoever is signed in comes in by an account too from now on. within: their session. Theirs already: nothing
    changes.

    Raises SignInNeeded where the session is over; IdentityTaken; IdentityHere where they have another one there.
    """
    own = session.get_one(StaffSession, within)
    staff = people.held(session, session.get_one(Office, own.office_id), own.staff_id)
    _hold(session, staff.person_id)
    if not is_live(session, within, now):
        raise SignInNeeded
    if _is_theirs(session, account, staff.person_id):
        return
    if identity_at(session, staff.person_id, account.issuer) is not None:
        raise IdentityHere(provider=account.provider)
    add_identity(session, account, staff.person_id, now=now)
    _note(session, staff, Deed.IDENTITY_LINKED, by=f"staff:{staff.id}", now=now)


def link_joining(session: Session, staff: Staff, account: Account, *, now: datetime) -> None:
    """Whoever was asked to work here comes in by an account from now on, instead of another one there.

    Raises IdentityTaken.
    """
    _hold(session, staff.person_id)
    if _is_theirs(session, account, staff.person_id):
        return
    forget_identities(session, staff.person_id, now=now)
    add_identity(session, account, staff.person_id, now=now)
    _note(session, staff, Deed.IDENTITY_LINKED, by=f"staff:{staff.id}", now=now)


def unlink_own(session: Session, within: int, *, now: datetime) -> None:
    """Whoever is signed in comes in by no account elsewhere any more; their other sessions end.

    They have none: nothing changes. Raises LastWay where they could not sign in any more.
    """
    own = session.get_one(StaffSession, within)
    staff = people.held(session, session.get_one(Office, own.office_id), own.staff_id)
    if _hold(session, staff.person_id).password_hash is None:
        raise LastWay
    if forget_identities(session, staff.person_id, now=now, but=within):
        _note(session, staff, Deed.IDENTITY_UNLINKED, by=f"staff:{staff.id}", now=now)


def unlink(session: Session, office: Office, staff_id: int, *, manager: int, by: str, now: datetime) -> None:
    """Somebody comes in by no account elsewhere any more; their sessions end. They have none: nothing changes.

    manager: the person who says so. Raises StaffUnknown; WorksElsewhere where they do not manage all their offices.
    """
    staff = people.held(session, office, staff_id)
    people.refuse_foreign_password(session, staff, manager)
    _hold(session, staff.person_id)
    if forget_identities(session, staff.person_id, now=now):
        _note(session, staff, Deed.IDENTITY_UNLINKED, by=by, now=now)


def prove_again(session: Session, within: int, account: Account, *, now: datetime) -> None:
    """Whoever is signed in has proven by their account that they still are who they were.

    Raises SignInNeeded where the session is over; IdentityUnknown where the account is not theirs.
    """
    if not is_live(session, within, now):
        raise SignInNeeded
    staff = at_work(session, session.get_one(StaffSession, within).staff_id)
    take_identity(session, account, staff.person_id, now=now)
    prove(session, within, password=None, now=now)


def _hold(session: Session, person_id: int) -> Person:
    """A person, their row held until the commit: of two changes of their ways in, the second sees the first."""
    return session.get_one(Person, person_id, populate_existing=True, with_for_update=True)


def _is_theirs(session: Session, account: Account, person_id: int) -> bool:
    """Whether an account is a person's already. Raises IdentityTaken where it is somebody else's."""
    found = identity_of(session, account)
    if found is not None and found.person_id != person_id:
        raise IdentityTaken(provider=account.provider)
    return found is not None


def _note(session: Session, staff: Staff, deed: Deed, *, by: str, now: datetime) -> None:
    note_deed(session, staff.office_id, deed, by=by, now=now, about=f"staff:{staff.id}")
