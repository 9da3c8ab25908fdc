"""Before the day's work ends: nobody new comes in who cannot be called any more."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scheduler.domain.hall.forecast import Forecast, Outlook
from scheduler.domain.hall.likely import MINUTE
from scheduler.domain.hall.queue import ADMITTED, Key, Queued, in_order


@dataclass(slots=True)
class InTime:
    """Whether somebody outside, let in now beside those inside already, is called before its service's day ends.

    A counter is never idle by this rule before the end: whom an idle counter takes would be called at once.
    """

    outlook: Outlook
    _indoors: Sequence[Queued] = field(init=False)
    _longest: dict[str, timedelta | None] = field(default_factory=dict, init=False)
    _last_in_time: dict[str, int] = field(default_factory=dict, init=False)
    _first_too_late: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._indoors = in_order(self.outlook.tickets, ADMITTED, self.outlook.now)

    def __call__(self, ticket: Queued) -> bool:
        now, end = self.outlook.now, self.outlook.ends.get(ticket.service)
        if end is None:
            return True
        if now >= end:
            return False
        longest = self._longest_wait(ticket.service)
        if longest is not None and now + longest < end:
            return True
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
        forecast = Forecast(replace(self.outlook, tickets=[*self._indoors, inside]))
        forecast.run(until=ticket.id)
        called = forecast.called.get(ticket.id)
        return called is not None and called.at < end

    def _longest_wait(self, service: str) -> timedelta | None:
        """No call of somebody inside can take longer; None where nothing is known that bounds it.

        While they wait none of the counters of their service is idle: together these do no more than the work they have
        and all work inside that is for one of them.
        """
        if service not in self._longest:
            self._longest[service] = self._bound(service)
        return self._longest[service]

    def _bound(self, service: str) -> timedelta | None:
        now, leaving = self.outlook.now, self.outlook.leaving
        desks = [desk for desk in self.outlook.desks if desk.is_open and service in desk.services]
        desks = [desk for desk in desks if not desk.busy or desk.number in leaving]
        if not desks:
            return None
        left = (max(leaving[desk.number].at - now, MINUTE) for desk in desks if desk.number in leaving)
        work = sum(self.outlook.work[t.id].minutes for t in self._indoors if any(desk.takes(t) for desk in desks))
        rests = sum((rest.end - max(rest.start, now) for rest in self.outlook.rests if rest.end > now), timedelta())
        return (sum(left, timedelta()) + work * MINUTE) / len(desks) + rests + MINUTE


def _key(ticket: Queued) -> Key:
    return ticket.key
