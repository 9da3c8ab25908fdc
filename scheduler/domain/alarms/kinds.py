"""The alarms there are, and within which bounds an office sets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Unit = Literal["minutes", "hours", "gigabytes", ""]
Hours = Literal["open", "always"]


class Alarm(StrEnum):
    """What an alarm is about. A word stays what it is: rows have it for good."""

    HALL_FULL = "hall_full"
    """The hall holds as many people as it may, for so long."""
    LONG_WAIT = "long_wait"
    """Somebody in the queue has waited for so long and was not called."""
    DEVICE_SILENT = "device_silent"
    """A screen of the office has not been heard for so long while the office is open."""
    WORKER_STOPPED = "worker_stopped"
    """Nothing that sends messages was heard of for so long."""
    ACCOUNT_REFUSED = "account_refused"
    """The far side of a channel refused the office's account."""
    DISK_LOW = "disk_low"
    """Less than so much is free on a disk of the server."""
    BACKUP_OLD = "backup_old"
    """The newest backup failed, or is older than that."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an office may set of an alarm. unit: of its limit, from least to most; "" where it has none.

    of_server: it is about the server, and so of one office of it alone.
    """

    unit: Unit
    usual: int
    least: int
    most: int
    of_server: bool = False


KINDS: Mapping[Alarm, Kind] = {
    Alarm.HALL_FULL: Kind("minutes", 20, 1, 480),
    Alarm.LONG_WAIT: Kind("minutes", 60, 5, 480),
    Alarm.DEVICE_SILENT: Kind("minutes", 5, 2, 480),
    Alarm.WORKER_STOPPED: Kind("minutes", 10, 5, 480, of_server=True),
    Alarm.ACCOUNT_REFUSED: Kind("", 0, 0, 0),
    Alarm.DISK_LOW: Kind("gigabytes", 5, 1, 1000, of_server=True),
    Alarm.BACKUP_OLD: Kind("hours", 30, 25, 720, of_server=True),
}
"""In the order in which the page has them. A backup is made each night: one of 25 hours is late."""
USUAL_HOURS: Mapping[Alarm, Hours] = {alarm: "always" if kind.of_server else "open" for alarm, kind in KINDS.items()}
HOURS: tuple[Hours, ...] = ("open", "always")
