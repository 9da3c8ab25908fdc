"""Changing an office's hours, slots and settings: what a change would do, and doing it.

Capacity never falls below what is taken, and no booking is dropped: one that no longer fits stays in its slot, is
listed, and is moved by a postponement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, OpeningHours, Service, TemporaryCapacity
from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.calendar.refusals import HoursNeeded, HoursUnknown
from scheduler.domain.calendar.timetable import Served
from scheduler.domain.offices.revision import Season, Settings, ShareRemoval, TemporaryShare, Week
from scheduler.domain.refusals import Invalid
from scheduler.flow.calendar.closures import NewClosure, checked, closed_of, closure_of, refuse_end, set_end, shut
from scheduler.flow.calendar.impact import Calendar, Impact, calendar_of, impact_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.seats.slots import lay_out


@dataclass(frozen=True, slots=True)
class ClosureEnd:
    """Another last day of a closure, or none."""

    closure_id: int
    ends_on: date | None


Change = Week | Season | TemporaryShare | ShareRemoval | Settings | NewClosure | ClosureEnd
"""What may be changed; a Season and a ShareRemoval are taken away."""


def preview(session: Session, office: Office, change: Change, *, now: datetime) -> Impact:
    """What a change would do. Writes nothing, and refuses what `apply` would refuse.

    Raises Invalid, which names the fields; HoursUnknown, HoursNeeded, AlreadyClosed, ClosureUnknown.
    """
    _refuse_nonsense(session, office, change)
    return impact_of(session, office, _thought(session, office, change, now), now=now)


def apply(session: Session, office: Office, change: Change, *, by: str, now: datetime) -> Impact:
    """Change the calendar, the slots that have not begun, and the board; returns what `preview` would have said.

    Raises Invalid, which names the fields; HoursUnknown, HoursNeeded, AlreadyClosed, ClosureUnknown.
    """
    day = hold(session, office, now)
    office = session.get_one(Office, office.id, populate_existing=True)
    impact = preview(session, office, change, now=now)
    if isinstance(change, NewClosure):
        shut(session, office, change, by=by, now=now)
        return impact
    if isinstance(change, ClosureEnd):
        set_end(session, office, change.closure_id, change.ends_on, by=by, now=now)
        return impact
    _write(session, office, change)
    lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)
    return impact


def _refuse_nonsense(session: Session, office: Office, change: Change) -> None:
    if isinstance(change, NewClosure):
        checked(session, office, change)
        return
    if isinstance(change, ClosureEnd):
        refuse_end(closure_of(session, office, change.closure_id), change.ends_on)
        return
    if isinstance(change, Season | ShareRemoval):
        _refuse_removal(session, office, change)
        return
    faults = change.faults()
    services = queries.services_of(session, office.id)
    if isinstance(change, Settings):
        strange = {*change.minutes, *change.units} - {service.letter for service in services}
        faults |= {f"units_{letter}": "unknown" for letter in strange}
        faults = _faults_of_reserved(services, change) | faults
    else:
        service_id = change.service_id if isinstance(change, Week) else change.share.service
        if service_id not in {None, *(service.id for service in services)}:
            faults["service"] = "unknown"
    if faults:
        raise Invalid(errors=faults)
    if isinstance(change, Week) and change.edits is not None:
        _refuse_removal(session, office, change.edits)


def _faults_of_reserved(services: Sequence[Service], change: Settings) -> dict[str, str]:
    """Where so much of a slot would be kept for who books with staff that nothing is left to book online."""
    found = {}
    for service in services:
        most = change.units.get(service.letter, service.slot_capacity) - 1
        reserved = change.reserved.get(service.letter, service.reserved)
        if reserved > max(most, 0):
            found[f"reserved_{service.letter}"] = f"0-{max(most, 0)}"
    return found


def _refuse_removal(session: Session, office: Office, change: Season | ShareRemoval) -> None:
    if isinstance(change, Season) and change.is_the_offices_own:
        raise HoursNeeded
    rows = queries.hours_of_office(session, office.id) if isinstance(change, Season) else ()
    shares = queries.shares_of_office(session, office.id) if isinstance(change, ShareRemoval) else ()
    if isinstance(change, Season) and not any(change.has(row) for row in rows):
        raise HoursUnknown
    if isinstance(change, ShareRemoval) and not any(change.has(share) for share in shares):
        raise HoursUnknown


def _thought(session: Session, office: Office, change: Change, now: datetime) -> Calendar:
    """The calendar as it would be."""
    as_it_is = calendar_of(session, office)
    rules = as_it_is.rules
    match change:
        case Week():
            left = [row for row in rules.hours if not any(season.has(row) for season in change.former)]
            return replace(as_it_is, rules=replace(rules, hours=[*left, *change.dated()]))
        case Season():
            return replace(as_it_is, rules=replace(rules, hours=[row for row in rules.hours if not change.has(row)]))
        case TemporaryShare(share=share):
            same = ShareRemoval(share.service, share.starts_on)
            left_shares = [each for each in rules.shares if not same.has(each)]
            return replace(as_it_is, rules=replace(rules, shares=[*left_shares, share]))
        case ShareRemoval():
            shares = [share for share in rules.shares if not change.has(share)]
            return replace(as_it_is, rules=replace(rules, shares=shares))
        case Settings():
            services = [
                (each.letter, _served(office, each, change)) for each in queries.services_of(session, office.id)
            ]
            return replace(as_it_is, services=services, through=_last_day(office, change.office, now))
        case NewClosure():
            closed = Closed(
                change.starts_on, change.ends_on, change.reason, change.service_id, change.from_time, change.to_time
            )
            return replace(as_it_is, rules=replace(rules, closed=[*rules.closed, closed]))
        case ClosureEnd():
            former = closed_of(closure_of(session, office, change.closure_id))
            others = list(rules.closed)
            others.remove(former)
            return replace(as_it_is, rules=replace(rules, closed=[*others, replace(former, ends_on=change.ends_on)]))


def _served(office: Office, service: Service, settings: Settings) -> Served:
    usual = settings.office.get("slot_minutes", office.slot_minutes)
    own = settings.minutes.get(service.letter, service.slot_minutes)
    units = settings.units.get(service.letter, service.slot_capacity)
    reserved = settings.reserved.get(service.letter, service.reserved)
    release = settings.office.get("release_hours", office.release_hours)
    return Served(service.id, own or usual, units, reserved, release)


def _last_day(office: Office, settings: Mapping[str, int], now: datetime) -> date:
    return today_of(office, now) + timedelta(days=settings.get("horizon_days", office.horizon_days))


def _write(session: Session, office: Office, change: Week | Season | TemporaryShare | ShareRemoval | Settings) -> None:
    match change:
        case Week():
            for season in change.former:
                _forget_week(session, office, season)
            session.execute(insert(OpeningHours), [_row_of_hours(office, change, n) for n in range(len(change.rows))])
        case Season():
            _forget_week(session, office, change)
        case TemporaryShare(share=share):
            _forget_share(session, office, ShareRemoval(share.service, share.starts_on))
            session.add(
                TemporaryCapacity(
                    office_id=office.id,
                    service_id=share.service,
                    starts_on=share.starts_on,
                    ends_on=share.ends_on,
                    percent=share.percent,
                    reason=change.reason,
                )
            )
        case ShareRemoval():
            _forget_share(session, office, change)
        case Settings():
            _set(session, office, change)
    session.flush()


def _row_of_hours(office: Office, week: Week, number: int) -> dict[str, object]:
    row = week.rows[number]
    return {
        "office_id": office.id,
        "service_id": week.service_id,
        "valid_from": week.valid_from,
        "valid_to": week.valid_to,
        "weekday": row.weekday,
        "opens": row.opens,
        "closes": row.closes,
        "break_from": row.break_from,
        "break_to": row.break_to,
    }


def _forget_week(session: Session, office: Office, season: Season) -> None:
    rows = select(OpeningHours).filter_by(
        office_id=office.id, service_id=season.service_id, valid_from=season.valid_from, valid_to=season.valid_to
    )
    ids = [row.id for row in session.scalars(rows)]
    session.execute(delete(OpeningHours).where(col(OpeningHours.id).in_(ids)))


def _forget_share(session: Session, office: Office, former: ShareRemoval) -> None:
    rows = select(TemporaryCapacity).filter_by(
        office_id=office.id, service_id=former.service_id, starts_on=former.starts_on
    )
    for row in session.scalars(rows):
        session.delete(row)
    session.flush()


def _set(session: Session, office: Office, settings: Settings) -> None:
    for name, value in settings.office.items():
        setattr(office, name, type(getattr(office, name))(value))
    session.add(office)
    for service in queries.services_of(session, office.id):
        if service.letter in settings.minutes:
            service.slot_minutes = settings.minutes[service.letter]
        if service.letter in settings.units:
            service.slot_capacity = settings.units[service.letter]
        if service.letter in settings.reserved:
            service.reserved = settings.reserved[service.letter]
        if service.letter in settings.walk_ins:
            service.walk_in_daily = settings.walk_ins[service.letter]
        session.add(service)
