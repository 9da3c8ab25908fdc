"""The application on somebody's phone: set up by one right code, and each of its codes proves once who they are."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Authenticator, Person
from scheduler.domain.staff.refusals import ClockDiffers, CodeUsed, CodeWrong, SecondFactorOn, SetUpOver
from scheduler.keys import one_time

SET_UP_WITHIN = timedelta(minutes=15)


def begin(session: Session, person_id: int, within: int, *, now: datetime) -> None:
    """Draw a secret that proves nothing yet, in place of one that was not confirmed.

    within: the session that alone may see and confirm it. Raises SecondFactorOn.
    """
    session.get_one(Person, person_id, populate_existing=True, with_for_update=True)
    if confirmed(session, person_id) is not None:
        raise SecondFactorOn
    remove(session, person_id)
    session.add(
        Authenticator(person_id=person_id, secret=one_time.new_secret(), begun_at=now, begun_in=within, last_step=None)
    )
    session.flush()


def begun(session: Session, person_id: int, within: int, now: datetime) -> Authenticator:
    """What is being set up in a session. Raises SetUpOver."""
    found = session.scalars(select(Authenticator).where(col(Authenticator.person_id) == person_id)).first()
    is_there = found is not None and found.confirmed_at is None and found.begun_in == within
    if found is None or not is_there or found.begun_at + SET_UP_WITHIN <= now:
        raise SetUpOver
    return found


def confirm(session: Session, person_id: int, within: int, digits: str, *, now: datetime) -> None:
    """The first right code: from here on it proves who somebody is. Raises SetUpOver, ClockDiffers, CodeWrong."""
    found = begun(session, person_id, within, now)
    step = one_time.step_of(found.secret, digits, now)
    if step is None:
        minutes = one_time.minutes_off(found.secret, digits, now)
        raise ClockDiffers(minutes=abs(minutes), hour=now) if minutes else CodeWrong(hour=now)
    first = update(Authenticator).where(col(Authenticator.id) == found.id, col(Authenticator.confirmed_at).is_(None))
    if not change_rows(session, first.values(confirmed_at=now, last_step=step), synchronize=True):
        raise SetUpOver


def use(session: Session, person_id: int, digits: str, *, now: datetime) -> None:
    """Digits prove who somebody is, this once. Raises CodeWrong, CodeUsed.

    The guarded update: of the same code twice at once one is taken. A code of the future that was taken says that the
    server's clock was ahead and has been put right; it must not shut anybody out until then.
    """
    found = confirmed(session, person_id)
    step = one_time.step_of(found.secret, digits, now) if found is not None else None
    if found is None or step is None:
        raise CodeWrong(hour=now)
    last, latest = col(Authenticator.last_step), one_time.step_at(now) + one_time.WINDOW
    unused = or_(last.is_(None), last < step, last > latest)
    taken = update(Authenticator).where(col(Authenticator.id) == found.id, unused)
    if not change_rows(session, taken.values(last_step=step), synchronize=True):
        raise CodeUsed


def confirmed(session: Session, person_id: int) -> Authenticator | None:
    """The application that somebody signs in with; None where they have none."""
    of_person = col(Authenticator.person_id) == person_id, col(Authenticator.confirmed_at).is_not(None)
    return session.scalars(select(Authenticator).where(*of_person)).first()


def remove(session: Session, person_id: int) -> int:
    """Somebody has none any more; how many they had."""
    return change_rows(session, delete(Authenticator).where(col(Authenticator.person_id) == person_id))
