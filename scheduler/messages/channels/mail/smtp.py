"""E-mail by the office's own mail server.

aiosmtplib is imported at first use: many offices send no mail.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage
from typing import TYPE_CHECKING

from scheduler.domain.refusals import N_
from scheduler.messages.channels.base import Account, Kind, Letter, Receipt
from scheduler.messages.channels.mail.letter import domain_of, mail_of

if TYPE_CHECKING:
    import aiosmtplib

KIND = Kind("smtp", N_("E-mail"), "email")
CONNECT, WHOLE = 5.0, 15.0
"""Seconds until there is a connection, and for all of a letter."""


class Smtp:
    """One mailbox of an office; a connection for each letter, since most servers hang up on idle ones."""

    def __init__(
        self, account: Account, *, tls: ssl.SSLContext | None = None, connect: float = CONNECT, whole: float = WHOLE
    ) -> None:
        """tls: how a server proves who it is, if not by the authorities that this machine trusts. connect, whole:
        seconds until there is a connection, and for all of a letter.
        """
        self._account, self._tls, self._connect, self._whole = account, tls, connect, whole

    async def send(self, letter: Letter) -> Receipt:
        """Hand a letter to the server; once all of it is on its way, silence means that perhaps it was taken."""
        import aiosmtplib  # noqa: PLC0415 - see above

        try:
            mail = mail_of(letter, self._account, await letter.picture.drawn() if letter.picture else None)
        except (ValueError, LookupError):
            return Receipt("refused", code="address")
        handing = _Handing(mail)
        try:
            async with asyncio.timeout(self._whole), self._connected() as server:
                await handing.over_to(server)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return _receipt_of(error, is_on_its_way=handing.is_on_its_way)
        return Receipt("accepted", mail["Message-ID"])

    async def close(self) -> None:
        """There is nothing open between letters."""

    @asynccontextmanager
    async def _connected(self) -> "AsyncIterator[aiosmtplib.SMTP]":
        import aiosmtplib  # noqa: PLC0415 - see above

        account = self._account
        server = aiosmtplib.SMTP(
            hostname=account["host"].strip("[]"),
            port=int(account["port"]),
            timeout=self._connect,
            use_tls=account["security"] == "tls",
            start_tls=account["security"] == "starttls",
            username=account["user"] or None,
            password=account["password"] or None,
            tls_context=self._tls,
            local_hostname=domain_of(account["sender"]),
        )
        try:
            await server.connect()
            yield server
            with suppress(aiosmtplib.SMTPException, OSError):  # it has the letter: how it says goodbye is all one
                await server.quit(timeout=1)
        finally:
            server.close()


class _Handing:
    """One letter on its way; `is_on_its_way` once the server may have all of it."""

    def __init__(self, mail: EmailMessage) -> None:
        self._mail = mail
        self.is_on_its_way = False

    async def over_to(self, server: "aiosmtplib.SMTP") -> None:
        import aiosmtplib  # noqa: PLC0415 - see above

        sender, to = (self._mail[name].addresses[0].addr_spec for name in ("From", "To"))
        options = [] if (sender + to).isascii() else ["SMTPUTF8"]
        if server.is_ehlo_or_helo_needed:
            await server.ehlo()
        if options and not server.supports_extension("smtputf8"):
            raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
        await server.mail(sender, options=options, encoding="utf-8")
        await server.rcpt(to, encoding="utf-8")
        self.is_on_its_way = True
        await server.data(self._mail.as_bytes(), timeout=WHOLE)


def _receipt_of(error: Exception, *, is_on_its_way: bool) -> Receipt:
    """What went wrong: a 4xx is for now, a 5xx for good, no connection for now."""
    import aiosmtplib  # noqa: PLC0415 - see above

    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 400:
        code = f"smtp_{error.code}"
        if error.code >= 500:
            return Receipt("refused", code=code)
        return Receipt("failed", code=code)
    if is_on_its_way:
        return Receipt("unknown", code="no_answer")
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Receipt("failed", code="tls")
    # The class itself is what the library raises for a server that has no STARTTLS or no login.
    if type(error) is aiosmtplib.SMTPException or isinstance(error, (aiosmtplib.SMTPNotSupported, ValueError)):
        return Receipt("refused", code="not_supported")
    return Receipt("failed", code="no_connection")
