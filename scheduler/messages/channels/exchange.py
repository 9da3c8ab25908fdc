"""Asks a far side over HTTP, once, in bounded time; the one place where what goes wrong becomes a receipt.

httpx2 is imported at first use, here and by the channels: many offices ask nobody.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from scheduler import __version__
from scheduler.messages.channels.base import Receipt

if TYPE_CHECKING:
    import httpx2

CONNECT, WHOLE = 5.0, 15.0
"""Seconds until there is a connection, and until the answer is there."""
IDLE = 100
"""Connections that are kept for the next request, where any number may be opened."""
LONGEST = 65_536
"""Bytes of an answer that are read."""
LONGEST_PAUSE = 86_400.0

Raised = tuple[type[Exception], ...]
"""What the library raises, to be caught."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. body: its beginning, empty where it broke off."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """What the body says; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def never_sent() -> Raised:
    """What is raised where there was no connection."""
    import httpx2  # noqa: PLC0415 - see above

    return httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError


def no_address() -> Raised:
    """What is raised for an account that cannot be right: nothing was sent."""
    import httpx2  # noqa: PLC0415 - see above

    return httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, ValueError


def no_answer() -> Raised:
    """What is raised where something else went wrong on the way."""
    import httpx2  # noqa: PLC0415 - see above

    return httpx2.HTTPError, TimeoutError


def new_client(*, most: int | None = 20) -> "httpx2.AsyncClient":
    """The connections of one worker; whoever opens the client closes it. most: connections at the same time; None: as
    many as are asked for, of which so many are kept that are idle.
    """
    import httpx2  # noqa: PLC0415 - see above

    # It would write addresses into the log, and those of some gateways hold numbers and texts.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(WHOLE, connect=CONNECT, pool=CONNECT),
        limits=httpx2.Limits(max_connections=most, max_keepalive_connections=most or IDLE),
        follow_redirects=False,
        headers={"User-Agent": f"giliran/{__version__}", "Accept-Encoding": "identity"},
    )


async def ask(http: "httpx2.AsyncClient", method: str, url: str, **facts: Any) -> Answer | Receipt:
    """The answer to one request, or why there is none. facts: `json`, `data`, `files`, `headers`, as httpx2 has them.

    failed: there was no connection. unknown: the request was sent, and perhaps taken. refused: it cannot be sent.
    """
    answer = None
    try:
        async with asyncio.timeout(WHOLE), http.stream(method, url, **facts) as response:
            answer = Answer(response.status_code, response.headers)
            answer = Answer(response.status_code, response.headers, await _beginning(response))
    except never_sent():
        return Receipt("failed", code="no_connection")
    except no_address():
        return Receipt("refused", code="account")
    except no_answer():
        return answer or Receipt("unknown", code="no_answer")
    return answer


def by_status(answer: Answer) -> Receipt:
    """What an answer says that is not good, by its status alone."""
    code = f"http_{answer.status}"
    if answer.status in (502, 504):  # whoever stands between did not hear what became of it
        return Receipt("unknown", code=code)
    if answer.status in (408, 425, 429) or answer.status >= 500:
        return Receipt("failed", code=code, pause=pause_of(answer.headers))
    return Receipt("refused", code=code)


def pause_of(headers: Mapping[str, str], *, otherwise: float | None = None) -> float | None:
    """Seconds that a Retry-After asks for, at most a day; `otherwise` where there is none that can be read."""
    asked = headers.get("Retry-After", "").strip()
    try:
        seconds = float(asked) if asked.replace(".", "", 1).isdigit() else _until(asked)
    except ValueError:
        return otherwise
    return min(max(seconds, 0.0), LONGEST_PAUSE)


def _until(date: str) -> float:
    moment = parsedate_to_datetime(date)
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


async def _beginning(response: "httpx2.Response") -> bytes:
    """The beginning of an answer as it came over the line: a packed one, which nobody asked for, is not unpacked."""
    found = b""
    async for piece in response.aiter_raw():
        found += piece
        if len(found) >= LONGEST:
            break
    return found[:LONGEST]
