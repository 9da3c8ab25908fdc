"""Signing in, step by step: a first proof of who somebody is, a second where it is asked, the office, the session.

Whatever the first proof is (a password, a passkey, the word of another service) hands whom it proved to `enter`, which
alone knows what comes next. Between two steps there is a session that leads to the next one alone, for ten minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Passkey, Staff, StaffSession
from scheduler.domain.staff.refusals import PasskeyRefused
from scheduler.domain.staff.second_factor import BROWSER, CODE, PASSKEY
from scheduler.flow.staff import authenticators, choosing, own_factors, passkeys, second, trusted
from scheduler.flow.staff.choosing import CHOOSING
from scheduler.flow.staff.identities import Account, take_identity
from scheduler.flow.staff.persons import works_at
from scheduler.flow.staff.second import Demand
from scheduler.flow.staff.sessions import (
    LookedAt,
    at_work,
    end_everywhere,
    refuse_unknown_counter,
    sign_in_anew,
    signed_in,
)

SECOND, SETTING_UP = Demand.PROOF.value, Demand.SET_UP.value
"""Steps, beside CHOOSING: a code is asked, or has to be set up first."""
STEPS = (SECOND, SETTING_UP, CHOOSING)


@dataclass(frozen=True, slots=True)
class First:
    """How somebody has proven who they are. password: the one that was looked at; None where it was something else.

    account: what has, where it was an account elsewhere. second: what has proven it besides already, so that no code is
    asked (`domain/staff/second_factor.py`). trusted: what the browser keeps that may have been trusted.
    """

    password: LookedAt | None = None
    account: Account | None = None
    second: str | None = None
    trusted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody wants to go on. is_chosen: at the office whose staff_id is given, and no choice is to be asked.

    counter: its number there. instead_of: the cookie of a session that this browser had. browser: which it is.
    """

    is_chosen: bool
    counter: int | None = None
    instead_of: str | None = None
    browser: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A cookie, and of which step: one of STEPS, or "" of the session itself. is_free: whether the counter was.

    trusted: what the browser has to keep to be trusted.
    """

    cookie: str
    step: str = ""
    is_free: bool = True
    trusted: str | None = None


def enter(session: Session, staff_id: int, first: First, wish: Wish, *, now: datetime) -> Entered:
    """Go as far as a first proof leads. staff_id: of the office that was chosen, or any of the person's.

    Raises SignInWrong where the password is theirs no more, or they work there no more; IdentityUnknown where the
    account is; Invalid for an unknown counter.
    """
    staff = at_work(session, staff_id)
    if first.account is not None:
        take_identity(session, first.account, staff.person_id, now=now)
    demand = Demand.NOTHING if first.second else second.demanded(session, staff.person_id, now)
    if demand is Demand.PROOF and _is_trusted(session, staff, first, now):
        first, demand = replace(first, second=BROWSER), Demand.NOTHING
    facts: dict[str, Any] = {"now": now, "password": first.password, "browser": wish.browser}
    if demand:
        if wish.counter is not None:  # whoever is asked for a code can choose no other there
            refuse_unknown_counter(session, staff.office_id, wish.counter)
        cookie = choosing.begin_choosing(session, staff_id, place=demand.value, **facts)
        step = signed_in(session, cookie, now, demand.value)
        if demand is Demand.SET_UP and step is not None:
            authenticators.begin(session, staff.person_id, step.session_id, now=now)
        return Entered(cookie, demand.value)
    if not wish.is_chosen and len(works_at(session, staff.person_id)) > 1:
        return Entered(choosing.begin_choosing(session, staff_id, second=first.second, **facts), CHOOSING)
    cookie, is_free = sign_in_anew(
        session, staff_id, wish.counter, instead_of=wish.instead_of, second=first.second, **facts
    )
    return Entered(cookie, "", is_free)


def prove_second(
    session: Session, within: int, typed: str, wish: Wish, *, now: datetime, trusts: bool = False
) -> Entered:
    """The code that was asked is right: go on as `enter` does. within: the session of that step, which ends.

    trusts: not to ask in this browser for a while, where the office lets it. Raises CodeWrong, CodeUsed, SignInNeeded.
    """
    own = session.get_one(StaffSession, within)
    staff = session.get_one(Staff, own.staff_id)
    kind = second.prove(session, staff, typed, now=now)
    choosing.end_step(session, within, own.staff_id, now=now)
    value = None
    if trusts and second.days_of_trust(session, staff.person_id):
        value = trusted.trust(session, staff.person_id, now=now)
    found = enter(session, own.staff_id, First(second=kind), replace(wish, browser=own.browser), now=now)
    return replace(found, trusted=value)


def confirm_set_up(
    session: Session, within: int, digits: str, wish: Wish, *, now: datetime
) -> tuple[Entered, Sequence[str]]:
    """The application was set up that is asked: go on as `enter` does; and the codes on paper, which are not kept.

    within: the session of that step, which ends as all others of the person do. Raises SetUpOver, ClockDiffers,
    CodeWrong, SignInNeeded.
    """
    own = session.get_one(StaffSession, within)
    staff = session.get_one(Staff, own.staff_id)
    codes = own_factors.confirmed(session, staff, within, digits, now=now)
    choosing.end_step(session, within, own.staff_id, now=now)
    end_everywhere(session, staff.person_id, now=now)
    found = enter(session, own.staff_id, First(second=CODE), replace(wish, browser=own.browser), now=now)
    return found, codes


def whose_passkey(session: Session, credential_id: bytes, office: str) -> tuple[Passkey, int]:
    """A key that a device names, and by which number its person works at an office, or at any where none is said.

    office: its code. Raises PasskeyRefused.
    """
    kept = passkeys.passkey_by_credential(session, credential_id)
    places = works_at(session, kept.person_id) if kept is not None else ()
    at = next((each for each in places if each.office.code == office or not office), None)
    if kept is None or at is None:
        raise PasskeyRefused
    return kept, at.staff_id


def enter_by_passkey(
    session: Session, passkey_id: int, sign_count: int, challenge: str, staff_id: int, wish: Wish, *, now: datetime
) -> Entered:
    """A key has signed a challenge, which was looked at: go on as `enter` does, and nothing more is asked.

    Raises PasskeyRefused where the key is gone, the challenge over, or the count did not rise.
    """
    kept = session.get(Passkey, passkey_id, populate_existing=True)
    if kept is None:
        raise PasskeyRefused
    passkeys.use(session, kept, sign_count, now=now)
    found = enter(session, staff_id, First(second=PASSKEY), wish, now=now)
    passkeys.spend(session, passkeys.SIGN_IN, challenge, now=now)
    return found


def _is_trusted(session: Session, staff: Staff, first: First, now: datetime) -> bool:
    days = second.days_of_trust(session, staff.person_id)
    return trusted.is_trusted(session, staff.person_id, first.trusted, days, now)
