"""An office asks of whom it wants a second proof at sign-in, from when on; and who has nothing to give it with yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from scheduler.db.models import Authenticator, Identity, Office, Passkey, Person, Staff
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import Invalid
from scheduler.domain.staff.second_factor import MOST_DAYS, NOBODY, WHO, is_meant


@dataclass(frozen=True, slots=True)
class Asked:
    """What an office asks. who: a word of WHO; first_day: None for at once; days: a browser may be trusted for."""

    who: str
    first_day: date | None
    days: int

    @property
    def written(self) -> str:
        """In one word, by which two are compared."""
        return f"{self.who} {self.first_day or ''} {self.days}"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody who can sign in and has nothing but the password."""

    staff_id: int
    name: str
    roles: tuple[str, ...]


def asked_by(session: Session, office: Office) -> Asked:
    """What an office asks at present."""
    kept = session.get_one(Office, office.id, populate_existing=True)
    return Asked(kept.second_factor, kept.second_factor_from, kept.second_factor_days)


def ask(session: Session, office: Office, wanted: Asked, *, seen: str) -> None:
    """Ask it from now on. seen: what was shown when it was decided, as `Asked.written`.

    Raises Invalid, which names the fields; ChangedMeanwhile.
    """
    refuse_faults(wanted)
    kept = session.get_one(Office, office.id, populate_existing=True, with_for_update=True)
    now = Asked(kept.second_factor, kept.second_factor_from, kept.second_factor_days)
    if now.written not in (seen, wanted.written):
        raise ChangedMeanwhile(now={})
    kept.second_factor, kept.second_factor_days = wanted.who, wanted.days
    kept.second_factor_from = None if wanted.who == NOBODY else wanted.first_day
    session.add(kept)
    session.flush()


def refuse_faults(wanted: Asked) -> None:
    """Raises Invalid, which names the fields."""
    faults = {} if wanted.who in WHO else {"who": ", ".join(WHO)}
    if not 0 <= wanted.days <= MOST_DAYS:
        faults["days"] = f"0-{MOST_DAYS}"
    if faults:
        raise Invalid(errors=faults)


def lacking(session: Session, office: Office, who: str) -> Sequence[Lacking]:
    """Of whom an office would ask it and who has nothing yet, by name."""
    rows = session.execute(
        select(Staff)
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(
            col(Staff.office_id) == office.id,
            col(Staff.left_at).is_(None),
            or_(col(Person.password_hash).is_not(None), col(Staff.person_id).in_(select(Identity.person_id))),
            col(Staff.person_id).not_in(
                select(Authenticator.person_id).where(col(Authenticator.confirmed_at).is_not(None))
            ),
            col(Staff.person_id).not_in(select(Passkey.person_id)),
        )
        .order_by(col(Staff.name), col(Staff.id))
    ).scalars()
    found = [Lacking(staff.id, staff.name, tuple(staff.roles.split())) for staff in rows]
    return [each for each in found if is_meant(who, each.roles)]
