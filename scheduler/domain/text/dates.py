"""Dates and hours as people of an office write them: 30/11/2026 or 30 November 2026, 09.43."""

import re
from datetime import date, datetime, time

_DATES = (
    re.compile(r"(?P<day>\d{1,2})[\s./-]+(?P<month>\d{1,2})[\s./-]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[\s./-]+(?P<month>[A-Za-z]{3,9})[\s.,/-]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
_HOUR = re.compile(r"(?P<hour>\d{1,2})[.:]?(?P<minute>\d{2})", re.ASCII)
_MOMENT = re.compile(r"(?P<day>.*?\S)(?:T|,\s*|\s+(?:pukul\s+|jam\s+|at\s+)?)(?P<hour>\d{1,2}[.:]\d{2})", re.ASCII)
_MONTHS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt", "ags"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
"""Months as they are written in both languages; the first three letters or more will do."""


def read_date(written: str) -> date | None:
    """A date as people write it: 17-8-1965, 17/08/1965, 17081965, 1965-08-17, 17 Agustus 1965, 17 Aug 1965.

    None where it is no date, or the year has two digits only.
    """
    for pattern in _DATES:
        found = pattern.fullmatch(written.strip())
        if found is None:
            continue
        try:
            return date(int(found["year"]), _month(found["month"]), int(found["day"]))
        except ValueError:
            return None
    return None


def read_hour(written: str) -> time | None:
    """An hour of the day as people write it: 09.43, 9:43, 0943; of 24 hours. None where it is none."""
    found = _HOUR.fullmatch(written.strip())
    if found is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        return None


def read_moment(written: str) -> datetime | None:
    """A date and an hour, parted by a space or comma: 30/11/2026 09.43; without a zone. None where it is none."""
    found = _MOMENT.fullmatch(written.strip())
    day, hour = (read_date(found["day"].rstrip(",")), read_hour(found["hour"])) if found else (None, None)
    return datetime.combine(day, hour) if day and hour is not None else None


def written_date(day: date) -> str:
    """30/11/2026"""
    return f"{day:%d/%m/%Y}"


def written_hour(hour: time) -> str:
    """09.43"""
    return f"{hour:%H.%M}"


def written_moment(moment: datetime) -> str:
    """30/11/2026 09.43, on the clock that the moment has."""
    return f"{written_date(moment)} {written_hour(moment.time())}"


def _month(written: str) -> int:
    """The number of a month, from digits or from its name. Raises ValueError."""
    if written.isdigit():
        return int(written)
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(written.lower()) for name in names):
            return number
    raise ValueError(written)
