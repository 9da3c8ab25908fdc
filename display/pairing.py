"""What a television opens: its board if an office has paired it, else the code by which an office does.

Opening the page writes nothing: a code is made for whoever asks for one, by the page's script or by its button. So
nobody who only looks, such as a search engine or a check of the address, takes a place among those that wait.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from display.later import crowded, disturbed, language_of
from display.pages import Pages
from display.ports import Screens
from scheduler.board.qr_path import svg_of
from scheduler.board.screen import ScreenFace

COOKIE = "giliran-screen"
KEPT = 400 * 24 * 3600
"""Seconds: the longest that browsers keep a cookie. Each load begins them anew."""

ASKED = "asked"
"""In the address after a code was asked for. A browser that then has no cookie would ask again without end."""

BoardPage = Callable[[Request, ScreenFace], Awaitable[Response]]
"""The page of a paired screen."""


def routes(screens: Screens, pages: Pages, *, board: BoardPage) -> list[BaseRoute]:
    """The page of a screen, and what that asks while it waits. They stand before the routes that name an office."""
    door = _Pairing(screens, pages, board)
    return [
        Route("/display", door.page, name="screen"),
        Route("/display", door.ask, methods=["POST"], name="screen_asking"),
        Route("/display/screen/pairing", door.news, name="screen_pairing"),
    ]


def token_of(connection: HTTPConnection) -> str | None:
    """The token that a screen was given to keep; None for a screen that is new here."""
    return connection.cookies.get(COOKIE) or None


class _Pairing:
    def __init__(self, screens: Screens, pages: Pages, board: BoardPage) -> None:
        self._screens, self._pages, self._board = screens, pages, board

    async def page(self, request: Request) -> Response:
        """The board, the code, or a page that asks for a code; where none can be made now, one that tries again."""
        return await self._answered(request, self._page)

    async def ask(self, request: Request) -> Response:
        """A code for the screen that asks, then back to its page, which shows the code."""
        return await self._answered(request, self._ask)

    async def news(self, request: Request) -> Response:
        """204 while the code on the screen waits; else whether the screen is paired, and its page loads itself again.

        A browser that keeps no cookie would do that without end: it is refused.
        """
        token, headers = token_of(request), {"Cache-Control": "no-store"}
        if token is None:
            return Response(status_code=400, headers=headers)
        if await self._screens.face(token) is not None:
            return JSONResponse({"paired": True}, headers=headers)
        if await self._screens.waits(token):
            return Response(status_code=204, headers=headers)
        return JSONResponse({"paired": False}, headers=headers)

    async def _answered(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            return await answer(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page tries again
            return disturbed(request, self._pages, error)

    async def _page(self, request: Request) -> Response:
        token = token_of(request)
        face = await self._screens.face(token) if token else None
        if token and face:
            return self._keep(await self._board(request, face), token)
        asking = await self._screens.asking(token) if token else None
        if token is None or asking is None:
            forgets = token is None and ASKED in request.query_params
            training = await self._screens.is_training()
            return self._shown(request, "start/unpaired.html", forgets=forgets, training=training)
        return self._keep(self._shown(request, "start/pairing.html", asking=asking, qr=_svg(asking.link)), token)

    async def _ask(self, request: Request) -> Response:
        asked = await self._screens.ask(token_of(request), request)
        if asked is None:
            return crowded(request, self._pages)
        query = str(request.url.include_query_params(**{ASKED: "1"}).query)
        return self._keep(RedirectResponse(f"/display?{query}", 303, {"Cache-Control": "no-store"}), asked[0])

    def _shown(self, request: Request, template: str, **context: object) -> Response:
        shown = self._pages.plain(template, language_of(request, self._pages), **context)
        return HTMLResponse(shown, headers={"Cache-Control": "no-store"})

    def _keep(self, response: Response, token: str) -> Response:
        response.set_cookie(
            COOKIE, token, max_age=KEPT, path="/display", httponly=True, samesite="lax", secure=self._screens.secure
        )
        return response


@lru_cache(maxsize=64)
def _svg(link: str) -> str:
    """A link as a QR picture with its quiet zone."""
    import qrcode  # noqa: PLC0415 - at first use: it loads all it could draw with, and screens are paired once
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(link)
    code.make(fit=True)
    return svg_of(code.get_matrix(), pixels=300)
