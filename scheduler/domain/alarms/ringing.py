"""When an alarm rings, is told, is told again, and is over. Pure: what was seen and when comes in, what to do goes out.

A sight that lasts for a moment rings nothing: it has to be seen for a while (`SEEN_FOR`), and it is over once it was
gone for a while (`CALM`), so that a hall from which somebody just went, or a network that flickers, is one alarm and
not ten. Told is less often than rung: of one thing at most once an hour, and of one that stays a few times.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SEEN_FOR = timedelta(seconds=45)
"""So long a sight must have been there at two looks, one a minute."""
CALM = timedelta(minutes=3)
"""For so long it must be gone until it is over."""
AGAIN = timedelta(hours=3)
"""Until somebody is told once more of what stays."""
MOST_TIMES = 4
"""How often somebody is told of one that stays, all in all."""
REST = timedelta(hours=1)
"""Of the same thing nobody is told more often, however often it comes back."""
MOST_AN_HOUR = 8
"""How often an office is told of any alarm in an hour."""


class Turn(StrEnum):
    """What becomes of an alarm."""

    STAYS = "stays"
    RINGS = "rings"
    OVER = "over"
    GONE = "gone"
    """It never rang: it is forgotten."""


@dataclass(frozen=True, slots=True)
class Ring:
    """How an alarm stands. since: when what it is about began; seen_at: when somebody saw that first.

    calm_since: since when it is gone; None while it is there.
    """

    since: datetime
    seen_at: datetime
    rang_at: datetime | None = None
    calm_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told of an alarm so far, and may be now.

    times: how often; last: when last. before: when somebody was told last of an earlier one of the same thing.
    in_an_hour: how often the office was told of anything in the last hour. may_tell: it is an hour for it.
    is_in_hand: somebody has said that they see to it. is_more: there is more of it now than was told, or than they saw.
    """

    times: int
    last: datetime | None
    before: datetime | None
    in_an_hour: int
    may_tell: bool
    is_in_hand: bool
    is_more: bool = False


def turn_of(ring: Ring, now: datetime, *, is_seen: bool, lasts: timedelta) -> Turn:
    """What becomes of an alarm. lasts: for how long what it is about must be so until it rings."""
    if is_seen:
        is_ripe = now - ring.since >= lasts and now - ring.seen_at >= SEEN_FOR
        return Turn.RINGS if ring.rang_at is None and is_ripe else Turn.STAYS
    if ring.calm_since is None or now - ring.calm_since < CALM:
        return Turn.STAYS
    return Turn.GONE if ring.rang_at is None else Turn.OVER


def is_to_be_told(told: Told, now: datetime) -> bool:
    """Whether somebody is told now of an alarm that rings."""
    if not told.may_tell or told.in_an_hour >= MOST_AN_HOUR or (told.is_in_hand and not told.is_more):
        return False
    if told.last is None:
        return told.before is None or now - told.before >= REST
    if told.is_more and now - told.last >= REST:
        return True
    return told.times < MOST_TIMES and now - told.last >= AGAIN


def is_end_told(told: Told) -> bool:
    """Whether somebody is told that an alarm is over: who was told of it, at an hour for it."""
    return told.times > 0 and told.may_tell and told.in_an_hour < MOST_AN_HOUR
