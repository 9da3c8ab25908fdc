"""In the evening a day is held against what was foreseen of it; and how far off the forecasts of four weeks were."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import DayForecast, Office, OfficeDay
from scheduler.domain.calendar.calendar import stretches_of
from scheduler.domain.figures.counts import Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.forecasting import foreseen as writing
from scheduler.domain.forecasting import truth as truths
from scheduler.domain.forecasting.course import DayForecast as Forecast
from scheduler.domain.forecasting.played import QUARTER
from scheduler.domain.forecasting.score import Score, Unknown, score_of, unknown_of
from scheduler.domain.forecasting.truth import Truth, Turn, Visits, truth_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.figures import turned, visits
from scheduler.flow.figures.day import Day, Number
from scheduler.flow.figures.inside import changes
from scheduler.flow.figures.reading import counts_of
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.keeping import Kept, kept_days
from scheduler.flow.forecasting.plans import settings_of

FOUR_WEEKS = timedelta(days=28)
LOOKED_BACK = timedelta(days=14)
"""A day of which this was not done by then is left as it is."""
RECORDED = timedelta(days=56)
"""So far back it is looked who worked and on which weekdays."""


class Judged(NamedTuple):
    """How far off the forecasts were: those of the day before, and those of a week before; None where none were."""

    day_before: Score | None
    week_before: Score | None


def days_to_judge(session: Session, office: Office, now: datetime) -> Sequence[date]:
    """Days that are over and were foreseen, and whose truth is not written down yet; in order. Not one that the tick
    has to end yet: until then nobody is known not to have come.
    """
    today = today_of(office, now)
    in_hall = and_(col(OfficeDay.office_id) == office.id, col(OfficeDay.day) == col(DayForecast.day))
    return session.scalars(
        select(col(DayForecast.day))
        .join(OfficeDay, in_hall, isouter=True)
        .where(
            col(DayForecast.office_id) == office.id,
            col(DayForecast.day) >= today - LOOKED_BACK,
            col(DayForecast.day) < today,
            col(DayForecast.truth).is_(None),
            or_(col(OfficeDay.id).is_(None), col(OfficeDay.sealed_at).is_not(None)),
        )
        .order_by(col(DayForecast.day))
    ).all()


def seen(session: Session, office: Office, day: date, now: datetime) -> Truth | None:
    """How a day was that is over; None where it says nothing. It was foreseen."""
    row = session.get_one(DayForecast, (office.id, day), populate_existing=True)
    foreseen, times = writing.read(row.forecast), times_of(session, office)
    work = stretches_of(day, times.hours, times.closed, times.zone)
    found = Day(session, office, day, now)
    if foreseen is None or not work or found.row is None:
        return None
    quarters = foreseen.forecast.quarters
    return truth_of(
        [_turn(number) for number in found.numbers],
        list(changes(found).items()),
        _visits(found),
        opens=quarters[0].begins,
        closes=work[-1][1],
        quarters=len(quarters),
    )


def write_down(session: Session, office_id: int, day: date, truth: Truth | None) -> bool:
    """Keep how a day was beside what was foreseen of it; returns whether nobody had done so before."""
    what = (col(DayForecast.office_id) == office_id, col(DayForecast.day) == day, col(DayForecast.truth).is_(None))
    return bool(change_rows(session, update(DayForecast).where(*what).values(truth=truths.stored(truth))))


def judged(session: Session, office: Office, now: datetime) -> Judged:
    """How far off the forecasts of the last four weeks were."""
    today = today_of(office, now)
    days = [each for each in kept_days(session, office.id, today - FOUR_WEEKS, today).values() if each.truth]
    return Judged(
        score_of([(each.foreseen.forecast, each.truth) for each in days if each.truth]),
        score_of([pair for each in days for pair in _a_week_before(each)]),
    )


def _a_week_before(day: Kept) -> Iterator[tuple[Forecast, Truth]]:
    """What was foreseen a week before, with how the day was by its quarters of an hour: they begin elsewhere where the
    day was set otherwise since.
    """
    if day.truth and day.a_week_before:
        before, newest = day.a_week_before.forecast, day.foreseen.forecast
        yield before, day.truth.told_from((before.quarters[0].begins - newest.quarters[0].begins) // QUARTER)


def unknown(session: Session, office: Office, now: datetime) -> Unknown:
    """Where not enough is known yet to foresee days well."""
    today = today_of(office, now)
    coming = settings_of(session, office, [today + timedelta(days=n) for n in range(1, 8)]).values()
    figures = (Figure.NUMBERS, Figure.COUNTER_SERVED)
    counts = counts_of(session, office, figures, today - RECORDED, today, now=now, every=Every.DAY)
    return unknown_of(
        habits_of(session, office, now=now).habits,
        types={kind.code for kind in queries.types_handed_over(session, office.id)},
        worked=counts.by_day(Figure.NUMBERS),
        weekdays={setting.weekday for setting in coming if setting.work},
        counters={shift.counter for setting in coming for shift in setting.shifts},
        at_work={int(number) for number in counts.parts(Figure.COUNTER_SERVED)},
    )


def _turn(number: Number) -> Turn:
    called, service = number.first_call, number.service
    ended = service.ended_at if service else None
    return Turn(number.arrived_at, called, ended, on_paper=number.is_served and called is None)


def _visits(day: Day) -> Visits:
    total = dict.fromkeys(Figure, 0)
    for count in (*visits.count(day), *turned.count(day)):
        total[count.figure] += count.times
    booked = total[Figure.BOOKED]
    return Visits(booked, booked - total[Figure.NO_SHOWS], total[Figure.WALK_INS], total[Figure.TURNED_AWAY])
