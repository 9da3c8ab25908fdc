"""The figures of one day of an office, and what its weekday usually is: from the counts that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.reading import counts_of
from scheduler.web.office.shared.plots import Course, Group
from scheduler.web.shared.wording import Wording

SHOWN = (
    Figure.NUMBERS,
    Figure.PEOPLE,
    Figure.SERVED,
    Figure.MISSED,
    Figure.LEFT,
    Figure.NO_SHOWS,
    Figure.WAITS,
    Figure.TURNED_AWAY_IN_VAIN,
    Figure.INSIDE_MOST,
    Figure.LIMIT,
    Figure.COUNTER_SERVED,
)
WEEKS = 8
"""So many weeks back a weekday's mean looks."""
LEAST = 2
"""Days of which there is a mean."""
MEDIAN, MOST_WAITED = 0.5, 0.95
QUARTERS_OF_HOUR = 4
WIDE, HIGH = 620, 110
"""Of its plot, which has half of the page."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day in figures. usual: how many are served on its weekday in the mean of the last weeks; None where too few are
    known. inside: the most people in the hall in each quarter of an hour since midnight that is known.
    """

    day: date
    counts: Counts
    usual: int | None

    @property
    def is_known(self) -> bool:
        """Whether anything was counted of it."""
        return any(self.counts.total(figure) for figure in (Figure.NUMBERS, Figure.NO_SHOWS, Figure.INSIDE_MOST))

    @property
    def visits(self) -> int:
        return self.counts.total(Figure.NUMBERS)

    @property
    def people(self) -> int:
        return self.counts.total(Figure.PEOPLE)

    @property
    def served(self) -> int:
        return self.counts.total(Figure.SERVED)

    @property
    def missed(self) -> int:
        return self.counts.total(Figure.MISSED)

    @property
    def left(self) -> int:
        return self.counts.total(Figure.LEFT)

    @property
    def waiting(self) -> int:
        """Numbers of which nothing has become yet: people who still wait, or stand at a counter."""
        return self.visits - self.served - self.missed - self.left

    @property
    def no_shows(self) -> int:
        return self.counts.total(Figure.NO_SHOWS)

    @property
    def in_vain(self) -> int:
        return self.counts.total(Figure.TURNED_AWAY_IN_VAIN)

    @property
    def limit(self) -> int:
        return self.counts.total(Figure.LIMIT)

    @property
    def wait(self) -> int | None:
        """The median, in minutes; None where nobody waited."""
        return self.counts.spread(Figure.WAITS).quantile(MEDIAN)

    @property
    def longest_wait(self) -> int | None:
        """Below which the waits of 95 of a hundred were."""
        return self.counts.spread(Figure.WAITS).quantile(MOST_WAITED)

    @property
    def desks(self) -> int:
        """How many counters served anybody."""
        return sum(served > 0 for served in self.counts.parts(Figure.COUNTER_SERVED).values())

    @property
    def inside(self) -> Mapping[int, int]:
        return self.counts.by_bucket(Figure.INSIDE_MOST)

    @property
    def fullest(self) -> tuple[time, int] | None:
        """When the most people were inside for the first time, to a quarter of an hour, and how many."""
        most = max(self.inside.values(), default=0)
        quarter = next((each for each, people in self.inside.items() if people == most), None)
        return (_clock(quarter), most) if quarter is not None and most else None


def figures_of(session: Session, office: Office, day: date, *, now: datetime) -> DayFigures:
    """What is counted of a day, today's as it stands now."""
    counts = counts_of(session, office, SHOWN, day, day, now=now)
    weeks_ago, yesterday = day - timedelta(weeks=WEEKS), day - timedelta(days=1)
    before = counts_of(session, office, [Figure.SERVED], weeks_ago, yesterday, now=now, every=Every.DAY)
    alike = [served for each, served in before.by_day(Figure.SERVED).items() if each.weekday() == day.weekday()]
    return DayFigures(day, counts, round(sum(alike) / len(alike)) if len(alike) >= LEAST else None)


def plot_of(say: Wording, found: DayFigures, title: str) -> Course | None:
    """People inside through the day, with the limit across; None where nobody was. title: in the reader's language."""
    inside, fullest = found.inside, found.fullest
    if fullest is None:
        return None
    points = [
        Group(f"{_clock(each):%H.%M}", [inside.get(each, 0)], is_named=each % QUARTERS_OF_HOUR == 0)
        for each in range(min(inside), max(inside) + 2)
    ]
    desc = say.text(N_("Paling ramai pukul {time}: {count} dari {limit} orang.")).format(
        time=f"{fullest[0]:%H.%M}", count=fullest[1], limit=found.limit
    )
    return Course(
        key="inside",
        title=title,
        desc=desc,
        first=say.text(N_("Pukul")),
        series=[say.text(N_("Paling banyak orang di dalam"))],
        groups=points,
        wide=WIDE,
        high=HIGH,
        has_key=False,
        limit=found.limit or None,
    )


def _clock(quarter: int) -> time:
    """When a quarter of an hour begins; that after the last of a day is midnight."""
    return time(quarter // QUARTERS_OF_HOUR % 24, quarter % QUARTERS_OF_HOUR * 15)
