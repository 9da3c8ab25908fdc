"""What a roster means before it holds: when nobody takes a service that has slots, and who is booked there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Slot
from scheduler.domain.calendar.hours import working_day
from scheduler.domain.calendar.spans import Span, both
from scheduler.domain.calendar.timetable import Rules, Served, planned_slots
from scheduler.domain.hall.takes import WEEKDAYS, Takes, untaken
from scheduler.domain.roster.roster import Roster, holding, manned_on
from scheduler.flow.calendar.impact import Calendar, calendar_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.offices.counters import counters_in_use

LOOKED_AT = 2 * len(WEEKDAYS)
"""Days of a roster that are looked through: each weekday twice, so that no closure or other season hides one."""


@dataclass(frozen=True, slots=True)
class Untaken:
    """Local hours of a weekday in which a service has slots and no counter is planned that takes it.

    visits: how many are booked there on days to come on which the roster holds.
    """

    letter: str
    weekday: int
    begins: time
    ends: time
    visits: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is needed to say of a day who takes what: counters with what they take, the calendar, and the rosters."""

    office: Office
    rosters: Sequence[Roster]
    takes: Sequence[Takes]
    counters: Sequence[int]
    calendar: Calendar

    @property
    def rules(self) -> Rules:
        return self.calendar.rules

    def holds(self, roster: Roster, day: date) -> bool:
        """Whether a roster is what holds on a day; the usual one does where there is none."""
        return (holding(self.rosters, day) or Roster({})).dates == roster.dates

    def untaken_on(self, day: date, letter: str, service: Served) -> list[Span]:
        """The slots of a service on a day, as spans, as far as nobody takes them."""
        rules = Rules(self.rules.zone, self.rules.hours, ())
        slots = [(slot.starts_at, slot.ends_at) for slot in planned_slots(day, rules, service) if slot.units]
        work = working_day(day, rules.hours, (), zone=rules.zone, service=None).stretches
        manned = manned_on(self.rosters, work, day, rules.zone, counters=self.counters)
        own = [each for each in self.takes if each.counter in manned]
        return both(slots, untaken(own, letter, slots, day, rules.zone, manned=manned))


def foreseen(session: Session, office: Office, roster: Roster, *, now: datetime) -> list[Untaken]:
    """When nobody would take a service that has slots, if a roster held as it is given, by service and weekday.

    Closures aside: they may end. The roster need not be written down.
    """
    plan = _plan(session, office, roster, now)
    zone, hours = plan.rules.zone, {}
    for letter, service in plan.calendar.services:
        for day in _days(plan, roster, now):
            for span in plan.untaken_on(day, letter, service):
                begins, ends = (edge.astimezone(zone).time() for edge in span)
                hours[letter, day.weekday(), begins, ends] = 0
    if hours:
        _count_visits(session, plan, roster, hours, now)
    return [Untaken(*at, visits) for at, visits in sorted(hours.items())]


def _plan(session: Session, office: Office, roster: Roster, now: datetime) -> _Plan:
    others = [
        each for each in queries.rosters_of(session, office.id, today_of(office, now)) if each.dates != roster.dates
    ]
    return _Plan(
        office=office,
        rosters=[*others, roster],
        takes=queries.takes_of(session, office.id),
        counters=[counter.id for counter in counters_in_use(session, office)],
        calendar=calendar_of(session, office),
    )


def _days(plan: _Plan, roster: Roster, now: datetime) -> list[date]:
    """The first days, from today on, on which the roster holds."""
    first = max(today_of(plan.office, now), roster.dates.first or date.min)
    days = (first + timedelta(days=n) for n in range(LOOKED_AT))
    return [day for day in days if plan.holds(roster, day)]


def _count_visits(
    session: Session, plan: _Plan, roster: Roster, hours: dict[tuple[str, int, time, time], int], now: datetime
) -> None:
    """Add to each of the hours how many visits are booked in them."""
    zone, letters = plan.rules.zone, {service.id: letter for letter, service in plan.calendar.services}
    rows = session.execute(
        select(col(Slot.service_id), col(Slot.starts_at))
        .join(Booking, col(Slot.id) == col(Booking.slot_id))
        .where(queries.booked_at(plan.office.id), col(Slot.starts_at) > now)
    )
    for service, starts_at in rows:
        local = starts_at.astimezone(zone)
        if service not in letters or not plan.holds(roster, local.date()):
            continue
        for at in hours:
            letter, weekday, begins, ends = at
            if (letters[service], local.weekday()) == (letter, weekday) and begins <= local.time() < ends:
                hours[at] += 1
