"""The minutes that somebody is told when a wait begins are a promise: once they have passed it is said, and the range
widens. What is shown in between may fall as the line moves; it takes nothing back of what was promised. Where it stands
still because nothing moves, it widens too.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from scheduler.domain.hall.likely import MINUTE, Minutes


@dataclass(frozen=True, slots=True)
class Promise:
    """When somebody who waits was told how long, and the most minutes they were told: at first, or as it stands now."""

    at: datetime
    most: int

    def is_broken(self, now: datetime) -> bool:
        """Whether they still wait after the last minute they were told."""
        return now > self.at + self.most * MINUTE

    def widened(self, minutes: Minutes, now: datetime) -> Minutes:
        """What may be said of the rest of the wait. Whoever waited longer than promised may wait as long once more:
        an estimate that stands still because nothing moves says less than what has passed already.
        """
        if not self.is_broken(now):
            return minutes
        least, most = minutes
        return least, max(most, ceil((now - self.at) / MINUTE))


def promised(before: Promise | None, minutes: Minutes | None, now: datetime) -> Promise | None:
    """The promise of a wait, given what was promised before in the same line: the first one holds until it is over."""
    if before is not None or minutes is None:
        return before
    return Promise(now, minutes[1])


def standing(before: Promise | None, minutes: Minutes | None, now: datetime) -> Promise | None:
    """The most minutes as they are estimated, since when they are: anew whenever the estimate changes."""
    if minutes is None:
        return None
    return before if before is not None and before.most == minutes[1] else Promise(now, minutes[1])
