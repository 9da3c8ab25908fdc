"""What a screen shows of a board: which call is big, which rows stand beside it, what is said when nobody is called."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from scheduler.board import Board, Call, Missed, Wait

FRESH = timedelta(minutes=2)
"""How long a call stays big after its number has left the counter's row."""

DOOR_NUMBERS, DOOR_WAITING, MISSED_SHOWN = 12, 5, 3

Calm = Literal["break", "prayer", "closed", "before", "last", "idle", "ready"]


@dataclass(frozen=True, slots=True)
class Row:
    """A counter beside the big call; `state` is that of the counter, or `called` and `serving` with a number."""

    number: int
    ticket: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Scene:
    call: Call | None
    rows: tuple[Row, ...]
    upcoming: tuple[str, ...]
    nobody: bool
    calm: Calm
    full: bool
    entering: tuple[str, ...]
    entering_more: int
    waiting: tuple[Wait, ...]
    waiting_more: int
    missed: tuple[Missed, ...]


def scene_of(board: Board) -> Scene:
    """Everything both layouts need, decided here so that the templates only print."""
    call = _big_call(board)
    entering = tuple(entry.ticket for entry in board.entering)
    rows = DOOR_WAITING - bool(board.missed)
    return Scene(
        call=call,
        rows=_rows(board, call),
        upcoming=tuple(wait.ticket for wait in board.inside[:2]),
        nobody=_nobody(board),
        calm=_calm(board),
        full=board.lobby.people + board.lobby.entering >= board.lobby.limit,
        entering=entering[:DOOR_NUMBERS],
        entering_more=len(entering[DOOR_NUMBERS:]),
        waiting=board.waiting[:rows],
        waiting_more=len(board.waiting[rows:]),
        missed=board.missed[:MISSED_SHOWN],
    )


def _big_call(board: Board) -> Call | None:
    """The newest call whose number has not come yet; else, while the office is open, the newest that is served."""
    live = [call for call in board.calls if _is_live(call, board)]
    awaited = [call for call in live if call.ticket not in board.serving]
    shown = awaited or (live if board.open.state == "open" else [])
    return shown[0] if shown else None


def _is_live(call: Call, board: Board) -> bool:
    """Still at its counter; or so fresh that people look for it, and nothing else is said of the number."""
    if any(face.number == call.counter and face.ticket == call.ticket for face in board.counters):
        return True
    return board.at - call.at <= FRESH and call.ticket not in _elsewhere(board)


def _elsewhere(board: Board) -> set[str]:
    waits = {wait.ticket for wait in (*board.inside, *board.waiting)}
    at_counters = {face.ticket for face in board.counters if face.ticket}
    others = {*(entry.ticket for entry in board.entering), *(row.ticket for row in board.missed), *board.parked}
    return waits | at_counters | others


def _rows(board: Board, call: Call | None) -> tuple[Row, ...]:
    rows = []
    for face in board.counters:
        if call and face.number == call.counter and face.ticket in {call.ticket, None}:
            continue  # the big panel names this counter already
        state: str = face.state
        if face.ticket:
            state = "serving" if face.ticket in board.serving else "called"
        rows.append(Row(face.number, face.ticket, state))
    return tuple(rows)


def _calm(board: Board) -> Calm:
    if board.open.state == "break":
        return "prayer" if "jumat" in (board.open.reason or "").casefold() else "break"
    if board.open.state == "open":
        return "idle" if _nobody(board) else "ready"
    if not _nobody(board):
        return "last"  # after closing time the hall is served to the end
    opens_today = board.open.until is not None and board.local(board.open.until).date() == board.day
    return "before" if opens_today else "closed"


def _nobody(board: Board) -> bool:
    return not (board.inside or board.waiting or board.entering)
