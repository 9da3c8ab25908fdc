"""What a page of figures says: answers first, then parts with their plots and tables, of days held against others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures import numbers
from scheduler.web.office.figures.asked import Asked, Days
from scheduler.web.office.figures.known import Known
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.office.shared.spreadsheets import Cell, Share, Sheet
from scheduler.web.shared.wording import Wording

BY_DAY, BY_WEEK = 45, 200
"""So many days are shown one by one, and so many week by week; of more each month."""
LONG = 3 * numbers.HOUR
"""Minutes that are read as hours."""
STRETCHES = {Every.DAY: N_("Hari"), Every.WEEK: N_("Pekan"), Every.MONTH: N_("Bulan")}


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure said in a sentence. value: what stands large; compared: how it was on the other days."""

    figure: Figure
    value: str
    sentence: str
    compared: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a page, with the plot that draws it; figures: those whose meaning it asks for."""

    figures: Sequence[Figure]
    sheet: Sheet
    plot: Plot | None = None
    note: str = ""
    link: tuple[str, str] | None = None
    """The name of a route, and what it is called."""


@dataclass(frozen=True, slots=True)
class Section:
    answers: Sequence[Answer]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the days: one, a week or a month."""

    name: str
    short: str
    first: date
    counts: Counts


@dataclass(frozen=True)
class View:
    """The counts of the days that are asked for, and of those beside them, with what is needed to say them."""

    say: Wording
    asked: Asked
    counts: Counts
    other: Counts
    known: Known

    @property
    def is_counted(self) -> bool:
        """Whether any of the days is counted; today always is."""
        return self._is_counted(self.asked.days)

    @property
    def is_behind(self) -> bool:
        """Whether a day that is over, of those that are asked for, is not counted yet."""
        until = self.known.counted_until
        yesterday = self.asked.today - timedelta(days=1)
        return until is not None and until < min(self.asked.days.last, yesterday)

    @property
    def is_other_counted(self) -> bool:
        return self._is_counted(self.asked.other)

    def _is_counted(self, days: Days) -> bool:
        if days.first <= self.asked.today <= days.last:
            return True
        first, last = self.known.counted_from, self.known.counted_until
        return first is not None and last is not None and days.first <= last and first <= days.last

    def text(self, source: str, **facts: object) -> str:
        """A source text in the language of whoever reads."""
        return self.say.text(source).format(**facts) if facts else self.say.text(source)

    @cached_property
    def over(self) -> Counts | None:
        """The counts of the days that are over; None where today stands alone."""
        if not self.asked.is_live:
            return self.counts
        return self.counts.split([self.asked.days.first, self.asked.today])[0] if self.asked.days.count > 1 else None

    @property
    def over_by_quarter(self) -> Counts:
        """As `over`, for what is counted through the day; all days where none is over, or where weeks are put together
        and today is one of many.
        """
        is_single = cut_of(self.asked.days) is Every.DAY
        return self.over if is_single and self.over is not None and open_days(self.over) else self.counts

    def held(
        self, figure: Figure, sentence: str, of: Callable[[Counts], float | None], *, over: Counts | None = None
    ) -> Answer:
        """A number, and by how many per cent it is more or less than on the other days, once its own are over.

        over: counts of those that are, where the number is made of them alone.
        """
        value = of(over or self.counts) if self.is_counted else None
        other = of(self.other) if self.is_other_counted else None
        change = "" if self.asked.is_live and over is None else numbers.compared(self.say, value, other)
        compared = self.beside(numbers.number(self.say, other))
        if change:
            facts = {"change": change, "days": self.other_days, "value": numbers.number(self.say, other)}
            compared = self.text(N_("{change} {days} ({value})"), **facts)
        return Answer(figure, numbers.number(self.say, value), sentence, compared)

    def shared(self, figure: Figure, sentence: str, of: Callable[[Counts], Share]) -> Answer:
        """A share in per cent, and what it was on the other days."""
        nothing = Share(0, 0)
        value = numbers.share(self.say, of(self.counts) if self.is_counted else nothing)
        return Answer(
            figure,
            value,
            sentence,
            self.beside(numbers.share(self.say, of(self.other) if self.is_other_counted else nothing)),
        )

    def lasting(self, figure: Figure, sentence: str, of: Callable[[Counts], float | None]) -> Answer:
        """Minutes, and how many they were on the other days."""
        value, other = of(self.counts), of(self.other)
        return Answer(figure, numbers.minutes(self.say, value), sentence, self.beside(numbers.minutes(self.say, other)))

    def beside(self, value: str) -> str:
        """What something was on the other days, or that these are not counted."""
        if not self.is_other_counted:
            return self.text(N_("Belum ada hitungan untuk {days}."), days=self.other_days)
        return self.text(N_("{days}: {value}"), days=self.other_days, value=value)

    @property
    def other_days(self) -> str:
        """The days beside those that are shown, in words."""
        return numbers.days(self.say, self.asked.other)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The days cut into pieces that have room on a page."""
        return list(self._cut(self.asked.days, self.counts))

    @cached_property
    def other_stretches(self) -> list[Stretch]:
        """The other days cut in the same way."""
        return list(self._cut(self.asked.other, self.other))

    def _cut(self, days: Days, counts: Counts) -> Iterator[Stretch]:
        firsts, every = _firsts(days), cut_of(days)
        for first, part in zip(firsts, counts.split(firsts), strict=True):
            short = f"{self.say.weekday(first)} {first.day}"
            name = self.say.short_day(first)
            if every is Every.MONTH:
                short, name = self.say.month(first), self.say.month_year(first)
            elif every is Every.WEEK:
                short = f"{first.day} {self.say.month(first)}"
                name = self.text(N_("Mulai {day}"), day=self.say.short_date(first))
            yield Stretch(name, short, first, part)

    @property
    def stretch(self) -> str:
        """What the pieces are, as the head of a column."""
        return self.text(STRETCHES[cut_of(self.asked.days)])

    def service(self, letter: str) -> str:
        """A service by its letter and its name."""
        name = self.known.services.get(letter)
        return f"{letter} {self.say.service(name)}" if name else letter

    def sheet(self, key: str, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Sheet:
        """A table. title and headings are source texts."""
        return Sheet(key, self.text(title), [self.text(heading) for heading in headings], rows)

    def bars(
        self, sheet: Sheet, columns: Sequence[int], desc: str, *, names: Sequence[str] = (), unit: str = "", by: int = 1
    ) -> Plot | None:
        """A plot of some columns of a table whose rows are the pieces of the days; None of nothing to see.

        names: of the columns, where their headings say another unit. by: what their numbers are divided by.
        """
        groups = [
            Group(str(row[0]), [_drawn(row[column], by) for column in columns], short=stretch.short)
            for row, stretch in zip(sheet.rows, self.stretches, strict=True)
        ]
        if len(groups) < 2 or not any(value for group in groups for value in group.values):
            return None
        series = [self.text(name) for name in names] or [sheet.headings[column] for column in columns]
        return Plot(
            sheet.key,
            sheet.title,
            self.text(desc),
            sheet.headings[0],
            series,
            groups,
            unit,
            "," if self.say.language == "id" else ".",
        )

    def bars_of_minutes(self, sheet: Sheet, columns: Mapping[int, str], desc: str) -> Plot | None:
        """As `bars`, of columns of minutes and their names; drawn in hours where some are long."""
        longest = max((_drawn(row[column]) or 0 for row in sheet.rows for column in columns), default=0)
        unit, by = (N_("jam"), numbers.HOUR) if longest > LONG else (N_("menit"), 1)
        return self.bars(sheet, [*columns], desc, names=[*columns.values()], unit=self.text(unit), by=by)


def open_days(counts: Counts) -> int:
    """Days on which anybody got a number."""
    return sum(1 for times in counts.by_day(Figure.NUMBERS).values() if times)


def share_of(part: Figure, whole: Figure) -> Callable[[Counts], Share]:
    """What works out of counts which share one figure is of another."""
    return lambda counts: Share(counts.total(part), counts.total(whole))


def parts_of(counts: Counts, *figures: Figure) -> list[str]:
    """The parts that any of some figures has, in their order."""
    return sorted({part for figure in figures for part in counts.parts(figure)})


def _drawn(cell: Cell, by: int = 1) -> float | None:
    if isinstance(cell, Share):
        return None if cell.value is None else round(100 * cell.value)
    if cell is None or isinstance(cell, str):
        return None
    return cell if by == 1 else round(cell / by, 1)


def cut_of(days: Days) -> Every:
    """How long the pieces are in which days are shown."""
    if days.count > BY_WEEK:
        return Every.MONTH
    return Every.WEEK if days.count > BY_DAY else Every.DAY


def _firsts(days: Days) -> list[date]:
    every = cut_of(days)
    each = [days.first + timedelta(days=place) for place in range(days.count)]
    return [day for day in each if day in (days.first, every.first_of(day))]
