"""What a screen has to say aloud of a board: calls to a counter, or numbers that may come in."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from scheduler.board.model import Board, Call

DOOR = 0
"""In the place of a counter, also in the address of a sound: the number may come into the hall."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that is asked to come. `key` and `repeat` tell a new call from one that was heard.

    awaited: nobody has come yet, so it is worth saying. at: when it was called, where the board knows.
    """

    key: str
    repeat: int
    ticket: str
    counter: int
    at: datetime | None
    awaited: bool

    def sound(self, office: str, language: str) -> str:
        """The address at which the sentence is to be had as sound."""
        return f"/display/{quote(office)}/voice/{language}/{quote(self.ticket)}/{self.counter}/{self.repeat}"


def calls_for(board: Board, surface: str, counter: int | None = None) -> tuple[Asked, ...]:
    """What a screen says, newest first: at the door who may come in, above a counter its own calls, else all calls.

    A call of which nothing is true any more is none: its number missed its turn, was set aside, or was sent elsewhere.
    """
    if surface == "door":
        return tuple(Asked(entry.ticket, 0, entry.ticket, DOOR, None, awaited=True) for entry in board.entering)
    at_counters = {(face.number, face.ticket) for face in board.counters if face.ticket not in board.serving}
    return tuple(
        Asked(str(c.id), c.repeat, c.ticket, c.counter, c.at, awaited=(c.counter, c.ticket) in at_counters)
        for c in board.calls
        if (surface != "counter" or c.counter == counter) and not is_contradicted(c, board)
    )


def is_at_its_counter(call: Call, board: Board) -> bool:
    """Whether the number of the call is still at the counter that called it."""
    return any(face.number == call.counter and face.ticket == call.ticket for face in board.counters)


def is_contradicted(call: Call, board: Board) -> bool:
    """Whether the board says something else of the call's number by now; of who was served and left it says nothing."""
    return not is_at_its_counter(call, board) and call.ticket in _placed(board)


def _placed(board: Board) -> set[str]:
    """The numbers of which the board says where they are, or what became of them."""
    waits = {wait.ticket for wait in (*board.inside, *board.waiting)}
    at_counters = {face.ticket for face in board.counters if face.ticket}
    others = {*(entry.ticket for entry in board.entering), *(row.ticket for row in board.missed), *board.parked}
    return waits | at_counters | others
