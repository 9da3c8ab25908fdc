"""What is typed after the options of `giliran forecast what-if`, read. Each raises CommandFailed."""

import re
from collections.abc import Iterable
from datetime import date

from scheduler.commands.calendar.calendar_changes import day_of, time_of
from scheduler.commands.failing import CommandFailed
from scheduler.domain.forecasting.whatif.change import Lost, Manned

OF_SERVICE = re.compile(r"(?P<letter>[A-Za-z])=(?P<number>\d{1,6}|any)")
MANNED = re.compile(r"(?P<begins>[\d:.]+)-(?P<ends>[\d:.]+)=(?P<counters>\d{1,4})")
LOST = re.compile(r"(?P<counter>\d{1,4})(@(?P<since>[\d:.]+)(-(?P<until>[\d:.]+))?)?")
READY = re.compile(r"((?P<letter>[A-Za-z])=)?(?P<documents>\d{1,6})")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def numbers(option: str, typed: Iterable[str]) -> dict[str, int]:
    """A=8: a number for a service, by its letter."""
    found = bounds(option, typed)
    if None in found.values():
        raise CommandFailed(f"{option} takes a number, such as A=8.", status=2)
    return {letter: number for letter, number in found.items() if number is not None}


def bounds(option: str, typed: Iterable[str]) -> dict[str, int | None]:
    """A=8, or A=any for no bound (None)."""
    found: dict[str, int | None] = {}
    for each in typed:
        parts = _matched(OF_SERVICE, option, each, "A=8")
        letter = parts["letter"].upper()
        if letter in found:
            raise CommandFailed(f"{option} says twice what is to be of {letter}.", status=2)
        found[letter] = None if parts["number"] == "any" else int(parts["number"])
    return found


def manned(typed: Iterable[str]) -> list[Manned]:
    """09:00-11:00=3: so many counters between two times."""
    found = []
    for each in typed:
        parts = _matched(MANNED, "--counters", each, "09:00-11:00=3")
        found.append(Manned(time_of(parts["begins"]), time_of(parts["ends"]), int(parts["counters"])))
    return found


def lost(typed: Iterable[str]) -> list[Lost]:
    """2, 2@10:00 or 2@10:00-11:00: a counter is lost for the day, from a time on, or between two."""
    found = []
    for each in typed:
        parts = _matched(LOST, "--lost", each, "2@10:00")
        found.append(Lost(int(parts["counter"]), time_of(parts["since"]), time_of(parts["until"])))
    return found


def ready(typed: str) -> tuple[str | None, int]:
    """300 or A=300: documents, and of which service."""
    parts = _matched(READY, "--ready", typed, "300 or A=300")
    return parts["letter"] and parts["letter"].upper(), int(parts["documents"])


def closed(typed: Iterable[str]) -> list[tuple[date, date]]:
    """2026-12-07 or 2026-12-07..2026-12-11: a day, or days with both ends."""
    found = []
    for each in typed:
        first, _, last = each.partition("..")
        found.append((day_of(first), day_of(last or first)))
    return found


def weekday(typed: str) -> int:
    """A day of the week by its English name, or by so many of its letters that it is one."""
    fitting = [number for number, name in enumerate(WEEKDAYS) if typed and name.startswith(typed.lower())]
    if len(fitting) != 1:
        raise CommandFailed(f"{typed!r} is no day of the week: write {', '.join(WEEKDAYS)}.", status=2)
    return fitting[0]


def _matched(pattern: re.Pattern[str], option: str, typed: str, example: str) -> dict[str, str]:
    found = pattern.fullmatch(typed.strip())
    if found is None:
        raise CommandFailed(f"{option} {typed!r} cannot be read: write {example}.", status=2)
    return found.groupdict()
