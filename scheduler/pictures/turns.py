"""In which order files are drawn anew, so that nobody's photo waits for a stranger's thirty. No clock, no threads.

Askers are known (a confirmed phone, a conversation) or strangers, of whom there is an address. Among the known, and
among strangers, one after the other has a turn; of one asker one draft after the other; a draft's files keep their
order. While both wait, the known have two turns of three: they come first, and strangers move on. Who was turned away
and asks again within minutes stands where they stood.

Nobody has two turns at once. So two heavy files of one asker leave room for somebody else's, and whoever comes waits
for no more of another's files than the one that is being drawn, beside one of each who came before.

Only so many may wait. Where one more comes, whoever of its kind has most waiting gives way with what came last; who has
no fewer waiting than anybody is turned away. Strangers always keep a third of the places, and the known the rest.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")
W = TypeVar("W")

KNOWN_IN_A_ROW = 2
"""Turns of the known, while a stranger waits who could have one."""
REMEMBERED = 600.0
"""Seconds for which somebody who was turned away keeps their place; phones ask again every few."""
STRANGERS_SHARE = 3
"""One of so many places is for strangers."""

Key = tuple[bool, str]
"""Whether an asker is known, and who it is: nobody takes an address for a phone."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose a file is. who: the phone, the conversation or the address; draft: what the file belongs to, of theirs."""

    who: str
    draft: str
    is_known: bool = False

    @property
    def key(self) -> Key:
        """The asker as who has one turn at a time."""
        return self.is_known, self.who


@dataclass(frozen=True, slots=True, eq=False)
class Turn(Generic[T]):
    """A file of somebody."""

    asker: Asker
    work: T


@dataclass(slots=True)
class _Line(Generic[T]):
    """What one asker waits for, by draft."""

    drafts: dict[str, deque[Turn[T]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.drafts.values()))

    def add(self, turn: Turn[T]) -> None:
        self.drafts.setdefault(turn.asker.draft, deque()).append(turn)

    def first(self, since: Callable[[str], int]) -> Turn[T]:
        """What came first of the draft that has waited longest."""
        return self.drafts[min(self.drafts, key=since)][0]

    def last(self) -> Turn[T]:
        """What came last of the draft that has most waiting."""
        return max(self.drafts.values(), key=len)[-1]

    def remove(self, turn: Turn[T]) -> bool:
        """Take a file out of the line; returns whether it was there."""
        waiting = self.drafts.get(turn.asker.draft, deque())
        if turn not in waiting:
            return False
        waiting.remove(turn)
        if not waiting:
            del self.drafts[turn.asker.draft]
        return True


class _Waited(Generic[W]):
    """Since when each has waited, as a number that rises: over a refusal too, until they have had a turn."""

    def __init__(self) -> None:
        self._numbers = count()
        self._since: dict[W, int] = {}
        self._latest: OrderedDict[W, float] = OrderedDict()
        """When each asked last, the longest ago first."""

    def ask(self, who: W, now: float) -> None:
        while self._latest and next(iter(self._latest.values())) <= now - REMEMBERED:
            self._since.pop(self._latest.popitem(last=False)[0], None)
        self._since.setdefault(who, next(self._numbers))
        self._latest[who] = now
        self._latest.move_to_end(who)

    def had(self, who: W, *, waits: bool) -> None:
        """Somebody has had a turn: what else they wait for comes behind all that wait by now."""
        del self._since[who]
        if waits:
            self._since[who] = next(self._numbers)

    def since(self, who: W) -> int:
        return self._since[who]


class Turns(Generic[T]):
    """Who waits, and who is having a turn. most_waiting: how many files may wait."""

    def __init__(self, most_waiting: int) -> None:
        self._most = most_waiting
        self._lines: dict[Key, _Line[T]] = {}
        self._askers, self._drafts = _Waited[Key](), _Waited[tuple[Key, str]]()
        self._having: set[Key] = set()
        self._known_in_a_row = 0

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def join(self, turn: Turn[T], now: float = 0.0) -> Turn[T] | None:
        """Let a file wait. Returns what gives way to it: nothing, another file that has waited, or the one that came.

        now: seconds, by any clock.
        """
        self._askers.ask(turn.asker.key, now)
        self._drafts.ask((turn.asker.key, turn.asker.draft), now)
        gives_way = self._gives_way(turn.asker) if len(self) >= self._most else None
        if gives_way is None and len(self) >= self._most:
            return turn
        if gives_way is not None:
            self.leave(gives_way)
        self._lines.setdefault(turn.asker.key, _Line()).add(turn)
        return gives_way

    def call(self) -> Turn[T] | None:
        """The file whose turn it is now, until `end`. None where nobody waits but who has a turn already."""
        known, stranger = self._next(is_known=True), self._next(is_known=False)
        is_strangers = known is None or (stranger is not None and self._known_in_a_row >= KNOWN_IN_A_ROW)
        key = stranger if is_strangers else known
        if key is None:
            return None
        self._known_in_a_row = 0 if is_strangers or stranger is None else self._known_in_a_row + 1
        turn = self._lines[key].first(lambda draft: self._drafts.since((key, draft)))
        self.leave(turn)
        self._having.add(key)
        return turn

    def end(self, turn: Turn[T]) -> None:
        """A file's turn is over; what else its draft and its asker wait for comes behind all that wait by now."""
        key = turn.asker.key
        self._having.discard(key)
        self._askers.had(key, waits=key in self._lines)
        drafts = self._lines[key].drafts if key in self._lines else {}
        self._drafts.had((key, turn.asker.draft), waits=turn.asker.draft in drafts)

    def leave(self, turn: Turn[T]) -> bool:
        """A file waits no more; False where it did not. Who is turned away keeps their place, to ask again."""
        key = turn.asker.key
        if key not in self._lines or not self._lines[key].remove(turn):
            return False
        if not len(self._lines[key]):
            del self._lines[key]
        return True

    def _next(self, *, is_known: bool) -> Key | None:
        waiting = [key for key in self._lines if key[0] == is_known and key not in self._having]
        return min(waiting, key=self._askers.since, default=None)

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
