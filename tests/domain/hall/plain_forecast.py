"""The forecast of a hall in its plainest form: at each moment every desk looks through everybody.

What `scheduler.domain.hall.forecast` does with less work must come to the same.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from scheduler.domain.hall.forecast import CALL_SHAKE, PLACE_SHAKE, Doubt, Moment, Outlook
from scheduler.domain.hall.likely import MINUTE, Minutes, assumed_minutes, likely_minutes, rounded
from scheduler.domain.hall.queue import ADMITTED, WAITING, Desk, Queued, first_for, first_to_admit, in_order
from scheduler.domain.hall.rests import after_work, worked

ANY = ""
"""The name of no service."""


@dataclass
class PlainForecast:
    """The hall as it will be, to the end of all that can be foreseen."""

    outlook: Outlook
    admitted: dict[int, Moment] = field(default_factory=dict)
    called: dict[int, Moment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        outlook = self.outlook
        self.now, self.inside = outlook.now, outlook.inside
        self.outside = in_order(outlook.tickets, WAITING, self.now)
        self.indoors = in_order(outlook.tickets, ADMITTED, self.now)
        self.aside = [
            t for t in outlook.tickets if t.not_before and t.not_before > self.now and t.stage in (WAITING, ADMITTED)
        ]
        self.desks = {desk.number: desk for desk in sorted(outlook.desks, key=lambda desk: desk.number)}
        self.leaving = [(max(at, self.now + MINUTE), n, people, v) for n, (at, people, v) in outlook.leaving.items()]
        services = {service for desk in outlook.desks for service in desk.services} | {
            ticket.service for ticket in outlook.tickets
        }
        self.doubts = {service: Doubt(self._open(service), CALL_SHAKE) for service in services}
        self.doubts[ANY] = Doubt(self._open(ANY), PLACE_SHAKE)
        self._run()

    def _open(self, service: str) -> int:
        return max(sum(d.is_open for d in self.desks.values() if service == ANY or service in d.services), 1)

    def _run(self) -> None:
        self._settle()
        while moments := self._moments():
            self.now = min(moments)
            for gone in sorted(each for each in self.leaving if each[0] <= self.now):
                self.leaving.remove(gone)
                self._leaves(*gone[1:])
            for ticket in sorted((t for t in self.aside if t.not_before <= self.now), key=lambda t: t.key):  # type: ignore[operator]
                self.aside.remove(ticket)
                (self.outside if ticket.stage == WAITING else self.indoors).append(ticket)
            self.outside.sort(key=lambda t: t.key)
            self.indoors.sort(key=lambda t: t.key)
            self._settle()

    def _moments(self) -> list[datetime]:
        rests = [rest.end for rest in self.outlook.rests if rest.end > self.now]
        return [each[0] for each in self.leaving] + [t.not_before for t in self.aside if t.not_before] + rests

    def _leaves(self, number: int, people: int, variance: float) -> None:
        self.inside = max(self.inside - people, 0)
        self.doubts[ANY].add(variance)
        if number in self.desks:
            self.desks[number] = replace(self.desks[number], busy=False)
            for service in self.desks[number].services:
                self.doubts[service].add(variance)

    def _settle(self) -> None:
        covering = [rest for rest in self.outlook.rests if rest.end > self.now and rest.covers(self.now)]
        rest = min(covering, key=lambda rest: rest.start, default=None)
        if rest and not rest.admits:
            return
        if not rest:
            self._call_all()
        while admission := first_to_admit(
            self.outside,
            self.indoors,
            list(self.desks.values()),
            limit=self.outlook.limit,
            inside=self.inside,
            passes=self.outlook.passes,
        ):
            passed = {ticket.id for ticket in admission.passes}
            self.outside = [
                replace(t, passed=t.passed + 1) if t.id in passed else t
                for t in self.outside
                if t.id != admission.ticket.id
            ]
            self.indoors = sorted([*self.indoors, admission.ticket], key=lambda t: t.key)
            self.inside += admission.ticket.people
            self.admitted[admission.ticket.id] = Moment(self.now, self.doubts[ANY].variance)
            if not rest:
                self._call_all()

    def _call_all(self) -> None:
        for number, desk in self.desks.items():
            ticket = None if not desk.is_open or desk.busy else first_for(desk, self.indoors)
            if ticket is not None:
                self._calls(number, desk, ticket)

    def _calls(self, number: int, desk: Desk, ticket: Queued) -> None:
        self.indoors.remove(ticket)
        self.desks[number] = replace(desk, busy=True)
        work = self.outlook.work[ticket.id]
        self.leaving.append((self.now + work.minutes * MINUTE, number, ticket.people, work.variance))
        self.called[ticket.id] = Moment(self.now, self.doubts[ticket.service].variance)

    def minutes(self) -> dict[int, Minutes]:
        """What is told of each who waits."""
        told = {}
        for ticket in self.outlook.tickets:
            outside = ticket.stage == WAITING
            moment = (self.admitted if outside else self.called).get(ticket.id)
            if moment is not None and not (outside and self.is_too_late(ticket)):
                told[ticket.id] = self._range(moment, self.outlook.work[ticket.id].doubt)
        return told

    def is_too_late(self, ticket: Queued) -> bool:
        """Whether the day of its service ends before it is called."""
        end, called = self.outlook.ends.get(ticket.service), self.called.get(ticket.id)
        return end is not None and (called is None or called.at >= end)

    def _range(self, moment: Moment, doubt: float | None) -> Minutes:
        now, rests = self.outlook.now, self.outlook.rests
        if moment.at <= now:
            return 0, 1
        expected = worked(now, moment.at, rests) / MINUTE
        reach = assumed_minutes(expected) if doubt is None else likely_minutes(expected, moment.variance, doubt)
        least, most = ((after_work(now, each * MINUTE, rests) - now) / MINUTE for each in reach)
        return rounded(least, most)
