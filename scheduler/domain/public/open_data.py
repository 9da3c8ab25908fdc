"""A month of an office as open data: counts of its days that say nothing of anybody.

Whoever knows that a neighbour came on a day must not learn from the table what for, or what became of it. So counts of
a group stand there only where the group is not small: who came to a service on a day, who was booked there, whose waits
they are. Within such a group figures are given as they are. What says something of a person by itself (the type of what
was handed over, why somebody was sent away) is given where as many share it; the rest is one row, which is filled up by
the next smallest until it is not small either.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.figures.counts import Counts, Spread
from scheduler.domain.figures.kinds import Figure

LEAST = 5
"""Fewer than so many are a small group."""
LEAST_FOR_P95 = 20
"""Of fewer waits one in twenty is none: the value would be the longest wait of all."""
OTHER = "other"

SOURCES = (
    Figure.NUMBERS,
    Figure.PEOPLE,
    Figure.WALK_INS,
    Figure.SERVED,
    Figure.MISSED,
    Figure.LEFT,
    Figure.BOOKED,
    Figure.NO_SHOWS,
    Figure.WAITS,
    Figure.INSIDE_MOST,
    Figure.LIMIT,
    Figure.TURNED_AWAY_IN_VAIN,
    Figure.HANDED_OVER,
)
"""The counts that the table is made of."""
OfDay = dict[Figure, dict[str, int]]
"""The counts of a day by figure and part."""


class Published(StrEnum):
    """A figure of the table."""

    NUMBERS = "numbers"
    PEOPLE = "people"
    WALK_INS = "walk_ins"
    SERVED = "served"
    MISSED = "missed"
    LEFT = "left"
    BOOKED = "booked"
    NO_SHOWS = "no_shows"
    WAIT_MEDIAN = "wait_median"
    WAIT_P95 = "wait_p95"
    INSIDE_MOST = "inside_most"
    LIMIT = "limit"
    TURNED_AWAY_IN_VAIN = "turned_away_in_vain"
    HANDED_OVER = "handed_over"


_OF_WHO_CAME = {
    Published.PEOPLE: Figure.PEOPLE,
    Published.WALK_INS: Figure.WALK_INS,
    Published.SERVED: Figure.SERVED,
    Published.MISSED: Figure.MISSED,
    Published.LEFT: Figure.LEFT,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. service: its letter, "" for the whole office. part: a reason or a type, else "".

    value: None where the group is small.
    """

    day: date
    service: str
    figure: Published
    part: str
    value: int | None


def rows_of(counts: Counts) -> Iterator[Row]:
    """The table of a period, in the order of its days. counts: with values spread out apart for each day."""
    by_day = _by_day(counts)
    waits = {letter: counts.spreads(Figure.WAITS, letter) for letter in counts.parts(Figure.WAITS)}
    for day in sorted(by_day):
        of_day = by_day[day]
        for letter in sorted({*of_day[Figure.NUMBERS], *of_day[Figure.BOOKED]}):
            yield from _of_service(day, letter, of_day, waits.get(letter, {}).get(day, Spread({})))
        yield from _of_office(day, of_day)


def _by_day(counts: Counts) -> dict[date, OfDay]:
    """Day -> figure -> part -> count."""
    found: dict[date, OfDay] = {}
    for figure in SOURCES:
        for part in counts.parts(figure):
            for day, count in counts.by_day(figure, part).items():
                of_day = found.setdefault(day, {source: {} for source in SOURCES})
                of_day[figure][part] = count
    return found


def merged(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts by part without small ones: those are one, under OTHER; None where even all together are few."""
    shown: dict[str, int | None] = {part: count for part, count in sorted(parts.items()) if count >= LEAST}
    rest = sum(count for count in parts.values() if count < LEAST)
    while 0 < rest < LEAST and shown:
        rest += parts[smallest := min(shown, key=lambda part: (parts[part], part))]
        del shown[smallest]
    if rest:
        shown[OTHER] = rest if rest >= LEAST else None
    return shown


def _of_service(day: date, letter: str, of_day: OfDay, waits: Spread) -> Iterator[Row]:
    came, booked = of_day[Figure.NUMBERS].get(letter, 0), of_day[Figure.BOOKED].get(letter, 0)
    if came:
        yield Row(day, letter, Published.NUMBERS, "", came if came >= LEAST else None)
    if came >= LEAST:
        for figure, source in _OF_WHO_CAME.items():
            yield Row(day, letter, figure, "", of_day[source].get(letter, 0))
    if booked:
        yield Row(day, letter, Published.BOOKED, "", booked if booked >= LEAST else None)
    if booked >= LEAST:
        yield Row(day, letter, Published.NO_SHOWS, "", of_day[Figure.NO_SHOWS].get(letter, 0))
    if waits.count >= LEAST:
        yield Row(day, letter, Published.WAIT_MEDIAN, "", waits.quantile(0.5))
    if waits.count >= LEAST_FOR_P95:
        yield Row(day, letter, Published.WAIT_P95, "", waits.quantile(0.95))


def _of_office(day: date, of_day: OfDay) -> Iterator[Row]:
    most = max(of_day[Figure.INSIDE_MOST].values(), default=0)
    if most and sum(of_day[Figure.PEOPLE].values()) >= LEAST:
        yield Row(day, "", Published.INSIDE_MOST, "", most)
    for limit in of_day[Figure.LIMIT].values():
        yield Row(day, "", Published.LIMIT, "", limit)
    for reason, people in merged(of_day[Figure.TURNED_AWAY_IN_VAIN]).items():
        yield Row(day, "", Published.TURNED_AWAY_IN_VAIN, reason, people)
    by_type: Counter[str] = Counter()
    for part, count in of_day[Figure.HANDED_OVER].items():
        by_type[part.partition(":")[2]] += count
    for kind, handed in merged(by_type).items():
        yield Row(day, "", Published.HANDED_OVER, kind, handed)
