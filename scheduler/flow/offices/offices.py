"""An office is made with its presets, changed, and given its slots."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import (
    Closure,
    DocumentType,
    Office,
    OpeningHours,
    Service,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar import calendar
from scheduler.domain.offices import presets
from scheduler.domain.offices.called import preset_name
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.offices.revision import FEWEST_UNITS, MOST_UNITS
from scheduler.domain.offices.settings import Revision, Value, faults_of
from scheduler.domain.refusals import Invalid
from scheduler.flow.calendar.closures import Holiday
from scheduler.flow.core.audit import note_deed
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.offices.counters import MOST_COUNTERS, change_count, set_counters
from scheduler.flow.offices.known_types import keep_names
from scheduler.flow.offices.procedures import seed_procedures
from scheduler.flow.offices.settings import NAMES, change_settings
from scheduler.flow.seats.slots import lay_out


@dataclass(frozen=True, slots=True)
class Plan:
    """What an office is told to be; None leaves as it is (or the usual, for a new one). Minutes and units as named.

    printer: an address for `printer_of`, or "none".
    """

    name: str | None = None
    timezone: str | None = None
    address: str | None = None
    phone: str | None = None
    lobby_limit: int | None = None
    counters: int | None = None
    slot_minutes: int | None = None
    slot_capacity: int | None = None
    guarded: bool | None = None
    printer: str | None = None
    lock_minutes: int | None = None


USUAL = Plan(
    timezone="Asia/Jakarta",
    address="",
    phone="",
    lobby_limit=20,
    counters=3,
    slot_minutes=30,
    slot_capacity=6,
    guarded=False,
    lock_minutes=15,
)

NO_PRINTER = "none"
NO_ADDRESS = "?"
"""What an empty address is checked as: a command says "none" where it means none."""
UNDERSTOOD = {
    "zone": "WIB, WITA, WIT, Asia/Jakarta, Asia/Makassar, Asia/Jayapura",
    "printer": "tcp://HOST[:PORT], usb://VENDOR:PRODUCT, file:///PATH, or none",
}
"""By fault, what would be understood instead."""
RESERVED = frozenset({"screen", "static"})
"""Codes that mean something else in the addresses of screens."""


def create_office(session: Session, code: str, plan: Plan, holidays: list[Holiday], *, now: datetime) -> Office:
    """Make an office with the presets, all counters open, and slots for the days ahead.

    Raises Invalid for a code that is taken or reserved, or a value that makes no sense.
    """
    if code in RESERVED or queries.office_by_code(session, code) is not None:
        raise Invalid(errors={"code": "taken"})
    check(plan)
    office = Office(
        code=code,
        name=plan.name or code,
        timezone=calendar.zone_of(plan.timezone or "Asia/Jakarta").key,
        address=plan.address or "",
        phone=plan.phone or "",
        lobby_limit=plan.lobby_limit or 20,
        slot_minutes=plan.slot_minutes or 30,
        guarded=bool(plan.guarded),
        printer=None if plan.printer in (None, NO_PRINTER) else plan.printer,
        lock_minutes=15 if plan.lock_minutes is None else plan.lock_minutes,
        created_at=now,
    )
    session.add(office)
    session.flush()
    capacity = 6 if plan.slot_capacity is None else plan.slot_capacity
    services = _add_services(session, office, capacity)
    _add_types(session, office, services)
    keep_names(session, office)
    seed_procedures(session, office)
    _add_hours(session, office)
    _add_closures(session, office, holidays)
    set_counters(session, office, 3 if plan.counters is None else plan.counters)
    lay_out(session, office, now=now)
    return office


def edit_office(session: Session, code: str, plan: Plan, *, now: datetime, by: str = "command") -> Office:
    """Change what the plan names. A new limit holds at once; slots that have not begun are laid out anew.

    Who is booked in a slot that is no longer there stays, and is shown to the office until moved.

    Raises OfficeUnknown, Invalid, ZoneInUse.
    """
    office = queries.office_by_code(session, code)
    if office is None:
        raise OfficeUnknown(office=code)
    check(plan)
    day = hold(session, office, now)
    change_settings(session, office, Revision(_settings_of(plan)), by=by, now=now)
    if plan.counters is not None:
        change_count(session, office, plan.counters, by=by, now=now)
    if plan.slot_capacity is not None:
        _change_capacity(session, office, plan.slot_capacity, by=by, now=now)
        session.flush()
        lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)
    return office


def _change_capacity(session: Session, office: Office, capacity: int, *, by: str, now: datetime) -> None:
    services = queries.services_of(session, office.id)
    was = {f"slot_capacity #{service.id}": service.slot_capacity for service in services}
    note_deed(session, office.id, Deed.HOURS_CHANGED, by=by, now=now, was=was, became=dict.fromkeys(was, capacity))
    for service in services:
        service.slot_capacity = capacity
        session.add(service)


def check(plan: Plan) -> None:
    """Refuse values that make no sense. Raises Invalid, naming each of them."""
    errors = dict(faults_of(Revision(_settings_of(plan)), {}))
    for name, least, most in (("counters", 1, MOST_COUNTERS), ("slot_capacity", FEWEST_UNITS, MOST_UNITS)):
        value = getattr(plan, name)
        if value is not None and not least <= value <= most:
            errors[name] = f"{least}-{most}"
    if errors:
        raise Invalid(errors={name: UNDERSTOOD.get(fault, fault) for name, fault in errors.items()})


def _settings_of(plan: Plan) -> dict[str, Value]:
    """What a plan says of the office's own settings, by column."""
    found = {name: value for name in NAMES if (value := getattr(plan, name, None)) is not None}
    if plan.printer is not None:
        found["printer"] = "" if plan.printer == NO_PRINTER else plan.printer or NO_ADDRESS
    return found


def _add_services(session: Session, office: Office, capacity: int) -> dict[str, int]:
    rows = [
        Service(office_id=office.id, letter=s.letter, name=s.name, slot_capacity=capacity) for s in presets.SERVICES
    ]
    session.add_all(rows)
    session.flush()
    return {row.letter: row.id for row in rows}


def _add_types(session: Session, office: Office, services: dict[str, int]) -> None:
    for kind in presets.TYPES:
        name = preset_name(kind.code)
        session.add(
            DocumentType(
                office_id=office.id,
                service_id=services[kind.service],
                code=kind.code,
                minutes=kind.minutes,
                units=kind.units,
                hands_over=kind.hands_over,
                channel=kind.channel,
                material=kind.material,
                bring={reason: list(need.bring) for reason, need in kind.needs.items()},
                take_back=[reason for reason, need in kind.needs.items() if need.takes_back],
                police_letter=[reason for reason, need in kind.needs.items() if need.asks_letter],
                collectors=list(kind.collectors),
                collector_bring=kind.collector_bring,
                file_by_message=kind.channel == "self_print",
                whose=kind.whose,
                name=name.name,
                short=name.short,
            )
        )
    session.flush()


def _add_hours(session: Session, office: Office) -> None:
    for h in presets.HOURS:
        session.add(
            OpeningHours(
                office_id=office.id,
                weekday=h.weekday,
                opens=h.opens,
                closes=h.closes,
                break_from=h.break_from,
                break_to=h.break_to,
            )
        )
    session.flush()


def _add_closures(session: Session, office: Office, holidays: list[Holiday]) -> None:
    for day, name, kind in holidays:
        session.add(Closure(office_id=office.id, starts_on=day, ends_on=day, reason=name, kind=kind))
    session.flush()
