"""A file becomes pictures drawn anew, in a process of its own that a bad file may crash, fill or hang as it likes."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.domain.errors import Refusal
from scheduler.domain.upload_errors import FileLocked, FileTooLarge, FileUnreadable, TooManyPages
from scheduler.pictures.kinds import Openable, kind_of

CHILD = (sys.executable, "-P", str(Path(__file__).with_name("drawing.py")))
"""It sees none of our packages, and is told none of our secrets."""
PATIENCE = 30.0
"""Seconds after which it is ended, however busy it is."""
MOST_DRAWN = 64 * 1024 * 1024
"""Bytes that it may say."""
ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
AT_ONCE = ThreadPoolExecutor(2, thread_name_prefix="redraw")
"""Two at a time in a process: each may need a processor and several hundred megabytes."""
SAID: dict[str, type[Refusal]] = {
    "locked": FileLocked,
    "pages": TooManyPages,
    "large": FileTooLarge,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: a JPEG that holds its pixels and nothing else. hint: "blurred", "dark", "small" or None."""

    content: bytes
    width: int
    height: int
    hint: str | None


async def redraw(content: Openable, *, most_pages: int) -> list[Drawn]:
    """Every page of a file, upright, its longest side 2000 pixels at most: a picture's first frame, a PDF's pages.

    Raises FileEmpty, FileTooLarge, FileForeign, FileLocked, TooManyPages; FileUnreadable also where the process fails.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(AT_ONCE, redrawn, content, most_pages)


def redrawn(content: Openable, most_pages: int) -> list[Drawn]:
    """The same for whoever may wait; takes seconds. Raises the same."""
    try:
        kind = kind_of(content)
        said = _said([*CHILD, kind, str(most_pages)], content)
        head, _, rest = said.partition(b"\n")
        answer = json.loads(head)
    except (OSError, ValueError, RecursionError):
        raise FileUnreadable from None
    if "refused" in answer:
        raise SAID.get(answer["refused"], FileUnreadable)(most=most_pages)
    return _pages(answer["pages"], rest, most_pages)


def _said(command: list[str], content: Openable) -> bytes:
    """All that a child says of a file. Raises FileUnreadable where it fails, is ended, or says too much."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    with (
        content.open("rb") as file,
        subprocess.Popen(  # noqa: S603 - no shell; the file comes by its descriptor
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, close_fds=True
        ) as child,
    ):
        assert child.stdout is not None
        ending = threading.Timer(PATIENCE, child.kill)
        ending.start()
        try:
            said = child.stdout.read(MOST_DRAWN + 1)
        finally:
            ending.cancel()
            if child.poll() is None and not _ends(child):
                child.kill()
    if child.returncode != 0 or len(said) > MOST_DRAWN:
        raise FileUnreadable
    return said


def _ends(child: "subprocess.Popen[bytes]") -> bool:
    """Whether it ends by itself, now that it has said everything."""
    try:
        child.wait(2)
    except subprocess.TimeoutExpired:
        return False
    return True


def _pages(told: list[dict[str, Any]], content: bytes, most_pages: int) -> list[Drawn]:
    """What a child says is believed as little as the file: sizes that do not fit are no pages."""
    if not told or len(told) > most_pages or sum(page["size"] for page in told) != len(content):
        raise FileUnreadable
    pages, at = [], 0
    for page in told:
        pages.append(Drawn(content[at : at + page["size"]], page["width"], page["height"], page["hint"]))
        at += page["size"]
    return pages
