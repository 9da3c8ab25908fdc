"""What a channel is: it takes a letter to one address, and says what came of it. The channels are in `channels/`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from scheduler.board.pass_picture import PassWords, pass_picture
from scheduler.domain.channels.accounts import ACCOUNTS

Reach = Literal["phone", "email", "browser", "nobody"]
"""What kind of address a channel sends to; "nobody" leaves the machine by no way."""
Outcome = Literal["accepted", "refused", "failed", "unknown", "shown"]
"""accepted: the far side took the letter; whether it arrives is told later, or never.
refused: it never will, this way to this address (no such number, no such template, an account that is not valid).
failed: not now, and surely not taken (429, 500, no connection).
unknown: perhaps taken (no answer in time, a connection that broke after sending).
shown: on the console; nothing left the machine."""


@dataclass(frozen=True, slots=True)
class ApprovedTemplate:
    """A text that WhatsApp has approved, with what fills it. button: the end of the link behind its button."""

    name: str
    language: str
    values: Sequence[str] = ()
    button: str | None = None


class NotDrawn(Exception):
    """A picture could not be drawn, so its letter was not sent."""


@dataclass(frozen=True, slots=True)
class PassPicture:
    """The pass of a visit as a picture: milliseconds to draw, so it is drawn when a channel wants it, and beside the
    loop.
    """

    code: str = field(repr=False)
    words: PassWords

    async def drawn(self) -> bytes:
        """As PNG. Raises NotDrawn: a fault of ours, which says nothing about the far side or the address."""
        try:
            return await asyncio.to_thread(pass_picture, self.code, self.words)
        except Exception as error:
            raise NotDrawn from error


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address.

    key: the same for every try of the same message by the same channel, for far sides that tell repetitions by it.
    to: +62812..., an e-mail address, or the id of a booking for its browsers. template: None for free words within a
    conversation. picture: what goes with it, drawn by a channel that wants it. worth: for so long a phone that is off
    is worth waiting for.
    """

    key: str
    to: str
    text: str
    subject: str = ""
    language: str = "id"
    template: ApprovedTemplate | None = None
    picture: PassPicture | None = field(default=None, repr=False)
    worth: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a try. code: why it was not accepted, in short. pause: seconds that the far side asks to wait."""

    outcome: Outcome
    external_id: str | None = None
    code: str | None = None
    pause: float | None = None

    @property
    def asks_to_wait(self) -> bool:
        """Whether the far side took nothing, and wants nothing for a while."""
        return self.outcome == "failed" and self.pause is not None


class Channel(Protocol):
    """An account at one channel, open for sending."""

    async def send(self, letter: Letter) -> Receipt:
        """Try a letter once, in at most some seconds. Never raises for what the far side or the network does.

        Raises NotDrawn, before the far side is asked for anything.
        """

    async def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of the far side's that is wanted. media: its id or address there, as a webhook told it."""

    media: str
    into: Path
    most: int
    """Bytes that are taken at most."""


class Fetches(Protocol):
    """A channel that can bring what citizens sent along with their words."""

    async def fetch(self, picture: Picture) -> Receipt:
        """Write a picture into its `into`, once, in bounded time. accepted: it is there whole. refused: it never will.

        Never raises for what the far side or the network does.
        """


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel. takes_key: its far side knows a repetition by the letter's key. reports: the far side tells of
    delivery, to accounts that let it (`domain.channels.accounts.hears_of_delivery`).
    """

    name: str
    label: str
    reach: Reach
    takes_key: bool = False
    reports: bool = False

    @property
    def needs_account(self) -> bool:
        """Whether an office must have an account there; `domain.channels.accounts` says what an account consists of."""
        return bool(ACCOUNTS.get(self.name))


@dataclass(frozen=True, slots=True)
class Told:
    """The far side tells what became of a message. code: why it failed."""

    external_id: str
    state: Literal["accepted", "delivered", "read", "failed"]
    at: datetime
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A citizen wrote. phone: as +62812...; kind: text, button, or what cannot be shown here.

    media: of a picture or a file, where the far side keeps it: an id or an address.
    """

    external_id: str
    phone: str
    text: str
    at: datetime
    kind: str = "text"
    media: str | None = None


Account = Mapping[str, str]
"""Names and values of an account, as its kind's fields name them."""
