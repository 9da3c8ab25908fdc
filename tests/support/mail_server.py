"""A mail server on this machine (aiosmtpd) that keeps what comes, or says what a test wants it to say."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd import smtp


class Mailbox:
    """What a server does with a letter: keeps it, or answers what `says` has for a command."""

    def __init__(self, **says: str) -> None:
        self.says = says
        self.came: list[smtp.Envelope] = []

    async def handle_MAIL(self, *told: Any) -> str:  # noqa: N802 - the name is aiosmtpd's
        _, _, envelope, envelope.mail_from, options = told
        envelope.mail_options.extend(options)
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: N802 - the name is aiosmtpd's
        _, _, envelope, address, _ = told
        envelope.rcpt_tos.append(address)
        return self.says.get("RCPT", "250 OK")

    async def handle_DATA(self, _: Any, __: Any, envelope: smtp.Envelope) -> str:  # noqa: N802 - the same
        self.came.append(envelope)
        if self.says.get("DATA") == "nothing":
            await asyncio.Event().wait()
        return self.says.get("DATA", "250 2.0.0 OK: queued as 12345")

    def mail(self) -> EmailMessage:
        """The one e-mail that came."""
        (envelope,) = self.came
        content = envelope.original_content or b""
        found = email.message_from_bytes(content, policy=email.policy.SMTP)
        assert isinstance(found, EmailMessage)
        return found


@asynccontextmanager
async def serving(mailbox: Mailbox, *, ssl_context: ssl.SSLContext | None = None, **facts: Any) -> AsyncIterator[int]:
    """A mail server on this loop, for as long as the block lasts; its port."""
    loop = asyncio.get_running_loop()
    made: list[smtp.SMTP] = []

    def protocol() -> smtp.SMTP:
        made.append(smtp.SMTP(mailbox, hostname="mail.example.id", loop=loop, **facts))
        return made[-1]

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=ssl_context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in made:
            if each.transport is not None:
                each.transport.abort()
        handlers = [each._handler_coroutine for each in made if each._handler_coroutine is not None]
        for handler in handlers:
            handler.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
