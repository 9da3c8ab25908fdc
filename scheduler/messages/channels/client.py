"""The HTTP client of a worker, for many requests at once to a few far sides: one client, whose connections are kept.

It is aiohttp's, imported where a client is made: many offices ask nobody. What it raises is named here by what hangs on
it, which is whether anything was sent.
"""

import json
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scheduler import __version__
from scheduler.messages.channels.proxies import Proxies, ProxyUnusable

if TYPE_CHECKING:
    import aiohttp

CONNECT, SILENCE = 10.0, 15.0
"""Seconds until there is a connection (the name looked up, TLS agreed on), and between two pieces of an answer."""
KEPT = 3.0
"""Seconds for which a connection is kept that nobody uses."""
LONGEST_HEADER, MOST_HEADERS = 65_536, 1_000

Raised = tuple[type[Exception], ...]
"""What the library raises, to be caught."""


class Client:
    """The connections of one worker; made on the loop that uses it, closed by whoever opened it.

    most: connections at the same time; None: as many as are asked for. tls: how a far side proves who it is, if not by
    the authorities that this machine trusts. Nothing that an answer asks for is done: no redirect is followed, no
    cookie kept, nothing unpacked. No request is ever sent a second time.
    """

    def __init__(self, *, most: int | None, tls: ssl.SSLContext | None = None) -> None:
        import aiohttp  # noqa: PLC0415 - see above

        from scheduler.messages.channels.connecting import Connector, as_given  # noqa: PLC0415 - it imports aiohttp

        self._proxies, self._as_given = Proxies(), as_given
        self._session = aiohttp.ClientSession(
            connector=Connector(limit=most or 0, keepalive_timeout=KEPT, ssl=tls or True),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_read=SILENCE),
            headers={"User-Agent": f"giliran/{__version__}", "Accept-Encoding": "identity"},
            json_serialize=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
            max_headers=MOST_HEADERS,
            middlewares=(_only_once,),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> "AbstractAsyncContextManager[aiohttp.ClientResponse]":
        """One request; inside the block its answer is there, of which the body is yet to be read. facts: `json`,
        `data`, `params`, as aiohttp has them. Raises one of the two kinds below, and ValueError where the address or a
        header cannot be right (it is no ASCII): nothing was sent.
        """
        for value in (headers or {}).values():
            value.encode("ascii")
        proxy = self._proxies.of(url)
        return self._session.request(
            method, self._as_given(url), headers=headers, proxy=proxy, allow_redirects=False, **facts
        )


def never_sent() -> Raised:
    """What is raised where there was no connection: the name is unknown, nobody listens, TLS is not agreed on, a proxy
    refuses or cannot be used, or it took too long.
    """
    import aiohttp  # noqa: PLC0415 - see above

    return aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ProxyUnusable


def no_answer() -> Raised:
    """What is raised where something else went wrong on the way: perhaps it was sent."""
    import aiohttp  # noqa: PLC0415 - see above

    return aiohttp.ClientError, TimeoutError


def form_with_file(fields: Mapping[str, str], name: str, file: bytes, filename: str, kind: str) -> "aiohttp.FormData":
    """The data of a request that uploads a file. kind: its media type."""
    import aiohttp  # noqa: PLC0415 - see above

    form = aiohttp.FormData(fields)
    form.add_field(name, file, filename=filename, content_type=kind)
    return form


async def _only_once(
    request: "aiohttp.ClientRequest", handler: "aiohttp.ClientHandlerType"
) -> "aiohttp.ClientResponse":
    """Keeps aiohttp from sending a GET or a PUT again whose connection broke: it may have been taken."""
    import aiohttp  # noqa: PLC0415 - see above

    try:
        return await handler(request)
    except never_sent():
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError from error
