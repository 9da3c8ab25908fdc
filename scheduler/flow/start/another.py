"""Another office of the installation is made like one that is there, by whoever manages that one."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, inspect, or_, select
from sqlmodel import Session, SQLModel, col

from scheduler.db import queries
from scheduler.db.models import (
    Closure,
    DocumentType,
    MessageText,
    Office,
    OpeningHours,
    Procedure,
    ReadyAnswer,
    Requirement,
    Service,
    Staff,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar.calendar import zone_of
from scheduler.domain.offices.settings import Revision, faults_of
from scheduler.domain.refusals import Invalid
from scheduler.domain.start import CODE, NEEDED, Progress, code_of
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.offices.counters import counters_in_use, set_counters
from scheduler.flow.offices.known_types import keep_names
from scheduler.flow.offices.offices import RESERVED
from scheduler.flow.seats.slots import lay_out
from scheduler.flow.staff.people import add_known
from scheduler.flow.start.steps import FIRST_ROLES, Named

ITS_OWN = frozenset(
    {
        "id",
        "code",
        "name",
        "address",
        "phone",
        "timezone",
        "lobby_limit",
        "printer",
        "ladder",
        "latitude",
        "longitude",
        "rests_at_adhan",
        "sound_tests",
        "applies_online",
        "asks_to_wait",
        "figures_of_persons",
        "type_names",
        "service_names",
        "starting",
        "showing",
        "created_at",
    }
)
"""Columns that no office has from another: who it is, its devices, its accounts, and what it decides for itself."""
HOLIDAYS = ("public", "joint_leave")
"""Closures that are everybody's; another office is not shut for the works of the first."""
Ids = dict[int, int]
"""From the number of a row that was copied to that of the new one."""


def add_office(
    session: Session, like: Office, named: Named, lobby_limit: int, *, staff_id: int, now: datetime
) -> Office:
    """Make an office with the rules, services, types, procedures, hours and texts of one that is there. Of two that are
    given the same code at once the second is run again, and refused.

    It has counters and slots, and no staff, device or account but the manager who makes it: they go on with its first
    steps, and citizens are let in by the last. staff_id: by which that manager works at `like`.
    Raises Invalid, which names the fields.
    """
    named, code = _checked(named, lobby_limit)
    like = session.get_one(Office, like.id)
    if queries.office_by_code(session, code) is not None:
        raise Invalid(errors={"code": "taken"})
    office = Office(
        **_columns_of(like, ITS_OWN),
        **named.settings,
        code=code,
        lobby_limit=lobby_limit,
        applies_online=False,
        starting=Progress(frozenset(NEEDED)).kept(),
        created_at=now,
    )
    session.add(office)
    session.flush()
    manager = session.get_one(Staff, staff_id)
    staff = add_known(session, office, manager, FIRST_ROLES, now=now)
    by = f"staff:{staff.id}"
    _copy_everything(session, like, office, by=by, now=now)
    keep_names(session, office)
    set_counters(session, office, len(counters_in_use(session, like)))
    lay_out(session, office, now=now)
    became = {name: getattr(office, name) for name in ("name", "timezone", "lobby_limit")}
    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=by, now=now, became=became)
    note_deed(session, like.id, Deed.OFFICE_ADDED, by=f"staff:{staff_id}", now=now, about=code)
    return office


def _checked(named: Named, lobby_limit: int) -> tuple[Named, str]:
    """What the office is called, with its zone by its long name, and its code. Raises Invalid."""
    code = named.code or code_of(named.name)
    faults = dict(faults_of(Revision({**named.settings, "lobby_limit": lobby_limit}), {}))
    if CODE.fullmatch(code) is None or code in RESERVED:
        faults["code"] = "code"
    if faults:
        raise Invalid(errors=faults)
    return Named(named.name, named.address, named.phone, zone_of(named.timezone).key), code


def _copy_everything(session: Session, like: Office, office: Office, *, by: str, now: datetime) -> None:
    """What is retired or over stays behind, with what belongs to it."""
    today = today_of(office, now)

    def copied(kind: type[Any], *only: ColumnElement[bool], **links: Ids) -> Ids:
        return _copied(session, kind, like, office, only, links, by)

    services = copied(Service, col(Service.retired_at).is_(None))
    types = copied(DocumentType, col(DocumentType.retired_at).is_(None), service_id=services)
    procedures = copied(Procedure, type_id=types)
    copied(Requirement, procedure_id=procedures)
    last = col(OpeningHours.valid_to)
    copied(OpeningHours, or_(last.is_(None), last >= today), service_id=services)
    ends = col(Closure.ends_on)
    to_come = or_(ends.is_(None), ends >= today)
    copied(Closure, to_come, col(Closure.kind).in_(HOLIDAYS), service_id=services)
    copied(MessageText)
    copied(ReadyAnswer)


def _copied(
    session: Session,
    kind: type[Any],
    like: Office,
    office: Office,
    only: tuple[ColumnElement[bool], ...],
    links: dict[str, Ids],
    by: str,
) -> Ids:
    """The rows of one office as another's. links: columns that name a row that was copied; where it was not, the row
    that names it stays behind too.
    """
    rows = session.scalars(select(kind).where(col(kind.office_id) == like.id, *only).order_by(col(kind.id))).all()
    pairs = []
    for row in rows:
        named = {name: getattr(row, name) for name in links if getattr(row, name) is not None}
        if any(number not in links[name] for name, number in named.items()):
            continue
        facts = _columns_of(row, frozenset({"id", "office_id"}))
        facts |= {name: links[name][number] for name, number in named.items()}
        if "by" in facts:
            facts["by"] = by
        pairs.append((row, kind(office_id=office.id, **facts)))
    session.add_all([new for _, new in pairs])
    session.flush()
    return {row.id: new.id for row, new in pairs}


def _columns_of(row: SQLModel, but: frozenset[str]) -> dict[str, Any]:
    """What stands in a row, apart from some columns; lists are nobody's but the copy's."""
    names = [each.key for each in inspect(type(row)).column_attrs if each.key not in but]
    return {name: deepcopy(getattr(row, name)) for name in names}
