"""A day as it is set held against the same day set otherwise, with the same people as far as both have them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.forecasting.course import FIGURES, SEEDS, Band, DayForecast, band, of_plays
from scheduler.domain.forecasting.habits import Habits, Visit
from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.plan import Plan, PlannedSlot
from scheduler.domain.forecasting.playing import played
from scheduler.domain.forecasting.setting import Place, Setting
from scheduler.domain.hall.likely import MINUTE


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a figure is more, or below 0 less: its band, and whether four days out of five agree that it is."""

    band: Band

    @property
    def is_sure(self) -> bool:
        """Whether the band leaves out 0."""
        return self.band.low > 0 or self.band.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two forecasts of one day, and the difference of each figure (`course.FIGURES`), of `other` to `usual`.

    Only the difference of each pair of plays is fair: the bands of both lie over each other also where each single day
    would be better.
    """

    usual: DayForecast
    other: DayForecast
    differences: Mapping[str, Difference]


def compare(usual: Plan, other: Plan, habits: Habits, *, seeds: Iterable[int] = range(SEEDS)) -> Comparison:
    """Play both plans once for each seed (one at least)."""
    pairs = [tuple(played(plan, turnout(plan, habits, seed)) for plan in (usual, other)) for seed in seeds]
    of_usual, of_other = zip(*pairs, strict=True)
    differences = {
        name: Difference(band(figure(then) - figure(now) for now, then in pairs)) for name, figure in FIGURES.items()
    }
    return Comparison(of_plays(usual, of_usual), of_plays(other, of_other), differences)


def plan_with_booked(setting: Setting, booked: Mapping[Place, Sequence[Visit]], *, ahead: int = 0) -> Plan:
    """A day set otherwise, on which people are booked already: they stay, at their times.

    Whoever is booked at a time that is no slot's any more takes their units of the slot in which it lies: the office
    would move them there, and not sell their seats twice.
    """
    plan, units = setting.plan(booked, ahead=ahead), setting.units()
    owed: dict[Place, int] = {}
    for (service, starts_at), visits in booked.items():
        if (service, starts_at) in units or service not in setting.slots:
            continue
        length = setting.slots[service].minutes * MINUTE
        around = ((service, begins) for of, begins in units if of == service and begins <= starts_at < begins + length)
        for place in around:
            owed[place] = owed.get(place, 0) + sum(visit.units for visit in visits)
    return replace(plan, slots=[_with_less(slot, owed.get((slot.service, slot.starts_at), 0)) for slot in plan.slots])


def _with_less(slot: PlannedSlot, units: int) -> PlannedSlot:
    return slot._replace(free=max(slot.free - units, 0))
