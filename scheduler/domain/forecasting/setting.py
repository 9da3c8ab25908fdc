"""How a day is set, whoever comes: all that an office can change about it, and the plan that it makes of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.domain.calendar.spans import Span, cut
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Plan, PlannedSlot, Shift
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import Rules
from scheduler.domain.hall.rests import Rest

Place = tuple[str, datetime]
"""A slot, by its service and its start."""


class SlotRule(NamedTuple):
    """The slots of a service: how long each is, and how many units it holds."""

    minutes: int
    units: int


@dataclass(frozen=True, slots=True)
class Setting:
    """The setting of one day, all moments in UTC; what is not explained here is as in `Plan`.

    work: when each service is served, without breaks. slots: of each service that has any. units_at: of single slots
    that hold another number of units than the rule says.
    """

    midnight: datetime
    weekday: int
    opens: datetime
    work: Mapping[str, Sequence[Span]]
    slots: Mapping[str, SlotRule]
    shifts: Sequence[Shift]
    limit: int
    rules: Rules
    early: timedelta
    contingents: Mapping[str, int | None] = field(default_factory=dict)
    rests: Sequence[Rest] = ()
    units_at: Mapping[Place, int] = field(default_factory=dict)

    def plan(self, booked: Mapping[Place, Sequence[Visit]] | None = None, *, ahead: int = 0) -> Plan:
        """The day with those who are booked. A slot of theirs that the setting does not have is there, and nothing of
        it is free.
        """
        booked = booked or {}
        units = self.units()
        places = sorted({*units, *booked}, key=lambda place: (place[1], place[0]))
        slots = []
        for service, starts_at in places:
            visits = tuple(booked.get((service, starts_at), ()))
            free = units.get((service, starts_at), 0) - sum(visit.units for visit in visits)
            slots.append(PlannedSlot(service, starts_at, visits, max(free, 0)))
        return Plan(
            midnight=self.midnight,
            weekday=self.weekday,
            opens=self.opens,
            ends=self.ends(),
            shifts=self.shifts,
            limit=self.limit,
            rules=self.rules,
            early=self.early,
            slots=slots,
            contingents=self.contingents,
            rests=self.rests,
            ahead=ahead,
        )

    def ends(self) -> dict[str, datetime]:
        """When nobody takes a service any more: as the day's work ends, though its own does before (who is booked is
        served after that), or as its last counter goes over to others.
        """
        closes = max((spans[-1][1] for spans in self.work.values() if spans), default=self.opens)
        return {
            service: min(closes, max((each.ends for each in self.shifts if service in each.services), default=closes))
            for service, spans in self.work.items()
            if spans
        }

    def units(self) -> dict[Place, int]:
        """How many units each slot of the day holds."""
        return {
            (service, begins): self.units_at.get((service, begins), rule.units)
            for service, rule in self.slots.items()
            for begins, _ in cut(self.work.get(service, ()), rule.minutes * MINUTE)
        }
