"""Whom an address stands for where connections and requests are counted, and what is answered uncounted."""

import ipaddress

UNCOUNTED = frozenset({"/healthz"})
"""Whoever watches the machine would start it anew, and all would come back at once."""
HOUSE = 64
"""Bits of an IPv6 address that name a house; all behind them are the same one's to choose."""


def peer_of(host: str | None) -> str | None:
    """The one whom an address counts for: an IPv4 address, or the network of an IPv6 one.

    None where nobody is counted by it: a local socket, or this machine itself, which is a proxy that speaks for others.
    """
    if not host:
        return None
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, HOUSE), strict=False))
    return str(address)
