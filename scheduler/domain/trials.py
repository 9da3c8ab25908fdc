"""Trying an office's devices before people come: which there are, how a trial may end, what a scanner did."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.refusals import N_, Refusal


class Device(StrEnum):
    """What is tried. A word stays what it is: rows have it."""

    SCREEN = "screen"
    PRINTER = "printer"
    """The printer of numbers that the server reaches itself."""
    SLIP = "slip"
    """A number as a browser prints it."""
    SHEET = "sheet"
    """A sheet of A4 as a browser prints it."""
    SCANNER = "scanner"
    CAMERA = "camera"


GOOD = "good"
OUTCOMES: Mapping[Device, tuple[str, ...]] = {
    Device.SCREEN: (GOOD, "unheard", "unseen"),
    Device.PRINTER: (GOOD, "bad"),
    Device.SLIP: (GOOD, "bad"),
    Device.SHEET: (GOOD, "bad"),
}
"""What people may answer of a device that they look at or listen to. What a scanner did is seen here."""

TICKET, COUNTER = "A-000", 1
"""What a test call calls: a number that nobody is given, since each day's numbers begin at one."""
PAPER = "UJI-COBA-0123456789-AQWZYM"
"""What the QR of the test paper holds. It can be no pass, which has sixteen signs and no I, O or U; and it has every
sign that keyboards put elsewhere: the digits, the dash, and the letters that change places.
"""
SAME_AT_LEAST = 5
"""Signs that stand where they should, from which on something is the test paper with changed signs."""


class Arrived(StrEnum):
    """What a scanner made of the test paper."""

    WHOLE = "whole"
    NO_ENTER = "no_enter"
    """All of it came, and somebody had to press the button."""
    LETTER_CASE = "letter_case"
    CHANGED = "changed"
    """Signs became others: the scanner types for another keyboard."""
    MORE = "more"
    """All of it came, with something before or behind it."""
    CUT = "cut"
    NOTHING = "nothing"
    OTHER = "other"
    """Something was read, and it was not the test paper."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a scan. changed: signs of the paper and what they became, each once."""

    arrived: Arrived
    changed: tuple[tuple[str, str], ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the scanner can be used as it is."""
        return self.arrived is Arrived.WHOLE

    @property
    def outcome(self) -> str:
        """The word that is kept of it."""
        return GOOD if self.is_good else self.arrived.value


class NoScreenChosen(Refusal):
    status = 422
    sentence = N_("Pilih dahulu TV yang dicoba.")


class HallHasPeople(Refusal):
    """Somebody holds a number: a call that is none could send them away from their turn."""

    sentence = N_(
        "Masih ada {count} orang yang memegang nomor antrean, jadi panggilan percobaan tidak ditampilkan. "
        "Coba sebelum buka atau sesudah semua dilayani; untuk memeriksa suara saja, pakai Uji suara."
    )


class TestPaper(Refusal):
    """The test paper was scanned where passes are: nobody stands behind it."""

    sentence = N_("Pemindai bekerja. Ini kertas uji coba, bukan nomor antrean.")


class OutcomeUnknown(Refusal):
    status = 422
    sentence = N_("Pilih salah satu jawaban.")


def reading_of(text: str, *, by_enter: bool) -> Reading:
    """What a scanner made of the test paper. by_enter: whether it sent the form itself."""
    came = text.strip()
    if came == PAPER:
        return Reading(Arrived.WHOLE if by_enter else Arrived.NO_ENTER)
    if not came:
        return Reading(Arrived.NOTHING)
    if came.upper() == PAPER:
        return Reading(Arrived.LETTER_CASE)
    if PAPER in came:
        return Reading(Arrived.MORE)
    if len(came) == len(PAPER):
        pairs = list(zip(PAPER, came, strict=True))
        changed = tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1].upper()))
        if sum(sign == typed.upper() for sign, typed in pairs) >= SAME_AT_LEAST:
            return Reading(Arrived.CHANGED, changed)
    if len(came) < len(PAPER) and came.upper() in PAPER:
        return Reading(Arrived.CUT)
    return Reading(Arrived.OTHER)


def is_paper(text: str) -> bool:
    """Whether somebody scanned the test paper."""
    return text.strip().upper() == PAPER


def may_end(device: Device, outcome: str) -> bool:
    """Whether people may answer so of a device."""
    return outcome in OUTCOMES.get(device, ())
