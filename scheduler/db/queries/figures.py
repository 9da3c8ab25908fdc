"""Reads of what was counted of days."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import case, func, literal, select, text
from sqlmodel import Session, col

from scheduler.db.models import CountedDay, DayCount
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.kinds import DAILY, MOST, Figure

KINDS: Mapping[str, Figure] = {figure.value: figure for figure in Figure}


def counts(
    session: Session,
    office_id: int,
    figures: Collection[Figure],
    first: date,
    last: date,
    *,
    firsts: Sequence[date] = (),
) -> list[Count]:
    """The kept counts of some figures on the days from first to last.

    firsts: where given, the first day of each stretch of these days, in their order. All figures but those of DAILY are
    then put together for each, on its first day: the rows of a year are too many to be carried.
    """
    together = set(figures) - DAILY if firsts else set()
    found = _of_days(session, office_id, set(figures) - together, first, last)
    return found + _of_stretches(session, office_id, together, firsts, last) if together else found


def _of_days(session: Session, office_id: int, figures: Collection[Figure], first: date, last: date) -> list[Count]:
    found = session.execute(
        select(
            col(DayCount.day), col(DayCount.figure), col(DayCount.part), col(DayCount.bucket), col(DayCount.count)
        ).where(
            col(DayCount.office_id) == office_id,
            col(DayCount.figure).in_(figures),
            col(DayCount.day).between(first, last),
        )
    )
    return [Count(day, KINDS[figure], part, bucket, count) for day, figure, part, bucket, count in found]


def _of_stretches(
    session: Session, office_id: int, figures: Collection[Figure], firsts: Sequence[date], last: date
) -> list[Count]:
    day, figure, part, bucket = (col(each) for each in (DayCount.day, DayCount.figure, DayCount.part, DayCount.bucket))
    later = [(day >= firsts[place], place) for place in reversed(range(1, len(firsts)))]
    stretch = case(*later, else_=0) if later else literal(0)
    times = case((figure.in_(MOST), func.max(col(DayCount.count))), else_=func.sum(col(DayCount.count)))
    found = session.execute(
        select(stretch.label("stretch"), figure.label("figure"), part.label("part"), bucket.label("bucket"), times)
        .where(col(DayCount.office_id) == office_id, figure.in_(figures), day.between(firsts[0], last))
        .group_by(text("stretch"), figure, part, bucket)
    )
    return [Count(firsts[place], KINDS[kind], of, value, int(count)) for place, kind, of, value, count in found]


def counted_until(session: Session, office_id: int) -> date | None:
    """The last day whose counts are kept; days are counted in their order, so what is before it is counted too."""
    return session.scalar(select(func.max(col(CountedDay.day))).where(col(CountedDay.office_id) == office_id))


def counted_days(session: Session, office_id: int, first: date, last: date) -> set[date]:
    """The days from first to last whose counts are kept."""
    days = select(col(CountedDay.day)).where(
        col(CountedDay.office_id) == office_id,
        col(CountedDay.day).between(first, last),
        col(CountedDay.at).is_not(None),
    )
    return set(session.scalars(days))


def counted_from(session: Session, office_id: int) -> date | None:
    """The first day whose counts are kept."""
    return session.scalar(
        select(func.min(col(CountedDay.day))).where(
            col(CountedDay.office_id) == office_id, col(CountedDay.at).is_not(None)
        )
    )
