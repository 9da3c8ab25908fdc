"""Asks a far side over HTTP, once, in bounded time; the one place where what goes wrong becomes a receipt."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client, never_sent, no_answer

if TYPE_CHECKING:
    import aiohttp

WHOLE = 15.0
"""Seconds until the answer is there."""
LONGEST = 65_536
"""Bytes of an answer that are read."""
LONGEST_PAUSE = 86_400.0


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


async def ask(http: Client, method: str, url: str, **facts: Any) -> Answer | Receipt:
    """The answer to one request, or why there is none. facts: `json`, `data`, `params`, `headers`.

    failed: there was no connection. unknown: the request was sent, and perhaps taken. refused: it cannot be sent.
    """
    answer = None
    try:
        async with asyncio.timeout(WHOLE), http.request(method, url, **facts) as response:
            answer = Answer(response.status, response.headers)
            answer = Answer(response.status, response.headers, await _beginning(response))
    except never_sent():
        return Receipt("failed", code="no_connection")
    except ValueError:  # its address or a header cannot be
        return answer or Receipt("refused", code="account")
    except no_answer():
        return answer or Receipt("unknown", code="no_answer")
    return answer


def by_status(answer: Answer) -> Receipt:
    """What an answer says that is not good, by its status alone."""
    code = f"http_{answer.status}"
    if answer.status < 200 or answer.status in (502, 504):  # none yet; or whoever stands between did not hear of one
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


async def _beginning(response: "aiohttp.ClientResponse") -> bytes:
    """The beginning of an answer as it came over the line: a packed one, which nobody asked for, is not unpacked."""
    found = b""
    async for piece in response.content.iter_any():
        found += piece
        if len(found) >= LONGEST:
            break
    return found[:LONGEST]
