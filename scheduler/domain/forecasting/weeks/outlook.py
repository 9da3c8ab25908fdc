"""How the coming weeks will be: what many runs have in common, as bands; and held against the weeks set otherwise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scheduler.domain.forecasting.course import Band, band
from scheduler.domain.forecasting.weeks.coming import Weeks
from scheduler.domain.forecasting.weeks.run import Booking, Now, Run, run

RUNS = 20
"""So often the weeks are run where nothing else is said."""


class DateBand(NamedTuple):
    """Within which dates four runs out of five lie, and the middle one; None: after the last day that was run."""

    low: date | None
    middle: date | None
    high: date | None


class DayOutlook(NamedTuple):
    """A day. seats: units its slots hold. units: those that are booked. pickups: visits. Documents, at its end:
    waiting for an invitation or to be printed; invited, who have not booked; booked for days to come; fetched, of the
    stack.
    """

    date: date
    seats: int
    units: Band
    pickups: Band
    waiting: Band
    invited: Band
    booked: Band
    fetched: Band


@dataclass(frozen=True, slots=True)
class WeeksOutlook:
    """What is expected of the weeks.

    line_gone: from when on nobody waits for an invitation. stack_fetched: when the last of the stack has fetched, who
    comes at all; lapsed: documents of it whose people do not book in time. to_move: documents of who is booked on days
    that are closed then, and for whom no other day has room. fullest: the day with the most pickups, in the middle run.
    """

    days: Sequence[DayOutlook]
    line_gone: DateBand
    stack_fetched: DateBand
    lapsed: Band
    to_move: Band
    fullest: date
    visits: Sequence[Booking]
    runs: int


@dataclass(frozen=True, slots=True)
class WeeksComparison:
    """The weeks as they are set and set otherwise. differences: of each pair of runs, by how much more in `other`:
    `line_gone` and `stack_fetched` in days (what lies after the last day counts as the day after it), `most_pickups` in
    visits of the fullest day, `lapsed` in documents.
    """

    usual: WeeksOutlook
    other: WeeksOutlook
    differences: Mapping[str, Band]


def outlook(weeks: Weeks, *, seeds: Iterable[int] = range(RUNS)) -> WeeksOutlook:
    """Run the weeks once for each seed (one at least), and say what is expected of them."""
    return _of_runs(weeks, [run(weeks, seed) for seed in seeds])


def compare_weeks(usual: Weeks, other: Weeks, *, seeds: Iterable[int] = range(RUNS)) -> WeeksComparison:
    """Run both, of the same days, once for each seed (one at least)."""
    pairs = [(run(usual, seed), run(other, seed)) for seed in seeds]
    differences = {name: band(figure(then) - figure(now) for now, then in pairs) for name, figure in _FIGURES.items()}
    of_usual, of_other = zip(*pairs, strict=True)
    return WeeksComparison(_of_runs(usual, of_usual), _of_runs(other, of_other), differences)


def _of_runs(weeks: Weeks, runs: Sequence[Run]) -> WeeksOutlook:
    days = [_day(weeks, runs, place) for place in range(len(runs[0].days))]
    fullest = max(range(len(days)), key=lambda place: (days[place].pickups.middle, days[place].pickups.high, -place))
    by_pickups = sorted(runs, key=lambda each: each.days[fullest].pickups)
    lapsed = band(each.days[-1].stack[Now.LAPSED] for each in runs)
    return WeeksOutlook(
        days=days,
        line_gone=_dates(days, (each.line_gone for each in runs)),
        stack_fetched=_dates(days, (each.stack_fetched for each in runs)),
        lapsed=lapsed,
        to_move=band(each.days[-1].documents[Now.TO_MOVE] for each in runs),
        fullest=days[fullest].date,
        visits=by_pickups[(len(runs) - 1) // 2].visits[fullest],
        runs=len(runs),
    )


def _day(weeks: Weeks, runs: Sequence[Run], place: int) -> DayOutlook:
    day, ends = weeks.days[place], [each.days[place] for each in runs]

    def documents(*stages: Now) -> Band:
        return band(sum(end.documents[stage] for stage in stages) for end in ends)

    return DayOutlook(
        date=day.date,
        seats=sum(day.seats.values()),
        units=band(end.units for end in ends),
        pickups=band(end.pickups for end in ends),
        waiting=documents(Now.WAITING, Now.UNPRINTED),
        invited=documents(Now.INVITED),
        booked=documents(Now.BOOKED),
        fetched=band(end.stack[Now.FETCHED] for end in ends),
    )


def _dates(days: Sequence[DayOutlook], places: Iterable[int | None]) -> DateBand:
    after = len(days)
    found = band(after if place is None else place for place in places)
    return DateBand(*(days[int(place)].date if place < after else None for place in found))


_FIGURES: Mapping[str, Callable[[Run], float]] = {
    "line_gone": lambda each: len(each.days) if each.line_gone is None else each.line_gone,
    "stack_fetched": lambda each: len(each.days) if each.stack_fetched is None else each.stack_fetched,
    "most_pickups": lambda each: max(day.pickups for day in each.days),
    "lapsed": lambda each: each.days[-1].stack[Now.LAPSED],
}
