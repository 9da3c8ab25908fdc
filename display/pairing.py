"""What a television opens: its board if an office has paired it, else the code by which an office does."""

from collections.abc import Awaitable, Callable
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from display.later import crowded, disturbed, language_of
from display.pages import Pages
from display.ports import Screens
from scheduler.qr_path import svg_of
from scheduler.screen import ScreenFace

COOKIE = "giliran-screen"
KEPT = 400 * 24 * 3600
"""Seconds: the longest that browsers keep a cookie. Each load begins them anew."""

BoardPage = Callable[[Request, ScreenFace], Awaitable[Response]]
"""The page of a paired screen."""


def routes(screens: Screens, pages: Pages, *, board: BoardPage) -> list[BaseRoute]:
    """The page of a screen, and what it asks while it waits. They stand before the routes that name an office."""
    door = _Pairing(screens, pages, board)
    return [
        Route("/display", door.page, name="screen"),
        Route("/display/screen/pairing", door.news, name="screen_pairing"),
    ]


def token_of(connection: HTTPConnection) -> str | None:
    """What a screen was given to keep; None for one that is new here."""
    return connection.cookies.get(COOKIE) or None


class _Pairing:
    def __init__(self, screens: Screens, pages: Pages, board: BoardPage) -> None:
        self._screens, self._pages, self._board = screens, pages, board

    async def page(self, request: Request) -> Response:
        """The board or the code; where neither can be made now, a page that tries again by itself."""
        try:
            return await self._page(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page tries again
            return disturbed(request, self._pages, error)

    async def news(self, request: Request) -> Response:
        """204 while the code on the screen waits; else whether it is paired, and the page loads itself again.

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

    async def _page(self, request: Request) -> Response:
        token = token_of(request)
        face = await self._screens.face(token) if token else None
        if token and face:
            return self._keep(await self._board(request, face), token)
        asked = await self._screens.asking(token)
        if asked is None:
            return crowded(request, self._pages)
        token, asking = asked
        shown = self._pages.plain(
            "pairing.html", language_of(request, self._pages), asking=asking, qr=_svg(asking.link)
        )
        return self._keep(HTMLResponse(shown, headers={"Cache-Control": "no-store"}), token)

    def _keep(self, response: Response, token: str) -> Response:
        response.set_cookie(
            COOKIE, token, max_age=KEPT, path="/display", httponly=True, samesite="lax", secure=self._screens.secure
        )
        return response


@lru_cache(maxsize=64)
def _svg(link: str) -> str:
    """A link as a QR picture with its quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(link)
    code.make(fit=True)
    return svg_of(code.get_matrix(), pixels=300)
