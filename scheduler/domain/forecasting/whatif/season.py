"""A day by the hours of another season, as those of Ramadan: everything keeps its place to opening, break and end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from scheduler.domain.calendar.hours import Hours
from scheduler.domain.calendar.spans import Span, both, joined, without
from scheduler.domain.forecasting.refusals import SeasonShut
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.hall.rests import Rest
from scheduler.domain.offices.presets import HOURS_PRESETS


def ramadan(weekday: int) -> Hours:
    """The hours of a weekday in Ramadan, as the presets of the calendar know them. Raises SeasonShut."""
    found = next((row for row in HOURS_PRESETS["ramadan"].rows if row.weekday == weekday), None)
    if found is None:
        raise SeasonShut
    return found


def moment_of(setting: Setting, at: time) -> datetime:
    """A local time of a setting's day; no office of ours lies where the clock is set."""
    return setting.midnight + timedelta(hours=at.hour, minutes=at.minute)


def by_hours(setting: Setting, hours: Hours) -> Setting:
    """A day that has work, by other hours of the office.

    A service that begins or ends at another time than the office keeps that time, and what is shut besides stays shut.
    Whoever begins with the day or the break, or ends with it, does so then too.
    """
    old, new = joined(span for spans in setting.work.values() for span in spans), _spans(setting, hours)
    moved = _moved(old, new)
    shifts = [shift._replace(begins=moved(shift.begins), ends=moved(shift.ends)) for shift in setting.shifts]
    before = [rest for rest in setting.rests if rest.admits]
    opens = new[0][0] - (old[0][0] - setting.opens)
    return replace(
        setting,
        opens=opens,
        work={service: _work(spans, old, new) for service, spans in setting.work.items()},
        shifts=[shift for shift in shifts if shift.begins < shift.ends],
        rests=[*(Rest(min(rest.start, opens), new[0][0], admits=True) for rest in before), *_breaks(new)],
    )


def _spans(setting: Setting, hours: Hours) -> list[Span]:
    day = moment_of(setting, hours.opens), moment_of(setting, hours.closes)
    if hours.break_from is None or hours.break_to is None:
        return [day]
    return without([day], [(moment_of(setting, hours.break_from), moment_of(setting, hours.break_to))])


def _breaks(spans: Sequence[Span]) -> list[Rest]:
    return [Rest(ends, begins) for (_, ends), (begins, _) in pairwise(spans)]


def _work(own: Sequence[Span], old: Sequence[Span], new: Sequence[Span]) -> list[Span]:
    """When a service is served then."""
    if not own:
        return []
    begins = new[0][0] if own[0][0] == old[0][0] else own[0][0]
    ends = new[-1][1] if own[-1][1] == old[-1][1] else own[-1][1]
    shut = without(both([(own[0][0], own[-1][1])], old), own)
    return without(both([(begins, ends)], new), shut)


def _moved(old: Sequence[Span], new: Sequence[Span]) -> Callable[[datetime], datetime]:
    """Where a moment of the day lies by the new hours: the edges of the day and of its only break move with them."""
    edges = {old[0][0]: new[0][0], old[-1][1]: new[-1][1]}
    if len(old) == len(new) == 2:
        edges |= {old[0][1]: new[0][1], old[1][0]: new[1][0]}

    def moved(moment: datetime) -> datetime:
        if moment in edges:
            return edges[moment]
        if not old[0][0] < moment < old[-1][1]:
            return new[0][0] if moment < old[0][0] else new[-1][1]
        return moment

    return moved
