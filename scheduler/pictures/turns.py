"""In which order files are drawn anew, so that nobody's photo waits for a stranger's thirty. No clock, no threads.

Askers are known (a confirmed phone, a conversation) or strangers, of whom there is an address. Among the known, and
among strangers, one after the other has a turn; of one asker one draft after the other; a draft's files keep their
order. While both wait, the known have two turns of three: they come first, and strangers move on.

Nobody has two turns at once. So two heavy files of one asker leave room for somebody else's, and whoever comes waits
for no more of another's files than the one that is being drawn, beside one of each who came before.

Only so many may wait. Where one more comes, whoever of its kind has most waiting gives way with what came last; who has
no fewer waiting than anybody is turned away. Strangers always keep a third of the places, and the known the rest.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

KNOWN_IN_A_ROW = 2
"""Turns of the known, while a stranger waits who could have one."""
STRANGERS_SHARE = 3
"""One of so many places is for strangers."""

Key = tuple[bool, str]
"""Whether an asker is known, and who it is: nobody takes an address for a phone."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose file it is. who: the phone, the conversation or the address; draft: what it belongs to, of theirs."""

    who: str
    draft: str
    is_known: bool = False

    @property
    def key(self) -> Key:
        """What has one turn at a time."""
        return self.is_known, self.who


@dataclass(frozen=True, slots=True, eq=False)
class Turn(Generic[T]):
    """A file of somebody."""

    asker: Asker
    work: T


@dataclass(slots=True)
class _Line(Generic[T]):
    """What one asker waits for, by draft; the draft whose turn it is stands first."""

    drafts: dict[str, deque[Turn[T]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.drafts.values()))

    def add(self, turn: Turn[T]) -> None:
        self.drafts.setdefault(turn.asker.draft, deque()).append(turn)

    def first(self) -> Turn[T]:
        return next(iter(self.drafts.values()))[0]

    def last(self) -> Turn[T]:
        """What came last of the draft that has most waiting."""
        return max(self.drafts.values(), key=len)[-1]

    def remove(self, turn: Turn[T]) -> bool:
        """Whether it was there."""
        waiting = self.drafts.get(turn.asker.draft, deque())
        if turn not in waiting:
            return False
        waiting.remove(turn)
        if not waiting:
            del self.drafts[turn.asker.draft]
        return True

    def put_last(self, draft: str) -> None:
        if draft in self.drafts:
            self.drafts[draft] = self.drafts.pop(draft)


class Turns(Generic[T]):
    """Who waits, and who is having a turn. most_waiting: how many files may wait."""

    def __init__(self, most_waiting: int) -> None:
        self._most = most_waiting
        self._lines: dict[Key, _Line[T]] = {}
        """Of those who wait, the one whose turn it is first; who has had one stands last once it is over."""
        self._having: set[Key] = set()
        self._known_in_a_row = 0

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def join(self, turn: Turn[T]) -> Turn[T] | None:
        """Wait. Returns what gives way to it: nothing, another that has waited, or the one that came."""
        gives_way = self._gives_way(turn.asker) if len(self) >= self._most else None
        if gives_way is None and len(self) >= self._most:
            return turn
        if gives_way is not None:
            self.leave(gives_way)
        self._lines.setdefault(turn.asker.key, _Line()).add(turn)
        return gives_way

    def call(self) -> Turn[T] | None:
        """Whose turn it is now; it has it until `end`. None where nobody waits but who has one already."""
        known, stranger = self._next(is_known=True), self._next(is_known=False)
        is_strangers = known is None or (stranger is not None and self._known_in_a_row >= KNOWN_IN_A_ROW)
        key = stranger if is_strangers else known
        if key is None:
            return None
        self._known_in_a_row = 0 if is_strangers or stranger is None else self._known_in_a_row + 1
        turn = self._lines[key].first()
        self.leave(turn)
        self._having.add(key)
        return turn

    def end(self, turn: Turn[T]) -> None:
        """Its turn is over; what else its draft and its asker wait for comes behind all that wait by now."""
        key = turn.asker.key
        self._having.discard(key)
        if key in self._lines:
            line = self._lines[key] = self._lines.pop(key)
            line.put_last(turn.asker.draft)

    def leave(self, turn: Turn[T]) -> bool:
        """It waits no more; False where it did not."""
        key = turn.asker.key
        if key not in self._lines or not self._lines[key].remove(turn):
            return False
        if not len(self._lines[key]):
            del self._lines[key]
        return True

    def _next(self, *, is_known: bool) -> Key | None:
        return next((key for key in self._lines if key[0] == is_known and key not in self._having), None)

    def _gives_way(self, asker: Asker) -> Turn[T] | None:
        """What an asker pushes out of a place, if anything."""
        strangers = sum(len(line) for (is_known, _), line in self._lines.items() if not is_known)
        share = self._most // STRANGERS_SHARE
        from_others = strangers > share if asker.is_known else strangers < share
        kind = asker.is_known != from_others
        lines = [line for (is_known, _), line in reversed(self._lines.items()) if is_known == kind]
        longest = max(lines, key=len, default=None)
        if longest is None:
            return None
        mine = self._lines.get(asker.key, _Line[T]())
        return longest.last() if from_others or len(mine) < len(longest) - 1 else None
