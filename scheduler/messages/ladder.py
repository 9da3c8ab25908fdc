"""In which order an office's channels are tried, and how long to wait between tries."""

from datetime import timedelta
from typing import NamedTuple

from scheduler.db.models import Message, Office

AT_HAND = frozenset({"console", "wa_me"})
"""Rungs that do not leave the machine by themselves."""
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
"""Between the tries of one channel: there is one try more than there are pauses."""
SPREAD = 0.2
"""By so much of itself a pause is longer or shorter, so that a thousand failures do not come back at once."""
LEAST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=1)
"""What of a far side's wish to wait is believed."""


class Rung(NamedTuple):
    """One channel of a ladder. wait: how long it may take to deliver; 0 is as long as it takes."""

    channel: str
    wait: timedelta


def rungs(office: Office) -> list[Rung]:
    """An office's ladder, first channel first."""
    return [Rung(str(each["channel"]), timedelta(minutes=int(each.get("wait_minutes") or 0))) for each in office.ladder]


def leaves(office: Office) -> bool:
    """Whether anything of an office leaves the machine by itself; where nothing does, a clerk tells people."""
    return any(rung.channel not in AT_HAND for rung in rungs(office))


def pause_after(tries: int, message: Message) -> timedelta | None:
    """How long to wait after so many tries of a channel that failed; None: the channel has had its tries.

    Spread by the message's id, so that a step that is repeated decides the same.
    """
    if tries > len(PAUSES):
        return None
    share = (message.id * 2654435761 % 1000) / 1000  # evenly strewn over [0, 1)
    return PAUSES[tries - 1] * (1 + SPREAD * (2 * share - 1))


def believed(seconds: float) -> timedelta:
    """The pause that a far side asks for, within reason."""
    return min(max(timedelta(seconds=min(seconds, 86_400)), LEAST_PAUSE), LONGEST_PAUSE)
