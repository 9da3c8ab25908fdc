"""The counts of a period, however it lies to the present: what is kept, and today as it stands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries import figures as queries
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.counting import count_day


def counts_of(
    session: Session,
    office: Office,
    figures: Collection[Figure],
    first: date,
    last: date,
    *,
    now: datetime,
    firsts: Sequence[date] = (),
) -> Counts:
    """The counts of some figures on the days from first to last, today among them counted as it stands now.

    firsts: where given, the first day of each stretch that is looked at; figures that are not of DAILY are put together
    for each.
    """
    today = today_of(office, now)
    over = min(last, today - timedelta(days=1))
    kept = queries.counts(session, office.id, figures, first, over, firsts=firsts) if first <= over else []
    if first <= today <= last:
        live = count_day(session, office, today, now=now, figures=figures)
        kept += [each for each in live if each.figure in figures]
    return Counts(first, last, kept)
