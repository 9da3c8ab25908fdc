"""What the fetching of pictures asks of whoever keeps and draws files (`scheduler.pictures` does)."""

from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Protocol


class Drawn(Protocol):
    """A page, drawn anew."""

    @property
    def content(self) -> bytes: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def hint(self) -> str | None: ...


class Files(Protocol):
    """Where files lie, by their marks."""

    def put(self, content: bytes) -> str: ...

    def drop(self, mark: str) -> None: ...


class Redraw(Protocol):
    """Draws what a file of a conversation shows anew, a page each. Raises a Refusal for what cannot be used, and
    DrawingBusy where the file's turn does not come.
    """

    def __call__(self, content_path: Path, /, *, most_pages: int, conversation: int) -> Awaitable[Sequence[Drawn]]: ...
