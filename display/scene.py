"""What a screen shows of a board: who is called, which rows stand beside it, what is said when nobody is called."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from display.asked import Asked, asked_of, called_now
from scheduler.board.model import MISSED_MOST, MISSED_STAY, Board, Call, Entering, Missed
from scheduler.board.waits import Wait

STAGE_MOST = 5
"""Calls on the stage at once. Where more are awaited their counters' rows still say so."""
ROWS_MOST = 16
"""Counters beside the stage; of more the closed ones are left out first."""
WIDE_LETTERS, WIDEST_DIGIT = "MW", 9
DOOR_NUMBERS, DOOR_KEPT_OUT, DOOR_WAITING, UPCOMING_MOST = 17, 5, 6, 6

AtRest = Literal["break", "prayer", "emptied", "closed", "shut", "before", "last"]
InHall = Literal["serving", "ready", "idle"]
AtDoor = Literal["over", "full", "wait", "room"]
Calm = AtRest | InHall | AtDoor
"""What is said while nobody is called. `shut` is closed for a reason, `before` closed until later today, `last` closed
with people left inside.

Open, in the hall: `serving` names who is served, `ready` that people wait, `idle` that nobody does. Open, at the door:
`over` the limit, `full`, `wait` for the numbers that are called first, `room` for whoever comes.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A counter beside the stage; `state` is that of the counter, or `called` and `serving` with a number."""

    number: int
    ticket: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Scene:
    """`own` is the counter of a screen above one counter. `night`: nobody is here, the screen may go dark."""

    calls: tuple[Call, ...]
    """On the stage, newest first."""
    rows: tuple[Row, ...]
    own: Row | None
    upcoming: tuple[str, ...]
    """Who is next, most urgent first: as many of them are shown as the screen has room for."""
    nobody: bool
    calm: Calm
    night: bool
    entering: tuple[str, ...]
    """At the door: who may come in, or where none of those called in may, who waits at the door."""
    entering_more: int
    holds: bool
    """Whether `entering` waits at the door."""
    kept_out: tuple[str, ...]
    """Who waits at the door for a place while others may come in."""
    waiting: tuple[Wait, ...]
    waiting_more: int
    missed: tuple[Missed, ...]
    asked: tuple[Asked, ...]
    """What the screen has to say aloud, newest first."""

    @property
    def wide(self) -> bool:
        """Whether a call on the stage takes more room than most: by its letter, or by a counter of two digits."""
        return any(call.counter > WIDEST_DIGIT or call.ticket[:1] in WIDE_LETTERS for call in self.calls)

    @property
    def served(self) -> tuple[Row, ...]:
        """The counters that serve a number."""
        return tuple(row for row in self.rows if row.state == "serving")


def scene_of(board: Board, *, surface: str = "hall", counter: int | None = None) -> Scene:
    """Everything the layouts need, decided here so that the templates only print."""
    missed = tuple(row for row in board.missed if board.at - row.at <= MISSED_STAY)[:MISSED_MOST]
    asked_in, kept_out = (_newest_first(board, entries) for entries in (board.asked_in, board.kept_out))
    entering = asked_in or kept_out
    places = _places(len(board.waiting), len(missed))
    return Scene(
        calls=called_now(board)[:STAGE_MOST],
        rows=_rows(board),
        own=_row(board, counter) if surface == "counter" else None,
        upcoming=_upcoming(board, counter if surface == "counter" else None),
        nobody=_nobody(board),
        calm=_calm(board, surface),
        night=_is_night(board),
        entering=entering[:DOOR_NUMBERS],
        entering_more=len(entering[DOOR_NUMBERS:]),
        holds=bool(kept_out) and not asked_in,
        kept_out=kept_out[:DOOR_KEPT_OUT] if asked_in else (),
        waiting=board.waiting[:places],
        waiting_more=len(board.waiting[places:]),
        missed=missed,
        asked=asked_of(board, surface, counter),
    )


def _places(waiting: int, missed: int) -> int:
    """How many of those outside have room at the door, above who missed their turn: two fill a line."""
    room = DOOR_WAITING - (1 + (missed + 1) // 2 if missed else 0)
    return room - (waiting > room)


def _rows(board: Board) -> tuple[Row, ...]:
    rows = tuple(_row(board, face.number) for face in board.counters)
    if len(rows) > ROWS_MOST:
        rows = tuple(row for row in rows if row.state != "closed")
    return rows[:ROWS_MOST]


def _row(board: Board, counter: int | None) -> Row:
    face = next((face for face in board.counters if face.number == counter), None)
    if face is None:
        return Row(counter or 0, None, "closed")
    state: str = face.state
    if face.ticket:
        state = "serving" if face.ticket in board.serving else "called"
    return Row(face.number, face.ticket, state)


def _upcoming(board: Board, counter: int | None) -> tuple[str, ...]:
    """Who waits inside: the first of every service, then the second of each. Above a counter of those that it takes."""
    letters = None if counter is None else board.desks.get(counter)
    places: Counter[str] = Counter()
    placed: list[tuple[int, str]] = []
    for wait in board.inside:
        letter = wait.ticket[:1]
        places[letter] += 1
        if letters is None or letter in letters:
            placed.append((places[letter], wait.ticket))
    placed.sort(key=lambda each: each[0])  # stable: among those of one place the order of the line
    return tuple(ticket for _, ticket in placed)[:UPCOMING_MOST]


def _newest_first(board: Board, called_in: tuple[Entering, ...]) -> tuple[str, ...]:
    """The numbers of those called in, called last first where the board knows until when each is expected."""
    entering = sorted(called_in, key=lambda entry: entry.until or board.at, reverse=True)
    return tuple(entry.ticket for entry in entering)


def _calm(board: Board, surface: str) -> Calm:
    if board.open.state == "break":
        return board.open.cause or "break"
    if board.open.state == "open":
        return _at_the_door(board) if surface == "door" else _in_the_hall(board, surface)
    if board.open.until is not None and board.local(board.open.until).date() == board.day:
        return "before"
    if not _nobody(board):
        return "last"  # after closing time the hall is served to the end
    return "shut" if board.open.reason else "closed"


def _at_the_door(board: Board) -> AtDoor:
    if board.lobby.over:
        return "over"
    if not board.lobby.room:
        return "full"
    return "wait" if board.waiting else "room"


def _in_the_hall(board: Board, surface: str) -> InHall:
    if surface != "counter" and any(face.ticket in board.serving for face in board.counters):
        return "serving"
    return "idle" if _nobody(board) else "ready"


def _is_night(board: Board) -> bool:
    if board.open.state != "closed" or not _nobody(board) or any(face.ticket for face in board.counters):
        return False
    return _calm(board, "hall") != "before" or not any(face.state == "open" for face in board.counters)


def _nobody(board: Board) -> bool:
    return not (board.inside or board.waiting or board.entering)
