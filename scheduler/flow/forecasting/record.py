"""The record of an office's last weeks: its rows as plain days, of which its habits are fitted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.calendar.calendar import day_bounds, local_day, stretches_of
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, Seen
from scheduler.domain.forecasting.fit.walk_ins import half_hours
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.forecasting.window import Booked, Came, Place, Window

ONE = timedelta(days=1)


def days_of(session: Session, office: Office, *, now: datetime) -> list[Day]:
    """The days of the last eight weeks that went as days do.

    Left out is a day that has not ended, that the office shut in whole or in part, on which the hall was emptied, and
    from which visits were moved. What only one service was shut for counts as if it had not been.
    """
    window, times = Window(session, office, now), times_of(session, office)
    recorded = _Recorded(_letters(session, office), window.places(), office.horizon_days)
    booked, came = defaultdict[date, dict[int, Booked]](dict), defaultdict[int, list[Came]](list)
    for booking_id, visit in window.booked().items():
        if visit.slot_id in recorded.places:
            booked[local_day(recorded.places[visit.slot_id].starts_at, times.zone)][booking_id] = visit
    for number in window.came():
        came[number.day_id].append(number)
    planned = defaultdict[date, int](int)
    for place in recorded.places.values():
        planned[local_day(place.starts_at, times.zone)] += place.planned
    found = []
    for day_id, day in window.days().items():
        local = _as_usual(times, day)
        if local is not None:
            visits = list(recorded.visits(local, booked[day], came[day_id]))
            fills = recorded.fills(local, planned[day], booked[day].values())
            found.append(Day(day.weekday(), local.opens, local.closes, visits, fills))
    return found


def expected_of(session: Session, office: Office, *, now: datetime) -> Expected:
    """What the office expects of its document types, those that are retired among them, and when it is open."""
    letters = _letters(session, office)
    services: dict[str, dict[str, tuple[float, int]]] = {letter: {} for letter in letters.values()}
    types = sorted(queries.types_of(session, office.id), key=lambda kind: kind.code)
    for kind in types:
        if kind.service_id in letters:
            services[letters[kind.service_id]][kind.code] = float(kind.minutes), kind.units
    times, today = times_of(session, office), today_of(office, now)
    week = (_usual_hours(times, today + ahead * ONE) for ahead in range(7))
    halves = {half for local in week if local is not None for half in half_hours(local.opens, local.closes)}
    return Expected(services, sorted(halves), {kind.code for kind in types if kind.retired_at is not None})


@dataclass(frozen=True, slots=True)
class _Local:
    """A day of work. begins, ends: its first moment and that of the day after; opens, closes: minutes of it."""

    begins: datetime
    ends: datetime
    opens: float
    closes: float

    def minute(self, moment: datetime | None) -> float | None:
        """A moment of it, as minutes."""
        return None if moment is None else (moment - self.begins) / MINUTE


def _as_usual(times: Times, day: date) -> _Local | None:
    """The day, if nothing of it was shut."""
    return None if closures_on(day, times.closed, None) else _usual_hours(times, day)


def _usual_hours(times: Times, day: date) -> _Local | None:
    """The day as the hours have it, whatever is shut; None where no work is done."""
    work = stretches_of(day, times.hours, (), times.zone)
    if not work:
        return None
    begins, ends = day_bounds(day, times.zone)
    return _Local(begins, ends, (work[0][0] - begins) / MINUTE, (work[-1][1] - begins) / MINUTE)


def _letters(session: Session, office: Office) -> dict[int, str]:
    """Service id -> letter, of those that take people."""
    rows = session.execute(
        select(col(Service.id), col(Service.letter))
        .where(col(Service.office_id) == office.id, col(Service.retired_at).is_(None))
        .order_by(col(Service.letter))
    )
    return {row.id: row.letter for row in rows}


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What days have in common. letters: of the services, by id; places: the slots, by id."""

    letters: Mapping[int, str]
    places: Mapping[int, Place]
    horizon_days: int

    def visits(self, local: _Local, booked: Mapping[int, Booked], numbers: Iterable[Came]) -> Iterator[Seen]:
        """The visits of a day: who came, and who had a time and did not."""
        came = set()
        for number in numbers:
            came.add(number.booking_id)
            place = self.places.get(number.slot_id or 0)
            if place is not None and local.begins <= place.starts_at < local.ends:
                yield from self._who_came(local, number, local.minute(place.starts_at))
            elif number.slot_id is None:
                yield from self._who_came(local, number, None)
        for booking_id, visit in booked.items():
            if booking_id not in came:
                yield from self._who_did_not(local, visit)

    def fills(self, local: _Local, planned: int, booked: Iterable[Booked]) -> list[Fill]:
        """What became of the units that were free as the day began, as the day before it began, and so on."""
        made = [(visit.made_at, visit.units) for visit in booked]
        taken, found = sum(units for _, units in made), []
        for ahead in range(self.horizon_days + 1):
            since = local.begins - ahead * ONE
            later = sum(units for at, units in made if at >= since)
            free = max(planned - (taken - later), later)
            found.append(Fill(later, free - later))
        return found

    def _who_came(self, local: _Local, number: Came, slot: float | None) -> Iterator[Seen]:
        """Somebody who came, if to a service that there still is."""
        letter = self.letters.get(number.service_id)
        if letter is None:
            return
        yield Seen(
            letter,
            tuple(sorted(number.types)),
            number.units,
            slot,
            arrived=None if number.is_from_paper else local.minute(number.arrived_at),
            inside=local.minute(number.admitted_at),
            called=local.minute(number.called_at) if number.is_served else None,
            ended=local.minute(number.ended_at) if number.is_served else None,
            counter=number.counter_id,
            people=number.people,
            priority=number.priority,
        )

    def _who_did_not(self, local: _Local, visit: Booked) -> Iterator[Seen]:
        """Somebody with a time who has no number, unless the office gave the slot up: whom paper tells of has come."""
        letter, place = self.letters.get(visit.service_id), self.places[visit.slot_id]
        came = visit.stage in (BookingStage.FULFILLED, BookingStage.ARRIVED)
        if letter is not None and (place.planned or came):
            types, slot = tuple(sorted(visit.types)), local.minute(place.starts_at)
            yield Seen(letter, types, visit.units, slot, came=came, people=visit.party)
