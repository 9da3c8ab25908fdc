"""Somebody changes what proves beside the password who they are: each time with the password, and it is written down.

What makes it stronger ends all other sessions of theirs, which began with less.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import SignInNeeded
from scheduler.domain.staff.refusals import CodeWrong, SecondFactorOff
from scheduler.domain.staff.second_factor import CODE
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import authenticators, passkeys, recovery, second, sessions, trusted
from scheduler.flow.staff.passkeys import Made
from scheduler.flow.staff.sessions import LookedAt, at_work, end_everywhere, is_live, take_password
from scheduler.keys import one_time


def begin_authenticator(session: Session, within: int, password: LookedAt, *, now: datetime) -> None:
    """Begin to set an application up. within: the session, as in all steps here.

    Raises SignInWrong where the password is theirs no more, SignInNeeded where the session has ended, SecondFactorOn.
    """
    authenticators.begin(session, _proven(session, within, password, now).person_id, within, now=now)


def confirm_authenticator(session: Session, within: int, digits: str, *, now: datetime) -> Sequence[str]:
    """The application is set up; returns the codes on paper, which are not kept. All other sessions end.

    Raises SetUpOver, ClockDiffers, CodeWrong, SignInNeeded.
    """
    staff = _at_work(session, within, now)
    codes = confirmed(session, staff, within, digits, now=now)
    own = session.get_one(StaffSession, within)
    own.second = CODE
    session.add(own)
    session.flush()
    end_everywhere(session, staff.person_id, now=now, but=within)
    return codes


def confirmed(session: Session, staff: Staff, within: int, digits: str, *, now: datetime) -> Sequence[str]:
    """A code is right for the first time: the application proves it from now on, and here are new codes on paper. No
    browser is trusted any more.

    Raises SetUpOver, ClockDiffers, CodeWrong.
    """
    plain = one_time.digits_of(digits)
    if plain is None:
        raise CodeWrong(hour=now)
    authenticators.confirm(session, staff.person_id, within, plain, now=now)
    second.was_right(session, staff.person_id)
    trusted.forget_browsers(session, staff.person_id)
    _note(session, staff, Deed.AUTHENTICATOR_ADDED, now=now)
    return _codes(session, staff, now=now)


def remove_authenticator(session: Session, within: int, password: LookedAt, typed: str, *, now: datetime) -> None:
    """Somebody takes the application off, with a code of it or one on paper; no browser is trusted any more.

    Codes on paper go along where no passkey is left. Raises SignInWrong, SignInNeeded, SecondFactorOff, CodeWrong,
    CodeUsed.
    """
    staff = _proven(session, within, password, now)
    if authenticators.confirmed(session, staff.person_id) is None:
        raise SecondFactorOff
    second.prove(session, staff, typed, now=now)
    authenticators.remove(session, staff.person_id)
    trusted.forget_browsers(session, staff.person_id)
    if not passkeys.has_passkey(session, staff.person_id):
        recovery.remove(session, staff.person_id)
    _note(session, staff, Deed.AUTHENTICATOR_REMOVED, now=now)


def new_codes(session: Session, within: int, password: LookedAt, *, now: datetime) -> Sequence[str]:
    """New codes on paper in place of those before. Raises SignInWrong, SignInNeeded, SecondFactorOff."""
    staff = _proven(session, within, password, now)
    if not second.held_by(session, staff.person_id).anything:
        raise SecondFactorOff
    return _codes(session, staff, now=now)


def forget_browsers(session: Session, within: int, *, now: datetime) -> int:
    """No browser is trusted any more; how many were. Raises SignInNeeded."""
    return trusted.forget_browsers(session, _at_work(session, within, now).person_id)


def end_others(session: Session, within: int, *, now: datetime) -> int:
    """End all sessions that somebody has besides one, at whatever office; how many. No browser is trusted any more.

    Raises SignInNeeded.
    """
    trusted.forget_browsers(session, _at_work(session, within, now).person_id)
    return sessions.end_others(session, within, now=now)


def begin_passkey(session: Session, within: int, password: LookedAt, *, now: datetime) -> str:
    """The password was given: a challenge for a new key, by which that is known afterwards.

    Raises SignInWrong, SignInNeeded.
    """
    _proven(session, within, password, now)
    return passkeys.challenge(session, purpose_of(within), now=now)


def add_passkey(
    session: Session, within: int, challenge: str, name: str, made: Made, *, now: datetime
) -> Sequence[str]:
    """Keep a key that was made for a challenge; returns codes on paper where they had none. Other sessions go on: by
    the password alone nobody gets further than before.

    Raises PasskeyRefused, PasskeyNameWrong, PasskeysFull, SignInNeeded.
    """
    staff = _at_work(session, within, now)
    passkeys.add(session, staff.person_id, name, made, now=now)
    passkeys.spend(session, purpose_of(within), challenge, now=now)
    _note(session, staff, Deed.PASSKEY_ADDED, now=now)
    return () if recovery.left(session, staff.person_id) else _codes(session, staff, now=now)


def remove_passkey(session: Session, within: int, password: LookedAt, passkey_id: int, *, now: datetime) -> None:
    """Nobody signs in by a key any more, and sessions elsewhere end: they may have begun by it.

    Raises SignInWrong, SignInNeeded, PasskeyUnknown.
    """
    staff = _proven(session, within, password, now)
    passkeys.remove(session, staff.person_id, passkey_id)
    if not second.held_by(session, staff.person_id).anything:
        recovery.remove(session, staff.person_id)
    _note(session, staff, Deed.PASSKEY_REMOVED, now=now)
    end_everywhere(session, staff.person_id, now=now, but=within)


def purpose_of(within: int) -> str:
    """What a challenge is for that was made in a session."""
    return f"session {within}"


def _codes(session: Session, staff: Staff, *, now: datetime) -> Sequence[str]:
    _note(session, staff, Deed.RECOVERY_CODES_MADE, now=now)
    return recovery.make(session, staff.person_id, now=now)


def _proven(session: Session, within: int, password: LookedAt, now: datetime) -> Staff:
    staff = _at_work(session, within, now)
    take_password(session, staff, password)
    return staff


def _at_work(session: Session, within: int, now: datetime) -> Staff:
    """Whose session it is, as it is now. Raises SignInNeeded, SignInWrong."""
    if not is_live(session, within, now):
        raise SignInNeeded
    return at_work(session, session.get_one(StaffSession, within).staff_id)


def _note(session: Session, staff: Staff, deed: Deed, *, now: datetime) -> None:
    by = f"staff:{staff.id}"
    note_deed(session, staff.office_id, deed, by=by, now=now, about=by)
