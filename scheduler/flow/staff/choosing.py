"""Whoever works at several offices proves once who they are, and says at which one they are now.

Between the password and the choice there is a session that opens nothing but the choice itself, and for a few minutes.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db.models import Person, Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import SignInNeeded
from scheduler.domain.staff.refusals import SecondFactorNeeded, StaffUnknown
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import second as second_factor
from scheduler.flow.staff.sessions import (
    LookedAt,
    at_work,
    confine,
    end_session,
    hash_of,
    note_signed_in,
    sign_in,
    sign_in_anew,
)

CHOOSING = "choosing"
"""Where a session holds whose office is not chosen yet."""
LASTS = timedelta(minutes=10)


def begin_choosing(
    session: Session,
    staff_id: int,
    *,
    now: datetime,
    password: LookedAt | None,
    browser: str | None = None,
    second: str | None = None,
    place: str = CHOOSING,
) -> str:
    """Begin a session that leads to the choice alone; returns its cookie. staff_id: any of the person's.

    second: what proved it beside the password. place: another step of the sign-in, to which alone it leads. Raises
    SignInWrong.
    """
    value = sign_in(session, staff_id, None, now=now, password=password, browser=browser, second=second)
    begun = begun_by(session, value)
    begun.expires_at = now + LASTS
    session.add(begun)
    session.flush()
    return confine(session, begun.id, place)


def choose(
    session: Session,
    choosing: int,
    staff_id: int,
    counter_number: int | None,
    *,
    now: datetime,
    instead_of: str | None = None,
) -> tuple[str, bool]:
    """Begin the session at the office that was chosen, as `sign_in_anew` does. choosing: the choice's, which ends.

    Raises StaffUnknown where that is none of the person's offices; SignInNeeded where the choice is over; Invalid for
    an unknown counter.
    """
    own = end_step(session, choosing, staff_id, now=now)
    return sign_in_anew(
        session,
        staff_id,
        counter_number,
        now=now,
        instead_of=instead_of,
        browser=own.browser,
        second=own.second,
    )


def change_office(session: Session, within: int, staff_id: int, *, now: datetime) -> str:
    """Go on at another office without the password; returns the cookie of the session there. The one here ends.

    The new one lasts no longer than the one before, and was left alone as long. Raises StaffUnknown where that is none
    of the person's offices; SignInNeeded where the session here is over; SecondFactorNeeded where it began with the
    password alone, and more is asked by now.
    """
    own = end_step(session, within, staff_id, now=now)
    if own.second is None and second_factor.demanded(session, session.get_one(Staff, staff_id).person_id, now):
        raise SecondFactorNeeded
    note_deed(session, own.office_id, Deed.SIGNED_OUT, by=f"staff:{own.staff_id}", now=now)
    value = sign_in(session, staff_id, None, now=now, browser=own.browser, second=own.second)
    begun = begun_by(session, value)
    begun.expires_at, begun.proven_at = own.expires_at, own.proven_at
    note_signed_in(session, begun, now=now)
    session.add(begun)
    session.flush()
    return value


def begun_by(session: Session, value: str) -> StaffSession:
    """The session of a cookie that was just made."""
    return session.exec(select(StaffSession).where(col(StaffSession.token_hash) == hash_of(value))).one()


def end_step(session: Session, session_id: int, staff_id: int, *, now: datetime) -> StaffSession:
    """A session that has just ended, so that its person goes on as one of their others.

    Once it is over, nothing begins from it: the person is held, so that whoever gives them another password meanwhile
    either ended it before, or sees what begins. Raises StaffUnknown, SignInNeeded.
    """
    own = session.get_one(StaffSession, session_id)
    person = session.get_one(Staff, own.staff_id).person_id
    wanted = session.get(Staff, staff_id)
    if wanted is None or wanted.person_id != person or wanted.left_at:
        raise StaffUnknown
    at_work(session, staff_id)
    session.get_one(Person, person, populate_existing=True, with_for_update=True)
    if not end_session(session, session_id, now=now):
        raise SignInNeeded
    return own
