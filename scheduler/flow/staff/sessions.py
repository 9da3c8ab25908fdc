"""A browser that somebody of the staff is signed in with: how that begins, where they sit, and how it ends."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Counter, Office, Person, Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.counter import CounterTaken
from scheduler.domain.refusals import Invalid, NotAllowed, SignInWrong
from scheduler.domain.staff import roles
from scheduler.domain.staff.refusals import SessionUnknown
from scheduler.flow.core.audit import note_deed

SESSION_LASTS = timedelta(hours=14)
SEEN_EVERY = timedelta(seconds=30)
"""How often it is written down at most that a browser was used; so much later than said a page may lock."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A staff member in a browser, at a counter or (None) at the door or the office page.

    seen_at: when the browser was used last, within SEEN_EVERY. proven_at: the same, but it stands still once the
    browser was left alone for longer than the office lets its pages, until the password is given again.
    lost_counter: the counter that another browser has taken over from this one. second: what proved beside the password
    who it is, as the session's row has it.
    """

    session_id: int
    person_id: int
    staff_id: int
    name: str
    roles: tuple[str, ...]
    office: Office
    counter: Counter | None
    seen_at: datetime
    proven_at: datetime
    lost_counter: int | None = None
    second: str | None = None

    def acts_at(self, place: str) -> bool:
        """Whether they may change what the pages of a place are for (`domain/staff/roles.py`)."""
        return roles.may_act(self.roles, place)

    def looks_at(self, place: str) -> bool:
        """Whether they may see the pages of a place."""
        return roles.may_look(self.roles, place)

    @property
    def leads(self) -> bool:
        """Whether they lead the day, and let pass what a clerk may not."""
        return self.acts_at("office")

    def locks_at(self) -> datetime | None:
        """When the office's pages ask this browser for the password if nobody uses it; None: not at all."""
        minutes = self.office.lock_minutes
        return self.proven_at + timedelta(minutes=minutes) + SEEN_EVERY if minutes else None

    def is_locked(self, now: datetime) -> bool:
        """Whether the office's pages ask this browser for the password."""
        locks_at = self.locks_at()
        return locks_at is not None and locks_at <= now


class LookedAt(NamedTuple):
    """A password that was looked at: the hash that it fits, and a newer form of that where it is a weak one."""

    kept: str
    newer: str | None = None


def sign_in(
    session: Session,
    staff_id: int,
    counter_number: int | None,
    *,
    now: datetime,
    password: LookedAt | None = None,
    browser: str | None = None,
    second: str | None = None,
) -> str:
    """Begin a session for somebody whose password fits; returns the cookie's value, which is not kept.

    counter_number: where they sit down, whoever sits there. password: None where nobody was asked for it. browser:
    which one it is, in a few words. second: what proved it besides (`domain/staff/second_factor.py`). Raises
    SignInWrong where the password is theirs no more, or they work here no more; Invalid for an unknown counter.
    """
    staff = at_work(session, staff_id)
    if password is not None:
        take_password(session, staff, password)
    value = secrets.token_urlsafe(32)
    begun = StaffSession(
        office_id=staff.office_id,
        staff_id=staff.id,
        token_hash=hash_of(value),
        created_at=now,
        expires_at=now + SESSION_LASTS,
        seen_at=now,
        proven_at=now,
        browser=browser,
        second=second,
    )
    session.add(begun)
    session.flush()
    if counter_number is not None:
        sit_down(session, begun.id, counter_number, take_over=True, now=now)
    return value


def sign_in_anew(
    session: Session,
    staff_id: int,
    counter_number: int | None,
    *,
    now: datetime,
    password: LookedAt | None = None,
    instead_of: str | None = None,
    browser: str | None = None,
    second: str | None = None,
) -> tuple[str, bool]:
    """Begin a session as `sign_in` does, but take no counter from another browser; also whether the counter was free.

    instead_of: the cookie this browser had, whose session ends.
    """
    own = signed_in(session, instead_of, now) if instead_of else None
    if own is not None:
        sign_out(session, own.session_id, now=now)
    value = sign_in(session, staff_id, None, now=now, password=password, browser=browser, second=second)
    begun = session.exec(select(StaffSession).where(StaffSession.token_hash == hash_of(value))).one()
    note_signed_in(session, begun, now=now)
    if counter_number is None:
        return value, True
    is_free = not _others_at(session, _held_counter(session, begun, counter_number), begun.id, now)
    if is_free:
        sit_down(session, begun.id, counter_number, take_over=False, now=now)
    return value, is_free


def note_signed_in(session: Session, begun: StaffSession, *, now: datetime) -> None:
    """Write down that somebody came in."""
    note_deed(session, begun.office_id, Deed.SIGNED_IN, by=f"staff:{begun.staff_id}", now=now)


