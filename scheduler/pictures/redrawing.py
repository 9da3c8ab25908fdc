"""A file becomes pictures drawn anew, in a process of its own that a bad file may crash, fill or hang as it likes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from scheduler.domain.applying.upload_refusals import (
    DrawingBusy,
    FileLocked,
    FileTooLarge,
    FileTooSlow,
    FileUnreadable,
    TooManyPages,
)
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.pictures.apart import Broken, Said, TookTooLong, said_of
from scheduler.pictures.kinds import Openable, kind_of
from scheduler.pictures.queueing import Queue
from scheduler.pictures.small import with_small
from scheduler.pictures.turns import Asker

PATIENCE = 10
"""Seconds that a file may take at most."""
AT_ONCE, MOST_WAITING = 2, 40
"""Two at a time in a process: each may need a processor and several hundred megabytes."""
QUEUE = Queue(at_once=AT_ONCE, most_waiting=MOST_WAITING, name="redraw")
SAID: dict[str, type[Refusal]] = {
    "locked": FileLocked,
    "pages": TooManyPages,
    "large": FileTooLarge,
}
JPEG, LONGEST = b"\xff\xd8\xff", 2000
HINTS = ("blurred", "dark", "small", None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: a JPEG that holds its pixels and nothing else, with a small one behind it (`small`).

    hint: "blurred", "dark", "small" or None.
    """

    content: bytes
    width: int
    height: int
    hint: str | None


async def redraw(content: Openable, *, most_pages: int, asker: Asker) -> list[Drawn]:
    """Every page of a file, upright, its longest side 2000 pixels at most: a picture's first frame, a PDF's pages.

    Raises FileEmpty, FileTooLarge, FileForeign, FileLocked, TooManyPages, FileTooSlow; FileUnreadable also where the
    process fails; DrawingBusy where the file's turn does not come, and where no process can be started.
    """
    return await QUEUE.in_turn(asker, partial(redrawn, content, most_pages))


def redrawn(content: Openable, most_pages: int) -> list[Drawn]:
    """Every page of a file, drawn at once and in this thread; takes seconds. Raises what `redraw` does."""
    try:
        said = _said(content, most_pages)
    except TookTooLong:
        raise FileTooSlow from None
    except Unavailable:
        raise DrawingBusy from None
    except (Broken, OSError):
        raise FileUnreadable from None
    if "refused" in said.facts:
        raise SAID.get(str(said.facts["refused"]), FileUnreadable)(most=most_pages)
    return _pages(said.facts.get("pages"), said.content, most_pages)


def _said(content: Openable, most_pages: int) -> Said:
    kind = kind_of(content)
    job = ("pdf", str(most_pages)) if kind == "PDF" else ("picture", kind)
    with content.open("rb") as file:
        return said_of(file, *job, seconds=PATIENCE)


def _pages(told: Any, content: bytes, most_pages: int) -> list[Drawn]:
    """What a process says is believed as little as the file: what does not fit is no page. Raises FileUnreadable."""
    pages, at = list[Drawn](), 0
    try:
        for page in told:
            middle, end = at + page["size"], at + page["size"] + page["small"]
            pages.append(_page(page, content[at:middle], content[middle:end]))
            at = end
    except (TypeError, LookupError):
        raise FileUnreadable from None
    if not 0 < len(pages) <= most_pages or at != len(content):
        raise FileUnreadable
    return pages


def _page(told: dict[str, Any], content: bytes, small: bytes) -> Drawn:
    width, height, hint = told["width"], told["height"], told["hint"]
    sizes = all(isinstance(each, int) and 0 < each <= LONGEST for each in (width, height))
    if not sizes or hint not in HINTS or not (content.startswith(JPEG) and small.startswith(JPEG)):
        raise FileUnreadable
    return Drawn(with_small(content, small), width, height, hint)
