"""What was counted of days: read and added up, written, and said to be no longer true."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import CountedDay, DayCount
from scheduler.domain.figures.counts import Count, Every
from scheduler.domain.figures.kinds import DAILY, MOST, SPREAD, Figure
from scheduler.domain.figures.months import end_of

DAYS, MONTHS = ":days", ":months"
"""What follows the name of a figure where its counts are kept added up, over buckets or over the days of a month."""
MONTHLY = frozenset(Figure) - DAILY
"""Figures that are kept added up over the days of a month."""

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

    A year has a hundred thousand counts: whole months are read as they were added up (`add_up`), and only what is left
    of the period day by day. What lies in no buckets is dated on the first day of such a month where stretches are
    months, except what is `DAILY`. but: a day that is left out.
    """
    spread = [each for each in figures if each in SPREAD]
    of_office: list[ColumnElement[bool]] = [col(DayCount.office_id) == office_id]
    if but is not None:
        of_office.append(col(DayCount.day) != but)
    all_days = [*of_office, col(DayCount.day).between(first, last)]
    whole = [each for each in _whole_months(first, last) if but is None or Every.MONTH.first_of(but) != each]
    in_months = [*of_office, col(DayCount.day).in_(whole)]
    days = _plain(session, figures, of_office, first, last, whole if every is Every.MONTH else [])
    buckets = list[Count]()
    if not spread:
        return days, buckets
    months = _grouped(session, spread, in_months, col(DayCount.day), col(DayCount.bucket), kept=MONTHS, is_single=True)
    known = {each.day for each in months}
    totals = _grouped(session, spread, all_days, col(DayCount.day), kept=DAYS, is_single=True)
    days += [each for each in totals if Every.MONTH.first_of(each.day) in known]
    rest = list(_without(first, last, known))
    for start, end in rest:
        asked = [*of_office, col(DayCount.day).between(start, end)]
        days += _grouped(session, spread, asked, col(DayCount.day))
    if every is Every.MONTH:
        buckets += months
    for start, end in rest if every is Every.MONTH else [(first, last)]:
        asked = [*of_office, col(DayCount.day).between(start, end)]
        buckets += _grouped(session, spread, asked, _stretch(every), col(DayCount.bucket))
    return days, buckets


def add_up(session: Session, office_id: int, month: date, *, day: date | None = None) -> None:
    """Keep counts of a month (its first day) added up over its days, and what lies in buckets over those of each day.

    Called whenever counts of a day were written. day: the one of which they were; None: several of the month.
    """
    in_month = col(DayCount.day).between(month, end_of(month))
    on_days = in_month if day is None else col(DayCount.day) == day
    for kept, figures, where in ((DAYS, SPREAD, on_days), (MONTHS, MONTHLY, col(DayCount.day) == month)):
        names = [f"{figure}{kept}" for figure in sorted(figures)]
        session.execute(
            delete(DayCount).where(col(DayCount.office_id) == office_id, col(DayCount.figure).in_(names), where)
        )
    columns = ["office_id", "figure", "day", "part", "bucket", "count"]
    office, part = col(DayCount.office_id), col(DayCount.part)
    for is_most, together in ((False, func.sum), (True, func.max)):
        counted = cast(together(col(DayCount.count)), Integer)
        over_days = (
            select(office, col(DayCount.figure) + MONTHS, literal(month, Date()), part, col(DayCount.bucket), counted)
            .where(office == office_id, col(DayCount.figure).in_(_of_kind(MONTHLY, is_most=is_most)), in_month)
            .group_by(office, col(DayCount.figure), part, col(DayCount.bucket))
        )
        over_buckets = (
            select(office, col(DayCount.figure) + DAYS, col(DayCount.day), part, literal(0), counted)
            .where(office == office_id, col(DayCount.figure).in_(_of_kind(SPREAD, is_most=is_most)), on_days)
            .group_by(office, col(DayCount.figure), col(DayCount.day), part)
        )
        session.execute(insert(DayCount).from_select(columns, over_days))
        session.execute(insert(DayCount).from_select(columns, over_buckets))