def leave(session: Session, session_id: int, *, now: datetime) -> None:
    """Somebody signs out, which is written down."""
    own = session.get_one(StaffSession, session_id)
    sign_out(session, session_id, now=now)
    note_deed(session, own.office_id, Deed.SIGNED_OUT, by=f"staff:{own.staff_id}", now=now)


def refuse_unknown_counter(session: Session, office_id: int, number: int) -> None:
    """Raises Invalid where an office has no such counter."""
    _counter(session, office_id, number)


def who_sits_at(session: Session, session_id: int, number: int, now: datetime) -> CounterTaken | None:
    """Who works at a counter in another browser, as the refusal of taking it; None where it is free.

    Raises Invalid for an unknown counter.
    """
    counter = _counter(session, session.get_one(StaffSession, session_id).office_id, number)
    others = _others_at(session, counter, session_id, now)
    return _taken(number, others) if others else None


def sit_down(session: Session, session_id: int, number: int, *, take_over: bool, now: datetime) -> list[int]:
    """Work at a counter from this browser on; returns the sessions that lost it, and who is at the counter stays there.

    The counter's row is held, so that of two browsers at once one has it. Raises Invalid for an unknown counter,
    CounterTaken where another browser has it and it is not to be taken over.
    """
    own = session.get_one(StaffSession, session_id)
    counter = _held_counter(session, own, number)
    others = _others_at(session, counter, session_id, now)
    if others and not take_over:
        raise _taken(number, others)
    lost = [other.id for other, _ in others]
    _seat(session, lost, counter_id=None, lost_counter=number)
    _seat(session, [session_id], counter_id=counter.id, lost_counter=None)
    return lost


def _held_counter(session: Session, own: StaffSession, number: int) -> Counter:
    """A counter of the session's office, its row held until the commit. Raises Invalid."""
    counter = _counter(session, own.office_id, number)
    session.refresh(counter, with_for_update=True)
    return counter


def _others_at(
    session: Session, counter: Counter, session_id: int, now: datetime
) -> Sequence[tuple[StaffSession, str]]:
    """Sessions of other browsers that hold a counter, with the names of their people, newest first."""
    return session.exec(
        select(StaffSession, Staff.name)
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .where(
            StaffSession.counter_id == counter.id,
            StaffSession.id != session_id,
            col(StaffSession.revoked_at).is_(None),
            StaffSession.expires_at > now,
        )
        .order_by(col(StaffSession.id).desc())
    ).all()


def _taken(number: int, others: Sequence[tuple[StaffSession, str]]) -> CounterTaken:
    latest, name = others[0]
    return CounterTaken(counter=number, name=name, since=latest.created_at)


def _seat(session: Session, session_ids: list[int], **seat: int | None) -> None:
    change_rows(session, update(StaffSession).where(col(StaffSession.id).in_(session_ids)).values(**seat))


def sign_out(session: Session, session_id: int, *, now: datetime) -> None:
    """End a session."""
    change_rows(session, update(StaffSession).where(col(StaffSession.id) == session_id).values(revoked_at=now))


def end_session(session: Session, session_id: int, *, now: datetime) -> bool:
    """End a session that holds; whether it did. Of two who end it at once one does."""
    return _end(session, col(StaffSession.id) == session_id, now=now) == 1


def end_sessions(session: Session, staff_id: int, *, now: datetime) -> int:
    """End all sessions of somebody at one office; how many that were."""
    return _end(session, col(StaffSession.staff_id) == staff_id, now=now)


def end_everywhere(session: Session, person_id: int, *, now: datetime, but: int | None = None) -> int:
    """End all sessions of a person at whatever office, or all but one; how many that were."""
    theirs = col(StaffSession.staff_id).in_(select(Staff.id).where(Staff.person_id == person_id))
    kept = [col(StaffSession.id) != but] if but is not None else []
    return _end(session, theirs, *kept, now=now)


def _end(session: Session, *which: ColumnElement[bool], now: datetime) -> int:
    live = update(StaffSession).where(
        *which, col(StaffSession.revoked_at).is_(None), col(StaffSession.expires_at) > now
    )
    return change_rows(session, live.values(revoked_at=now))


def is_live(session: Session, session_id: int, now: datetime) -> bool:
    """Whether a session has not ended."""
    lives = col(StaffSession.revoked_at).is_(None), col(StaffSession.expires_at) > now
    return session.scalar(select(col(StaffSession.id)).where(col(StaffSession.id) == session_id, *lives)) is not None


def end_own(session: Session, person_id: int, session_id: int, *, now: datetime) -> None:
    """End a session of one's own, at whatever office, which is written down there. Ended already: nothing changes.

    Raises SessionUnknown for anybody else's.
    """
    own = session.get(StaffSession, session_id)
    if own is None or session.get_one(Staff, own.staff_id).person_id != person_id:
        raise SessionUnknown
    if end_session(session, session_id, now=now):
        _note_ended(session, own, now=now)


