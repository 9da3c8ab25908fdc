"""Where somebody came from to try a device, and goes back to: a page of ours, never anybody else's."""

import re

from starlette.requests import Request
from starlette.routing import Match, NoMatchFound

NAME = re.compile(r"[a-z_]{1,40}")
STEP = re.compile(r"/start(/[a-z0-9-]{1,40}){0,3}")


def back_of(request: Request, wish: str) -> str | None:
    """The path to go back to. wish: the name of a route of the office, or a path of the first start ("/start/devices").

    None for anything else, so that no link leads away from here.
    """
    if STEP.fullmatch(wish):
        scope = {"type": "http", "method": "GET", "path": wish, "root_path": ""}
        matches = (route.matches(scope) for route in request.app.routes)
        known = any(match is Match.FULL and not found["path_params"] for match, found in matches)
        return request.scope.get("root_path", "") + wish if known else None
    if not NAME.fullmatch(wish):
        return None
    try:
        path: str = request.url_for(wish).path
    except NoMatchFound:
        return None
    return path if path.removeprefix(request.scope.get("root_path", "")).startswith("/office") else None
