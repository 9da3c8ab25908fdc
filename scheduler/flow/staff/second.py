"""What proves beside the password who somebody is: whether it is asked, whether it was given, and how it goes."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from scheduler.db.models import Office, Staff
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.guessing import PASSWORD
from scheduler.domain.staff.refusals import CodePaused
from scheduler.domain.staff.second_factor import CODE, NOBODY, PROVIDER, RECOVERY, is_demanded, is_meant
from scheduler.flow.core import counting
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.staff import authenticators, passkeys, recovery, trusted
from scheduler.flow.staff.persons import works_at
from scheduler.flow.staff.sessions import SignedIn
from scheduler.keys import one_time

TRIES = "second_factor"
"""What is counted: codes that somebody tried, whoever it is who has their password."""


class Demand(StrEnum):
    """What is asked of somebody before a session begins."""

    NOTHING = ""
    PROOF = "second"
    SET_UP = "setting-up"
    """They have nothing to prove it with yet, and an office where they work asks it."""


@dataclass(frozen=True, slots=True)
class Due:
    """That somebody still has to set it up. first_day: from when on it is asked; None: already."""

    first_day: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody has to prove who they are. codes_left: on paper; browsers: that are trusted."""

    has_authenticator: bool
    passkeys: int
    codes_left: int
    browsers: int

    @property
    def anything(self) -> bool:
        """Whether they have any but the password."""
        return self.has_authenticator or self.passkeys > 0


def held_by(session: Session, person_id: int) -> Held:
    """What somebody has."""
    return Held(
        authenticators.confirmed(session, person_id) is not None,
        len(passkeys.passkeys_of(session, person_id)),
        recovery.left(session, person_id),
        trusted.trusted_browsers(session, person_id),
    )


def demanded(session: Session, person_id: int, now: datetime) -> Demand:
    """What is asked of somebody beside the password, by the strictest of the offices where they work.

    Who has an application is asked for its code whether an office demands it or not; passkeys alone are asked for where
    one does: who keeps them for convenience may sign in at another machine by the password.
    """
    if authenticators.confirmed(session, person_id) is not None:
        return Demand.PROOF
    places = works_at(session, person_id)
    if not any(_demands(each.office, each.roles, now) for each in places):
        return Demand.NOTHING
    return Demand.PROOF if passkeys.has_passkey(session, person_id) else Demand.SET_UP


def first_to_ask(session: Session, person_id: int) -> Office | None:
    """The office that asks it of somebody, or will: of several that which begins first. None: none does."""
    asking = [each.office for each in works_at(session, person_id) if is_meant(each.office.second_factor, each.roles)]
    return min(asking, key=lambda office: (office.second_factor_from or date.min, office.id), default=None)


def due(session: Session, staff: SignedIn, now: datetime) -> Due | None:
    """What the pages of an office say to somebody of whom it is asked there, or will be, and who has nothing yet.

    Whose provider has asked for it when they came in needs none.
    """
    office = staff.office
    if staff.second == PROVIDER or not is_meant(office.second_factor, staff.roles):
        return None
    if authenticators.confirmed(session, staff.person_id) or passkeys.has_passkey(session, staff.person_id):
        return None
    first = office.second_factor_from
    return Due(first if first is not None and first > today_of(office, now) else None)


def days_of_trust(session: Session, person_id: int) -> int:
    """For how many days a browser of somebody may be trusted, by the strictest of their offices."""
    return min((each.office.second_factor_days for each in works_at(session, person_id)), default=0)


def count_try(session: Session, person_id: int, *, now: datetime) -> None:
    """Count a code as if it were wrong, before it is looked at. Raises CodePaused."""
    who = _who(person_id)
    if not counting.attempt(session, TRIES, who, PASSWORD, now=now):
        pause = counting.wait(session, TRIES, who, most=PASSWORD.free, now=now)
        raise CodePaused(seconds=max(math.ceil(pause.total_seconds()), 1))


def prove(session: Session, staff: Staff, typed: str, *, now: datetime) -> str:
    """A code proves who somebody is, this once; returns by which kind it did. typed: digits, or a code on paper.

    Raises CodeWrong, CodeUsed.
    """
    digits = one_time.digits_of(typed)
    if digits is not None:
        authenticators.use(session, staff.person_id, digits, now=now)
    else:
        recovery.use(session, staff.person_id, typed, now=now)
        _note(session, staff, Deed.RECOVERY_CODE_USED, now=now)
    was_right(session, staff.person_id)
    return RECOVERY if digits is None else CODE


def was_right(session: Session, person_id: int) -> None:
    """Forget the codes that somebody tried."""
    counting.forget(session, TRIES, _who(person_id))


def forget_all(session: Session, person_id: int) -> Held:
    """Nothing but the password proves any more who somebody is; returns what did."""
    before = held_by(session, person_id)
    authenticators.remove(session, person_id)
    passkeys.remove_all(session, person_id)
    recovery.remove(session, person_id)
    trusted.forget_browsers(session, person_id)
    was_right(session, person_id)
    return before


def _demands(office: Office, roles: tuple[str, ...], now: datetime) -> bool:
    if office.second_factor == NOBODY:
        return False
    return is_demanded(office.second_factor, roles, office.second_factor_from, today_of(office, now))


def _note(session: Session, staff: Staff, deed: Deed, *, now: datetime) -> None:
    by = f"staff:{staff.id}"
    note_deed(session, staff.office_id, deed, by=by, now=now, about=by)


def _who(person_id: int) -> str:
    return f"person {person_id}"
