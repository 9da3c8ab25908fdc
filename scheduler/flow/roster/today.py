"""A roster on the day itself: when counters are planned open today, and which of them are otherwise."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Office
from scheduler.domain.roster.ahead import Ahead, Differs, ahead_of, differs
from scheduler.domain.roster.roster import manned_on, names_counter
from scheduler.flow.calendar.workdays import work_on
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.offices.counters import counters_in_use


def ahead_at(session: Session, office: Office, counter: Counter, now: datetime) -> Ahead | None:
    """Until when a counter is planned open, and what is next; the office's breaks, which are everybody's, aside.

    None where no roster says anything of it today, and once the day is over.
    """
    day, times = today_of(office, now), times_of(session, office)
    work, rosters = work_on(times, day), queries.rosters_of(session, office.id, day)
    if not work or now >= work[-1][1] or not names_counter(rosters, counter.id, day):
        return None
    through = [(work[0][0], work[-1][1])]
    return ahead_of(manned_on(rosters, through, day, times.zone, counters=[counter.id])[counter.id], now)


def differing(session: Session, office: Office, now: datetime) -> list[Differs]:
    """The counters that have been otherwise than their roster says for some time, by number."""
    day, times, counters = today_of(office, now), times_of(session, office), counters_in_use(session, office)
    work, rosters = work_on(times, day), queries.rosters_of(session, office.id, day)
    planned = [each for each in counters if names_counter(rosters, each.id, day)]
    manned = manned_on(rosters, work, day, times.zone, counters=[each.id for each in planned])
    found = (differs(each.number, each.state, each.changed_at, manned[each.id], work, now) for each in planned)
    return [each for each in found if each is not None]
