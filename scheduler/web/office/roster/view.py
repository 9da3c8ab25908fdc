"""What the page of rosters shows: the grid of a weekday, the week in numbers, and what a change would mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Office
from scheduler.domain.calendar.hours import working_day
from scheduler.domain.calendar.spans import Span
from scheduler.domain.refusals import Invalid
from scheduler.domain.roster.grid import after, cells_of, marked_in, totals_of
from scheduler.domain.roster.roster import USUAL, Dates, Roster, Week, holding
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.roster.foreseen import Untaken, foreseen
from scheduler.flow.roster.rosters import refuse_roster, roster_between, stamp_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.roster.forms import Grid, GridForm, Marked, marked_of, name_of, weeks_of

LOOKED_AT = 14
"""Days in which each weekday is looked for, as the office works on it."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A half hour of a counter. rests: whether the office rests before it."""

    name: str
    at: time
    is_marked: bool
    rests: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A counter with its cells. letters: of the services it takes. minutes: for which it is planned open in a week."""

    number: int
    letters: Sequence[str]
    cells: Sequence[Cell]
    minutes: int

    @property
    def hours(self) -> Decimal:
        return in_hours(self.minutes)


@dataclass(frozen=True, slots=True)
class WeekdayLine:
    """A weekday in numbers. counts: how many counters in each column of the week; None where the office is shut."""

    weekday: int
    day: date
    counts: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change means. weekdays: it is for. before, after: hours of all counters in a week."""

    weekdays: Sequence[int]
    cells: Sequence[str]
    before: Decimal
    after: Decimal
    untaken: Sequence[Untaken]


