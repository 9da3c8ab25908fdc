"""What a scanner wrote, one line a scan: registration numbers, and shelves for those that come after them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 300
"""Receipts in one go."""
LONGEST = 200
"""Signs in a line; a registration number has fewer."""
SHELF = re.compile(r"rak[\s:]+(\S.{0,19})", re.IGNORECASE)
"""A label on a shelf, as "RAK B-12"."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A receipt and the shelf it lies on, if one was said before it."""

    reference: str
    shelf: str | None = None


def read_scans(text: str, shelf: str | None = None) -> list[Scanned]:
    """The receipts of a text in their order, each once: what was scanned again counts where it was scanned last.

    shelf: where the receipts lie until a line says another.
    """
    found: dict[str, Scanned] = {}
    for line in (each.strip()[:LONGEST] for each in text.splitlines()):
        if label := SHELF.fullmatch(line):
            shelf = label[1].strip()
        elif line:
            found.pop(line, None)
            found[line] = Scanned(line, shelf)
    return list(found.values())


def lines_of(scans: Iterable[Scanned]) -> str:
    """Lines that are read as these scans again, each shelf before what lies on it; first what lies on none."""
    lines: list[str] = []
    shelf = None
    for scan in sorted(scans, key=lambda each: each.shelf is not None):
        if scan.shelf != shelf:
            lines.append(f"RAK {scan.shelf}")
            shelf = scan.shelf
        lines.append(scan.reference)
    return "".join(f"{line}\n" for line in lines)


def count_again(text: str) -> int:
    """How many lines name a receipt that another line names too: they count once."""
    lines = [line for each in text.splitlines() if (line := each.strip()[:LONGEST]) and not SHELF.fullmatch(line)]
    return len(lines) - len(set(lines))
