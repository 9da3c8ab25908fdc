"""What was counted of days of several offices, by a statement for all of them, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from scheduler.db.models import CountedDay, DayCount
from scheduler.domain.figures.counts import Spread
from scheduler.domain.figures.kinds import Figure


def totals(
    session: Session, office_ids: Collection[int], figures: Collection[Figure], first: date, last: date
) -> Mapping[tuple[int, Figure], int]:
    """(office, figure) -> the sum over the days from first to last, of figures that are added up, without buckets."""
    query = (
        select(col(DayCount.office_id), col(DayCount.figure), func.sum(col(DayCount.count)))
        .where(*_of(office_ids, figures, first, last))
        .group_by(col(DayCount.office_id), col(DayCount.figure))
    )
    return {(office_id, Figure(figure)): int(count) for office_id, figure, count in session.execute(query)}


def spreads(
    session: Session, office_ids: Collection[int], figure: Figure, first: date, last: date
) -> Mapping[int, Spread]:
    """Office -> how often each bucket of a figure came on the days from first to last."""
    query = (
        select(col(DayCount.office_id), col(DayCount.bucket), func.sum(col(DayCount.count)))
        .where(*_of(office_ids, [figure], first, last))
        .group_by(col(DayCount.office_id), col(DayCount.bucket))
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for office_id, bucket, count in session.execute(query):
        found[office_id][bucket] = int(count)
    return {office_id: Spread(times) for office_id, times in found.items()}


def days_counted(session: Session, office_ids: Collection[int], first: date, last: date) -> Mapping[int, int]:
    """Office -> how many of the days from first to last are counted."""
    query = (
        select(col(CountedDay.office_id), func.count())
        .where(
            col(CountedDay.office_id).in_(office_ids),
            col(CountedDay.day).between(first, last),
            col(CountedDay.at).is_not(None),
        )
        .group_by(col(CountedDay.office_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _of(office_ids: Collection[int], figures: Collection[Figure], first: date, last: date) -> list[ColumnElement[bool]]:
    return [
        col(DayCount.office_id).in_(office_ids),
        col(DayCount.figure).in_([str(figure) for figure in figures]),
        col(DayCount.day).between(first, last),
    ]
