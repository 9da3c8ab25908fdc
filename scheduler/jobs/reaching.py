"""Whether links lead here: once after the start the server asks itself by the address that its links begin with."""

import asyncio
import ipaddress
import os
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

import structlog

from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import ask
from scheduler.runtime.config import NOWHERE, Settings
from scheduler.runtime.supervise import Die, beside

FIRST, AGAIN = 10.0, 600.0
"""Seconds until it is asked, when the proxy in front had time to start too, and again where nobody answered."""

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
    async with Client(most=1) as client:
        answer = await ask(client, "GET", f"{address}/healthz")
    if isinstance(answer, Receipt):
        return answer.code
    return None if answer.is_good else f"status {answer.status}"
