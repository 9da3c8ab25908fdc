"""Days that are over, of several offices: what was counted of each, and what all of them come to.

Read from counts of days alone, by one set of statements for all offices. Today goes on and is on the first page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from sqlmodel import Session

from scheduler.db.queries import regency
from scheduler.domain.figures.counts import Every, Spread
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.domain.staff.roles import may_look
from scheduler.flow.staff import WorkPlace
from scheduler.web.office.shared.periods import day_of

DAY, WEEK = "day", "week"
ADDED = (
    Figure.PEOPLE,
    Figure.SERVED,
    Figure.BOOKED,
    Figure.NO_SHOWS,
    Figure.HANDED_OVER,
    Figure.TURNED_AWAY_IN_VAIN,
)
COLUMNS: Mapping[Figure, str] = {
    Figure.PEOPLE: N_("Orang yang datang"),
    Figure.SERVED: N_("Nomor selesai dilayani"),
    Figure.WAITS: N_("Menunggu, nilai tengah"),
    Figure.NO_SHOWS: N_("Tidak datang pada jadwalnya"),
    Figure.HANDED_OVER: N_("Dokumen diserahkan"),
    Figure.TURNED_AWAY_IN_VAIN: N_("Ditolak, datang sia-sia"),
}
"""What is shown, in its order; what each means says its definition."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day or a week that an address names as pages of figures do. last: of a week that goes on, yesterday; before
    `first` where none of its days is over.
    """

    span: str
    first: date
    last: date
    today: date

    @property
    def count(self) -> int:
        """How many of its days are over."""
        return max(0, (self.last - self.first).days + 1)

    @property
    def goes_on(self) -> bool:
        """Whether today is one of its days."""
        return self.last < self.today <= self.first + timedelta(days=6 if self.span == WEEK else 0)

    @property
    def address(self) -> str:
        """What names it in an address, here and on the pages of figures of one office."""
        return query_of(self.span, self.first)

    @property
    def earlier(self) -> str:
        """The query of the day or week before."""
        return query_of(self.span, self.first - timedelta(days=1))

    @property
    def later(self) -> str | None:
        """The same of the one after; None where no day of that is over."""
        following = self.first + timedelta(days=7 if self.span == WEEK else 1)
        return query_of(self.span, following) if following < self.today else None


@dataclass(frozen=True, slots=True)
class Past:
    """What was counted of an office, or of all. waits: minutes. counted: of how many days."""

    totals: Mapping[Figure, int]
    waits: Spread
    counted: int

    @property
    def median(self) -> int | None:
        """Minutes that half of those who were called waited at most; None where nobody was called."""
        return self.waits.quantile(0.5)


@dataclass(frozen=True, slots=True)
class PastRow:
    """An office and its past. leads: whether who looks may open its figures. is_here: the session is of it."""

    at: WorkPlace
    past: Past
    leads: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class PastDays:
    """The table."""

    stretch: Stretch
    rows: Sequence[PastRow]
    all: Past


def query_of(span: str, day: date) -> str:
    """The address of a day or a week by its first day."""
    return urlencode({"span": span, "day": day.isoformat()})


def stretch_of(query: Mapping[str, str], today: date) -> Stretch | None:
    """Which days an address asks for; None for today, also where it names no day that there could be."""
    span = query.get("span", "")
    if span not in (DAY, WEEK):
        return None
    day = day_of(query.get("day"))
    if day is None or day > today:
        day = today
    if span == DAY:
        return None if day == today else Stretch(DAY, day, day, today)
    first = Every.WEEK.first_of(day)
    return Stretch(WEEK, first, min(first + timedelta(days=6), today - timedelta(days=1)), today)


def past_days(session: Session, places: Sequence[WorkPlace], stretch: Stretch, *, here: int) -> PastDays:
    """What was counted of some offices on days that are over. here: the id of the office at which one is."""
    ids, days = [each.office.id for each in places], (stretch.first, stretch.last)
    totals = regency.totals(session, ids, ADDED, *days)
    waits = regency.spreads(session, ids, Figure.WAITS, *days)
    counted = regency.days_counted(session, ids, *days)
    rows = [
        PastRow(
            place,
            Past(
                {figure: totals.get((place.office.id, figure), 0) for figure in ADDED},
                waits.get(place.office.id, Spread({})),
                counted.get(place.office.id, 0),
            ),
            may_look(place.roles, "figures"),
            place.office.id == here,
        )
        for place in places
    ]
    return PastDays(stretch, rows, _together([row.past for row in rows]))


def _together(pasts: Sequence[Past]) -> Past:
    times: dict[int, int] = {}
    for past in pasts:
        for minutes, count in past.waits.times.items():
            times[minutes] = times.get(minutes, 0) + count
    totals = {figure: sum(past.totals[figure] for past in pasts) for figure in ADDED}
    return Past(totals, Spread(times), min((past.counted for past in pasts), default=0))
