"""Numbers as people of an office read them: 1.234, 37%, 8 menit; a dash where nothing was counted."""

from datetime import timedelta

from babel.numbers import format_decimal

from scheduler.domain.refusals import N_
from scheduler.web.office.figures.asked import Days
from scheduler.web.office.shared.spreadsheets import Cell, Share
from scheduler.web.shared.wording import Wording

NOTHING = "–"
HOUR = 60


def number(say: Wording, value: float | None) -> str:
    """1.234 or 12,5; a dash for None."""
    return NOTHING if value is None else format_decimal(value, format="#,##0.#", locale=say.language)


def share(say: Wording, part: Share) -> str:
    """37%, or 0,4% where it is less than one; a dash where there is nothing to be a share of."""
    value = part.value
    if value is None:
        return NOTHING
    percent = 100 * value
    return f"{number(say, round(percent, 1) if 0 < percent < 1 else round(percent))}%"


def minutes(say: Wording, value: float | None) -> str:
    """8 menit; 2 jam 5 menit; a dash for None."""
    return NOTHING if value is None else say.lasts(timedelta(minutes=round(value)))


def cell(say: Wording, value: Cell) -> str:
    """A cell of a table as the page shows it."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    return share(say, value) if isinstance(value, Share) else number(say, value)


def days(say: Wording, period: Days) -> str:
    """Senin, 30 November 2026; 1–30 April 2020; 30 Nov 2026 – 2 Jan 2027."""
    first, last = period.first, period.last
    if first == last:
        return say.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {say.month_year(last)}"
    return f"{say.short_date(first)} – {say.short_date(last)}"


def compared(say: Wording, value: float | None, other: float | None) -> str:
    """How much more or less a value is than another, in per cent; nothing where one of them is missing or 0."""
    if value is None or not other:
        return ""
    change = round(100 * (value - other) / other)
    if change == 0:
        return say.text(N_("sama dengan"))
    text = N_("{percent}% lebih banyak daripada") if change > 0 else N_("{percent}% lebih sedikit daripada")
    return say.text(text).format(percent=number(say, abs(change)))
