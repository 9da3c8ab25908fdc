"""The channels by name, and an account at one of them, opened for sending."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.db.engine.database import Database
from scheduler.domain.channels.accounts import ACCOUNTS, filled
from scheduler.domain.channels.refusals import AccountFaulty, ChannelUnknown
from scheduler.messages.channels import console, fonnte, sms, wa_me, webpush
from scheduler.messages.channels.base import Account, Channel, Kind
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.mail import smtp
from scheduler.messages.channels.whatsapp import cloud
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

__all__ = ["KINDS", "Client", "open_channel"]

KINDS: Mapping[str, Kind] = {
    module.KIND.name: module.KIND for module in (cloud, fonnte, sms, smtp, webpush, wa_me, console)
}


@dataclass(frozen=True, slots=True)
class _Means:
    """What channels stand on: the connections of their worker; for browsers the database too."""

    http: Client
    database: Database | None
    clock: Clock | None
    settings: Settings | None


def open_channel(
    name: str,
    account: Account,
    *,
    http: Client,
    database: Database | None = None,
    clock: Clock | None = None,
    settings: Settings | None = None,
) -> Channel:
    """A channel that can send. http: shared by all channels of a worker and closed by it.

    database, clock, settings: needed for webpush alone. Raises ChannelUnknown, and AccountFaulty where something that
    the account needs is not there.
    """
    if name not in KINDS:
        raise ChannelUnknown
    whole = filled(name, account)
    missing = {entry.name: "missing" for entry in ACCOUNTS[name] if entry.needed and not whole[entry.name]}
    if missing:
        raise AccountFaulty(errors=missing)
    return OPENED[name](whole, _Means(http, database, clock, settings))


def _webpush(_: Account, means: _Means) -> Channel:
    if means.database is None or means.clock is None or means.settings is None:
        raise ValueError("webpush needs the database, the clock and the settings")
    return webpush.WebPush(means.database, means.clock, means.settings)


OPENED: Mapping[str, Callable[[Account, _Means], Channel]] = {
    "whatsapp": lambda account, means: cloud.WhatsApp(account, means.http),
    "fonnte": lambda account, means: fonnte.Fonnte(account, means.http),
    "sms": lambda account, means: sms.Sms(account, means.http),
    "smtp": lambda account, _: smtp.Smtp(account),
    "webpush": _webpush,
    "wa_me": lambda *_: wa_me.ByHand(),
    "console": lambda *_: console.Console(),
}
