"""Whose request it is, for what is counted by address. Nothing else looks at a connection's address."""

from collections.abc import Sequence

import structlog
from starlette.requests import HTTPConnection

from scheduler.domain import addresses
from scheduler.domain.addresses import Network

log = structlog.get_logger()


class Askers:
    """Knows the proxies that are trusted to say who asks."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self._has_warned = False

    def of(self, connection: HTTPConnection) -> str:
        """The address to count by (see `addresses.asker`)."""
        peer, told = connection.client.host if connection.client else "", connection.headers.getlist("X-Forwarded-For")
        if told and not self._has_warned:
            self._warn(peer)
        return addresses.asker(peer, told, self._trusted)

    def _warn(self, peer: str) -> None:
        """Say once that a proxy seems to stand before us that nobody named: all who come by it are counted as one."""
        found = addresses.address(peer)
        if found is None or not found.is_private or addresses.is_within(found, self._trusted):
            return
        self._has_warned = True
        hint = "if this is your proxy, name it in GILIRAN_TRUSTED_PROXIES; all who come by it are counted as one"
        log.warning("proxy_not_trusted", peer=str(found), hint=hint)


def asker_of(connection: HTTPConnection) -> str:
    """The address to count a request by."""
    askers: Askers = connection.app.state.askers
    return askers.of(connection)
