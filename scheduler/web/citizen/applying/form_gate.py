"""How many forms with photos are read at once: each is written, unsealed, into the folder for temporary files."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.domain.applying.upload_refusals import UploadsBusy

MOST = 8
"""Forms in this process: 46 MB each, on a disk that has to have room for them."""
MOST_FROM = 3
"""Forms from one address. A script sends piece by piece and passes no gate, so few people ever stand here."""
FORM_FLOOR = 64 * 1024 * 1024
"""Bytes that stay free in the folder for temporary files, which others use too."""


class FormGate:
    """Counts the forms that are read, by the hashed address they come from."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()
        self.promised = 0
        """Bytes that all forms inside may write, with what they have written."""

    @contextmanager
    def through(self, asker: str, length: int) -> Iterator[None]:
        """A form of so many bytes is inside for as long as the block lasts. Raises UploadsBusy."""
        if self._inside.total() >= MOST or self._inside[asker] >= MOST_FROM:
            raise UploadsBusy
        self._inside[asker] += 1
        self.promised += length
        try:
            yield
        finally:
            self.promised -= length
            self._inside[asker] -= 1
            if not self._inside[asker]:
                del self._inside[asker]
