"""Where a coming day will not do: what an office would want to know a week before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.forecasting.foreseen import Foreseen
from scheduler.domain.forecasting.played import QUARTER
from scheduler.domain.hall.likely import MINUTE

FULL_LONG = 60
"""Minutes for which a hall may be as full as it may be."""


class Trouble(StrEnum):
    """What is wrong with a day."""

    FULL = "full"
    """The hall is as full as it may be for long."""
    WAIT = "wait"
    """Waits are longer than the office asks."""
    OVERTIME = "overtime"
    """Work goes on for longer after the day than the office asks."""
    UNSERVED = "unserved"
    """People who have a number are not called before the day's work ends."""
    UNTAKEN = "untaken"
    """A service has slots, and no counter takes it then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an office asks of its days: minutes that 95 of 100 wait at most, and minutes after the day's work."""

    wait: int = 30
    overtime: int = 30


@dataclass(frozen=True, slots=True)
class Warned:
    """Something wrong with a day. amount: minutes or people, on a day like most; asked: what the office asks, or its
    limit. letter, begins, ends: of a service that nobody takes; begins, ends: of the time at which the hall is full.
    """

    trouble: Trouble
    amount: int = 0
    asked: int = 0
    letter: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


def warnings_of(day: Foreseen, asked: Asked) -> list[Warned]:
    """All that is wrong with a day, what weighs most first."""
    forecast, found = day.forecast, list[Warned]()
    found += [Warned(Trouble.UNTAKEN, letter=each.letter, begins=each.begins, ends=each.ends) for each in day.untaken]
    unserved, overtime = (round(band.middle) for band in (forecast.unserved, forecast.overtime))
    if unserved:
        found.append(Warned(Trouble.UNSERVED, unserved))
    if day.long_wait > asked.wait:
        found.append(Warned(Trouble.WAIT, day.long_wait, asked.wait))
    full = [quarter.begins for quarter in forecast.quarters if quarter.inside.middle >= day.limit]
    if len(full) * QUARTER >= FULL_LONG * MINUTE:
        found.append(
            Warned(Trouble.FULL, len(full) * QUARTER // MINUTE, day.limit, begins=full[0], ends=full[-1] + QUARTER)
        )
    if overtime > asked.overtime:
        found.append(Warned(Trouble.OVERTIME, overtime, asked.overtime))
    return found
