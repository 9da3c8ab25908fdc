"""Addresses that only take a form: whoever opens one again, by a reload or from the history, is led to its page."""

from collections.abc import Awaitable, Callable, Iterable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

PAGES = {
    "/a/{code}/": "application",
    "/i/{code}/": "invitation",
    "/t/{code}/": "ticket",
    "/o/{office}/": "public_office",
}
"""By the beginning of an address: the page its forms stand on."""


def ways_back(routes: Iterable[BaseRoute]) -> list[Route]:
    """A route by GET for each of a citizen's addresses that takes a form and shows nothing itself."""
    mine = [route for route in routes if isinstance(route, Route) and _page_of(route.path)]
    shown = {route.path for route in mine if "GET" in (route.methods or ())}
    forms = dict.fromkeys(route.path for route in mine if "POST" in (route.methods or ()) and route.path not in shown)
    return [Route(path, _back_to(_page_of(path)), name=f"back from {path}") for path in forms]


def _page_of(path: str) -> str:
    return next((page for beginning, page in PAGES.items() if path.startswith(beginning)), "")


def _back_to(page: str) -> Callable[[Request], Awaitable[Response]]:
    async def back(request: Request) -> Response:
        known = {name: value for name, value in request.path_params.items() if name in ("code", "office")}
        return RedirectResponse(request.url_for(page, **known).path, status_code=303)

    return back
