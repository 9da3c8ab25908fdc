"""Reads of what was counted of days."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import CountedDay, DayCount
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.kinds import Figure


def counts(session: Session, office_id: int, figures: Collection[Figure], first: date, last: date) -> list[Count]:
    """The kept counts of some figures on the days from first to last."""
    found = session.execute(
        select(
            col(DayCount.day), col(DayCount.figure), col(DayCount.part), col(DayCount.bucket), col(DayCount.count)
        ).where(
            col(DayCount.office_id) == office_id,
            col(DayCount.figure).in_(figures),
            col(DayCount.day).between(first, last),
        )
    )
    return [Count(day, Figure(figure), part, bucket, count) for day, figure, part, bucket, count in found]


def counted_until(session: Session, office_id: int) -> date | None:
    """The last day whose counts are kept; days are counted in their order, so what is before it is counted too."""
    return session.scalar(select(func.max(col(CountedDay.day))).where(col(CountedDay.office_id) == office_id))
