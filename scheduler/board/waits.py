"""Somebody in a line of the board: what is told of their wait, and what else their own phone says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from json.encoder import encode_basestring_ascii
from typing import Any

from scheduler.domain.hall.promise import Promise

Minutes = tuple[int, int]


@dataclass(frozen=True)
class Wait:
    """A number in a line, and the minutes it still waits. What follows them is kept in the store, not in the public
    JSON. Of most who wait one board says what the last one said: then they are the same object, written once.

    promise: what was told when the wait began. stands: what is estimated, since when. is_late: the promise has passed.
    people: who belong to the number. places: how many free places the first in the line waits for; 0 where it is not
    places that lack.
    """

    ticket: str
    minutes: Minutes | None
    promise: Promise | None = None
    stands: Promise | None = None
    is_late: bool = False
    people: int = 1
    places: int = 0

    def public(self) -> dict[str, Any]:
        """As everybody may read it."""
        return {"ticket": self.ticket, "minutes": list(self.minutes) if self.minutes else None}

    @cached_property
    def public_text(self) -> str:
        """The same as JSON."""
        minutes = f"[{self.minutes[0]},{self.minutes[1]}]" if self.minutes else "null"
        return f'{{"ticket":{encode_basestring_ascii(self.ticket)},"minutes":{minutes}}}'

    @cached_property
    def stored_text(self) -> str:
        """What the public form leaves out, as JSON: whole seconds since 1970, and numbers."""
        (at, most), (since, stands) = _numbers(self.promise), _numbers(self.stands)
        return f"[{at},{most},{int(self.is_late)},{self.people},{self.places},{since},{stands}]"


def public(waits: Sequence[Wait]) -> list[dict[str, Any]]:
    """A line as everybody may read it."""
    return [each.public() for each in waits]


def public_text(waits: Sequence[Wait]) -> str:
    """The same as JSON."""
    return f"[{','.join([each.public_text for each in waits])}]"


def stored_text(waits: Sequence[Wait]) -> str:
    """What the public form leaves out, as JSON in the order of the line."""
    return f"[{','.join([each.stored_text for each in waits])}]"


def from_public(rows: Sequence[Mapping[str, Any]]) -> tuple[Wait, ...]:
    """Read what `public` wrote."""
    return tuple(Wait(row["ticket"], _minutes(row)) for row in rows)


def from_stored(rows: Sequence[Mapping[str, Any]], kept: Sequence[Sequence[int]]) -> tuple[Wait, ...]:
    """Read what `public` and `stored_text` wrote; the public form alone where no more was kept, as before an update."""
    if len(kept) != len(rows):
        return from_public(rows)
    return tuple(_wait(row, *numbers) for row, numbers in zip(rows, kept, strict=True))


def _wait(
    row: Mapping[str, Any], at: int, most: int, late: int, people: int, places: int, since: int = 0, stands: int = 0
) -> Wait:
    promise, standing = _promise(at, most), _promise(since, stands)
    return Wait(row["ticket"], _minutes(row), promise, standing, bool(late), people, places)


def _minutes(row: Mapping[str, Any]) -> Minutes | None:
    return tuple(row["minutes"]) if row["minutes"] else None


def _numbers(promise: Promise | None) -> tuple[int, int]:
    return (int(promise.at.timestamp()), promise.most) if promise else (0, 0)


def _promise(at: int, most: int) -> Promise | None:
    return Promise(datetime.fromtimestamp(at, UTC), most) if at else None
