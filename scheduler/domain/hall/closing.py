"""Before the day's work ends: nobody new comes in who cannot be called any more."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import ADMITTED, Key, Queued, in_order
from scheduler.domain.hall.waiting import Forecast, Outlook


@dataclass(slots=True)
class InTime:
    """Whether somebody outside, let in now beside those inside already, is called before its service's day ends.

    A counter is never idle by this rule before the end: whom an idle counter takes would be called at once.
    """

    outlook: Outlook
    _indoors: Sequence[Queued] = field(init=False)
    _longest: timedelta = field(init=False)
    _last_in_time: dict[str, int] = field(default_factory=dict, init=False)
    _first_too_late: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._indoors = in_order(self.outlook.tickets, ADMITTED, self.outlook.now)
        self._longest = self._if_one_counter_did_it_all()

    def __call__(self, ticket: Queued) -> bool:
        now, end = self.outlook.now, self.outlook.ends.get(ticket.service)
        if end is None or now + self._longest < end:
            return True
        if now >= end:
            return False
        # Of a service, whoever would stand further behind among those inside is called no earlier.
        service, place = ticket.service, bisect_left(self._indoors, ticket.key, key=_key)
        if place <= self._last_in_time.get(service, -1):
            return True
        if place >= self._first_too_late.get(service, len(self._indoors) + 1):
            return False
        is_in_time = self._is_called_before(end, ticket)
        (self._last_in_time if is_in_time else self._first_too_late)[service] = place
        return is_in_time

    def _is_called_before(self, end: datetime, ticket: Queued) -> bool:
        inside = replace(ticket, stage=ADMITTED, not_before=None)
        forecast = Forecast.of(replace(self.outlook, tickets=[*self._indoors, inside]))
        forecast.run()
        called = forecast.called.get(ticket.id)
        return called is not None and called.at < end

    def _if_one_counter_did_it_all(self) -> timedelta:
        """No call of somebody who is inside can take longer, however few counters there are."""
        now = self.outlook.now
        work = sum((self.outlook.work[t.id].minutes for t in self._indoors), 0.0) * MINUTE
        leaving = max((each.at - now for each in self.outlook.leaving.values()), default=timedelta())
        rests = sum((rest.end - max(rest.start, now) for rest in self.outlook.rests if rest.end > now), timedelta())
        return work + max(leaving, MINUTE) + rests


def _key(ticket: Queued) -> Key:
    return ticket.key
