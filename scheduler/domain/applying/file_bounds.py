"""How much of what strangers send may lie on the disk: by the draft, the address, the office's day, and in all.

What is on its way counts as the whole it was announced as, what has become pages as what they take. By the draft the
bound is tight: nobody needs more. By the address it is wide, since a whole village may stand behind one.
"""

from dataclasses import dataclass

MB = 1024 * 1024
MOST_OF_DRAFT = 64 * MB
"""All of one application: pages and what is on its way. Twenty pages take ten."""
LEAST = 64 * 1024
"""Bytes that a smaller file counts as: it takes a block, a name and a row all the same."""
OF_ADDRESS = 4
"""An address may have one part in so many of what there is for everybody."""
MOST_BEGUN = 5_000
"""Applications begun from home, of an office in a day; a large one takes some hundreds."""
MOST_BEGUN_FROM = 1_000
"""Applications begun from home, of an office in a day, from one address."""
FEW_BEGUN_FROM = 20
"""So many applications from an address are taken though the office has had all of its day, up to four times as many:
some addresses that begin thousands keep nobody else from beginning one.
"""
MOST_BEGUN_AT_ALL = 4 * MOST_BEGUN
MOST_LINES = 500
"""Lines that are kept of what one phone writes to an office in a day."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What there is for everybody, in bytes. at_once: on its way now, of all offices; a_day: of one office in a day."""

    at_once: int = 2_000 * MB
    a_day: int = 4_000 * MB

    @property
    def at_once_from(self) -> int:
        """Bytes that may be on their way now from one address."""
        return self.at_once // OF_ADDRESS

    @property
    def a_day_from(self) -> int:
        """Bytes that one office takes in a day from one address."""
        return self.a_day // OF_ADDRESS


USUAL = Bounds()


def bounds_of(at_once_mb: int, a_day_mb: int) -> Bounds:
    """The bounds that the settings say, in megabytes."""
    return Bounds(at_once_mb * MB, a_day_mb * MB)


def counted(size: int) -> int:
    """As how many bytes a file of a size counts while it is on its way."""
    return max(size, LEAST)
