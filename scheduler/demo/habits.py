"""What is usual at the demonstration's office: fitted to days that might have been, as to those of any office.

The weeks before the demonstration are kept as counts alone, so their visits are made up here, and by no row.
"""

from collections.abc import Iterator
from datetime import date, datetime
from math import exp
from random import Random

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.demo.play import Play, working_days_before
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.fit.record import Day, Fill, Seen
from scheduler.flow.forecasting import habits
from scheduler.flow.forecasting.record import expected_of

DAYS = 30
OPENS, CLOSES, BREAK = 8 * 60, 15 * 60, range(12 * 60, 13 * 60)
VISITS = (
    ("A", ("KTP-el",), 4.5, 8),
    ("A", ("KIA",), 4.0, 2),
    ("B", ("KK",), 5.5, 3),
    ("B", ("akta",), 6.0, 2),
    ("C", ("Perekaman KTP-el",), 8.0, 2),
)
"""A service, what is fetched, the minutes that takes, and how often it is."""
BOOKED, WALK_INS = 75, 22
"""Visits of a usual day."""
SHOWS, FILLED = 0.86, 0.1
"""Of the booked who come, and of free seats those that are booked on the last day."""


def fill_habits(play: Play, today: date, *, now: datetime) -> None:
    """Fit and keep the habits of the office."""
    play.do(_keep, working_days_before(today, DAYS), now=now)


def _keep(session: Session, office: Office, days: list[date], *, now: datetime) -> None:
    found = fit([made_up(day) for day in days], expected_of(session, office, now=now))
    habits.keep(session, office.id, found, now=now)


def made_up(day: date) -> Day:
    """A day that might have been, the same each time it is asked for: fuller on Mondays."""
    chance = Random(day.toordinal())
    busy = (1.2, 1.0, 1.0, 0.95, 0.85)[day.weekday()] * chance.uniform(0.92, 1.08)
    visits = [_booked(chance) for _ in range(BOOKED)] + [_walk_in(chance) for _ in range(round(WALK_INS * busy))]
    fills = [chance.uniform(0.7, 1.3) * FILLED * share for share in (1, 1.4, 1.7, 1.9, 2)]
    return Day(day.weekday(), OPENS, CLOSES, list(_served(chance, visits)), [Fill(40 * f, 40 * (1 - f)) for f in fills])


def _booked(chance: Random) -> Seen:
    slot = chance.choice([minute for minute in range(OPENS, CLOSES, 30) if minute not in BREAK])
    if chance.random() > SHOWS:
        return _visit(chance, slot, None)
    return _visit(chance, slot, max(slot + chance.gauss(-4, 8), slot - 15.0))


def _walk_in(chance: Random) -> Seen:
    return _visit(chance, None, chance.triangular(OPENS, CLOSES - 30, OPENS + 90))


def _visit(chance: Random, slot: int | None, arrived: float | None) -> Seen:
    [(service, types, _, _)] = chance.choices(VISITS, [often for *_, often in VISITS])
    people = chance.choices((1, 2, 3, 4), (14, 4, 2, 1))[0]
    return Seen(
        service,
        types,
        slot=slot,
        came=arrived is not None,
        arrived=arrived,
        people=people,
        priority=chance.random() < 0.08,
    )


def _served(chance: Random, visits: list[Seen]) -> Iterator[Seen]:
    """Called some minutes after they came, and gone when what they came for is done."""
    minutes: dict[tuple[str, ...], float] = {types: each for _, types, each, _ in VISITS}
    for visit in visits:
        if visit.arrived is None:
            yield visit
            continue
        inside = max(visit.arrived, float(OPENS)) + chance.expovariate(1 / 3)
        called = inside + chance.uniform(0.5, 6)
        yield visit._replace(
            inside=inside, called=called, ended=called + minutes[visit.types] * exp(chance.gauss(-0.1, 0.45))
        )
