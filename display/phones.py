"""Phones of those who wait: the socket of one ticket, and the poll beside it. With `?away` it is that of a page whose
visit has no number yet: all it is told is that there is one now.
"""

import hashlib
from collections import OrderedDict
from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from display.hub import View
from display.pages import SOURCE
from display.ports import Resolve
from display.relay import Relay
from display.sockets import put_off, refuse, watch
from scheduler.board.visit import Visit

MOST = 20_000
"""Tickets that are remembered by their codes: more than wait at a time."""

UNKEPT = {"Cache-Control": "no-store"}


class Tickets:
    """Which ticket a code stands for, remembered so that phones that come back together cost no reading.

    Only by hashes of codes. What has no number yet is asked for each time, and what may be over is to be forgotten.
    """

    def __init__(self, resolve: Resolve, *, most: int = MOST) -> None:
        self._resolve, self._most = resolve, most
        self._known: OrderedDict[bytes, Visit] = OrderedDict()

    async def of(self, code: str) -> Visit | None:
        """The visit of the code; None where none is booked or in a queue."""
        key = _key(code)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        visit = await self._resolve(code)
        if visit is not None and visit.number is not None:
            self._known[key] = visit
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return visit

    def forget(self, code: str) -> None:
        """Look for the ticket of the code anew the next time."""
        self._known.pop(_key(code), None)


def routes(resolve: Resolve, relay: Relay) -> list[BaseRoute]:
    """Where the pages of tickets connect."""
    side = _Phones(Tickets(resolve), relay)
    return [
        Route("/t/{code}/board", side.board, name="ticket_board"),
        WebSocketRoute("/t/{code}/live", side.live, name="ticket_live"),
    ]


class _Phones:
    def __init__(self, tickets: Tickets, relay: Relay) -> None:
        self._tickets, self._relay = tickets, relay

    async def live(self, websocket: WebSocket) -> None:
        """The socket of one ticket."""
        await websocket.accept()
        try:
            view = await self._view(websocket.path_params["code"], websocket.query_params)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page tries again
            await put_off(websocket, error)
            return
        if view is None:
            await refuse(websocket)
            return
        await watch(websocket, self._relay, lambda wire: [self._relay.join(view, wire)])

    async def board(self, request: Request) -> Response:
        """What the socket would have sent: the ticket unless the newest board is shown already, and the time."""
        view = await self._view(request.path_params["code"], request.query_params)
        if view is None:
            return Response(status_code=404, headers=UNKEPT)
        told = [self._relay.pulse(view)]
        if request.query_params.get("than") != self._relay.stamp(view.office):
            told.insert(0, self._relay.picture(view))
        return HTMLResponse("\n".join(frame.text for frame in told), headers=UNKEPT)

    async def _view(self, code: str, query: QueryParams) -> View | None:
        view = await self._seen(code, query)
        if view is None or self._relay.turn(view).state != "gone":
            return view
        # Over, or remembered from another day, or so new that no board known here has it.
        self._tickets.forget(code)
        await self._relay.renewed(view.office)
        return await self._seen(code, query)

    async def _seen(self, code: str, query: QueryParams) -> View | None:
        visit = await self._tickets.of(code)
        if visit is None or await self._relay.latest(visit.office) is None:
            return None
        language = "en" if query.get("lang") == "en" else SOURCE
        view = View(visit.office, "ticket", language, query.get("as") == "json", visit.day)
        if "away" in query:
            return replace(view, visit=visit.id)
        return replace(view, number=visit.number) if visit.number else None


def _key(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
