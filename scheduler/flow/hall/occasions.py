"""The moments at which a phone is told of its turn, as they follow from one board to the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.board.model import Board, Turn, turn_of

Occasion = Literal["soon", "enter", "counter"]
"""soon: three numbers before a ticket, outside. enter: it may come in. counter: a counter calls it, or calls again."""

NEAR = 3
"""How many numbers stand before a ticket that is told to get ready."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What one ticket is to be told. `key` is one per ticket, day and occasion: a number may be called in twice, and
    called to a counter again.
    """

    ticket: str
    occasion: Occasion
    key: str


def owed(before: Board | None, after: Board) -> list[Owed]:
    """Whom the step from one board to a later one of the same office gave a reason to be told.

    Without a board before it, as after a restart, all that are called in or called now: who was told already is known
    by the key.
    """
    if before is not None and before.day != after.day:
        before = None
    return [*_called(before, after), *_called_in(before, after), *_near(before, after)]


def still_true(board: Board, due: Owed) -> bool:
    """Whether what was owed may still be said when this is the newest board."""
    turn = turn_of(board, due.ticket)
    if due.occasion == "soon":
        return _is_near(turn)
    if due.occasion == "enter":
        return turn.state == "entering"
    return due in _called(None, board)


def _called(before: Board | None, after: Board) -> Iterator[Owed]:
    told = {(call.id, call.repeat) for call in before.calls} if before else set()
    at_counter = {face.ticket for face in after.counters} - set(after.serving)
    for call in after.calls:
        if (call.id, call.repeat) not in told and call.ticket in at_counter:
            again = f" {call.repeat}" if call.repeat else ""
            yield Owed(call.ticket, "counter", f"{after.day} {call.ticket} counter {call.id}{again}")


def _called_in(before: Board | None, after: Board) -> Iterator[Owed]:
    """Who may come in and might not before; also who had to wait at the door, once their party fits."""
    told = {entry.ticket for entry in before.asked_in} if before else set()
    for entry in after.asked_in:
        if entry.ticket not in told:
            until = entry.until.isoformat(timespec="seconds") if entry.until else "-"
            yield Owed(entry.ticket, "enter", f"{after.day} {entry.ticket} enter {until}")


def _near(before: Board | None, after: Board) -> Iterator[Owed]:
    """Who came near while waiting; who was near from the start is called in before there was time to get ready."""
    far = {wait.ticket for wait in before.waiting[NEAR + 1 :]} if before else set()
    for wait in after.waiting[: NEAR + 1]:
        if wait.ticket in far and _is_near(turn_of(after, wait.ticket)):
            yield Owed(wait.ticket, "soon", f"{after.day} {wait.ticket} soon")


def _is_near(turn: Turn) -> bool:
    return turn.state == "waiting" and turn.ahead is not None and turn.ahead <= NEAR
