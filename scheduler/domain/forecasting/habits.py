"""What the people of an office usually do, those who come and those who work there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread

HALF_HOURS = 48
"""Half hours of a local day, counted from midnight."""


class Visit(NamedTuple):
    """What one visit is about. types: the codes of its documents; without any it is the service's usual one.

    people: how many come in together; None: as many as usual. units: of work, as slots count it.
    """

    types: tuple[str, ...]
    units: int = 1
    people: int | None = None
    priority: bool | None = None


class Counted(NamedTuple):
    """Of how many habits were told: visits that were booked, visits that came, those of them without a booking."""

    booked: int = 0
    came: int = 0
    walk_ins: int = 0


NOTHING = Counted()


@dataclass(frozen=True, slots=True)
class Habits:
    """What is usual at an office, by what was recorded there or, where nothing was, by what is assumed of a new one.

    shows: of the booked, who come. offset: when they come, in minutes after their time began; before it is below 0.
    minutes: from when somebody is called until they go, by the code of a document; by the letter of a service what a
    visit takes of which no document is known. Those of a visit with several documents add up.
    reacts: minutes until a clerk who is free has called the next.
    visits: what is booked with a service, by its letter. parties: people who come in together.
    walk_ins: who comes without a booking, by the letter and the half hour of the local day.
    walk_in_visits: what they come for, by the letter.
    weekdays: how many of them come on a Monday, a Tuesday and so on, to a usual day.
    restless: by how much a day differs from another like it, as the standard deviation of the logarithm.
    fills: how much of what is free will still be booked, by the days until then; what lies further is like the last.
    """

    shows: Share
    offset: Spread
    minutes: Mapping[str, Minutes]
    reacts: Minutes
    visits: Mapping[str, Mix[Visit]]
    parties: Mix[int]
    priority: Share
    walk_ins: Mapping[tuple[str, int], Rate] = field(default_factory=dict)
    walk_in_visits: Mapping[str, Mix[Visit]] = field(default_factory=dict)
    weekdays: Sequence[float] = (1.0,) * 7
    restless: float = 0.0
    fills: Sequence[Share] = ()
    days: int = 0
    """Of how many days all this was recorded; 0: nothing was, and all of it is assumed."""
    counted: Counted = NOTHING
