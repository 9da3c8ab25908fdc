"""What a report of a month is made of: its counts, and those of the months that it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries import figures as queries
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.figures.alike import last_alike
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.figures.months import Month
from scheduler.domain.satisfaction.index import Index
from scheduler.domain.satisfaction.periods import Span
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.figures.reading import counts_of, days_of_work
from scheduler.flow.satisfaction import results

REPORTED = (
    Figure.NUMBERS,
    Figure.PEOPLE,
    Figure.WALK_INS,
    Figure.SERVED,
    Figure.BOOKED,
    Figure.NO_SHOWS,
    Figure.WAITS,
    Figure.TURNED_AWAY_IN_VAIN,
    Figure.HANDED_OVER,
    Figure.BY_PROXY,
    Figure.WITHDRAWN_CARDS,
    Figure.APPLICATIONS,
    Figure.MESSAGES,
    Figure.UNREACHED,
    Figure.BLANKS_RECEIVED,
    Figure.BLANKS_USED,
    Figure.BLANKS_SPOILED,
    Figure.BLANKS_LEFT,
)


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month and what it is compared with; None where the office was not there yet.

    uncounted: how many days of the month are over and not counted yet. satisfaction: by its first day the index of each
    month that is over and in which somebody answered, from the year before on.
    """

    month: Month
    counts: Counts
    before: Counts | None
    year_before: Counts | None
    uncounted: int
    satisfaction: Mapping[date, Index]


def began_on(session: Session, office: Office) -> date:
    """The first day of which an office has anything: that it was set up, or that was counted."""
    created = local_day(office.created_at, zone_of_office(office))
    return min(created, queries.counted_from(session, office.id) or created)


def month_report(session: Session, office: Office, month: Month, *, now: datetime) -> MonthReport:
    """The report of a month of an office."""
    began = began_on(session, office)

    def counts(of: Month) -> Counts:
        return counts_of(session, office, REPORTED, of.first, of.last, now=now)

    is_open = days_of_work(session, office)

    def compared(whole: Month) -> Counts | None:
        until = whole.last if month.is_over else last_alike(month.first, month.last, whole.first, is_open)
        return counts(Month(whole.first, until)) if until >= began else None

    first, last = max(began, month.first), min(month.last, today_of(office, now) - timedelta(days=1))
    over = (last - first).days + 1 if first <= last else 0
    return MonthReport(
        month,
        counts(month),
        compared(month.before),
        compared(month.year_before),
        over - len(queries.counted_days(session, office.id, first, last)) if over else 0,
        results.by_month(
            session, office.id, Span(month.year_before.first, month.first), today_of(office, now).replace(day=1)
        ),
    )
