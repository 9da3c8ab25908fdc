"""A service of an office: a queue with its letter is added, called otherwise, retired and taken up again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, CounterService, Office, OfficeDay, Service, Slot, Ticket, WaitlistEntry
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.offices.offer import Faults, ServiceFacts, SlotFacts
from scheduler.domain.offices.refusals import (
    ChangedMeanwhile,
    OnlyService,
    ServiceAtWork,
    ServiceBooked,
    ServiceHasTypes,
    ServiceUnknown,
)
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import BookingStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.audit import note_deed
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.offices.known_types import keep_names
from scheduler.flow.seats.slots import lay_out

LIVE = (BookingStage.BOOKED, BookingStage.ARRIVED)
ON_THE_LIST = ("waiting", "offered")


def add_service(
    session: Session, office: Office, facts: ServiceFacts, slots: SlotFacts, *, by: str, now: datetime
) -> Service:
    """Open a queue, at once on every screen, with slots for the days ahead.

    Raises HiddenSigns; Invalid, naming each value that makes no sense.
    """
    day = hold(session, office, now)
    _refuse(_faults(session, office, facts, None) | slots.faults())
    service = Service(
        office_id=office.id,
        letter=facts.letter,
        name=facts.name,
        name_en=facts.name_en,
        slot_capacity=slots.units,
        slot_minutes=slots.minutes,
        walk_in_daily=slots.walk_ins,
    )
    session.add(service)
    session.flush()
    _take_at(session, office, service, facts.counters)
    _published(session, office, day, now)
    _note(session, office, service, None, by=by, now=now)
    return service


def edit_service(
    session: Session, office: Office, letter: str, facts: ServiceFacts, *, by: str, now: datetime, seen: str = ""
) -> Service:
    """Call a service otherwise, or let other counters take it; at once on every screen.

    Numbers that were given keep their letter: on a day with numbers another letter is refused.
    seen: the stamp of what whoever asks was shown; "" where nobody was shown anything.
    Raises ServiceUnknown, HiddenSigns, ServiceAtWork, ChangedMeanwhile; Invalid, naming each value that makes no sense.
    """
    day = hold(session, office, now)
    service = _service(session, office, letter)
    _refuse(_faults(session, office, facts, service))
    if seen and service_facts(session, office, service).stamp not in (seen, facts.stamp):
        raise ChangedMeanwhile(now=_said(session, office, service))
    if facts.letter != service.letter and _is_at_work(session, day, service):
        raise ServiceAtWork(service=service.name)
    was = _said(session, office, service)
    service.letter, service.name, service.name_en = facts.letter, facts.name, facts.name_en
    session.add(service)
    session.flush()
    _take_at(session, office, service, facts.counters)
    _published(session, office, day, now)
    _note(session, office, service, was, by=by, now=now)
    return service


def retire_service(session: Session, office: Office, letter: str, *, by: str, now: datetime) -> None:
    """Let nobody into a queue any more: its slots go, what was visited there stays. Nothing to do where it is retired.

    Raises ServiceUnknown, OnlyService, ServiceHasTypes, ServiceAtWork, ServiceBooked.
    """
    day = hold(session, office, now)
    service = _service(session, office, letter)
    if service.retired_at is not None:
        return
    if len(queries.services_of(session, office.id)) == 1:
        raise OnlyService(service=service.name)
    kinds = [kind.code for kind in queries.types_handed_over(session, office.id) if kind.service_id == service.id]
    if kinds:
        raise ServiceHasTypes(service=service.name, types=kinds)
    if _is_at_work(session, day, service):
        raise ServiceAtWork(service=service.name)
    was = _said(session, office, service)
    service.retired_at = now
    session.add(service)
    session.flush()
    _close_slots(session, service, now)
    visits, waiting = visits_of_service(session, service)
    if visits or waiting:
        raise ServiceBooked(service=service.name, visits=visits, waiting=waiting)
    _published(session, office, day, now)
    _note(session, office, service, was, by=by, now=now)


def resume_service(session: Session, office: Office, letter: str, *, by: str, now: datetime) -> None:
    """Open a queue again that was retired. Raises ServiceUnknown; Invalid where another service has its name now."""
    day = hold(session, office, now)
    service = _service(session, office, letter)
    if service.retired_at is None:
        return
    names = {each.name.casefold() for each in queries.services_of(session, office.id)}
    _refuse({"name": "taken"} if service.name.casefold() in names else {})
    was = _said(session, office, service)
    service.retired_at = None
    session.add(service)
    session.flush()
    if not service_facts(session, office, service).counters:
        _take_at(session, office, service, [each.number for each in counters_in_use(session, office)])
    _published(session, office, day, now)
    _note(session, office, service, was, by=by, now=now)


def visits_of_service(session: Session, service: Service) -> tuple[int, int]:
    """How many visits are booked or here, and how many wait for a seat."""
    booked = select(func.count()).where(col(Booking.service_id) == service.id, col(Booking.stage).in_(LIVE))
    listed = select(func.count()).where(
        col(WaitlistEntry.service_id) == service.id, col(WaitlistEntry.stage).in_(ON_THE_LIST)
    )
    return int(session.scalar(booked) or 0), int(session.scalar(listed) or 0)


def service_facts(session: Session, office: Office, service: Service) -> ServiceFacts:
    """What a service is now. Counters that were given up do not count."""
    there = {each.number for each in counters_in_use(session, office)}
    counters = [number for number in counters_that_take(session, office)[service.id] if number in there]
    return ServiceFacts(service.letter, service.name, service.name_en, counters)


def counters_that_take(session: Session, office: Office) -> dict[int, list[int]]:
    """Service id -> the numbers of the counters that take it, retired services too."""
    numbers = {each.id: each.number for each in queries.counters_of(session, office.id)}
    taken: dict[int, list[int]] = {each.id: [] for each in queries.all_services_of(session, office.id)}
    for row in session.scalars(select(CounterService).where(col(CounterService.office_id) == office.id)):
        taken[row.service_id].append(numbers[row.counter_id])
    return {service: sorted(each) for service, each in taken.items()}


def _service(session: Session, office: Office, letter: str) -> Service:
    found = next((each for each in queries.all_services_of(session, office.id) if each.letter == letter), None)
    if found is None:
        raise ServiceUnknown
    return found


def _faults(session: Session, office: Office, facts: ServiceFacts, service: Service | None) -> Faults:
    refuse_hidden(facts.name, facts.name_en)
    others = [each for each in queries.all_services_of(session, office.id) if service is None or each.id != service.id]
    return facts.faults(
        letters=[each.letter for each in others],
        names=[each.name for each in others if each.retired_at is None],
        counters=[each.number for each in counters_in_use(session, office)],
    )


def _is_at_work(session: Session, day: OfficeDay, service: Service) -> bool:
    """Whether the service has given a number today, or one of another service was passed on to it."""
    is_own = (col(Ticket.service_id) == service.id) | col(Ticket.number).startswith(f"{service.letter}-")
    given = select(col(Ticket.id)).where(col(Ticket.office_day_id) == day.id, is_own)
    return session.scalar(given.limit(1)) is not None


def _take_at(session: Session, office: Office, service: Service, numbers: Collection[int]) -> None:
    """Let these counters take a service, and no other; who took it already does so at the same hours."""
    wanted = {each.id for each in queries.counters_of(session, office.id) if each.number in numbers}
    mine = col(CounterService.service_id) == service.id
    session.execute(delete(CounterService).where(mine, col(CounterService.counter_id).not_in(wanted)))
    known = set(session.scalars(select(col(CounterService.counter_id)).where(mine)))
    for counter_id in sorted(wanted - known):
        session.add(CounterService(counter_id=counter_id, service_id=service.id, office_id=office.id))
    session.flush()


def _close_slots(session: Session, service: Service, now: datetime) -> None:
    """Nobody gets a seat from here on. Whoever had one before is counted after it: the rows are held until the end."""
    ahead = select(col(Slot.id)).where(col(Slot.service_id) == service.id, col(Slot.starts_at) > now)
    session.execute(ahead.order_by(col(Slot.id)).with_for_update())
    shut = update(Slot).where(col(Slot.service_id) == service.id, col(Slot.starts_at) > now)
    change_rows(session, shut.values(planned=0, capacity=col(Slot.taken), reserved=0))
    for slot in [row for row in session.identity_map.values() if isinstance(row, Slot)]:
        session.expire(slot)


def _published(session: Session, office: Office, day: OfficeDay, now: datetime) -> None:
    """What every change of a service ends with: its names, its slots, its board."""
    keep_names(session, office)
    lay_out(session, office, now=now)
    admit_and_publish(session, office, day, now)


def _said(session: Session, office: Office, service: Service) -> dict[str, Any]:
    """What a service is, as it is written down when it changes."""
    return {
        "letter": service.letter,
        "name": service.name,
        "name_en": service.name_en,
        "units": service.slot_capacity,
        "reserved": service.reserved,
        "slot_minutes": service.slot_minutes,
        "walk_ins": service.walk_in_daily,
        "counters": counters_that_take(session, office)[service.id],
        "retired": service.retired_at is not None,
    }


def _note(
    session: Session, office: Office, service: Service, was: dict[str, Any] | None, *, by: str, now: datetime
) -> None:
    became = _said(session, office, service)
    note_deed(session, office.id, Deed.SERVICE_CHANGED, by=by, now=now, about=service.letter, was=was, became=became)


def _refuse(faults: Faults) -> None:
    if faults:
        raise Invalid(errors=faults)
