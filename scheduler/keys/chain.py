"""Keyed look-up that can change its secret though what was hashed is not kept.

A KK number is known by its keyed hash alone, so a hash cannot be made anew under another secret: it is hashed once more
under the next one. Each secret that came is a link of the chain. The first form of a hash (32 bytes) is
HMAC(first link, kind and value); every further form is the id of its link (4 bytes) and HMAC(that link, the form
before). Only the first 16 bytes of a form go on, so that a hash that is kept shortened to 16 bytes rises the same way.
"""

import hashlib
import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass

ID = 4
RAW = 32
_CORE = 16
_REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class Link:
    """The look-up key of one secret. is_root: whether hashes were ever made with it alone."""

    key: bytes
    is_root: bool = False

    @property
    def id(self) -> bytes:
        """Four bytes by which the link's forms are known."""
        return hashlib.sha256(self.key).digest()[:ID]


class Memory:
    """Older forms of what was looked up lately: who writes the newest can bring along rows that have an older form."""

    def __init__(self) -> None:
        self._older: dict[bytes, tuple[bytes, ...]] = {}
        self._lock = threading.Lock()

    def keep(self, forms: Sequence[bytes]) -> None:
        """Remember the forms of a value. forms: all of them, newest first."""
        with self._lock:
            self._older.pop(forms[0], None)
            self._older[forms[0]] = tuple(forms[1:])
            while len(self._older) > _REMEMBERED:
                del self._older[next(iter(self._older))]

    def older(self, newest: bytes) -> tuple[bytes, ...]:
        """The older forms that are known of the same value as a newest form."""
        with self._lock:
            return self._older.get(newest, ())


class Chain:
    """The links, oldest first. settled: how many of them no row is behind any more, counted from the oldest.

    memory: of the chain that this one replaces, so that a look-up under way finds what it began to remember.
    """

    def __init__(self, links: Sequence[Link], *, settled: int = 0, memory: "Memory | None" = None) -> None:
        self.links = tuple(links)
        self._floor = min(settled, len(links) - 1)
        self._levels = {link.id: level for level, link in enumerate(self.links) if level}
        self.memory = memory or Memory()

    def look_up(self, kind: str, value: str) -> bytes:
        """The newest form of a value: what is written."""
        return self.look_ups(kind, value)[0]

    def look_ups(self, kind: str, value: str) -> list[bytes]:
        """Every form in which a value may be kept, newest first, each once."""
        forms = [form for root in self.links if root.is_root for form in self._from(_keyed(root.key, kind, value))]
        newest = len(self.links) - 1
        found = list(dict.fromkeys(form for level, form in sorted(forms, key=_highest) if level >= self._floor))
        if newest and len(found) > 1:
            self.memory.keep(found)
        return found

    def newest(self, form: bytes) -> bytes:
        """The newest form of a hash kept in any form; a shortened one stays as short. What is no form stays."""
        return self._risen(form)[-1]

    def forms(self, form: bytes) -> list[bytes]:
        """All that is known to be the same as a kept form: itself, what it may have become, what it may have been."""
        risen = self._risen(form)
        return list(dict.fromkeys((*reversed(risen), *self.memory.older(risen[-1]))))

    def level(self, form: bytes) -> int:
        """Which link made a form, counted from 0. Raises KeyError for a link that is not of this chain."""
        if len(form) == RAW:
            return 0
        if len(form) == ID + RAW:
            return self._levels[form[:ID]]
        return self._levels.get(form[:ID], 0)

    def is_newest(self, form: bytes) -> bool:
        """Whether nothing is to be done about a form. Raises KeyError."""
        return self.level(form) == len(self.links) - 1

    def _risen(self, form: bytes) -> list[bytes]:
        try:
            level = self.level(form)
        except KeyError:
            return [form]
        risen = [form]
        for link in self.links[level + 1 :]:
            risen.append(_next(link, risen[-1], whole=len(form) >= RAW))
        return risen

    def _from(self, raw: bytes) -> list[tuple[int, bytes]]:
        return list(enumerate(self._risen(raw)))


def _next(link: Link, form: bytes, *, whole: bool) -> bytes:
    made = link.id + hmac.digest(link.key, form[:_CORE], "sha256")
    return made if whole else made[: len(form)]


def _highest(form: tuple[int, bytes]) -> int:
    return -form[0]


def _keyed(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")
