"""The address that a television is to open, by what the server knows of itself."""

import ipaddress
import socket
from contextlib import closing
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from scheduler.health.settings import is_loopback
from scheduler.runtime.config import NOWHERE, Settings

SOMEWHERE = ("192.0.2.1", 9)
"""An address that nobody has: which way the machine would go there says by which address others reach it."""

How = Literal["known", "found", "here_only"]
"""known: it is in the settings; found: the settings name this machine alone, and it is reached by its address in the
network all the same; here_only: nobody but this machine itself reaches the server.
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a television finds the office. address: with http or https; own: this machine's in the network."""

    address: str
    how: How
    own: str | None = None

    @property
    def short(self) -> str:
        """What somebody types with the remote control, who need not type http."""
        return self.address.removeprefix("http://")


def reach_of(settings: Settings, own: str | None) -> Reach:
    """own: the address of this machine in its network, None where it has none."""
    named = f"{settings.base_url}/display"
    if not is_loopback(urlsplit(settings.base_url).hostname or ""):
        return Reach(named, "known", own)
    if settings.host in NOWHERE and own is not None:
        return Reach(f"http://{own}:{settings.port}/display", "found", own)
    return Reach(named, "here_only", own)


def own_address() -> str | None:
    """The address of this machine in its network; None where it is in none. Nothing is sent."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as line:
        try:
            line.connect(SOMEWHERE)
        except OSError:
            return None
        found: str = line.getsockname()[0]
    address = ipaddress.ip_address(found)
    return None if address.is_loopback or address.is_unspecified else found
