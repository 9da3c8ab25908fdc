"""Whether the machine's clock may be believed: slots are written, and files deleted, by what it says."""

from datetime import UTC, datetime, timedelta
from typing import Literal

ClockFault = Literal["behind", "ahead"]

MADE = datetime(2026, 11, 1, tzinfo=UTC)
"""This program is younger than that: a clock that says an earlier time has lost it, as without a battery."""
BEHIND = timedelta(hours=1)
"""How far a clock may be set back. Machines that share a database differ by seconds."""
AHEAD = timedelta(days=30)
"""How long a database may have been at rest and go on by itself: longer than any holidays."""
RECORDED_EVERY = timedelta(minutes=10)
"""How often a program that goes on writes the time into its database."""


def clock_fault(now: datetime, last: datetime | None) -> ClockFault | None:
    """What speaks against a clock that says `now`: "behind", "ahead", or None.

    last: the last moment that the database knows of; None where it knows of none.
    """
    if now < MADE or (last is not None and now < last - BEHIND):
        return "behind"
    if last is not None and now > last + AHEAD:
        return "ahead"
    return None


def is_worth_recording(now: datetime, recorded: datetime | None) -> bool:
    """Whether a database should be told the time again."""
    return recorded is None or now - recorded >= RECORDED_EVERY
