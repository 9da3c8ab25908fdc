"""Whose request it is, for what is counted by address. Nothing else looks at a connection's address."""

from collections.abc import Sequence

import structlog
from starlette.requests import HTTPConnection

from scheduler.domain import addresses
from scheduler.domain.addresses import Network

log = structlog.get_logger()

MOST_NAMED = 5
"""Proxies that the log names once each; a hall full of private addresses must not fill it."""
HINT = "name your proxy in GILIRAN_TRUSTED_PROXIES; all who come by one that is not named are counted as one"


class Askers:
    """Knows the proxies that are trusted to say who asks."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self._warned_of: set[str] = set()

    @property
    def strangers(self) -> frozenset[str]:
        """Those who seem to be proxies, and were not named."""
        return frozenset(self._warned_of)

    def of(self, connection: HTTPConnection) -> str:
        """The address to count by (see `addresses.asker`)."""
        peer, told = connection.client.host if connection.client else "", connection.headers.getlist("X-Forwarded-For")
        if told and len(self._warned_of) < MOST_NAMED:
            self._warn(peer)
        return addresses.asker(peer, told, self._trusted)

    def _warn(self, peer: str) -> None:
        """Say once that a proxy seems to stand before us that nobody named: all who come by it are counted as one."""
        found = addresses.address(peer)
        if found is None or not found.is_private or addresses.is_within(found, self._trusted):
            return
        if str(found) not in self._warned_of:
            self._warned_of.add(str(found))
            log.warning("proxy_not_trusted", peer=str(found), hint=HINT)


def warn_of_no_proxy(trusted: Sequence[Network], *, on_tls: bool) -> None:
    """A line in the log where people come by https, which a proxy speaks with them, and none is named."""
    if on_tls and not trusted:
        log.warning("no_proxy_trusted", hint=HINT)


def asker_of(connection: HTTPConnection) -> str:
    """The address to count a request by."""
    askers: Askers = connection.app.state.askers
    return askers.of(connection)
