"""What every answer carries, and what no request gets past: headers, the same-origin check, no codes in the log."""

import time
from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.domain.refusals import CrossOrigin
from scheduler.web.shared.policy import PERMISSIONS, POLICY
from scheduler.web.shared.refusal_responses import answer_fault, answer_http_error, answer_refusal

log = structlog.get_logger()

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOSNIFF = (b"x-content-type-options", b"nosniff")
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    NOSNIFF,
    (b"referrer-policy", b"same-origin"),
)
OF_THE_MACHINE = (b"permissions-policy", PERMISSIONS.encode())
"""On pages alone: nothing else can ask the machine for anything."""
TLS_ALONE = (b"strict-transport-security", b"max-age=31536000")
"""For a year this host is asked by TLS alone, whatever is typed; not those below it, which may be anybody's."""
FILES = ("/static/", "/display/static/")
"""Style, scripts and icons: what a page may do with them is said by the page."""
UNKEPT = (*HEADERS, (b"cache-control", b"no-store"))
PRIVATE = (
    "/i/",
    "/t/",
    "/a/",
    "/b/",
    "/door",
    "/counter",
    "/office",
    "/login",
    "/account",
    "/join/",
    "/api/v1/passes",
    "/api/v1/invitations",
)


class SecurityHeaders:
    """Headers on every answer; pages with a code or a name in them are never kept by a cache in between.

    on_tls: whether people reach the office by https; browsers are then told to use nothing else.
    """

    def __init__(self, app: ASGIApp, *, on_tls: bool = False) -> None:
        self.app, self._always = app, (TLS_ALONE,) if on_tls else ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_private = scope["path"].startswith(PRIVATE) or any(name == b"authorization" for name, _ in scope["headers"])
        by_path = UNKEPT if is_private else (NOSNIFF,) if scope["path"].startswith(FILES) else HEADERS
        always = (*by_path, *self._always)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = message.get("headers", ())
                by_name = {name.lower(): value for name, value in told}
                is_page = by_name.get(b"content-type", b"").startswith(b"text/html")
                wanted = (*always, OF_THE_MACHINE) if is_page else always
                message["headers"] = [*told, *(header for header in wanted if header[0] not in by_name)]
            await send(message)

        await self.app(scope, receive, with_headers)


async def answer_fault_guarded(request: Request, fault: Exception) -> Response:
    """Our own fault is answered outside of the stack above; it carries the same headers all the same."""
    response = await answer_fault(request, fault)
    always = (TLS_ALONE,) if request.app.state.settings.on_tls else ()
    for name, value in (*UNKEPT, OF_THE_MACHINE, *always):
        response.headers.setdefault(name.decode(), value.decode())
    return response


class BodyLimit:
    """A body of more than `most` bytes is refused: by its length, or as it comes where none is told.

    more: what some paths may take instead; one that ends in a slash stands for all below it, and * for anything.
    """

    def __init__(self, app: ASGIApp, most: int, more: Mapping[str, int] | None = None) -> None:
        self.app, self.most, self.more = app, most, more or {}
        self._begins = tuple({where.partition("*")[0] for where in self.more})
        """How each of those paths begins: of the others none is compared further."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._most_of(scope["path"])
        told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if told.isdigit() and int(told[:20]) > most:
            # Not the way of its surface: a form that is too large is not read to be shown again.
            response = await answer_http_error(Request(scope, receive), HTTPException(413))
            await response(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)

    def _most_of(self, path: str) -> int:
        if not path.startswith(self._begins):
            return self.most
        wider = (most for where, most in self.more.items() if _is_in(path, where))
        return self.more.get(path) or next(wider, self.most)


def _is_in(path: str, where: str) -> bool:
    return path.startswith(where) if where.endswith("/") else "*" in where and fnmatchcase(path, where)


class SameOrigin:
    """A state change must come from our own pages: by Fetch metadata, else by Origin. Machines carry neither."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and is_foreign(_said(scope)):
            response = await answer_refusal(Request(scope, receive), CrossOrigin())
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _said(scope: Scope) -> dict[str, str]:
    """The headers of a request by their names in small letters; of several of a name the first, as Starlette has it."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that the request comes from another site."""
    if headers.get("authorization", "").lower().startswith("bearer "):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class AccessLog:
    """Logs one line a request with the route's template instead of its path: codes are secrets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self.app(scope, receive, noting)
        route = scope.get("route")
        log.debug(
            "request",
            method=scope["method"],
            route=getattr(route, "path", "-"),
            status=status,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
