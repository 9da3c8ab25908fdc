"""Keeps an open staff page up to date: its fragments by a web socket, after each change of its office's board.

Each page has a task of its own that draws, sends and waits, in this order: one that reads slowly gets the newest when
it is ready again and holds nobody back. The cookie is looked at before every message, so a session that was ended or
lost its place hears nothing more.

A picture is drawn once a change: where the board is another one, where the page asks, where whoever is signed in has
another counter. What time alone changes on these pages is said in minutes (how long a service lasts, since when a
screen is silent, until when a step can be taken back), and what is written beside the hall (a shelf, a file) may come
as late: for these a picture is drawn when another minute has begun. At every other beat the page hears that we are
here.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import Any, Protocol

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Refusal, SignInNeeded, Unavailable
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.security import is_foreign
from scheduler.web.shared.staff.access import staff_of

BEAT = 5.0
"""Seconds after which a page hears something, changed or not; so long may a session still be shown the line that was
ended by another process.
"""
BETWEEN = 0.5
"""Seconds at least between two pictures: a rush of changes is drawn once."""
PATIENCE = 20.0
"""Seconds in which a message has to leave; a page that takes longer connects again."""
SIGN_IN = 4401
"""The close code of a session that does not hold here: the page asks again by itself, and is told what to do."""

TRY_AGAIN = 1013
"""The close code while the database is away: the page connects again after a pause that grows."""
GONE = (WebSocketDisconnect, TimeoutError, RuntimeError)
"""Gone, or as good as gone; Starlette says RuntimeError where the socket closed meanwhile."""

PULSE = '<span id="beat" hidden></span>'

Picture = Callable[[WebSocket, SignedIn], Awaitable[str]]
"""Draws the fragments of one page for whoever is signed in; raises SignInNeeded where they are not for them."""


log = structlog.get_logger()


class Endings:
    """Tells the sockets of this process that sessions were ended, so that they look at their cookies at once."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Somebody's sessions were ended."""
        self._next.set()
        self._next = asyncio.Event()

    def next(self) -> asyncio.Event:
        """An event that is set as soon as sessions were ended; to be asked for before the cookie is looked at."""
        return self._next


class Boards(Protocol):
    """Tells of changes of an office's board; `app.state.boards`."""

    def newest(self, office: str) -> tuple[date, int] | None: ...

    def newer(self, office: str, than: tuple[date, int] | None) -> Coroutine[Any, Any, None]: ...


async def keep_live(websocket: WebSocket, place: str, picture: Picture) -> None:
    """Serve one socket of a page at a place (a word of access.MAY) until the browser or the session goes."""
    if is_foreign(websocket.headers):
        await websocket.close()
        return
    await websocket.accept()
    asked = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        tasks = {group.create_task(_tell(websocket, place, picture, asked)), group.create_task(_hear(websocket, asked))}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _tell(websocket: WebSocket, place: str, picture: Picture, asked: asyncio.Event) -> None:
    boards: Boards = websocket.app.state.boards
    endings: Endings = websocket.app.state.endings
    shown, drawn, drawn_for = "", "", None
    try:
        while True:
            ended = endings.next()
            staff = await staff_of(websocket, place)
            seen = boards.newest(staff.office.code)
            due = seen, staff.counter and staff.counter.id, websocket.app.state.clock().replace(second=0, microsecond=0)
            wanted = asked.is_set()
            asked.clear()  # before the picture: what is asked for while it is drawn is drawn after it
            if wanted or due != drawn_for:
                drawn, drawn_for = await picture(websocket, staff), due
            _note(websocket, None)
            is_known = drawn == shown and not wanted
            if not await _sent(websocket, PULSE if is_known else drawn):
                return
            shown = drawn
            await asyncio.sleep(BETWEEN)
            await _wait_for_news(boards.newer(staff.office.code, seen), asked, ended)
    except (Unavailable, *AWAY) as error:
        _note(websocket, error)
        await _close(websocket, TRY_AGAIN)
    except Refusal as refusal:
        await _close(websocket, SIGN_IN if isinstance(refusal, SignInNeeded) else 1011)


async def _sent(websocket: WebSocket, text: str) -> bool:
    """Whether a text left in time. Only here may the browser be gone: what fails in drawing is a fault of ours."""
    try:
        async with asyncio.timeout(PATIENCE):
            await websocket.send_text(text)
    except GONE:
        return False
    return True


def _note(websocket: WebSocket, error: Exception | None) -> None:
    """Log one line for all pages when the database goes, one when a page can be drawn again."""
    state = websocket.app.state
    if state.pages_undrawn == (error is not None):
        return
    state.pages_undrawn = error is not None
    if error is None:
        log.warning("pages_drawn")
    else:
        log.warning("pages_undrawn", kind=type(error).__name__)


async def _close(websocket: WebSocket, code: int) -> None:
    with contextlib.suppress(*GONE):
        await websocket.close(code)


async def _wait_for_news(news: Coroutine[Any, Any, None], *events: asyncio.Event) -> None:
    """Until something changed, the page asks, sessions ended, or it is time to say something."""
    waits = {asyncio.create_task(news), *(asyncio.create_task(event.wait()) for event in events)}
    try:
        await asyncio.wait(waits, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _hear(websocket: WebSocket, asked: asyncio.Event) -> None:
    """Whatever a page says, it asks for the picture once more; it ends when the browser goes."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        asked.set()
