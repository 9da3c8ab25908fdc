"""The display's routes: a page for each screen, and the sockets of screens and waiting phones."""

import asyncio
import contextlib
import gettext
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import NoReturn

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from display.hub import Surface, View
from display.pages import SOURCE, Pages
from display.relay import Feed, Relay
from display.wires import wire_to

Resolve = Callable[[str], Awaitable[tuple[str, date, str] | None]]
"""A pass code to the office, the day and the number of its ticket; None if it has none."""

NOT_FOUND = 4404
"""The socket's close code where nothing is to be watched; a page that meets it does not try again."""

EX_SOFTWARE = 70

log = logging.getLogger("giliran.display")


class Display:
    """The display half of the program, joined to the other half by its feed and `resolve`."""

    def __init__(
        self,
        feed: Feed,
        *,
        resolve: Resolve,
        clock: Callable[[], datetime],
        translations: Mapping[str, gettext.NullTranslations],
    ) -> None:
        self.pages = Pages(translations)
        self.relay = Relay(feed, self.pages, clock=clock)
        self._resolve, self._clock = resolve, clock

    @contextlib.asynccontextmanager
    async def running(self, die: Callable[[], None] | None = None) -> AsyncIterator[None]:
        """Keep screens fed inside the block. If the relay fails, log it and end the process: a half-alive server
        would leave every screen to go stale, while a dead one is started again.
        """
        task = asyncio.create_task(self.relay.run())
        task.add_done_callback(lambda done: _end_loudly(done, die or _exit))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExceptionGroup):
                await task

    async def screen(self, request: Request) -> HTMLResponse:
        view = self._view(request, request.path_params["office"])
        board = await self.relay.latest(view.office)
        headers = {"Cache-Control": "no-store"}
        if board is None:
            return HTMLResponse(self.pages.unknown(view.language), 404, headers)
        return HTMLResponse(self.pages.screen(view, board, self._clock()), headers=headers)

    async def screen_live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await self._watch(websocket, self._view(websocket, websocket.path_params["office"]))

    async def ticket_live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        ticket = await self._resolve(websocket.path_params["code"])
        if ticket is None:
            await websocket.close(NOT_FOUND)
            return
        office, day, number = ticket
        asked = self._view(websocket, office)
        await self._watch(websocket, View(office, "ticket", asked.language, asked.as_json, day, number))

    async def _watch(self, websocket: WebSocket, view: View) -> None:
        if await self.relay.latest(view.office) is None:
            await websocket.close(NOT_FOUND)
            return
        watcher = self.relay.join(view, wire_to(websocket))
        try:
            await _until_closed(websocket)
        finally:
            self.relay.leave(watcher)

    def _view(self, connection: HTTPConnection, office: str) -> View:
        asked = connection.query_params
        language = asked.get("lang", SOURCE)
        surface: Surface = "door" if asked.get("layout") == "door" else "hall"
        known = language if language in self.pages.languages else SOURCE
        return View(office, surface, known, as_json=asked.get("as") == "json")


def display_routes(display: Display) -> list[BaseRoute]:
    """Where screens and phones connect; static files are mounted by the caller."""
    return [
        Route("/display/{office}", display.screen, name="display"),
        WebSocketRoute("/display/{office}/live", display.screen_live, name="display_live"),
        WebSocketRoute("/t/{code}/live", display.ticket_live, name="ticket_live"),
    ]


async def _until_closed(websocket: WebSocket) -> None:
    """Watchers have nothing to say; what they send is dropped."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


def _end_loudly(task: asyncio.Task[None], die: Callable[[], None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.critical("The relay of boards failed; ending the process.", exc_info=task.exception())
        die()


def _exit() -> NoReturn:
    logging.shutdown()
    os._exit(EX_SOFTWARE)
