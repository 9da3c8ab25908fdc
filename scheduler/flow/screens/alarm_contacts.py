"""Whom an office names to be told when an alarm rings: added, removed, and tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import AlarmContact, Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import ContactNamed, ContactUnknown, TooManyContacts
from scheduler.domain.text.phones import mobile
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.outbox import note_alarm_test
from scheduler.intake.people import email_of, phone_of
from scheduler.intake.row_faults import Doubt

MOST = 10
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody as they are typed; one of phone and e-mail may be empty."""

    name: str
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


def contacts_of(session: Session, office_id: int) -> Sequence[AlarmContact]:
    """Those whom an office named, the first first."""
    named = (col(AlarmContact.office_id) == office_id, col(AlarmContact.removed_at).is_(None))
    return session.scalars(select(AlarmContact).where(*named).order_by(col(AlarmContact.id))).all()


def is_anybody_told(session: Session, office: Office) -> bool:
    """Whether there is somebody to tell: somebody named, or the office's own phone where that is one in a pocket."""
    return mobile(office.phone) is not None or bool(contacts_of(session, office.id))


def add_contact(session: Session, office: Office, typed: NewContact, *, by: str, now: datetime) -> AlarmContact:
    """Name somebody; the very same again is the one that is there.

    Raises Invalid, with a code for each field, HiddenSigns, ContactNamed, TooManyContacts.
    """
    contact = _read(office, typed, by=by, now=now)
    _hold_list(session, office)
    there = contacts_of(session, office.id)
    for other in there:
        if (other.name, other.phone, other.email) == (contact.name, contact.phone, contact.email):
            return other
        if (contact.phone and contact.phone == other.phone) or (contact.email and contact.email == other.email):
            raise ContactNamed(name=other.name)
    if len(there) >= MOST:
        raise TooManyContacts(most=MOST)
    session.add(contact)
    session.flush()
    return contact


def remove_contact(session: Session, office: Office, contact_id: int, *, by: str, now: datetime) -> None:
    """Tell somebody no more, also of what is under way. Their phone and e-mail are forgotten. Raises ContactUnknown."""
    gone = update(AlarmContact).where(
        col(AlarmContact.id) == contact_id,
        col(AlarmContact.office_id) == office.id,
        col(AlarmContact.removed_at).is_(None),
    )
    if not change_rows(session, gone.values(removed_at=now, removed_by=by, phone=None, email=None)):
        raise ContactUnknown


def try_contact(session: Session, office: Office, contact_id: int, *, now: datetime) -> None:
    """Send somebody a message as they would get it when an alarm rings, by the office's ladder.

    While one is on its way there is no second. Raises ContactUnknown.
    """
    _hold_list(session, office)
    found = next((each for each in contacts_of(session, office.id) if each.id == contact_id), None)
    if found is None:
        raise ContactUnknown
    note_alarm_test(session, found, now=now)


def _hold_list(session: Session, office: Office) -> None:
    """Changes of the list come one after the other: what is sealed is compared here, not by the table."""
    session.execute(select(col(Office.id)).where(col(Office.id) == office.id).with_for_update(key_share=True))


def _read(office: Office, typed: NewContact, *, by: str, now: datetime) -> AlarmContact:
    name, errors = " ".join(typed.name.split()), dict[str, str]()
    refuse_hidden(name)
    if not 0 < len(name) <= LONGEST_NAME:
        errors["name"] = "too_long" if name else "missing"
    phone = email = None
    try:
        phone = phone_of(typed.phone) if typed.phone.strip() else None
    except Doubt:
        errors["phone"] = "not_mobile"
    try:
        email = email_of(typed.email)
    except Doubt:
        errors["email"] = "unreadable"
    if not phone and not email and not errors:
        errors["phone"] = "missing"
    if errors:
        raise Invalid(errors=errors)
    return AlarmContact(office_id=office.id, name=name, phone=phone, email=email, created_at=now, by=by)
