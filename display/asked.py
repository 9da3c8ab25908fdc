"""What a screen has to say aloud of a board: calls to a counter, or numbers that may come in."""

from dataclasses import dataclass
from urllib.parse import quote

from scheduler.board.model import Board, Call

DOOR = 0
"""In the place of a counter, also in the address of a sound: the number may come into the hall."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that is asked to come and has not come. `key` and `repeat` tell a new call from one that was heard."""

    key: str
    repeat: int
    ticket: str
    counter: int

    def sound(self, office: str, language: str) -> str:
        """The address at which the sentence is to be had as sound."""
        return f"/display/{quote(office)}/voice/{language}/{quote(self.ticket)}/{self.counter}/{self.repeat}"


def asked_of(board: Board, surface: str, counter: int | None = None) -> tuple[Asked, ...]:
    """What a screen says, newest first: at the door who may come in, above a counter its own calls, else all calls.

    At the door nobody is asked in for whose party there is no room: they are asked again once there is.
    """
    if surface == "door":
        return tuple(Asked(entry.ticket, 0, entry.ticket, DOOR) for entry in board.asked_in)
    return tuple(
        Asked(str(c.id), c.repeat, c.ticket, c.counter)
        for c in called_now(board)
        if surface != "counter" or c.counter == counter
    )


def called_now(board: Board) -> tuple[Call, ...]:
    """The calls that still hold, newest first: their number stands at the counter that called it, and has not come.

    So a counter has one at most, and a call ends the moment its number is served, set aside, sent on or replaced.
    """
    awaited = {(face.number, face.ticket) for face in board.counters if face.ticket not in board.serving}
    return tuple(call for call in board.calls if (call.counter, call.ticket) in awaited)
