"""What is foreseen of the coming days is kept, and made anew each night and when a day has become another one.

A day is played beside the database: `look` reads what is due, `keep` writes what was played.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import JSON, Row, bindparam, delete, func, select, text
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import DayForecast, Office, Slot
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.calendar.spans import day_bounds
from scheduler.domain.forecasting import foreseen as writing
from scheduler.domain.forecasting import truth as truths
from scheduler.domain.forecasting.course import SEEDS, forecast
from scheduler.domain.forecasting.foreseen import Foreseen, foreseen
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.forecasting.truth import Truth
from scheduler.domain.forecasting.will_not_do import Asked
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.forecasting.habits import fitted_at, habits_of
from scheduler.flow.forecasting.plans import Booked, booked_on, settings_of

FEWEST_DAYS, MOST_DAYS = 7, 31
"""So many days ahead are foreseen at least, and at most, however far people may book."""
A_WEEK = 7
MUCH, MUCH_OF_ALL = 5, 0.1
"""So many units, and so much of all, more or fewer are taken: the day is another one."""
EVENING = time(17)
"""From then on tomorrow is foreseen again after any change: it is what is held against the truth."""
KEPT = timedelta(days=400)
"""So long what was foreseen is kept."""

_KEEP = Prepared(
    text(
        "INSERT INTO day_forecast (office_id, day, made_at, mark, taken, forecast, a_week_before)"
        " VALUES (:office_id, :day, :made_at, :mark, :taken, :forecast, :a_week_before)"
        " ON CONFLICT (office_id, day) DO UPDATE SET made_at = excluded.made_at, mark = excluded.mark,"
        " taken = excluded.taken, forecast = excluded.forecast,"
        " a_week_before = COALESCE(excluded.a_week_before, day_forecast.a_week_before)"
        " WHERE day_forecast.made_at < excluded.made_at AND day_forecast.truth IS NULL"
    ).bindparams(
        *(bindparam(name, type_=DayForecast.__table__.columns[name].type) for name in ("day", "made_at")),  # type: ignore[attr-defined]
        bindparam("forecast", type_=JSON),
        bindparam("a_week_before", type_=JSON(none_as_null=True)),
    )
)


class Kept(NamedTuple):
    """A day as it was foreseen last, and when; how it was foreseen a week or more before; how it was. None where
    nothing is known.
    """

    day: date
    made_at: datetime
    foreseen: Foreseen
    a_week_before: Foreseen | None
    truth: Truth | None


class Due(NamedTuple):
    """A day that is to be played, and what is to be known of it when it is kept."""

    day: date
    plan: Plan
    setting: Setting
    mark: str
    taken: int


@dataclass(frozen=True, slots=True)
class ToDo:
    """Of an office: days to be played, soonest first, by these habits; days that are foreseen and have no work now."""

    due: Sequence[Due]
    habits: Habits
    gone: Sequence[date]


def kept_days(session: Session, office_id: int, first: date, last: date) -> dict[date, Kept]:
    """What is kept of the days from first to last, by the day; what an older version wrote is left out."""
    query = (
        select(*(col(getattr(DayForecast, name)) for name in ("day", "made_at", "forecast", "a_week_before", "truth")))
        .where(col(DayForecast.office_id) == office_id, col(DayForecast.day).between(first, last))
        .order_by(col(DayForecast.day))
    )
    found = {}
    for day, made_at, written, before, truth in session.execute(query):
        newest = writing.read(written)
        if newest is not None:
            found[day] = Kept(day, made_at, newest, writing.read(before), truths.read(truth))
    return found


def last_day(office: Office, today: date) -> date:
    """The last day that is foreseen."""
    return today + timedelta(days=min(max(office.horizon_days, FEWEST_DAYS), MOST_DAYS))


def look(session: Session, office: Office, now: datetime, *, most: int) -> ToDo | None:
    """The days of an office, `most` of them, that are to be foreseen now; None where there is nothing to do."""
    today = today_of(office, now)
    days = [today + timedelta(days=n) for n in range(1, (last_day(office, today) - today).days + 1)]
    settings, seats = settings_of(session, office, days), _seats(session, office, days)
    midnight = day_bounds(today, zone_of_office(office))[0]
    since = max(midnight, fitted_at(session, office) or midnight)
    rows = {row.day: row for row in session.execute(_rows(office.id, days))}
    marks = {day: mark_of(settings[day]) for day in days if settings[day].work}
    due = [
        day
        for day in marks
        if _is_due(rows.get(day), marks[day], seats.get(day, _Seats()), since, is_eve=_is_eve(office, day, now))
    ][:most]
    gone = [day for day in rows if day not in marks]
    if not due and not gone:
        return None
    booked = booked_on(session, office, due) if due else {}
    return ToDo(
        due=[_due(day, settings[day], booked[day], marks[day], seats.get(day, _Seats()), today) for day in due],
        habits=habits_of(session, office, now=now).habits,
        gone=gone,
    )


def look_at(session: Session, office: Office, day: date, now: datetime) -> tuple[Due, Habits]:
    """One day that is to be played, whether it is due or not, and by which habits."""
    setting, seats = settings_of(session, office, [day])[day], _seats(session, office, [day]).get(day, _Seats())
    booked = booked_on(session, office, [day])[day]
    due = _due(day, setting, booked, mark_of(setting), seats, today_of(office, now))
    return due, habits_of(session, office, now=now).habits


def asked_of(office: Office) -> Asked:
    """What an office asks of its days."""
    return Asked(wait=office.most_wait_minutes, overtime=office.most_overtime_minutes)


def play(due: Due, habits: Habits, seeds: int = SEEDS) -> Foreseen:
    """Play a day that is due; no database is asked. All days have the same seeds, so they differ by what they are."""
    found = forecast(due.plan, habits, seeds=range(seeds))
    return foreseen(found, due.plan, due.setting, recorded=habits.days)


def keep(session: Session, office_id: int, due: Due, found: Foreseen, *, now: datetime) -> bool:
    """Write down what was foreseen of a day; returns whether it was. The newest stays, and nobody changes what was
    foreseen of a day whose truth is known.
    """
    written = writing.stored(found)
    changed = _KEEP.change(
        session,
        office_id=office_id,
        day=due.day,
        made_at=now,
        mark=due.mark,
        taken=due.taken,
        forecast=written,
        a_week_before=written if due.plan.ahead >= A_WEEK else None,
    )
    return changed == 1


def drop(session: Session, office_id: int, days: Collection[date], *, today: date) -> None:
    """Days on which the office does not work any more are not foreseen, and what is long over goes."""
    of_office = delete(DayForecast).where(col(DayForecast.office_id) == office_id)
    if days:
        change_rows(session, of_office.where(col(DayForecast.day).in_(days), col(DayForecast.truth).is_(None)))
    change_rows(session, of_office.where(col(DayForecast.day) < today - KEPT))


def mark_of(setting: Setting) -> str:
    """A word for a setting: another setting, another word. What is written down otherwise is as good as set otherwise:
    after an update all days are foreseen anew.
    """
    shifts = sorted((shift.counter, shift.begins, shift.ends, sorted(shift.services)) for shift in setting.shifts)
    said = (
        writing.VERSION,
        setting.opens,
        sorted((service, list(spans)) for service, spans in setting.work.items()),
        sorted(setting.slots.items()),
        shifts,
        setting.limit,
        setting.rules,
        setting.early,
        sorted(setting.contingents.items()),
        setting.rests,
        sorted(setting.units_at.items()),
    )
    return sha256(repr(said).encode()).hexdigest()[:16]


class _Seats(NamedTuple):
    """Units of a day's slots: those that are taken, and all."""

    taken: int = 0
    planned: int = 0


