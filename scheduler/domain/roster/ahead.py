"""What a roster says of now: until when a counter is planned open, what comes next, and where people do otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.calendar.spans import Span

PATIENCE = timedelta(minutes=10)
"""A counter may do otherwise than planned for so long before anybody is told."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """until: when what is planned open now ends; None where it is planned closed. next: the stretch after that."""

    until: datetime | None
    next: Span | None


@dataclass(frozen=True, slots=True)
class Differs:
    """A counter that is otherwise than planned.

    planned: since when it is planned as it is planned now; None: all day. until: when that ends, of one that is planned
    open. state: as it is, "open", "break" or "closed"; since: since when, where it became so after `planned` began.
    """

    number: int
    state: str
    planned: datetime | None
    until: datetime | None
    since: datetime | None


def ahead_of(manned: Sequence[Span], now: datetime) -> Ahead:
    """What is planned of a counter for the rest of a day. manned: its spans of the day, in order."""
    until = next((ends for begins, ends in manned if begins <= now < ends), None)
    return Ahead(until, next((span for span in manned if span[0] > now), None))


def differs(
    number: int, state: str, changed_at: datetime | None, manned: Sequence[Span], work: Sequence[Span], now: datetime
) -> Differs | None:
    """How a counter is otherwise than planned, once it has been for longer than PATIENCE; None where it is not.

    changed_at: since when it is in its state, as far as is known. manned: when it is planned open today, and work: when
    the office works, spans (UTC) in order; while the office does not work nothing is otherwise.
    """
    working = next((span for span in work if span[0] <= now < span[1]), None)
    if working is None:
        return None
    open_now = next((span for span in manned if span[0] <= now < span[1]), None)
    if (open_now is not None) == (state == "open"):
        return None
    over = [ends for _, ends in manned if ends <= now]
    planned = open_now[0] if open_now else max(over, default=None)
    began = max(working[0], planned or working[0])
    since = changed_at if changed_at is not None and changed_at > began else None
    if now - (since or began) <= PATIENCE:
        return None
    return Differs(number, state, planned, open_now[1] if open_now else None, since)
