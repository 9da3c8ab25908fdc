"""What is known of the coming weeks before they are run: days and their seats, who waits, and what people do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from scheduler.domain.forecasting.chance import Mix, Rate, Share, Spread
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.refusals import (
    CardsOutOfRange,
    ChangeOutOfRange,
    ReadyOutOfRange,
    WavePercentOutOfRange,
)
from scheduler.domain.offices.revision import RANGES

READY, CARDS, BLANKS = (0, 20_000), (1, 5_000), (0, 100_000)
"""What may be thought of, from least to most."""


class Household(NamedTuple):
    """Documents of one household that are fetched in one visit: how many, the units of work of the visit, and their
    types, where they are known.
    """

    documents: int
    units: int
    types: tuple[str, ...] = ()

    @classmethod
    def of(cls, visit: Visit, *, largest: int | None = None) -> "Household":
        """Who makes a visit. largest: the units that one takes at most."""
        units = visit.units if largest is None else min(visit.units, largest)
        return cls(max(len(visit.types), 1), units, visit.types)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, and what its slots hold, by the letter of a service. An office that is shut has none.

    seats: units in all, with those of who is booked. booked: who is.
    """

    date: date
    seats: Mapping[str, int] = field(default_factory=dict)
    booked: Mapping[str, Sequence[Household]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether there is any seat."""
        return any(self.seats.values())


@dataclass(frozen=True, slots=True)
class Answers:
    """What people do with an invitation. seen: of how many that was recorded; 0: it is assumed.

    books: of the invited, who book before it ends. after: in how many days. later: how many days that have room for
    them they leave out, from the first on. shows: of the booked, who come.
    """

    books: Share
    after: Spread
    later: Spread
    shows: Share
    seen: int = 0


ASSUMED = Answers(
    books=Share(18, 2),
    after=Spread([0, 0, 0, 0, 1, 1, 2, 3, 5, 8]),
    later=Spread([0, 0, 0, 1, 1, 2, 3, 5]),
    shows=Share(17, 3),
)
"""Of an office of which nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Documents of one service that are ready at once or, where printing is bound, printed from today on.

    a_day: so many are printed on an open day at most; None: all are ready today. blanks: so many can be printed at all.
    """

    service: str
    documents: int
    a_day: int | None = None
    blanks: int | None = None


@dataclass(frozen=True, slots=True)
class Weeks:
    """The coming weeks of an office. days: without gaps, the first is today. length: so many of them are run; of those
    after them only the seats count, which can be booked before; None: all are, and the last have nothing to book.

    percent, horizon, valid, missed: the office's rules (`wave_percent`, `horizon_days`, `invitation_days`,
    `max_missed`). waiting: who waits for an invitation, by service, in order; asked: who has one and has not booked.
    usual: households whose documents become ready on an open day, by service; households: what such a visit is.
    """

    days: Sequence[Day]
    percent: int
    horizon: int
    valid: int
    missed: int
    answers: Answers
    households: Mapping[str, Mix[Household]]
    waiting: Mapping[str, Sequence[Household]] = field(default_factory=dict)
    asked: Mapping[str, Sequence[Household]] = field(default_factory=dict)
    usual: Mapping[str, Rate] = field(default_factory=dict)
    stack: Stack | None = None
    length: int | None = None

    @property
    def services(self) -> list[str]:
        """The letters of all services that anything is known of."""
        of_days = {service for day in self.days for service in (*day.seats, *day.booked)}
        return sorted(of_days | {*self.households, *self.waiting, *self.asked})


@dataclass(frozen=True, slots=True)
class WeeksChange:
    """What is otherwise about the coming weeks; what is empty or None stays as it is. closed: spans of dates, ends
    included, on which the office is shut.
    """

    percent: int | None = None
    closed: Sequence[tuple[date, date]] = ()

    @property
    def is_none(self) -> bool:
        """Whether everything stays as it is."""
        return self.percent is None and not self.closed

    def of(self, weeks: Weeks) -> Weeks:
        """The weeks with the change: who is booked on a closed day has lost their seat and is to be moved.

        Raises WavePercentOutOfRange.
        """
        if self.percent is not None:
            _refuse(WavePercentOutOfRange, "wave_percent", self.percent, RANGES["wave_percent"])
        days = [replace(day, seats={}) if self._is_closed(day.date) else day for day in weeks.days]
        return replace(weeks, days=days, percent=weeks.percent if self.percent is None else self.percent)

    def _is_closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.closed)


def checked(stack: Stack) -> Stack:
    """The same stack, if it can be. Raises ReadyOutOfRange, CardsOutOfRange."""
    _refuse(ReadyOutOfRange, "ready", stack.documents, READY)
    if stack.a_day is not None:
        _refuse(CardsOutOfRange, "cards_per_day", stack.a_day, CARDS)
    return stack


def households_of(visits: Mix[Visit], largest: int) -> Mix[Household]:
    """What households fetch, as visits usually are booked with a service."""
    return Mix([(Household.of(visit, largest=largest), weight) for visit, weight in visits.weighed])


def _refuse(refusal: type[ChangeOutOfRange], name: str, number: int, bounds: tuple[int, int]) -> None:
    least, most = bounds
    if not least <= number <= most:
        raise refusal(field=name, least=least, most=most)