@dataclass(frozen=True, slots=True)
class RosterPage:
    """The page. rosters: the dates of all that are set ahead, the usual one first; held: those of what holds today.

    is_set: whether this one is written down. weekday: whose grid it is; None where the office is shut on all days of
    the season. also: other weekdays that are chosen. was: the stamp of the roster. columns: half hours of the week.
    untaken: when nobody takes a service, as it is now. current: what somebody else has made of the weekday meanwhile,
    counters by their numbers.
    """

    dates: Dates
    rosters: Sequence[Dates]
    held: Dates
    today: date
    is_set: bool
    weekday: int | None
    rows: Sequence[Row]
    totals: Sequence[int]
    week: Sequence[WeekdayLine]
    columns: Sequence[time]
    was: str
    untaken: Sequence[Untaken]
    also: Sequence[int] = ()
    preview: Preview | None = None
    current: Mapping[int, Sequence[tuple[time, time]] | None] | None = None

    @property
    def hours(self) -> Decimal:
        """Of all counters in a week."""
        return in_hours(sum(row.minutes for row in self.rows))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the page is made of. days: for each weekday a date on which the roster holds, and when the office works."""

    office: Office
    roster: Roster
    counters: Sequence[Counter]
    times: Times
    days: Mapping[int, tuple[date, list[Span]]]

    def grid_of(self, weekday: int) -> Grid:
        day, work = self.days[weekday]
        return Grid(weekday, cells_of(work, day, self.times.zone), {each.number: each.id for each in self.counters})

    def minutes_of(self, counter: int, weeks: Mapping[int, Week]) -> int:
        """For which a counter is planned open in a week."""
        roster, zone = Roster(weeks), self.times.zone
        spans = (span for day, work in self.days.values() for span in roster.spans_on(counter, work, day, zone))
        return sum((ends - begins) // MINUTE for begins, ends in spans)

    def hours_of_all(self, weeks: Mapping[int, Week]) -> Decimal:
        return in_hours(sum(self.minutes_of(each.id, weeks) for each in self.counters))


def in_hours(minutes: int) -> Decimal:
    """Minutes as hours, to a tenth, and without one where they are whole."""
    hours = round(Decimal(minutes) / 60, 1)
    return Decimal(int(hours)) if hours == int(hours) else hours


def roster_page(
    session: Session,
    staff: SignedIn,
    dates: Dates,
    weekday: int | None,
    *,
    now: datetime,
    marked: Marked | None = None,
    also: Sequence[int] = (),
) -> RosterPage:
    """The roster of some dates. weekday: whose grid is wanted. marked: the cells as somebody marked them; None: as they
    are. Raises RosterUnknown.
    """
    office = staff.office
    seen = _seen(session, office, dates, now)
    rosters, today = queries.rosters_of(session, office.id, today_of(office, now)), today_of(office, now)
    roster, chosen = seen.roster, weekday if weekday in seen.days else min(seen.days, default=None)
    rows = [] if chosen is None else _rows(session, seen, chosen, marked, also)
    columns = sorted({cell for each in seen.days for cell in seen.grid_of(each).cells})
    return RosterPage(
        dates=dates,
        rosters=list(dict.fromkeys([USUAL, *(each.dates for each in rosters)])),
        held=(holding(rosters, today) or Roster({})).dates,
        today=today,
        is_set=bool(roster.weeks),
        weekday=chosen,
        rows=rows,
        totals=totals_of(
            [[cell.is_marked for cell in row.cells] for row in rows],
            [cell.at for cell in rows[0].cells] if rows else [],
        ),
        week=[_line(seen, each, columns) for each in sorted(seen.days)],
        columns=columns,
        was=stamp_of(roster),
        untaken=foreseen(session, office, roster, now=now) if roster.weeks else (),
        also=also,
    )


def held_on(session: Session, office: Office, day: date) -> Dates:
    """The dates of the roster that holds on a day; of the usual one where none does."""
    held = holding(queries.rosters_of(session, office.id, day), day)
    return held.dates if held else USUAL


def looked_at(session: Session, staff: SignedIn, form: GridForm, *, now: datetime) -> tuple[dict[int, Week], Preview]:
    """The weeks that a form asks for, and what they would mean. Raises what setting them would."""
    seen = _seen(session, staff.office, form.dates, now)
    wanted = _wanted(seen, form)
    before, after = refuse_roster(session, staff.office, form.dates, wanted, now=now, seen=form.was or None)
    preview = Preview(
        weekdays=form.weekdays,
        cells=form.cell,
        before=seen.hours_of_all(before.weeks),
        after=seen.hours_of_all(after.weeks),
        untaken=foreseen(session, staff.office, after, now=now),
    )
    return wanted, preview


def current_of(
    session: Session, page: RosterPage, staff: SignedIn, *, now: datetime
) -> dict[int, Sequence[tuple[time, time]] | None]:
    """What counters are planned for on the weekday of a page, as it is now; None: whenever the office works."""
    weeks = roster_between(session, staff.office, page.dates, now=now).weeks
    found: dict[int, Sequence[tuple[time, time]] | None] = {}
    for counter in counters_in_use(session, staff.office):
        own = weeks.get(counter.id, {}).get(-1 if page.weekday is None else page.weekday)
        found[counter.number] = None if own is None else [(each.begins, each.ends) for each in own]
    return found


def _seen(session: Session, office: Office, dates: Dates, now: datetime) -> _Seen:
    times, today = times_of(session, office), today_of(office, now)
    rosters = queries.rosters_of(session, office.id, today)
    return _Seen(
        office=office,
        roster=roster_between(session, office, dates, now=now),
        counters=counters_in_use(session, office),
        times=times,
        days=_days(times, rosters, dates, today),
    )


def _days(times: Times, rosters: Sequence[Roster], dates: Dates, today: date) -> dict[int, tuple[date, list[Span]]]:
    """For each weekday of work the first date that a roster covers; one on which it holds goes before others."""
    start = max(today, dates.first or today)
    covered = [day for n in range(LOOKED_AT) if dates.covers(day := start + timedelta(days=n))]
    held = [day for day in covered if (holding(rosters, day) or Roster({})).dates == dates]
    found: dict[int, tuple[date, list[Span]]] = {}
    for day in [*held, *covered]:
        work = working_day(day, times.hours, (), zone=times.zone, service=None).stretches
        if work:
            found.setdefault(day.weekday(), (day, work))
    return found


def _wanted(seen: _Seen, form: GridForm) -> dict[int, Week]:
    if form.weekday not in seen.days:
        raise Invalid(errors={"weekday": "unknown"})
    return weeks_of(seen.grid_of(form.weekday), marked_of(form.cell), form.weekdays, seen.roster.weeks)


def _rows(session: Session, seen: _Seen, weekday: int, marked: Marked | None, also: Sequence[int]) -> list[Row]:
    grid, letters = seen.grid_of(weekday), queries.letters_by_counter(session, seen.office.id)
    weeks = seen.roster.weeks if marked is None else weeks_of(grid, marked, {weekday, *also}, seen.roster.weeks)
    return [
        Row(
            number=counter.number,
            letters=sorted(letters.get(counter.id, ())),
            cells=_cells(grid, counter.number, weeks.get(counter.id, {})),
            minutes=seen.minutes_of(counter.id, weeks),
        )
        for counter in seen.counters
    ]


def _cells(grid: Grid, number: int, week: Week) -> list[Cell]:
    marks = marked_in(grid.cells, week.get(grid.weekday))
    before = [None, *(after(cell) for cell in grid.cells)]
    return [
        Cell(name_of(number, at), at, is_marked, rests=before[place] not in (None, at))
        for place, (at, is_marked) in enumerate(zip(grid.cells, marks, strict=True))
    ]


def _line(seen: _Seen, weekday: int, columns: Sequence[time]) -> WeekdayLine:
    grid = seen.grid_of(weekday)
    rows = [marked_in(grid.cells, seen.roster.weeks.get(each.id, {}).get(weekday)) for each in seen.counters]
    counts = dict(zip(grid.cells, totals_of(rows, grid.cells), strict=True))
    return WeekdayLine(weekday, seen.days[weekday][0], [counts.get(column) for column in columns])
