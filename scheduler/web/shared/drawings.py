"""Pages that are drawn once for many people: what is one person's own stands at marks, and is put in for each.

A drawing is kept by all that it was drawn from (`Plain.drawn_from`), and never changes. What it was drawn from may have
moved by the time that it is drawn; so whoever reads a page to draw it asks in the same transaction whether everything
still is what it was, and where it is not nothing is kept. A drawing holds nothing of anybody's.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from markupsafe import escape
from sqlmodel import Session


def new_mark() -> str:
    """What a page is drawn with instead of something of one person's: it occurs nowhere else, nothing in a page changes
    it, and nobody can have typed it.
    """
    return f"m{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True)
class Plain:
    """A page that many share. drawn_from: everything that says what it looks like, but language and size of letters.

    own: by mark what is one person's. is_same: whether all that the page is drawn from is, as a session reads it, what
    it was when this was made.
    """

    drawn_from: tuple[Any, ...]
    own: Mapping[str, str]
    is_same: Callable[[Session], bool]


class Drawing:
    """A page with marks, cut at them."""

    __slots__ = ("_places", "_texts")

    def __init__(self, texts: Sequence[str], places: Sequence[tuple[int, str]]) -> None:
        self._texts, self._places = list(texts), tuple(places)

    @classmethod
    def cut(cls, text: str, marks: Collection[str]) -> Self:
        """A page that was drawn with some marks."""
        parts = re.split(f"({'|'.join(marks)})", text)
        return cls(parts, [(place, part) for place, part in enumerate(parts) if place % 2])

    def filled(self, own: Mapping[str, str]) -> str:
        """The page of one person. own: by mark what stands there; no markup is escaped as by a template."""
        written = {mark: escape(text) for mark, text in own.items()}
        texts = self._texts.copy()
        for place, mark in self._places:
            texts[place] = written[mark]
        return "".join(texts)


class Drawings:
    """The drawings that were asked for last, by all that they were drawn from."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Drawing] = OrderedDict()

    def get(self, drawn_from: Hashable) -> Drawing | None:
        """What is kept of a page that is drawn from this."""
        found = self._kept.get(drawn_from)
        if found is not None:
            self._kept.move_to_end(drawn_from)
        return found

    def keep(self, drawn_from: Hashable, drawing: Drawing) -> None:
        """Keep a page; the one that nobody asked for longest goes."""
        self._kept[drawn_from] = drawing
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
