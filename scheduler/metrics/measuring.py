"""Counts requests by the template of their route, never by their path: codes stand in paths."""

import time
from functools import partial

from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.metrics.meters import Meters
from scheduler.runtime.connections import when_over

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
KINDS = (("/display/", "screen"), ("/t/", "phone"))
"""By the beginning of a socket's path; all others are of staff."""


class Measured:
    """The outermost of the stack: what the crowd limit refuses is counted too."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app, self._meters = app, meters
        self._known: dict[tuple[str, str, int], tuple[object, object]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = route_of(scope), scope["method"]
        key = route, method if method in METHODS else OTHER, status
        known = self._known.get(key)
        if known is None:
            counter = self._meters.requests.labels(route, key[1], str(status))
            known = self._known[key] = counter.inc, self._meters.request_seconds.labels(route).observe
        count, observe = known
        count()  # type: ignore[operator]
        observe(seconds)  # type: ignore[operator]

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = next((kind for begins, kind in KINDS if scope["path"].startswith(begins)), "staff")
        gauge = self._meters.sockets.labels(kind)
        gauge.inc()
        try:
            await self.app(scope, receive, send)
        finally:
            when_over(scope, partial(gauge.dec))


def route_of(scope: Scope) -> str:
    """The template of a request's route; "-" where there is none. Of files, and below a mount where there is none: the
    mount's own.
    """
    route, begins = scope.get("route"), str(scope.get("root_path", ""))
    if route is None:
        return "-"
    return begins if isinstance(route, Mount) else f"{begins}{route.path}"
