"""Slots of the days ahead, laid out as the calendar asks; a capacity never falls below what is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Service, Slot
from scheduler.domain.calendar import calendar, timetable
from scheduler.domain.calendar.timetable import Changes, Known, Planned, Rules, Served
from scheduler.flow.core.local_time import today_of, zone_of_office

_REPLAN = (
    update(Slot)
    .where(col(Slot.id) == bindparam("which"))
    .values(
        planned=bindparam("units"),
        ends_at=bindparam("end"),
        reserved=bindparam("kept"),
        reserved_until=bindparam("until"),
        capacity=case((col(Slot.taken) > bindparam("units"), col(Slot.taken)), else_=bindparam("units")),
    )
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a calendar changes about the slots of each service, by its letter."""

    by_letter: dict[str, Changes]

    @property
    def stranded(self) -> list[Known]:
        """Slots that would be given up though something is taken in them."""
        return [slot for changes in self.by_letter.values() for slot in changes.stranded]


def rules_of(session: Session, office: Office) -> Rules:
    """The calendar of an office as it is written down now."""
    return Rules(
        zone=zone_of_office(office),
        hours=queries.hours_of_office(session, office.id),
        closed=queries.closures_of_office(session, office.id),
        shares=queries.shares_of_office(session, office.id),
    )


def served(office: Office, service: Service) -> Served:
    """A service as the calendar sees it."""
    minutes = service.slot_minutes or office.slot_minutes
    return Served(service.id, minutes, service.slot_capacity, service.reserved, office.release_hours)


def outlook(
    session: Session,
    office: Office,
    rules: Rules,
    services: Sequence[tuple[str, Served]],
    *,
    now: datetime,
    through: date | None = None,
) -> Outlook:
    """What other rules or other services would change about the slots that have not begun. Writes nothing.

    services: letter and service as the calendar would see it. through: the last day, at least; the horizon and what is
    laid out already are always in.
    """
    return Outlook({letter: _changes(session, office, rules, each, now, through) for letter, each in services})


def lay_out(session: Session, office: Office, *, now: datetime, through: date | None = None) -> int:
    """Make the slots of the days ahead what the calendar says; returns how many were added.

    Slots that have begun are left alone, and none is ever deleted: one that the calendar gave up is planned with 0.
    """
    _hold_calendar(session, office)
    rules, added, replanned = rules_of(session, office), 0, list[dict[str, Any]]()
    for service in queries.services_of(session, office.id):
        changes = _changes(session, office, rules, served(office, service), now, through)
        rows = [_row(office, service, plan) for plan in changes.added]
        if rows:
            session.execute(insert(Slot), rows)
        replanned += [
            *(_replanned(slot, plan) for slot, plan in changes.changed),
            *(_replanned(slot, Planned(slot.starts_at, slot.ends_at, 0)) for slot in changes.removed),
        ]
        added += len(rows)
    if replanned:  # of all services, by rising id
        session.connection().execute(_REPLAN, sorted(replanned, key=lambda row: row["which"]))
    for slot in [row for row in session.identity_map.values() if isinstance(row, Slot)]:
        session.expire(slot)
    return added


def _hold_calendar(session: Session, office: Office) -> None:
    """One after the other lays slots out: who read the rules before a closure must not lay out its own (PostgreSQL)."""
    session.execute(select(col(Office.id)).where(col(Office.id) == office.id).with_for_update(key_share=True))


def _changes(
    session: Session, office: Office, rules: Rules, service: Served, now: datetime, through: date | None
) -> Changes:
    """What the rules change about the slots of a service that have not begun."""
    today = today_of(office, now)
    last_known = session.scalar(select(func.max(Slot.starts_at)).where(col(Slot.service_id) == service.id))
    last = max(
        today + timedelta(days=office.horizon_days),
        through or today,
        calendar.local_day(last_known, rules.zone) if last_known else today,
    )
    days = (today + timedelta(days=n) for n in range((last - today).days + 1))
    wanted: list[Planned] = [
        plan.as_of(now) for day in days for plan in timetable.planned_slots(day, rules, service) if plan.starts_at > now
    ]
    return timetable.changes_of(wanted, _known(session, service.id, now))


def _known(session: Session, service_id: int, now: datetime) -> list[Known]:
    columns = [getattr(Slot, each.name) for each in fields(Known)]
    query = select(*columns).where(col(Slot.service_id) == service_id, col(Slot.starts_at) > now)
    return [Known(*row) for row in session.execute(query)]


def _replanned(slot: Known, plan: Planned) -> dict[str, Any]:
    """A slot that is there as the calendar wants it."""
    return {
        "which": slot.id,
        "units": plan.units,
        "end": plan.ends_at,
        "kept": plan.reserved,
        "until": plan.reserved_until,
    }


def _row(office: Office, service: Service, plan: Planned) -> dict[str, object]:
    return {
        "office_id": office.id,
        "service_id": service.id,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "capacity": plan.units,
        "planned": plan.units,
        "taken": 0,
        "reserved": plan.reserved,
        "reserved_until": plan.reserved_until,
        "by_staff": 0,
    }
