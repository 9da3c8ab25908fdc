"""What the worker that fetches pictures stands on in tests: a vault in memory, and a pen that draws what it is told."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.applying.upload_refusals import DrawingBusy, FileUnreadable
from scheduler.domain.refusals import DiskFull
from scheduler.messages.channels.base import Picture, Receipt


@dataclass(frozen=True)
class Page:
    content: bytes
    width: int = 800
    height: int = 600
    hint: str | None = None


@dataclass
class Memory:
    """The folder of files. full: there is no room for more."""

    files: dict[str, bytes] = field(default_factory=dict)
    full: bool = False
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def put(self, content: bytes) -> str:
        if self.full:
            raise DiskFull
        mark = f"mark{next(self._numbers)}"
        self.files[mark] = content
        return mark

    def drop(self, mark: str) -> None:
        self.files.pop(mark, None)


async def draw(path: Path, /, *, most_pages: int, conversation: int) -> Sequence[Page]:
    """A page for each line of the file; "bad" cannot be read, and for "busy" there is no turn."""
    content = path.read_bytes()  # noqa: ASYNC240 - a few bytes
    if content == b"busy":
        raise DrawingBusy
    if content == b"bad":
        raise FileUnreadable
    return [Page(line) for line in content.split(b"\n")][:most_pages]


@dataclass
class FarFiles:
    """A channel that has files by name, and fails as told."""

    files: dict[str, bytes] = field(default_factory=dict)
    says: list[Receipt] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, picture: Picture) -> Receipt:
        self.asked.append(picture.media)
        if self.says:
            return self.says.pop(0)
        picture.into.write_bytes(self.files[picture.media])
        return Receipt("accepted")

    async def close(self) -> None: ...
