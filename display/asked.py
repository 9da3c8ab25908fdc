"""What a screen has to say aloud of a board: calls to a counter, or numbers that may come in."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from scheduler.board import Board

DOOR = 0
"""In the place of a counter: into the hall."""


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
        """Where the sentence is to be had as sound."""
        return f"/display/{quote(office)}/voice/{language}/{quote(self.ticket)}/{self.counter}/{self.repeat}"


def calls_for(board: Board, surface: str, counter: int | None = None) -> tuple[Asked, ...]:
    """What a screen says, newest first: at the door who may come in, above a counter its own calls, else all calls."""
    if surface == "door":
        return tuple(Asked(entry.ticket, 0, entry.ticket, DOOR, None, awaited=True) for entry in board.entering)
    at_counters = {(face.number, face.ticket) for face in board.counters if face.ticket not in board.serving}
    return tuple(
        Asked(str(c.id), c.repeat, c.ticket, c.counter, c.at, awaited=(c.counter, c.ticket) in at_counters)
        for c in board.calls
        if surface != "counter" or c.counter == counter
    )
