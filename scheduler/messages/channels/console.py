"""The console, the usual channel: a line says that there was something to send, and nothing leaves the machine."""

from typing import Any

import structlog

from scheduler.domain.refusals import N_
from scheduler.messages.channels.base import Kind, Letter, Receipt

KIND = Kind("console", N_("Konsol: tidak ada yang dikirim"), "nobody")

log = structlog.get_logger()


class Console:
    """Writes one line to a log: how long a letter is, and no phone. shows_text: the letter's words too, for a test."""

    def __init__(self, *, shows_text: bool = False, to: Any = log) -> None:
        self._shows_text, self._log = shows_text, to

    async def send(self, letter: Letter) -> Receipt:
        """Write the line."""
        said = {"text": letter.text} if self._shows_text else {}
        self._log.info("message_shown", channel=KIND.name, length=len(letter.text), **said)
        return Receipt("shown")

    async def close(self) -> None:
        """There is nothing open."""
