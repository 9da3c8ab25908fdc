"""What was counted of days: read and added up, written, and said to be no longer true."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    SQLColumnExpression,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import CountedDay, DayCount
from scheduler.domain.figures.counts import Count, Every
from scheduler.domain.figures.kinds import MOST, SPREAD, Figure

CHANGED = text(
    "INSERT INTO counted_day (office_id, day, at, changes, counted, is_final)"
    " VALUES (:office, :day, NULL, 1, 0, FALSE)"
    " ON CONFLICT (office_id, day) DO UPDATE SET changes = counted_day.changes + 1"
).bindparams(bindparam("day", type_=Date()))
BEGIN = text(
    "INSERT INTO counted_day (office_id, day, at, changes, counted, is_final)"
    " VALUES (:office, :day, NULL, 0, 0, FALSE) ON CONFLICT (office_id, day) DO NOTHING"
).bindparams(bindparam("day", type_=Date()))


def counts(
    session: Session,
    office_id: int,
    figures: Collection[Figure],
    first: date,
    last: date,
    *,
    every: Every = Every.MONTH,
    but: date | None = None,
) -> tuple[list[Count], list[Count]]:
    """The kept counts of some figures on the days from first to last, added up: over buckets, and over stretches.

    A year has a hundred thousand counts: the database adds them up. but: a day that is left out.
    """
    asked: list[ColumnElement[bool]] = [col(DayCount.office_id) == office_id, col(DayCount.day).between(first, last)]
    if but is not None:
        asked.append(col(DayCount.day) != but)
    plain, spread = [each for each in figures if each not in SPREAD], [each for each in figures if each in SPREAD]
    days, buckets = _grouped(session, plain, asked, col(DayCount.day)), []
    if spread:
        days += _grouped(session, spread, asked, col(DayCount.day))
        buckets = _grouped(session, spread, asked, _stretch(session, every), col(DayCount.bucket))
    return days, buckets


def counted_until(session: Session, office_id: int) -> date | None:
    """The last day whose counts are kept; days are counted in their order, so what is before it is counted too."""
    counted = select(func.max(col(CountedDay.day))).where(
        col(CountedDay.office_id) == office_id, col(CountedDay.at).is_not(None)
    )
    return session.scalar(counted)


def note_changed(session: Session, office_id: int, day: date) -> None:
    """A step changed what a day that is over counts: it is counted again soon. Called in the step's transaction."""
    session.execute(CHANGED, {"office": office_id, "day": day})


def close_days(session: Session, office_id: int, until: date) -> None:
    """Rows behind the days up to one are going, in this transaction: those days are never counted again."""
    closed = update(CountedDay).where(
        col(CountedDay.office_id) == office_id, col(CountedDay.day) <= until, ~col(CountedDay.is_final)
    )
    change_rows(session, closed.values(is_final=True))


def replace_day(
    session: Session, office_id: int, day: date, rows: Sequence[Count], *, seen_at: datetime | None, **values: Any
) -> bool:
    """Write the counts of a day in the place of those before, unless somebody else did since `seen_at`.

    The row of the day is the guard and the lock. Returns whether they were written.
    """
    session.execute(BEGIN, {"office": office_id, "day": day})
    as_seen = update(CountedDay).where(
        col(CountedDay.office_id) == office_id,
        col(CountedDay.day) == day,
        col(CountedDay.at).is_not_distinct_from(seen_at),
        ~col(CountedDay.is_final),
    )
    if not change_rows(session, as_seen.values(**values)):
        return False
    session.execute(delete(DayCount).where(col(DayCount.office_id) == office_id, col(DayCount.day) == day))
    facts = [
        {
            "office_id": office_id,
            "figure": str(each.figure),
            "day": day,
            "part": each.part,
            "bucket": each.bucket,
            "count": each.times,
        }
        for each in rows
    ]
    if facts:
        session.connection().execute(insert(DayCount), facts)
    return True


def forget_persons(session: Session, office_id: int) -> None:
    """Nothing is kept any more of who served how many."""
    change_rows(
        session,
        delete(DayCount).where(col(DayCount.office_id) == office_id, col(DayCount.figure) == str(Figure.PERSON_SERVED)),
    )


def _grouped(
    session: Session,
    figures: Sequence[Figure],
    asked: Sequence[ColumnElement[bool]],
    day: SQLColumnExpression[date],
    bucket: SQLColumnExpression[int] | None = None,
) -> list[Count]:
    """Counts added up by figure, day (or another date) and part, and by bucket if it is given."""
    if not figures:
        return []
    key = [col(DayCount.figure), day, col(DayCount.part), *([] if bucket is None else [bucket])]
    many, most = func.sum(col(DayCount.count)), func.max(col(DayCount.count))
    found = session.execute(
        select(*key, many, most).where(*asked, col(DayCount.figure).in_(map(str, figures))).group_by(*key)
    )
    counted = []
    for figure, when, part, *buckets, total, greatest in found:
        named = Figure(figure)
        times = greatest if named in MOST else int(total)
        counted.append(Count(when, named, part, buckets[0] if buckets else 0, times))
    return counted


def _stretch(session: Session, every: Every) -> SQLColumnExpression[date]:
    """The first day of the stretch that a count belongs to."""
    day = col(DayCount.day)
    if every is Every.DAY:
        return day
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.date_trunc(every.value, day), Date)
    steps = ("start of month",) if every is Every.MONTH else ("weekday 0", "-6 days")
    return type_coerce(func.date(day, *steps), Date)


def counted_since(session: Session, office_id: int) -> date | None:
    """The first day whose counts are kept."""
    counted = select(func.min(col(CountedDay.day))).where(
        col(CountedDay.office_id) == office_id, col(CountedDay.at).is_not(None)
    )
    return session.scalar(counted)
