"""Whom an address stands for where connections and requests are counted, and what is answered uncounted."""

from collections.abc import Sequence

from scheduler.domain import addresses
from scheduler.domain.addresses import NOBODY, Network

UNCOUNTED = frozenset({"/healthz"})
"""Paths that are answered uncounted: who watches the machine would start it anew, and all would come back at once."""


def peer_of(host: str | None, trusted: Sequence[Network] = ()) -> str | None:
    """Whom a connection counts for: an IPv4 address, or the network of an IPv6 one.

    None where it counts for nobody: a local socket, this machine itself and a trusted proxy, which speak for others.
    """
    found = addresses.address(host or "")
    if found is None or found.is_loopback or addresses.is_within(found, trusted):
        return None
    return addresses.counted(found)


def asker_behind(host: str | None, told: Sequence[str], trusted: Sequence[Network]) -> str | None:
    """Whom a request counts for, by what trusted proxies say in X-Forwarded-For; None as for `peer_of`."""
    asker = addresses.asker(host, told, trusted)
    if asker in (NOBODY, addresses.asker(host, (), ())):
        return peer_of(host, trusted)
    return asker
