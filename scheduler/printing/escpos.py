"""A slip as the bytes of an ESC/POS printer: the number large, the QR drawn by the printer itself, cut at the end.

python-escpos is an extra and imported at first use.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

QR_DOTS = {58: 9, 80: 12}
"""Dots a module: 25 modules at 8 dots a millimetre are 28 and 37 mm wide."""
NUMBER_SIZE = {58: 5, 80: 7}
"""Times the usual letter; five letters fit into 32 and 48 columns."""
COLUMNS = {58: 32, 80: 48}
PLAIN = str.maketrans({"–": "-", "—": "-", "‑": "-", "’": "'", "·": "-"})
PAPER_STATUS = b"\x10\x04\x04"
"""DLE EOT 4: what is with the paper."""


class PrintingNotInstalled(Exception):
    """The extra `escpos` is not there."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one number: nothing of a person. code: the pass, for the QR, if it goes on paper; lines: what
    to do.
    """

    office: str
    heading: str
    number: str
    code: str | None
    short_heading: str
    short: str
    when: str
    lines: Sequence[str]
    foot: str


def bytes_of(slip: Slip, width: int) -> bytes:
    """The slip for a roll of 58 or 80 mm. Raises PrintingNotInstalled."""
    try:
        from escpos.printer import Dummy  # noqa: PLC0415 - see above
    except ImportError:
        raise PrintingNotInstalled from None
    printer: Any = Dummy()
    size = NUMBER_SIZE[width]
    printer.hw("INIT")
    _say(printer, slip.office, width)
    _say(printer, slip.heading, width)
    printer.set(align="center", bold=True, custom_size=True, width=size, height=size)
    printer.textln(_plain(slip.number))
    printer.set(align="center", bold=False, normal_textsize=True)
    if slip.code is not None:
        printer.qr(slip.code, ec=1, size=QR_DOTS[width], model=2, native=True)  # level M
    _say(printer, slip.short_heading, width)
    printer.set(align="center", bold=True, double_width=True, double_height=True)
    printer.textln(_plain(slip.short))
    printer.set(align="center", bold=False, normal_textsize=True)
    for line in (slip.when, *slip.lines):
        _say(printer, line, width)
    _say(printer, slip.foot, width, bold=True)
    printer.cut()
    made: bytes = printer.output
    return made


def is_out_of_paper(status: int) -> bool:
    """Whether the paper has ended, by the bits of what a printer answers to PAPER_STATUS."""
    return bool(status & 0x60)


def _say(printer: Any, text: str, width: int, *, bold: bool = False) -> None:
    printer.set(align="center", bold=bold, normal_textsize=True)
    for line in _wrapped(_plain(text), COLUMNS[width]):
        printer.textln(line)


def _wrapped(text: str, columns: int) -> list[str]:
    """Whole words in lines of so many columns; the printer itself would break them anywhere."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > columns:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _plain(text: str) -> str:
    """Letters that every printer has, whatever code page it was delivered with; nothing that it would obey."""
    letters = unicodedata.normalize("NFKD", text.translate(PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter if letter.isprintable() else " " for letter in letters)
