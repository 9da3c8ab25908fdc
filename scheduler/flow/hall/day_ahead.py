"""How full the hall will be in what is left of today: what the head of an office asks in the morning."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar.spans import Span, day_bounds
from scheduler.domain.hall.expected import Showing, expecting
from scheduler.domain.hall.forecast import Outlook
from scheduler.domain.hall.fullest import fullest
from scheduler.domain.hall.queue import Desk
from scheduler.domain.hall.takes import planned_on
from scheduler.domain.roster.roster import manned_on
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.outlook import booked_until, outlook_of
from scheduler.flow.hall.publishing import unborn_day

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class DayAhead:
    """When it will be fullest, to a quarter of an hour, and how many people are inside then.

    least: if as many of the booked come as usually do; most: if all of them come. Who comes without a time is not
    known before, and not counted.
    """

    at: datetime
    least: int
    most: int
    limit: int


def day_ahead(session: Session, office: Office, work: list[Span], now: datetime) -> DayAhead | None:
    """The rest of today; None where nobody is here and nobody is expected. work: when work is done today."""
    today = today_of(office, now)
    day = queries.day_of(session, office.id, today) or unborn_day(office, now)
    hall = hall_of(session, office, day, now)
    outlook = outlook_of(session, hall, now)
    _, midnight = day_bounds(today, hall.times.zone)
    booked = booked_until(session, hall, now, midnight)
    if not (booked or outlook.tickets or outlook.inside):
        return None
    outlook = _at_work(session, hall, outlook, work, now)
    showing = Showing.of(office.showing)
    usual, all_come = (fullest(expecting(outlook, booked, showing, all_come=every)) for every in (False, True))
    at = max(all_come, usual, key=lambda each: each.people).at
    since_hour = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    least, most = sorted((usual.people, all_come.people))
    return DayAhead(at - since_hour, least, most, day.lobby_limit)


def _at_work(session: Session, hall: Hall, outlook: Outlook, work: list[Span], now: datetime) -> Outlook:
    """The outlook with the counters as they are; before work begins, and while none is open, as the roster plans them:
    whoever is manned at some time of what is left of the day.
    """
    if any(desk.is_open for desk in outlook.desks) and any(begins <= now for begins, _ in work):
        return outlook
    day, zone, left = hall.day.day, hall.times.zone, [span for span in work if span[1] > now]
    rosters = queries.rosters_of(session, hall.office.id, day)
    manned = manned_on(rosters, left, day, zone, counters=[counter.id for counter in hall.counters])
    planned = planned_on(hall.takes, manned, day, zone)
    desks = [
        Desk(counter.number, planned[counter.id], is_open=True, busy=hall.at(counter) is not None)
        for counter in hall.counters
        if counter.id in planned
    ]
    return replace(outlook, desks=desks)
