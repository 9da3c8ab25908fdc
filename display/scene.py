"""What a screen shows of a board: which call is big, which rows stand beside it, what is said when nobody is called."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from display.asked import Asked, calls_for, is_at_its_counter, is_contradicted
from scheduler.board.model import MISSED_MOST, MISSED_STAY, Board, Call, Missed
from scheduler.board.waits import Wait

FRESH = timedelta(seconds=15)
"""How long a call stays big after its number has left the counter's row."""

DOOR_NUMBERS, DOOR_WAITING, RECENT_SHOWN = 20, 6, 4

Calm = Literal["break", "prayer", "emptied", "closed", "shut", "before", "last", "idle", "ready"]
"""What is said while nobody is called; `shut` is closed for a reason, `before` closed until later today."""


@dataclass(frozen=True, slots=True)
class Row:
    """A counter beside the big call; `state` is that of the counter, or `called` and `serving` with a number."""

    number: int
    ticket: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Scene:
    """`own` is the counter of a screen above one counter. `night`: nobody is here, the screen may go dark."""

    call: Call | None
    rows: tuple[Row, ...]
    own: Row | None
    recent: tuple[Call, ...]
    upcoming: tuple[str, ...]
    nobody: bool
    calm: Calm
    night: bool
    full: bool
    entering: tuple[str, ...]
    entering_more: int
    waiting: tuple[Wait, ...]
    waiting_more: int
    missed: tuple[Missed, ...]
    asked: tuple[Asked, ...]
    """What the screen has to say aloud, newest first."""


def scene_of(board: Board, *, surface: str = "hall", counter: int | None = None) -> Scene:
    """Everything the layouts need, decided here so that the templates only print."""
    call = _big_call(board)
    missed = tuple(row for row in board.missed if board.at - row.at <= MISSED_STAY)[:MISSED_MOST]
    entering = _newest_first(board)
    rows = DOOR_WAITING - bool(missed) - (len(board.waiting) > DOOR_WAITING - bool(missed))
    return Scene(
        call=call,
        rows=tuple(_row(board, face.number) for face in board.counters if not _is_named_by(call, board, face.number)),
        own=_row(board, counter) if surface == "counter" else None,
        recent=tuple(each for each in board.recent if call is None or each.ticket != call.ticket)[:RECENT_SHOWN],
        upcoming=_upcoming(board, counter if surface == "counter" else None),
        nobody=_nobody(board),
        calm=_calm(board),
        night=_is_night(board),
        full=board.lobby.people + board.lobby.entering >= board.lobby.limit,
        entering=entering[:DOOR_NUMBERS],
        entering_more=len(entering[DOOR_NUMBERS:]),
        waiting=board.waiting[:rows],
        waiting_more=len(board.waiting[rows:]),
        missed=missed,
        asked=calls_for(board, surface, counter),
    )


def _big_call(board: Board) -> Call | None:
    """The newest call whose number has not come yet; else, while the office is open, the newest that is served."""
    live = [call for call in board.calls if _is_live(call, board)]
    awaited = [call for call in live if call.ticket not in board.serving]
    shown = awaited or (live if board.open.state == "open" else [])
    return shown[0] if shown else None


def _is_live(call: Call, board: Board) -> bool:
    """Whether a call's number is still at its counter; or the call is fresh, and nothing else is said of the number."""
    if is_at_its_counter(call, board):
        return True
    return board.at - call.at <= FRESH and not is_contradicted(call, board)


def _is_named_by(call: Call | None, board: Board, counter: int) -> bool:
    """Whether the big panel names this counter already."""
    ticket = next((face.ticket for face in board.counters if face.number == counter), None)
    return call is not None and call.counter == counter and ticket in {call.ticket, None}


def _row(board: Board, counter: int | None) -> Row:
    face = next((face for face in board.counters if face.number == counter), None)
    if face is None:
        return Row(counter or 0, None, "closed")
    state: str = face.state
    if face.ticket:
        state = "serving" if face.ticket in board.serving else "called"
    return Row(face.number, face.ticket, state)


def _upcoming(board: Board, counter: int | None) -> tuple[str, ...]:
    """The next two numbers; above a counter those with a letter that the counter takes."""
    letters = None if counter is None else board.desks.get(counter)
    return tuple(wait.ticket for wait in board.inside if letters is None or wait.ticket[:1] in letters)[:2]


def _newest_first(board: Board) -> tuple[str, ...]:
    """Who may come in, called last first where the board knows until when each is expected."""
    entering = sorted(board.entering, key=lambda entry: entry.until or board.at, reverse=True)
    return tuple(entry.ticket for entry in entering)


def _calm(board: Board) -> Calm:
    if board.open.state == "break":
        return board.open.cause or "break"
    if board.open.state == "open":
        return "idle" if _nobody(board) else "ready"
    if board.open.until is not None and board.local(board.open.until).date() == board.day:
        return "before"
    if not _nobody(board):
        return "last"  # after closing time the hall is served to the end
    return "shut" if board.open.reason else "closed"


def _is_night(board: Board) -> bool:
    if board.open.state != "closed" or not _nobody(board) or any(face.ticket for face in board.counters):
        return False
    return _calm(board) != "before" or not any(face.state == "open" for face in board.counters)


def _nobody(board: Board) -> bool:
    return not (board.inside or board.waiting or board.entering)
