"""An office's habits, from the record of its last weeks and what is assumed of a new one."""

from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.forecasting.chance import Share, Spread
from scheduler.domain.forecasting.fit.assumed import (
    FILLS,
    FILLS_DIFFER,
    OFFSETS,
    PRIORITY,
    PRIORITY_DIFFERS,
    SHOWS,
    SHOWS_DIFFER,
)
from scheduler.domain.forecasting.fit.durations import minutes_of, reacts_of
from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, served_of
from scheduler.domain.forecasting.fit.shares import part_of, share_of
from scheduler.domain.forecasting.fit.spreads import ENOUGH, filled_up, spread_of
from scheduler.domain.forecasting.fit.visits import parties_of, recorded_of, visits_of
from scheduler.domain.forecasting.fit.walk_ins import walk_ins_of
from scheduler.domain.forecasting.habits import Counted, Habits


def fit(days: Sequence[Day], expected: Expected) -> Habits:
    """What is usual at an office. days: those of its last weeks that went as days do; without any all is assumed.

    Every day counts alike: over eight weeks what changes is less than what so few of the latest days leave open.
    """
    usual = [_as_known(day, expected) for day in days if day.says_something]
    seen = [visit for day in usual for visit in day.visits]
    booked, came = [v for v in seen if v.slot is not None], [v for v in seen if v.came]
    walk_ins = walk_ins_of(usual, expected)
    return Habits(
        shows=share_of(
            [_parted([v.came for v in day.visits if v.slot is not None]) for day in usual],
            SHOWS,
            differs=SHOWS_DIFFER,
        ),
        offset=_offset([v.arrived - v.slot for v in seen if v.arrived is not None and v.slot is not None]),
        minutes=minutes_of(list(served_of(usual)), expected),
        reacts=reacts_of(usual),
        visits=visits_of(booked, expected),
        parties=parties_of(came),
        priority=share_of(
            [_parted([v.priority for v in day.visits if v.came]) for day in usual],
            PRIORITY,
            differs=PRIORITY_DIFFERS,
        ),
        walk_ins=walk_ins.rates,
        walk_in_visits=recorded_of([v for v in came if v.slot is None]),
        weekdays=walk_ins.weekdays,
        restless=walk_ins.restless,
        fills=_fills([day.fills for day in usual]),
        days=len(usual),
        counted=Counted(len(booked), len(came), sum(v.slot is None for v in came)),
    )


def _as_known(day: Day, expected: Expected) -> Day:
    """A day without what its office does not have any more: visits of a service, or what they were about."""
    known = {code for types in expected.services.values() for code in types}
    visits = [
        visit if known.issuperset(visit.types) else visit._replace(types=())
        for visit in day.visits
        if visit.service in expected.services
    ]
    return replace(day, visits=visits)


def _parted(facts: Sequence[bool]) -> tuple[float, float]:
    return sum(facts), len(facts) - sum(facts)


def _offset(minutes: Sequence[float]) -> Spread:
    return spread_of(minutes if len(minutes) >= ENOUGH else filled_up(minutes, OFFSETS))


def _fills(days: Sequence[Sequence[Fill]]) -> list[Share]:
    """By the days until then; at least one."""
    furthest = max(map(len, days), default=0)
    known = ([day[ahead] for day in days if len(day) > ahead] for ahead in range(max(furthest, 1)))
    return [part_of(each, FILLS, differs=FILLS_DIFFER) for each in known]
