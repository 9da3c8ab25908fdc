"""Brings a file from a far side: only from hosts that are its own, at most so many bytes, in bounded time."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import SplitResult, urlsplit

from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client, never_sent, no_answer
from scheduler.messages.channels.exchange import Answer, by_status

if TYPE_CHECKING:
    import aiohttp

WHOLE = 60.0
"""Seconds in which a file must be here: a phone's photo over a slow line."""

IsOwn = Callable[[str], bool]
"""Whether a host belongs to the far side."""


async def download(
    http: Client,
    url: str,
    into: Path,
    *,
    most: int,
    base: str,
    is_own: IsOwn,
    headers: Mapping[str, str] | None = None,
) -> Receipt:
    """Write what an address holds into a file. base: the account's own address, which may be anywhere.

    accepted: the file is there whole. refused: the address is not the far side's, or holds nothing, or too much
    (`size`).
    """
    fault = await _fault_of(url, base, is_own)
    if fault is not None:
        return fault
    try:
        async with asyncio.timeout(WHOLE), http.request("GET", url, headers=headers) as response:
            if not 200 <= response.status < 300:
                return _by_status(Answer(response.status, response.headers))
            with into.open("wb") as file:
                return await _written(response, file, most)
    except ValueError:  # it is no address
        return Receipt("refused", code="address")
    except (*never_sent(), *no_answer()):
        return Receipt("failed", code="no_answer")
    except OSError:
        return Receipt("failed", code="disk")


async def _written(response: "aiohttp.ClientResponse", file: BinaryIO, most: int) -> Receipt:
    """Write an answer as it came over the line, so that nothing unpacks itself. What breaks off is not whole."""
    size, told = 0, response.headers.get("Content-Length", "")
    if told.isdecimal() and int(told[:20]) > most:
        return Receipt("refused", code="size")
    async for piece in response.content.iter_any():
        size += len(piece)
        if size > most:
            return Receipt("refused", code="size")
        file.write(piece)
    return Receipt("accepted")


def _by_status(answer: Answer) -> Receipt:
    """What is gone stays gone; nothing was taken by asking, so that all else may be asked again."""
    if answer.status in (404, 410):
        return Receipt("refused", code="gone")
    said = by_status(answer)
    return Receipt("failed", code=said.code, pause=said.pause)


async def _fault_of(url: str, base: str, is_own: IsOwn) -> Receipt | None:
    """Why an address is not asked: it is not the far side's, or leads into the office's own network."""
    try:
        asked, own = urlsplit(url), urlsplit(base)
        at, at_base = _origin(asked), _origin(own)
    except ValueError:
        return Receipt("refused", code="address")
    if at == at_base:
        return None
    if asked.scheme != "https" or asked.username or at[2] != 443 or not is_own(at[1]):
        return Receipt("refused", code="address")
    return await _fault_of_host(at[1])


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    usual = {"https": 443, "http": 80}.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or usual


async def _fault_of_host(host: str) -> Receipt | None:
    """Why a host is not asked: every address of it must be a public one."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Receipt("failed", code="no_connection")
    if all(ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found):
        return None
    return Receipt("refused", code="address")
