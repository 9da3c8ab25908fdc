"""The steps of a first start that are no change of settings: the office is there, it has a manager, it is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Office, Staff
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.offices.settings import Revision
from scheduler.domain.refusals import Invalid
from scheduler.domain.start import CODE, Progress, StartElsewhere, StartIncomplete, code_of
from scheduler.flow.calendar.closures import Holiday
from scheduler.flow.core.audit import note_deed
from scheduler.flow.offices.offices import RESERVED, Plan, create_office
from scheduler.flow.offices.settings import change_settings
from scheduler.flow.staff.people import SYSTEM, add_staff
from scheduler.flow.start.addresses import close, held_by

FIRST_ROLES = "supervisor manager"
"""Of whoever looks after the office first: they also lead the day, so that one person can try everything."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an office is called, where it is and how it is reached. code: "" is made of its name."""

    name: str
    address: str
    phone: str
    timezone: str
    code: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """The same as settings, by column."""
        return {name: getattr(self, name) for name in ("name", "address", "phone", "timezone")}


def name_office(
    session: Session, cookie: str | None, named: Named, holidays: list[Holiday], *, now: datetime
) -> Office:
    """Make the office with everything that is usual; sent again, it is called otherwise, and no second one is made.

    cookie: of the browser that goes on with the address. Raises StartElsewhere; Invalid, which names the fields.
    """
    office = held_by(session, cookie, now)
    if office is not None:
        change_settings(session, office, Revision(named.settings), by=SYSTEM, now=now)
        return note_done(session, office, "office")
    if not named.name.strip():
        raise Invalid(errors={"name": "empty"})
    code = named.code.strip() or code_of(named.name)
    if CODE.fullmatch(code) is None or code in RESERVED:
        raise Invalid(errors={"code": "code"})
    office = create_office(session, code, Plan(name=named.name, timezone=named.timezone), holidays, now=now)
    office.applies_online, office.starting = False, Progress().kept()
    session.add(office)
    session.flush()
    change_settings(session, office, Revision(named.settings), by=SYSTEM, now=now)
    became = {name: getattr(office, name) for name in ("name", "timezone", "lobby_limit")}
    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=SYSTEM, now=now, became=became)
    return note_done(session, office, "office")


def first_manager(session: Session, cookie: str | None, name: str, password_hash: str, *, now: datetime) -> Staff:
    """Somebody looks after the office from now on, and the address leads nowhere any more.

    Raises StartElsewhere, also where the office is not there yet; Invalid, StaffNameLeft.
    """
    office = held_by(session, cookie, now)
    if office is None:
        raise StartElsewhere
    staff = add_staff(session, office, name, FIRST_ROLES, password_hash, by=SYSTEM, now=now)
    note_done(session, office, "manager")
    close(session)
    return staff


def answer(
    session: Session, office: Office, step: str, change: Callable[[Session, Office], object] | None = None
) -> Office:
    """A step is answered by a change of the office, or by nothing where it only was to be tried.

    Raises what the change raises.
    """
    if change is not None:
        change(session, office)
    return note_done(session, office, step)


def leave(session: Session, office: Office, step: str) -> Office:
    """A step is left for later. Nothing to do where the office is open, or the step was answered."""
    held = _held(session, office)
    return held if held.starting is None else _keep(session, held, Progress.of(held.starting).with_left(step))


def note_done(session: Session, office: Office, step: str) -> Office:
    """A step is answered. Nothing to do where the office is open."""
    held = _held(session, office)
    return held if held.starting is None else _keep(session, held, Progress.of(held.starting).with_done(step))


def note_seen(session: Session, office: Office, step: str) -> Office:
    """The program noticed something of a step that was to be tried. Nothing to do where the office is open."""
    held = _held(session, office)
    return held if held.starting is None else _keep(session, held, Progress.of(held.starting).with_seen(step))


def open_office(session: Session, office: Office, *, applies_online: bool, by: str, now: datetime) -> Office:
    """Citizens are let in from now on. Nothing to do where they are already.

    applies_online: whether they may apply from home too. Raises StartIncomplete.
    """
    held = _held(session, office)
    if held.starting is None:
        return held
    progress = Progress.of(held.starting)
    if not progress.may_open:
        raise StartIncomplete
    held.starting, held.applies_online = None, applies_online
    session.add(held)
    session.flush()
    became = {"applies_online": applies_online}
    about = ", ".join(sorted(progress.left))
    note_deed(
        session,
        held.id,
        Deed.OFFICE_OPENED,
        by=by,
        now=now,
        about=about,
        was=dict.fromkeys(became, False),
        became=became,
    )
    return held


def _keep(session: Session, office: Office, progress: Progress) -> Office:
    office.starting = progress.kept()
    session.add(office)
    session.flush()
    return office


def _held(session: Session, office: Office) -> Office:
    """The office as it is now, and nobody else answers a step of it meanwhile."""
    return session.get_one(Office, office.id, populate_existing=True, with_for_update={"key_share": True})
