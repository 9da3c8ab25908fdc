"""How many pieces of files are read at once: each is in memory until it is on the disk, or whoever sends it stops.

A piece that comes finds a place by ending the reading of another early, and what came of that is kept: of the same
upload, since a phone that asks anew has given the old request up; of an address that has all it may, the one that is
read longest; and where all places are taken, that of the address with most. Only a disk that does not keep up refuses.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scheduler.domain.applying.upload_refusals import UploadsBusy

MOST = 100
"""Pieces in this process: half a megabyte each."""
MOST_FROM = 25
"""Pieces from one address, behind which a village may stand."""
PATIENCE = 60.0
"""Seconds in which a piece comes; what came by then is taken."""


class Place:
    """The place of a piece that is read. Read the piece until `until` says to stop."""

    def __init__(self, token: str, asker: str) -> None:
        self.token, self.asker = token, asker
        self.until = asyncio.timeout(PATIENCE)
        self.is_ending = False

    def end(self) -> None:
        """End the reading: what came so far is all there is."""
        self.is_ending = True
        with suppress(RuntimeError):  # it is not read any more, or not yet
            self.until.reschedule(asyncio.get_running_loop().time())


class PieceGate:
    """The pieces inside, longest first. Those whose reading ends stay until they are written, as many more at most."""

    def __init__(self) -> None:
        self._inside: list[Place] = []

    @contextmanager
    def through(self, token: str, asker: str) -> Iterator[Place]:
        """A piece is inside for as long as the block lasts. Raises UploadsBusy where the disk does not keep up.

        token: of its upload; asker: the address that sends it.
        """
        if len(self._inside) >= 2 * MOST:
            raise UploadsBusy
        self._make_place(token, asker)
        place = Place(token, asker)
        self._inside.append(place)
        try:
            yield place
        finally:
            self._inside.remove(place)

    def _make_place(self, token: str, asker: str) -> None:
        for place in self._read():
            if place.token == token:
                place.end()
        read = self._read()
        of_each = Counter(place.asker for place in read)
        if of_each[asker] >= MOST_FROM:
            ends = asker
        elif len(read) >= MOST:
            ends = max(of_each, key=lambda each: of_each[each])
        else:
            return
        next(place for place in read if place.asker == ends).end()

    def _read(self) -> list[Place]:
        return [place for place in self._inside if not place.is_ending]
