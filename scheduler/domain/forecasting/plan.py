"""A day as it is set: when which counter takes what, how many may be inside, who is booked and what is still free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.hall.queue import Rules
from scheduler.domain.hall.rests import Rest


class Shift(NamedTuple):
    """A counter by its number takes some services between two moments. Shifts of one counter do not overlap."""

    counter: int
    services: frozenset[str]
    begins: datetime
    ends: datetime


class PlannedSlot(NamedTuple):
    """A slot of a service. booked: the visits that are known. free: units that nobody has taken so far."""

    service: str
    starts_at: datetime
    booked: tuple[Visit, ...] = ()
    free: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A day of an office, all moments in UTC.

    midnight: when the local day begins. weekday: Monday is 0. opens: from when on people come in, before work too.
    ends: when the work of each service ends; who is outside then is not served. rests: in order; they do not overlap.
    early: how long before their time the booked get a number. ahead: days until then.
    contingents: numbers a day for who comes without a booking, by service; None: as many as come; absent: none.
    """

    midnight: datetime
    weekday: int
    opens: datetime
    ends: Mapping[str, datetime]
    shifts: Sequence[Shift]
    limit: int
    rules: Rules
    early: timedelta
    slots: Sequence[PlannedSlot] = ()
    contingents: Mapping[str, int | None] = field(default_factory=dict)
    rests: Sequence[Rest] = ()
    ahead: int = 0

    @property
    def closes(self) -> datetime:
        """When the work of the last service ends; the opening where there is no work."""
        return max(self.ends.values(), default=self.opens)
