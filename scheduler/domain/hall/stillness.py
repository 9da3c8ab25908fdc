"""Until when a hall stays as it is if nobody does anything: what time alone will change of it, and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from scheduler.domain.stages import AT_COUNTER, TicketStage


class InQueue(Protocol):
    """Somebody in the queue, as far as time alone may move them."""

    @property
    def stage(self) -> str: ...

    @property
    def not_before(self) -> datetime | None: ...

    @property
    def waits_for_document(self) -> bool: ...


def still_until(now: datetime, queue: Iterable[InQueue], *, is_over: bool, turns: Iterable[datetime]) -> datetime:
    """The first moment after `now` at which something of a hall becomes due or looks otherwise by itself.

    `now` itself where that may be any moment: somebody waits, whose minutes and deadlines move; who is set aside waits
    for documents, or for a day's work that has ended. Too early costs a look, too late would be a fault.
    queue: who is in it; nothing of them is due now. is_over: whether the day's work has ended. turns: the moments of
    the calendar and of what is shown for a while; one of them is still to come.
    """
    moments = [turn for turn in turns if turn > now]
    for ticket in queue:
        if ticket.stage in AT_COUNTER:
            continue
        if ticket.stage != TicketStage.PARKED or ticket.waits_for_document or is_over:
            return now
        if ticket.not_before is not None:
            moments.append(ticket.not_before)
    return min(moments)
