"""The counts of a period, however it lies to the present: what is kept, and today as it stands."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries import figures as queries
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.counting import count_day


def counts_of(
    session: Session, office: Office, figures: Collection[Figure], first: date, last: date, *, now: datetime
) -> Counts:
    """The counts of some figures on the days from first to last, today among them counted as it stands now."""
    today = today_of(office, now)
    kept = queries.counts(session, office.id, figures, first, last)
    if first <= today <= last:
        kept = [each for each in kept if each.day != today]
        kept += [each for each in count_day(session, office, today, now=now) if each.figure in figures]
    return Counts(first, last, kept)
