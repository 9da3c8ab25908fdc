"""Addresses that take forms alone: whoever opens one, or loads it again, is led to the page above it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

MACHINES = ("/api/", "/hooks/")
"""Where machines call: what they call wrongly, they are told."""
PICTURES = frozenset({"page_sent", "small_page_sent"})
"""Names of what is above a form and is no page: it may be gone by then."""


def page_above(request: Request) -> str | None:
    """The nearest address above a request's that answers GET; None where that makes no sense."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    if request.method not in ("GET", "HEAD") or path.startswith(MACHINES):
        return None
    return above(request)


def above(request: Request) -> str:
    """The nearest address above a request's that a page answers, however the request itself came."""
    root = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(root)
    while path:
        path = path.rpartition("/")[0]
        if path and _is_page(request, root + path):
            return str(root + path)
    return f"{root}/"


async def to_page_above(request: Request) -> Response:
    """For an address of forms that would otherwise be read as the name of something."""
    return RedirectResponse(page_above(request) or "/", 303)


def _is_page(request: Request, path: str) -> bool:
    asked = {**request.scope, "method": "GET", "path": path, "raw_path": path.encode()}
    pages = (each for each in request.app.routes if isinstance(each, Route) and each.name not in PICTURES)
    return any(each.matches(asked)[0] is Match.FULL for each in pages)