def end_others(session: Session, session_id: int, *, now: datetime) -> int:
    """End all sessions that a person has besides one, at whatever office; how many that were."""
    own = session.get_one(StaffSession, session_id)
    person = session.get_one(Staff, own.staff_id).person_id
    ended = end_everywhere(session, person, now=now, but=session_id)
    if ended:
        _note_ended(session, own, now=now)
    return ended


def _note_ended(session: Session, own: StaffSession, *, now: datetime) -> None:
    by = f"staff:{own.staff_id}"
    note_deed(session, own.office_id, Deed.SESSIONS_ENDED, by=by, now=now, about=by)


def note_seen(session: Session, session_id: int, *, lock_minutes: int, now: datetime) -> None:
    """Write down that somebody uses a browser, which proves nothing where it was left alone for too long before.

    lock_minutes: how many are too many; 0: none are.
    """
    until, proven_at = now - timedelta(minutes=lock_minutes) - SEEN_EVERY, col(StaffSession.proven_at)
    proven = case((proven_at > until, now), else_=proven_at) if lock_minutes else now
    seen = update(StaffSession).values(seen_at=now, proven_at=proven)
    change_rows(session, seen.where(col(StaffSession.id) == session_id))


def prove(session: Session, session_id: int, *, password: LookedAt | None, now: datetime) -> None:
    """Somebody has proven again that a session is theirs. password: None where it was no password that did.

    Raises SignInWrong where the password is theirs no more, or they work there no more.
    """
    own = session.get_one(StaffSession, session_id)
    staff = at_work(session, own.staff_id)
    if password is not None:
        take_password(session, staff, password)
    own.seen_at = own.proven_at = now
    session.add(own)
    session.flush()


def at_work(session: Session, staff_id: int) -> Staff:
    """Somebody who works at an office, their row held until the commit, so that who lets them go sees what they begin.

    Raises SignInWrong where they work there no more.
    """
    staff = session.get(Staff, staff_id, populate_existing=True, with_for_update=True)
    if staff is None or staff.left_at is not None:
        raise SignInWrong
    return staff


def take_password(session: Session, staff: Staff, password: LookedAt) -> None:
    """The guarded update: looking at a password takes a while, in which its owner may have been given another.

    Raises SignInWrong for one that is theirs no more.
    """
    newest = password.newer or password.kept
    theirs = update(Person).where(col(Person.id) == staff.person_id, col(Person.password_hash) == password.kept)
    if not change_rows(session, theirs.values(password_hash=newest), synchronize=True):
        raise SignInWrong


def confine(session: Session, session_id: int, place: str) -> str:
    """Give a session a new value that holds in one place alone; returns it. The value it had before holds nowhere now.

    place: a word of the surface's own, to be named again to `signed_in`.
    """
    value = secrets.token_urlsafe(32)
    confined = update(StaffSession).values(token_hash=hash_of(_confined(value, place)), counter_id=None, place=place)
    change_rows(session, confined.where(col(StaffSession.id) == session_id))
    return value


def signed_in(session: Session, cookie: str, now: datetime, place: str = "") -> SignedIn | None:
    """Who a cookie belongs to, if it still holds; place: where a session is confined to.

    The row says so too: whoever writes the place before the value of such a cookie themselves has the same hash.
    """
    there = col(StaffSession.place) == place if place else col(StaffSession.place).is_(None)
    row = session.exec(
        select(StaffSession, Staff, Office)
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .join(Office, col(Office.id) == col(StaffSession.office_id))
        .where(
            StaffSession.token_hash == hash_of(_confined(cookie, place)),
            there,
            col(StaffSession.revoked_at).is_(None),
            StaffSession.expires_at > now,
            col(Staff.left_at).is_(None),
        )
    ).first()
    if row is None:
        return None
    kept, staff, office = row
    counter = session.get(Counter, kept.counter_id) if kept.counter_id else None
    return SignedIn(
        kept.id,
        staff.person_id,
        staff.id,
        staff.name,
        tuple(staff.roles.split()),
        office,
        counter,
        kept.seen_at,
        kept.proven_at,
        kept.lost_counter,
        kept.second,
    )


def refuse_foreign(token_or_staff_office: int, office: Office) -> None:
    """A right holds for its own office only. Raises NotAllowed."""
    if token_or_staff_office != office.id:
        raise NotAllowed


def hash_of(value: str) -> bytes:
    """What the database keeps of a cookie or token."""
    return hashlib.sha256(value.encode()).digest()


def _confined(value: str, place: str) -> str:
    return f"{place}:{value}" if place else value


def _counter(session: Session, office_id: int, number: int) -> Counter:
    wanted = number if 0 < number < 1000 else 0  # a path may name more than a database can keep
    counter = session.exec(select(Counter).where(Counter.office_id == office_id, Counter.number == wanted)).first()
    if counter is None:
        raise Invalid(errors={"counter": number})
    return counter
