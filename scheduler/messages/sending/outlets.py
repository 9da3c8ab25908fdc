"""Where letters leave: a channel of an office, open, with so many letters under way at once and a bounded queue."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime

import structlog

from scheduler.domain.refusals import Refusal
from scheduler.messages.channels.base import Account, Channel, Letter, NotDrawn, Receipt
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.claiming import MOST, Taken
from scheduler.messages.sending.reasons import Fault

LEAST_AT_ONCE, MOST_AT_ONCE = 8, 64
"""Letters under way at the same time by one account: as many as it lets through in a second, within these."""
A_MINUTE = 60
PATIENCE = 45.0
"""Seconds after which a channel that has not answered is not waited for; each channel has shorter ones of its own."""

Opener = Callable[[str, Account], Channel]

log = structlog.get_logger()


def at_once(per_minute: int | None) -> int:
    """How many letters may be under way by an account, so that a far side that takes a second for each does not keep
    it from what it may send in a minute. None: of a channel without an account.
    """
    return min(max(LEAST_AT_ONCE, -(-(per_minute or 0) // A_MINUTE)), MOST_AT_ONCE)


class Outlet:
    """One account at one channel. held: letters that were taken from the outbox and are not settled; waiting: those of
    them that nobody sends yet, each with when it was taken or last looked at; senders: how many are being sent.

    turn: held by who takes letters out of `waiting`. is_paused: its far side has asked to wait, and what waits is to be
    given back.
    """

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._channel: Channel | None = None
        self._changed_at: datetime | None = None
        self._left: list[Channel] = []
        self.waiting: deque[tuple[Taken, float]] = deque()
        self.turn, self.is_paused = asyncio.Lock(), False
        self.held = self.senders = 0
        self.at_once = LEAST_AT_ONCE

    @property
    def room(self) -> int:
        """How many more letters may be taken for the outlet; none until half have left, so that steps are few."""
        if self.is_paused:
            return 0
        most = 4 * self.at_once
        free = most - self.held
        return min(free, MOST) if free * 2 >= most else 0

    def hold(self, taken: Taken, since: float) -> None:
        """Keep a letter until somebody sends it."""
        self.at_once = at_once(taken.used.per_minute)
        self.held += 1
        self.waiting.append((taken, since))

    async def send(self, used: Used, letter: Letter) -> Receipt:
        """Ask the channel once. Whatever it does becomes a receipt."""
        channel = self._open(used)
        if isinstance(channel, Receipt):
            return channel
        try:
            async with asyncio.timeout(PATIENCE):
                return await channel.send(letter)
        except TimeoutError:
            return Receipt("unknown", code=Fault.TIMEOUT)
        except NotDrawn:
            log.exception("picture_not_drawn", channel=used.channel)
            return Receipt("failed", code=Fault.PICTURE)
        except Exception:
            log.exception("channel_broken", channel=used.channel)
            return Receipt("unknown", code=Fault.BROKEN)

    async def close(self) -> None:
        """Close what was opened; nothing is under way any more."""
        for channel in [*self._left, *([self._channel] if self._channel else [])]:
            await channel.close()
        self._left, self._channel = [], None

    def _open(self, used: Used) -> Channel | Receipt:
        """The channel, opened anew after its account was changed; letters under way keep the old one."""
        if self._channel is None or self._changed_at != used.changed_at:
            try:
                opened = self._opener(used.channel, used.account)
            except Refusal:
                return Receipt("refused", code=Fault.ACCOUNT)
            if self._channel is not None:
                self._left.append(self._channel)
            self._channel, self._changed_at = opened, used.changed_at
        return self._channel


class Outlets:
    """The outlets of a worker, each opened when something is sent by it first."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._by_account: dict[tuple[int, str], Outlet] = {}

    def of(self, office_id: int, channel: str) -> Outlet:
        """The outlet of an office's channel."""
        return self._by_account.setdefault((office_id, channel), Outlet(self._opener))

    @property
    def held(self) -> int:
        """Letters that are taken and not settled."""
        return sum(outlet.held for outlet in self._by_account.values())

    async def close(self) -> None:
        """Close every channel."""
        for outlet in self._by_account.values():
            await outlet.close()
