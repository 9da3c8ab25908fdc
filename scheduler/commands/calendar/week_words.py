"""A week of hours as it is typed in a command: "mon-thu 08.00-15.00 12.00-13.00", in English or Indonesian."""

import re
from collections.abc import Sequence
from datetime import time

from scheduler.commands.failing import CommandFailed
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.offices.revision import DAYS

ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INDONESIAN = ("sen", "sel", "rab", "kam", "jum", "sab", "min")
NUMBERS = {name: number for names in (ENGLISH, INDONESIAN) for number, name in enumerate(names)}

LINE = re.compile(r"(?P<days>[a-z]+(?:-[a-z]+)?)\s+(?P<open>[\d.:-]+)(?:\s+(?:break\s+)?(?P<pause>[\d.:-]+))?")
SPAN = re.compile(r"(\d{1,2})[.:](\d{2})-(\d{1,2})[.:](\d{2})")


def rows_of(lines: Sequence[str]) -> tuple[Hours, ...]:
    """The hours of lines of days, opening hours and, where there is one, the break. Raises CommandFailed."""
    return tuple(row for line in lines for row in _rows_of(line))


def said(row: Hours | None) -> str:
    """A day's hours as they are typed."""
    if row is None:
        return "closed"
    pause = f" break {_clock(row.break_from)}-{_clock(row.break_to)}" if row.break_from and row.break_to else ""
    return f"{_clock(row.opens)}-{_clock(row.closes)}{pause}"


def _rows_of(line: str) -> list[Hours]:
    found = LINE.fullmatch(line.strip().lower())
    if found is None:
        raise CommandFailed(f'{line!r} is no day and hours. Write "mon-thu 08.00-15.00 12.00-13.00".', status=2)
    opens, closes = span_of(found["open"])
    break_from, break_to = span_of(found["pause"]) if found["pause"] else (None, None)
    return [Hours(day, opens, closes, break_from, break_to) for day in days_of(found["days"])]


def days_of(text: str) -> list[int]:
    """The weekdays of "fri" or "mon-thu". Raises CommandFailed."""
    first, _, last = text.partition("-")
    begin, end = _day(first), _day(last or first)
    return [(begin + n) % DAYS for n in range((end - begin) % DAYS + 1)]


def _day(word: str) -> int:
    number = NUMBERS.get(word[:3])
    if number is None:
        raise CommandFailed(f"{word!r} is no day: {', '.join(ENGLISH)}, or {', '.join(INDONESIAN)}.", status=2)
    return number


def span_of(text: str) -> tuple[time, time]:
    """The hours of "08.00-15.00". Raises CommandFailed."""
    found = SPAN.fullmatch(text)
    try:
        hours = [int(part) for part in found.groups()] if found else []
        return time(hours[0], hours[1]), time(hours[2], hours[3])
    except (IndexError, ValueError):
        raise CommandFailed(f"{text!r} is no time of day: write 08.00-15.00.", status=2) from None


def _clock(moment: time | None) -> str:
    return moment.strftime("%H.%M") if moment else ""