def _due(day: date, setting: Setting, booked: Booked, mark: str, seats: _Seats, today: date) -> Due:
    return Due(day, setting.plan(booked, ahead=max((day - today).days, 0)), setting, mark, seats.taken)


def _is_due(row: Row[Any] | None, mark: str, seats: _Seats, since: datetime, *, is_eve: bool) -> bool:
    """Whether a day was not foreseen since a moment, or has become another one."""
    if row is None or row.made_at < since or row.mark != mark:
        return True
    changed: int = abs(seats.taken - row.taken)
    return changed >= max(1 if is_eve else MUCH, 0 if is_eve else MUCH_OF_ALL * seats.planned)


def _is_eve(office: Office, day: date, now: datetime) -> bool:
    """Whether it is the evening before a day."""
    is_evening = now.astimezone(zone_of_office(office)).time() >= EVENING
    return is_evening and day == today_of(office, now) + timedelta(days=1)


def _rows(office_id: int, days: Sequence[date]) -> Any:
    return select(col(DayForecast.day), col(DayForecast.made_at), col(DayForecast.mark), col(DayForecast.taken)).where(
        col(DayForecast.office_id) == office_id, col(DayForecast.day).between(days[0], days[-1])
    )


def _seats(session: Session, office: Office, days: Sequence[date]) -> Mapping[date, _Seats]:
    zone = zone_of_office(office)
    rows = session.execute(
        select(col(Slot.starts_at), func.sum(col(Slot.taken)), func.sum(col(Slot.planned)))
        .where(
            col(Slot.office_id) == office.id,
            col(Slot.starts_at) >= day_bounds(days[0], zone)[0],
            col(Slot.starts_at) < day_bounds(days[-1], zone)[1],
        )
        .group_by(col(Slot.starts_at))
    )
    found: dict[date, _Seats] = {}
    for starts_at, taken, planned in rows:
        day = local_day(starts_at, zone)
        before = found.get(day, _Seats())
        found[day] = _Seats(before.taken + int(taken), before.planned + int(planned))
    return found
