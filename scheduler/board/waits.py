"""Somebody in a line of the board: what is told of their wait, and what else their own phone says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    return tuple(Wait(row["ticket"], tuple(row["minutes"]) if row["minutes"] else None) for row in rows)


def with_stored(waits: tuple[Wait, ...], rows: Sequence[Sequence[int]]) -> tuple[Wait, ...]:
    """The line with what `stored_text` wrote; as it is where nothing was kept, as before an update of the program."""
    if len(rows) != len(waits):
        return waits
    return tuple(_with_stored(wait, *row) for wait, row in zip(waits, rows, strict=True))


def _with_stored(
    wait: Wait, at: int, most: int, late: int, people: int, places: int, since: int = 0, stands: int = 0
) -> Wait:
    return replace(
        wait,
        promise=_promise(at, most),
        stands=_promise(since, stands),
        is_late=bool(late),
        people=people,
        places=places,
    )


def _numbers(promise: Promise | None) -> tuple[int, int]:
    return (int(promise.at.timestamp()), promise.most) if promise else (0, 0)


def _promise(at: int, most: int) -> Promise | None:
    return Promise(datetime.fromtimestamp(at, UTC), most) if at else None
