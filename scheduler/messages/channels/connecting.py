"""How aiohttp makes and keeps the connections of a client, where what it does by itself is not enough.

Imported where a client is made, as aiohttp is. It overrides two methods of aiohttp's that aiohttp does not promise;
tests/messages/channels/test_aiohttp_inside.py names them.
"""

import re
import select
import sys
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.client_reqrep import ConnectionKey
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

AN_ADDRESS = re.compile(r"(?:[\w\-.~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*", re.ASCII)
"""What an address is made of (RFC 3986)."""


class Connector(aiohttp.TCPConnector):
    """Never gives out a kept connection that the far side has closed, as far as this machine has heard; and whatever
    goes wrong before there is a new one, a proxy's part in it too, is a ClientConnectorError.
    """

    async def _get(self, key: "ConnectionKey", traces: list["Trace"]) -> "Connection | None":
        """A kept connection, if there is one at whose other end nobody has said anything since."""
        while (kept := await super()._get(key, traces)) is not None and _has_news(kept):
            kept.close()
        return kept

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list["Trace"],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's
    ) -> "ResponseHandler":
        """A new connection. Raises InvalidURL too, for an address that cannot be, if it is not the proxy's."""
        try:
            return await super()._create_connection(req, traces, timeout)
        except aiohttp.ClientError as error:
            if isinstance(error, aiohttp.ClientConnectorError) or _is_no_address(error, req):
                raise
            never_sent = aiohttp.ClientConnectorError(req.connection_key, OSError(type(error).__name__))
            raise never_sent from error


def _has_news(kept: "Connection") -> bool:
    """Whether something has come by a connection that the loop has not looked at: its end, or what nobody asked for.

    The loop knows of it one round later; a request that is written until then is read by nobody.
    """
    if sys.platform == "win32" or kept.transport is None:  # it has no poll
        return False
    asked = select.poll()
    asked.register(kept.transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(asked.poll(0))


def _is_no_address(error: aiohttp.ClientError, request: aiohttp.ClientRequest) -> bool:
    return isinstance(error, aiohttp.InvalidURL) and request.proxy is None


def as_given(address: str) -> URL:
    """An address to be asked as it stands, letter by letter, for it may be signed; quoted where it is none as it is.

    Raises ValueError where it is none of HTTP at all.
    """
    found = URL(address, encoded=AN_ADDRESS.fullmatch(address) is not None)
    if found.scheme not in ("http", "https"):
        raise ValueError
    return found
