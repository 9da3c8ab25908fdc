"""One day of an office counted from its rows."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.figures import (
    applications,
    blanks,
    counters,
    estimates,
    hall,
    handovers,
    inside,
    messages,
    talks,
    turned,
    visits,
)
from scheduler.flow.figures.day import Day


class _Part(NamedTuple):
    """Some figures that are counted together, with what each means."""

    definitions: Mapping[Figure, Definition]
    counted: Callable[[Day], Iterator[Count]]


PARTS = tuple(
    _Part(part.DEFINITIONS, part.count)
    for part in (
        hall,
        visits,
        inside,
        counters,
        estimates,
        turned,
        handovers,
        applications,
        messages,
        talks,
        blanks,
    )
)


def count_day(
    session: Session, office: Office, day: date, *, now: datetime, figures: Collection[Figure] | None = None
) -> list[Count]:
    """The counts of a day as its rows say them now; nothing is written.

    figures: what is wanted; None: all. Figures that are counted with one of them may come along.
    """
    seen = Day(session, office, day, now)
    wanted = (part for part in PARTS if figures is None or not part.definitions.keys().isdisjoint(figures))
    return [each for part in wanted for each in part.counted(seen)]


def definition_of(figure: Figure) -> Definition:
    """What a figure means."""
    return DEFINITIONS[figure]


DEFINITIONS: Mapping[Figure, Definition] = {
    figure: meaning for part in PARTS for figure, meaning in part.definitions.items()
}
