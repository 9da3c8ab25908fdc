"""More than there may be at once: who asks now is told to come back, without a page being drawn for each of them."""

from collections.abc import Sequence
from functools import cache, partial

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from scheduler.domain.addresses import Network
from scheduler.domain.refusals import Crowded
from scheduler.runtime.connections import when_over
from scheduler.runtime.peers import UNCOUNTED, asker_behind
from scheduler.web.shared.refusal_responses import headers_of, problem
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import DEFAULT_ZONE, Wording

TRY_AGAIN = 1013
"""The close code for a socket that is to come back in a while."""


async def refuse_crowd(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request or a socket that is one too many, whatever was asked. The connection ends with the answer."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": TRY_AGAIN})
        return
    answer = problem(Crowded(), None) if scope["path"].startswith("/api/") else Response(_said())
    answer.status_code = Crowded.status
    answer.headers.update({**headers_of(Crowded()), "Cache-Control": "no-store", "Connection": "close"})
    if not scope["path"].startswith("/api/"):
        answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    await answer(scope, receive, send)


class CrowdLimit:
    """Of one address only so many requests and sockets at a time; its connections tell nothing behind a proxy.

    each: how many; trusted: the proxies that are believed when they say who asks.
    """

    def __init__(self, app: ASGIApp, each: int, trusted: Sequence[Network] = ()) -> None:
        self.app, self.each, self._trusted = app, each, trusted
        self._under_way: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_counted = scope["type"] in ("http", "websocket") and scope["path"] not in UNCOUNTED
        peer = self._peer_of(scope) if is_counted else None
        if peer is None:
            await self.app(scope, receive, send)
            return
        if self._under_way.get(peer, 0) >= self.each:
            await refuse_crowd(scope, receive, send)
            return
        self._under_way[peer] = self._under_way.get(peer, 0) + 1
        try:
            await self.app(scope, receive, send)
        finally:
            when_over(scope, partial(self._leave, peer))

    def _leave(self, peer: str) -> None:
        self._under_way[peer] -= 1
        if not self._under_way[peer]:
            del self._under_way[peer]

    def _peer_of(self, scope: Scope) -> str | None:
        client = scope.get("client")
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return asker_behind(client[0] if client else None, told, self._trusted)


@cache
def _said() -> str:
    """The refusal of a crowd in both languages: it is not looked for which one somebody reads."""
    return "".join(f"{sentence(Crowded(), Wording(each, DEFAULT_ZONE))}\n" for each in ("id", "en"))
