"""Under which address a request is counted: of who asks, through the proxies that are trusted, and no finer than what
one subscriber is given.
"""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NOBODY = "-"
"""What a request without an address is counted under."""
READ = 2_048
"""How many addresses are kept as they were read: each request has the same one read several times."""
KEPT = {4: 24, 6: 48}
"""How many bits of an address are written down, by its version: enough to tell a building from another."""
SUBSCRIBER = 64
"""Bits of an IPv6 address that stay: of the others a subscriber has as many as they like."""


def asker(peer: str | None, told: Sequence[str], trusted: Sequence[Network]) -> str:
    """The address that a request is counted under: an IPv4 address, the /64 of an IPv6 address, or NOBODY.

    peer: who is connected to this machine. told: what X-Forwarded-For said, each header as it came. trusted: the
    proxies that are believed. From the right, each hop that is trusted says who was connected to it; the first that is
    not asked, and whatever stands left of it may be made up. A trusted proxy that names nobody is counted itself.
    """
    found = address(peer or "")
    if found is None:
        return NOBODY
    for hop in reversed([each for header in told for each in header.split(",")]):
        before = address(hop) if is_within(found, trusted) else None
        if before is None:
            break
        found = before
    return counted(found)


@lru_cache(READ)
def address(text: str) -> Address | None:
    """An address as proxies write it, with a port or in brackets; IPv4 in the clothes of IPv6 is IPv4."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def is_within(found: Address, networks: Sequence[Network]) -> bool:
    """Whether an address lies in any of some networks."""
    return any(found in network for network in networks)


@lru_cache(READ)
def counted(found: Address) -> str:
    """Under what an address is counted: itself, or the subscriber's network of an IPv6 one."""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.IPv6Network((found, SUBSCRIBER), strict=False))


def shortened(text: str) -> str:
    """The network in which an address is that was counted: "192.0.2.0/24", "2001:db8::/48"; NOBODY as it is."""
    found = address(text.partition("/")[0])
    return NOBODY if found is None else str(ipaddress.ip_network((found, KEPT[found.version]), strict=False))
