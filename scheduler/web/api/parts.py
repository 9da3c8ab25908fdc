"""What a path names at an office: how it is read, and the refusal of what there can be none of."""

from collections.abc import Callable

from starlette.requests import Request

from scheduler.domain.blanks.refusals import MaterialUnknown
from scheduler.domain.counter import CounterUnknown, TicketUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import Refusal

UNKNOWN: dict[str, type[Refusal]] = {
    "office": OfficeUnknown,
    "reference": DocumentUnknown,
    "material": MaterialUnknown,
    "n": CounterUnknown,
    "number": TicketUnknown,
}
"""By the name of the part; a code of a citizen is read by the steps, in any spelling."""


def named_in(request: Request) -> str:
    """What the path names at its office, "" where it names the office alone. Raises the refusal of UNKNOWN."""
    for name, read in READERS.items():
        if name in request.path_params:
            found = read(request.path_params[name])
            if found is None:
                raise UNKNOWN[name]
            return found
    return ""


def _word(text: str) -> str | None:
    """Nothing for what no row can have: too long, or with control characters."""
    text = text.strip()
    return text if len(text) <= 64 and text.isprintable() else None


def _as_printed(text: str) -> str | None:
    word = _word(text)
    return word and word.upper()


def _digits(text: str) -> str | None:
    return text if text.isascii() and text.isdigit() and len(text) <= 4 else None


READERS: dict[str, Callable[[str], str | None]] = {
    "reference": _word,
    "material": _word,
    "n": _digits,
    "number": _as_printed,
}