def counted_until(session: Session, office_id: int) -> date | None:
    """The last day whose counts are kept; days are counted in their order, so what is before it is counted too."""
    counted = select(func.max(col(CountedDay.day))).where(
        col(CountedDay.office_id) == office_id, col(CountedDay.at).is_not(None)
    )
    return session.scalar(counted)


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
    counted = select(func.min(col(CountedDay.day))).where(
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


def close_counted(session: Session, office_id: int, days: Collection[date]) -> None:
    """As `close_days`, for these days alone. One that is not counted yet stays open: it has no counts to keep."""
    closed = update(CountedDay).where(
        col(CountedDay.office_id) == office_id,
        col(CountedDay.day).in_(days),
        col(CountedDay.at).is_not(None),
        ~col(CountedDay.is_final),
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
    single = col(DayCount.figure).in_(sorted(Figure))
    session.execute(delete(DayCount).where(col(DayCount.office_id) == office_id, single, col(DayCount.day) == day))
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
    add_up(session, office_id, Every.MONTH.first_of(day), day=day)
    return True


def forget_persons(session: Session, office_id: int) -> None:
    """Nothing is kept any more of who served how many."""
    names = [str(Figure.PERSON_SERVED), f"{Figure.PERSON_SERVED}{MONTHS}"]
    change_rows(session, delete(DayCount).where(col(DayCount.office_id) == office_id, col(DayCount.figure).in_(names)))


def _of_kind(figures: Collection[Figure], *, is_most: bool) -> list[Figure]:
    """Those of some figures that are put together as the greatest, or as a sum."""
    return sorted(each for each in figures if (each in MOST) is is_most)


def _plain(
    session: Session,
    figures: Collection[Figure],
    of_office: Sequence[ColumnElement[bool]],
    first: date,
    last: date,
    whole: Sequence[date],
) -> list[Count]:
    """What lies in no buckets: of whole months as it was added up, dated on their first days; else day by day."""
    daily = [each for each in figures if each in DAILY]
    monthly = [each for each in figures if each not in DAILY and each not in SPREAD]
    day = col(DayCount.day)
    months = _grouped(session, monthly, [*of_office, day.in_(whole)], day, kept=MONTHS, is_single=True) if whole else []
    found = _grouped(session, daily, [*of_office, day.between(first, last)], day, is_single=True) + months
    for start, end in _without(first, last, {each.day for each in months}):
        found += _grouped(session, monthly, [*of_office, day.between(start, end)], day, is_single=True)
    return found


def _grouped(
    session: Session,
    figures: Sequence[Figure],
    asked: Sequence[ColumnElement[bool]],
    day: SQLColumnExpression[date],
    bucket: SQLColumnExpression[int] | None = None,
    *,
    kept: str = "",
    is_single: bool = False,
) -> list[Count]:
    """Counts added up by figure, day (or another date) and part, and by bucket if it is given.

    kept: which of them (DAYS, MONTHS); else single ones. is_single: of each key there is one row, so nothing is added.
    """
    if not figures:
        return []
    named = {f"{each}{kept}": each for each in figures}
    key: list[Any] = [col(DayCount.figure), day, col(DayCount.part), literal(0) if bucket is None else bucket]
    of_figures = [*asked, col(DayCount.figure).in_(list(named))]
    if is_single:
        single: Select[Any] = select(*key, col(DayCount.count)).where(*of_figures)
        rows = session.connection().execute(single).all()
        return [Count(row[1], named[row[0]], row[2], row[3], row[4]) for row in rows]
    many, most = func.sum(col(DayCount.count)), func.max(col(DayCount.count))
    together: Select[Any] = select(*key, many, most).where(*of_figures)
    together = together.group_by(*(key if bucket is not None else key[:-1]))
    return [
        Count(row[1], named[row[0]], row[2], row[3], row[5] if named[row[0]] in MOST else int(row[4]))
        for row in session.connection().execute(together).all()
    ]


def _whole_months(first: date, last: date) -> Iterator[date]:
    """The first days of the months that lie in a period from their first day to their last."""
    month = first if first.day == 1 else end_of(first) + timedelta(days=1)
    while end_of(month) <= last:
        yield month
        month = end_of(month) + timedelta(days=1)


def _without(first: date, last: date, months: Collection[date]) -> Iterator[tuple[date, date]]:
    """What is left of a period without some months, as stretches from a first to a last day."""
    for month in sorted(months):
        if first < month:
            yield first, month - timedelta(days=1)
        first = end_of(month) + timedelta(days=1)
    if first <= last:
        yield first, last


def _stretch(every: Every) -> SQLColumnExpression[date]:
    """The first day of the stretch that a count belongs to."""
    day = col(DayCount.day)
    return day if every is Every.DAY else _FirstOf(literal_column(f"'{every.value}'"), day)


class _FirstOf(FunctionElement[date]):
    """The first day of the week or month in which a day lies; each database says it in its own way."""

    name = "first_of"
    type = Date()
    inherit_cache = True


@compiles(_FirstOf, "postgresql")
def _on_postgresql(element: _FirstOf, compiler: Any, **how: Any) -> str:
    return f"CAST(date_trunc({compiler.process(element.clauses, **how)}) AS DATE)"


@compiles(_FirstOf, "sqlite")
def _on_sqlite(element: _FirstOf, compiler: Any, **how: Any) -> str:
    every, day = element.clauses
    steps = "'start of month'" if compiler.process(every) == "'month'" else "'weekday 0', '-6 days'"
    return f"date({compiler.process(day, **how)}, {steps})"
