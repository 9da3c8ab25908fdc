"""Labels for documents and shelves: what their bar code says, and the sheets they are printed on."""

from dataclasses import dataclass

SHELF = "RAK "
"""What a shelf's code begins with, as `domain.text.scanned` reads it."""
LONGEST = 60
"""Signs in a code: more make bars that no scanner tells apart on a label."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label. code: what a scanner writes; title: in large letters; type and shelf: of a document, beside it."""

    code: str
    title: str
    type: str = ""
    shelf: str = ""


SIZES = ("roll62", "a4")
"""A roll of 62 mm, one label after the other; a sheet of A4 with three by eight."""


def shelf_code(shelf: str) -> str:
    """What the label of a shelf says to the page on which receipts are scanned: "RAK B-12"."""
    return SHELF + " ".join(shelf.split())


def is_printable(code: str) -> bool:
    """Whether a code can be scanned back sign for sign: plain letters, digits and signs, and not too many."""
    return 0 < len(code) <= LONGEST and code.isascii() and code.isprintable()
