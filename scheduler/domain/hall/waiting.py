"""How many minutes everybody still waits: what the forecast of the hall says, as ranges of whole minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.hall.forecast import Forecast, Moment, Outlook
from scheduler.domain.hall.likely import MINUTE, Minutes, assumed_minutes, likely_minutes, rounded
from scheduler.domain.hall.queue import WAITING, Queued
from scheduler.domain.hall.rests import after_work, worked


@dataclass(frozen=True, slots=True)
class Estimates:
    """What is expected of those who wait now.

    minutes: the range until a waiting ticket is admitted and until an admitted one is called, by ticket id. A ticket
    that never gets its turn as things stand is absent: no open desk takes it, it is larger than the limit, those it
    waits for do not leave, or it is too late. too_late: who stands outside and gets a turn only after the end of their
    service's day.
    """

    minutes: Mapping[int, Minutes]
    too_late: frozenset[int]


def estimate(outlook: Outlook) -> dict[int, Minutes]:
    """The range of minutes, by ticket id, as in `Estimates`."""
    return dict(estimates_of(outlook).minutes)


def estimates_of(outlook: Outlook) -> Estimates:
    """Run the hall forward once, for everybody in it."""
    forecast = Forecast(outlook)
    forecast.run()
    minutes, too_late = {}, set()
    pause = min((rest.start for rest in outlook.rests if rest.end > outlook.now), default=None)
    for ticket in outlook.tickets:
        outside = ticket.stage == WAITING
        if outside and _too_late(forecast, ticket):
            if ticket.id in forecast.called:
                too_late.add(ticket.id)
            continue
        moment = (forecast.admitted if outside else forecast.called).get(ticket.id)
        if moment is not None:
            minutes[ticket.id] = _range(outlook, moment, outlook.work[ticket.id].doubt, pause)
    return Estimates(minutes, frozenset(too_late))


def is_too_late(outlook: Outlook, ticket: Queued) -> bool:
    """Whether a ticket outside gets its turn, as things stand, only after the end of its service's day."""
    forecast = Forecast(outlook)
    forecast.run(until=ticket.id)
    return ticket.id in forecast.called and _too_late(forecast, ticket)


def _too_late(forecast: Forecast, ticket: Queued) -> bool:
    end, called = forecast.outlook.ends.get(ticket.service), forecast.called.get(ticket.id)
    return end is not None and (called is None or called.at >= end)


def _range(outlook: Outlook, moment: Moment, doubt: float | None, pause: datetime | None) -> Minutes:
    """pause: when the next rest begins, or began; until then the clock of work is the clock on the wall."""
    now = outlook.now
    if moment.at <= now:
        return 0, 1
    is_before = pause is None or moment.at < pause
    expected = (moment.at - now if is_before else worked(now, moment.at, outlook.rests)) / MINUTE
    least, most = assumed_minutes(expected) if doubt is None else likely_minutes(expected, moment.variance, doubt)
    if not is_before or (pause is not None and now + most * MINUTE >= pause):
        least, most = ((after_work(now, each * MINUTE, outlook.rests) - now) / MINUTE for each in (least, most))
    return rounded(least, most)
