"""How messages say lists, types, days and times, in the citizen's language and on the office's own clock."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import zone_label
from scheduler.domain.offices.bringing import SEVERAL
from scheduler.domain.refusals import N_

AND = N_("{some} dan {last}")
AT = N_("{day} pukul {time}")
LINKS = re.compile(r"(?i)\S*(?:[a-z]+://|www\.)\S*")
NUMBERS = re.compile(r"\d[\d .-]{8,}\d")
"""Ten digits or more: a NIK, a KK number or a phone."""
MOST = 200

Translate = Callable[[str], str]


def listed(words: list[str], translate: Translate) -> str:
    """Two as "A dan B", three as "A, B dan C"."""
    if len(words) < 2:
        return "".join(words)
    return translate(AND).format(some=", ".join(words[:-1]), last=words[-1])


def counted(name: str, count: int, translate: Translate) -> str:
    """Documents of one type by its name: "KTP-el", "2 Kartu Identitas Anak"."""
    return translate(SEVERAL).format(count=count, what=name) if count > 1 else name


def date_of(moment: datetime, office: Office, language: str) -> str:
    """30 November 2026"""
    return _written(_local(moment, office).date(), "d MMMM y", language)


def day_of(moment: datetime, office: Office, language: str) -> str:
    """Senin, 30 November 2026"""
    return _written(_local(moment, office).date(), "EEEE, d MMMM y", language)


def clock_of(moment: datetime, office: Office) -> str:
    """09.00 WIB"""
    return f"{_local(moment, office):%H.%M} {zone_label(ZoneInfo(office.timezone))}"


def moment_of(moment: datetime, office: Office, *, translate: Translate, language: str) -> str:
    """Senin, 30 November 2026 pukul 09.00 WIB"""
    return translate(AT).format(day=day_of(moment, office, language), time=clock_of(moment, office))


@lru_cache(maxsize=512)
def _written(day: date, pattern: str, language: str) -> str:
    """A day in words. Kept for good, since it depends on nothing else: many letters name the same few days."""
    return format_date(day, pattern, locale=language)


def _local(moment: datetime, office: Office) -> datetime:
    return moment.astimezone(ZoneInfo(office.timezone))


def public(text: str) -> str:
    """What an office says of itself to everybody, such as its hours: a line without links."""
    return " ".join(LINKS.sub("", text).split())[:MOST]


def plain(text: str) -> str:
    """What staff wrote, as a message may carry it: a line without links, without numbers that could be a person's."""
    without_links = LINKS.sub("", text)
    return " ".join(NUMBERS.sub("...", without_links).split())[:MOST]
