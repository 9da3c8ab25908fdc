"""What an office may set about itself, each setting by its column, and what would be wrong with a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.domain.calendar.calendar import zone_of
from scheduler.domain.offices.printers import is_device, printer_of
from scheduler.domain.offices.revision import RANGES, Faults
from scheduler.domain.privacy import keeping
from scheduler.domain.text.plain_text import without_hidden
from scheduler.domain.text.residence import is_kelurahan, listed_in

Value = str | int | bool | None
Values = Mapping[str, Value]
"""Settings by the names of the office's columns."""

SWITCHES = frozenset(
    {
        "guarded",
        "asks_signature",
        "figures_of_persons",
        "asks_satisfaction",
        "satisfaction_by_message",
        "publishes_satisfaction",
        "public_figures",
    }
)
"""What is so or is not."""
LIMITS: Mapping[str, tuple[int, int]] = {
    **{name: between for name, between in RANGES.items() if name not in SWITCHES},
    "lobby_limit": (1, 10_000),
    "lock_minutes": (0, 240),
    **keeping.LIMITS,
}
"""Whole numbers, from least to most."""
LENGTHS: Mapping[str, int] = {
    "name": 120,
    "address": 300,
    "phone": 40,
    "timezone": 40,
    "printer": 200,
    "kelurahan": 25_000,  # a kabupaten has up to nine hundred
}
"""Texts, with the letters that each may have."""
LISTS = frozenset({"kelurahan"})
"""Texts of many lines, one thing a line."""
SHORTEST_NUMBER = 3
"""Digits of a phone that can be called, such as 112."""
NEEDED = frozenset({"name", "timezone"})
"""Texts that no office is without."""


def _kelurahan_in(text: str) -> None:
    """Raises ValueError where a line is no name of a kelurahan."""
    if not all(is_kelurahan(each) for each in listed_in(text)):
        raise ValueError("no kelurahan")


READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "timezone": (zone_of, "zone"),
    "printer": (printer_of, "printer"),
    "kelurahan": (_kelurahan_in, "kelurahan"),
}
"""Texts that are read, each with what raises ValueError for one that cannot be, and the fault that it has then."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Settings as they are wanted, beside what whoever wants it was shown; both by column.

    seen: None where nobody was shown anything, as in a command, which says what shall be whatever was there.
    from_browser: whoever asks has no rights on the server's own files, so a printer is no file but a device.
    """

    wanted: Values
    seen: Values | None = None
    from_browser: bool = False

    def changed(self, known: Values) -> dict[str, Value]:
        """What of it differs from what is known."""
        return {name: value for name, value in self.wanted.items() if value != known.get(name)}

    def overtaken(self, known: Values) -> dict[str, Value]:
        """What somebody else has changed since it was shown, as it is now; not what is wanted to be just that."""
        return {
            name: known.get(name)
            for name, shown in (self.seen or {}).items()
            if known.get(name) not in (shown, self.wanted.get(name))
        }


def faults_of(revision: Revision, known: Values) -> Faults:
    """What is wrong with settings: a range as "1-60", empty, too_long, hidden, phone, kelurahan, unknown, zone, printer
    or device.

    known: the office's settings as they are, which those that are not named keep.
    """
    wanted = revision.wanted
    found = {name: fault for name, value in wanted.items() if (fault := _fault(name, value)) is not None}
    printer = wanted.get("printer")
    if revision.from_browser and isinstance(printer, str) and "printer" not in found and not is_device(printer):
        found["printer"] = "device"
    most = {**known, **wanted}.get("max_calls")
    absent = wanted.get("absent_after")
    if "absent_after" not in found and "max_calls" not in found and _is_above(absent, most):
        found["absent_after"] = f"1-{most}"
    return found


def _is_above(value: Value, most: Value) -> bool:
    return isinstance(value, int) and isinstance(most, int) and value > most


def _fault(name: str, value: Value) -> str | None:
    if name in SWITCHES:
        return None if isinstance(value, bool) else "unknown"
    if name in LIMITS:
        least, most = LIMITS[name]
        is_in = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if is_in else f"{least}-{most}"
    if name in LENGTHS:
        return _fault_of_text(name, value)
    return "unknown"


def _fault_of_text(name: str, value: Value) -> str | None:
    text = value if isinstance(value, str) else ""
    if not text.strip():
        return "empty" if name in NEEDED else None
    if len(text) > LENGTHS[name]:
        return "too_long"
    if without_hidden(text) != text:
        return "hidden"
    if name == "phone" and sum(sign.isdigit() for sign in text) < SHORTEST_NUMBER:
        return "phone"
    reader, fault = READ.get(name, (str, ""))
    try:
        reader(text)
    except ValueError:
        return fault
    return None
