"""Whether links lead here: once after the start the server asks itself by the address that its links begin with."""

import asyncio
import ipaddress
import os
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

import structlog

from scheduler.runtime.config import NOWHERE, Settings
from scheduler.runtime.supervise import Die, beside

FIRST, AGAIN = 10.0, 600.0
"""Seconds until it is asked, when the proxy in front had time to start too, and again where nobody answered."""
PATIENCE = 10.0
"""Seconds to wait for the answer."""

log = structlog.get_logger()


def reaching(settings: Settings, *, die: Die = os._exit) -> AbstractAsyncContextManager[None]:
    """Tell the log inside the block while nobody answers where links lead.

    An address of this machine alone is not asked; where others shall come here, it is told of at once.
    """
    return beside(_look(settings), "reaching_failed", die=die)


async def _look(settings: Settings) -> None:
    if is_of_this_machine(settings.base_url):
        if settings.host in NOWHERE:
            log.warning("links_lead_to_this_machine_alone", address=settings.base_url, setting="GILIRAN_BASE_URL")
    else:
        await asyncio.sleep(FIRST)
        while (why := await fault_of(settings.base_url)) is not None:
            log.warning("base_url_unreachable", address=settings.base_url, why=why, setting="GILIRAN_BASE_URL")
            await asyncio.sleep(AGAIN)
    await asyncio.Event().wait()


def is_of_this_machine(address: str) -> bool:
    """Whether only this machine reaches an address."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def fault_of(address: str) -> str | None:
    """Why a server at an address cannot be asked whether it lives; None where it answers that it does."""
    import httpx2  # noqa: PLC0415 - ten seconds after the start, and not where nobody is asked

    try:
        async with httpx2.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(f"{address}/healthz")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        return type(error).__name__
    return None if answer.is_success else f"status {answer.status_code}"
