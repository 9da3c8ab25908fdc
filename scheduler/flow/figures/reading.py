"""The counts of a period, however it lies to the present: what is kept, and today as it stands."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries import figures as queries
from scheduler.db.queries.calendar import closures_of_office, hours_of_office
from scheduler.domain.calendar.calendar import hours_of
from scheduler.domain.figures.alike import IsOpen
from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.counting import count_day


def days_of_work(session: Session, office: Office) -> IsOpen:
    """Whether an office works on a day, as its hours and closures say."""
    hours, closed = hours_of_office(session, office.id), closures_of_office(session, office.id)
    return lambda day: hours_of(day, hours, closed) is not None


def counts_of(
    session: Session,
    office: Office,
    figures: Collection[Figure],
    first: date,
    last: date,
    *,
    now: datetime,
    every: Every = Every.MONTH,
) -> Counts:
    """The counts of some figures on the days from first to last, today among them counted as it stands now.

    every: the stretches for which `Counts.spreads` and `by_stretch` answer apart; whoever asks for single days
    (`Counts.by_day`) wants them every day. Figures of persons are those of an office that wants them.
    """
    today = today_of(office, now)
    if not office.figures_of_persons:
        figures = [each for each in figures if each is not Figure.PERSON_SERVED]
    days, buckets = queries.counts(session, office.id, figures, first, last, every=every, but=today)
    live = count_day(session, office, today, now=now, figures=figures) if first <= today <= last else []
    counts = [each for each in live if each.figure in figures]
    return Counts(first, last, counts, every=every, days=days, buckets=buckets)
