"""Screens: the page of each, its socket, and the poll beside it for networks that break sockets.

A paired screen is known by its cookie; any other one says in its address what it wants to show.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from display import pairing
from display.hub import Watcher, Wire, view_of
from display.later import disturbed, language_of
from display.pages import Pages
from display.ports import Screens
from display.relay import Relay
from display.reports import report_in, report_of
from display.sockets import put_off, refuse, watch
from scheduler.board.screen import LAYOUTS, THEMES, TONGUES, ScreenFace

UNKEPT = {"Cache-Control": "no-store"}

Ask = Callable[[], Awaitable[ScreenFace | None]]
"""Which face the screen that asks has, by what is known now."""

Choice = TypeVar("Choice", bound=str)


class ScreenRoutes:
    """The handlers of both kinds of screens."""

    def __init__(self, screens: Screens, relay: Relay, pages: Pages, clock: Callable[[], datetime]) -> None:
        self._screens, self._relay, self._pages, self._clock = screens, relay, pages, clock

    def of_paired(self) -> list[BaseRoute]:
        """The routes of screens that are known by their cookie. They come first, since no office is called `screen`."""
        return [
            *pairing.routes(self._screens, self._pages, board=self.page_of),
            Route("/display/screen/board", self.paired_board, name="screen_board"),
            WebSocketRoute("/display/screen/live", self.paired_live, name="screen_live"),
        ]

    def of_others(self) -> list[BaseRoute]:
        """The routes of screens that name their office in the address."""
        return [
            Route("/display/{office}", self.page, name="display"),
            Route("/display/{office}/board", self.board, name="display_board"),
            WebSocketRoute("/display/{office}/live", self.live, name="display_live"),
        ]

    async def page(self, request: Request) -> Response:
        """The page of a screen that is not paired; where it cannot be made now, one that tries again by itself."""
        try:
            face = await self._asked(request.path_params["office"], request.query_params)
            return await self.page_of(request, face) if face else self._unknown(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page tries again
            return disturbed(request, self._pages, error)

    async def page_of(self, request: Request, face: ScreenFace) -> Response:
        """The page of a screen with this face."""
        board = await self._relay.latest(face.office)
        if board is None:
            return self._unknown(request)
        return HTMLResponse(self._pages.screen(view_of(face), board, self._clock(), face), headers=UNKEPT)

    async def board(self, request: Request) -> Response:
        """The poll of a screen that is not paired."""
        office, query = request.path_params["office"], request.query_params
        return await self._news(request, lambda: self._asked(office, query))

    async def paired_board(self, request: Request) -> Response:
        """The poll of a paired screen, which reports by it where it has nothing else."""
        token = pairing.token_of(request)
        face = await self._paired(token)
        report = report_in(request.query_params)
        if face and report:
            await self._screens.heard(face.id, report)
        return await self._news(request, lambda: self._paired(token))

    async def live(self, websocket: WebSocket) -> None:
        """The socket of a screen that is not paired."""
        office, query = websocket.path_params["office"], websocket.query_params
        as_json = query.get("as") == "json"
        await self._live(websocket, lambda: self._asked(office, query), as_json=as_json)

    async def paired_live(self, websocket: WebSocket) -> None:
        """The socket of a paired screen, which says by it how it fares."""
        token = pairing.token_of(websocket)
        await self._live(websocket, lambda: self._paired(token))

    async def _live(self, websocket: WebSocket, ask: Ask, *, as_json: bool = False) -> None:
        await websocket.accept()
        try:
            face = await self._watchable(ask)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page tries again
            await put_off(websocket, error)
            return
        if face is None:
            await refuse(websocket)
            return

        def join(wire: Wire) -> list[Watcher]:
            board = self._relay.join(view_of(face, as_json=as_json), wire)
            return [board] if as_json else [board, self._relay.attend(face, wire)]

        async def hear(text: str | None) -> None:
            report = report_of(text)
            if report:
                await self._screens.heard(face.id, report)

        await watch(websocket, self._relay, join, hear if face.id else None)

    async def _news(self, request: Request, ask: Ask) -> Response:
        """What a socket would have sent: the board unless it is shown already, the orders, the time."""
        face = await self._watchable(ask)
        if face is None:
            return Response(status_code=404, headers=UNKEPT)
        view = view_of(face)
        told = [self._pages.orders(face), self._relay.pulse(view)]
        if request.query_params.get("than") != self._relay.stamp(view.office):
            told.insert(0, self._relay.picture(view))
        return HTMLResponse("\n".join(frame.text for frame in told), headers=UNKEPT)

    async def _watchable(self, ask: Ask) -> ScreenFace | None:
        """The face of a screen as it is now, once there is a board to show; None if there is nothing to show."""
        face = await ask()
        if face is None or await self._relay.latest(face.office) is None:
            return None
        return await ask()

    async def _paired(self, token: str | None) -> ScreenFace | None:
        return await self._relay.faces.paired(token) if token else None

    async def _asked(self, office: str, query: QueryParams) -> ScreenFace | None:
        """The face of all screens that are not paired, in the look that the query asks for; None for no such office."""
        common = await self._relay.faces.common(office) if office.isprintable() else None
        if common is None:
            return None
        counter = int(query["counter"]) if re.fullmatch("[1-9][0-9]?", query.get("counter", "")) else None
        layout = _one_of(LAYOUTS, query.get("layout"))
        return replace(
            common,
            layout=LAYOUTS[0] if layout == "counter" and counter is None else layout,
            language=_one_of(tuple(each for each in TONGUES if each in self._languages), query.get("lang")),
            theme=_one_of(THEMES, query.get("theme")),
            counter=counter,
        )

    @property
    def _languages(self) -> frozenset[str]:
        return self._pages.languages

    def _unknown(self, request: Request) -> HTMLResponse:
        language = language_of(request, self._pages)
        return HTMLResponse(self._pages.unknown(language), 404, UNKEPT)


def _one_of(known: tuple[Choice, ...], asked: str | None) -> Choice:
    """What was asked for, if it is known; else the first that is."""
    return next((each for each in known if each == asked), known[0])
