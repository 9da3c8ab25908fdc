"""Tries at a password: counted before the password is looked at, so that of many at once no more are than may.

Three counts, so that a stranger's guesses slow down the stranger. An account's, whatever was typed for its name: after
a few wrong ones it pauses, longer each time. A browser's own for one account, where that account signed in before: what
is guessed elsewhere does not touch it. And an address's, over all accounts.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.guessing import PASSWORD
from scheduler.domain.refusals import SignInPaused, TooManyTries
from scheduler.flow.core import counting
from scheduler.flow.core.audit import note_deed

BY_ADDRESS = "sign_in_from"
MOST_BY_ADDRESS, WITHIN = 100, timedelta(minutes=15)
"""Wrong passwords from one address, behind which a whole office or a carrier's town may be."""
MANY = 25
"""Wrong passwords from one address of which a supervisor is told, though each account was tried but a few times."""
ALARM, TOLD_FOR = "sign_in_alarm", timedelta(days=7)
ANY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Tries:
    """Under what a try is counted. kind: ANYWHERE or HERE of `domain/guessing.py`.

    address: None where no address is counted, or those who guess beside somebody could keep them out.
    """

    kind: str
    who: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Guessed:
    """That somebody tries passwords at an office: how many were wrong, between when and when."""

    count: int
    since: datetime
    latest: datetime


def refuse(session: Session, tries: Tries, now: datetime) -> None:
    """Raises what `begin` does for the same try; it only looks, so that who is refused costs no write."""
    if counting.wait(session, tries.kind, tries.who, most=PASSWORD.free, now=now):
        raise _paused(session, tries, now)
    if tries.address and counting.wait(session, BY_ADDRESS, tries.address, most=MOST_BY_ADDRESS, now=now):
        raise TooManyTries


@dataclass(frozen=True, slots=True)
class Begun:
    """A try: how many are counted now of the account, or of the browser, and of the address."""

    count: int
    from_there: int

    @property
    def told(self) -> int:
        """How many wrong tries a supervisor is told of, if this is one: a few in a row, then each; and where accounts
        are tried but a few times each, so many from one address.
        """
        if self.count >= PASSWORD.free:
            return PASSWORD.free if self.count == PASSWORD.free else 1
        return MANY if self.from_there and self.from_there % MANY == 0 else 0


def begin(session: Session, tries: Tries, *, now: datetime) -> Begun:
    """Count a try as if it were wrong, until `was_right`. Raises SignInPaused, TooManyTries."""
    count = counting.attempt(session, tries.kind, tries.who, PASSWORD, now=now)
    if not count:
        raise _paused(session, tries, now)
    if not tries.address:
        return Begun(count, 0)
    from_there = counting.take(session, BY_ADDRESS, tries.address, most=MOST_BY_ADDRESS, within=WITHIN, now=now)
    if not from_there:
        raise TooManyTries
    return Begun(count, from_there)


def was_wrong(session: Session, office_id: int, times: int, *, staff_id: int | None = None, now: datetime) -> None:
    """Warn the office's supervisor of so many wrong passwords (`Begun.told`), and write it down of an account that is
    somebody's (staff_id).
    """
    if staff_id is not None:
        about, refused = f"staff:{staff_id}", {"times": times}
        note_deed(session, office_id, Deed.SIGN_IN_REFUSED, by="system", now=now, about=about, became=refused)
    who = str(office_id)
    counting.take(session, ALARM, who, most=ANY, within=TOLD_FOR, now=now, renewed=True, times=times)


def was_right(session: Session, tries: Tries) -> None:
    """Forget the tries of the account, or of the browser; of the address only this one was none."""
    counting.forget(session, tries.kind, tries.who)
    _give_back_address(session, tries)


def guessed(session: Session, office_id: int, now: datetime) -> Guessed | None:
    """What a supervisor is to know, until it was seen or a week has passed."""
    row = counting.found(session, ALARM, str(office_id), now)
    return Guessed(row.count, row.since, row.latest) if row else None


def seen(session: Session, office_id: int) -> None:
    """A supervisor has read the warning: what was counted for it is forgotten."""
    counting.forget(session, ALARM, str(office_id))


def _paused(session: Session, tries: Tries, now: datetime) -> SignInPaused:
    pause = counting.wait(session, tries.kind, tries.who, most=PASSWORD.free, now=now)
    return SignInPaused(seconds=max(math.ceil(pause.total_seconds()), 1))


def _give_back_address(session: Session, tries: Tries) -> None:
    if tries.address:
        counting.give_back(session, BY_ADDRESS, tries.address)
