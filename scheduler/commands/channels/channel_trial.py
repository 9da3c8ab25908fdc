"""`giliran channel test`."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace

import structlog

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.flow.channels import accounts
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import ApprovedTemplate, Letter, Receipt
from scheduler.messages.channels.console import Console
from scheduler.messages.sending import trying

CODES = {
    "no_connection": "Nothing answers at that address.",
    "no_answer": "It was sent, but no answer came in time: look whether it arrived.",
    "tls": "The server could not prove who it is.",
    "account": "The account holds something that cannot be sent.",
    "token": "The far side does not know the token.",
    "190": "The access token is not valid any more.",
    "131026": "This number cannot be reached on WhatsApp.",
    "131047": "More than 24 hours since that number wrote: give --template.",
    "no_browser": "No browser listens for this booking.",
    "push_off": "Push is off, or its extra is not installed.",
    "by_hand": "Nothing is sent: clerks press the links on the list of documents.",
    "address": "The channel cannot write to that address.",
}

Approved = tuple[str, str, Sequence[str], str | None]
"""Name, language, values and the end of the link of an approved template."""


def run(code: str | None, channel: str, to: str, *, approved: Approved | None, shows_text: bool) -> int:
    """Send one message and print what came back; 0 if it was accepted. Raises CommandFailed."""
    if channel not in KINDS:
        raise CommandFailed(f"There is no channel {channel!r}. There is: {', '.join(KINDS)}", status=2)
    letter_to = trying.address_of(channel, to)
    with opened() as at:
        if at.clock.is_training and channel != "console":
            raise CommandFailed("This database is for training: nothing is ever sent from it. Only console works.")
        office = at.office(code)
        letter = _letter(office, letter_to, approved)
        receipt = asyncio.run(_send(at, office, channel, letter, shows_text=shows_text))
    _say(receipt)
    return 0 if receipt.outcome in ("accepted", "shown") else 1


def _letter(office: Office, to: str, approved: Approved | None) -> Letter:
    letter = trying.letter_for(office, to, str)
    if approved is None:
        return letter
    name, language, values, button = approved
    return replace(letter, template=ApprovedTemplate(name, language, tuple(values), button))


async def _send(at: Opened, office: Office, channel: str, letter: Letter, *, shows_text: bool) -> Receipt:
    if channel == "console":
        log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), [structlog.processors.JSONRenderer()])
        return await Console(shows_text=shows_text, to=log).send(letter)
    account = _account(at, office, channel)
    return await trying.try_out(channel, account, letter, database=at.database, clock=at.clock, settings=at.settings)


def _account(at: Opened, office: Office, channel: str) -> dict[str, str]:
    with at.database.reading() as session:
        found = accounts.account_of(session, office.id, channel)
    if found is None and ACCOUNTS[channel]:
        raise CommandFailed(f"{office.name} has no account for {channel}. Give one: giliran channel set {channel}")
    return dict(found.account) if found else {}


def _say(receipt: Receipt) -> None:
    said = [f"outcome: {receipt.outcome}"]
    if receipt.external_id:
        said.append(f"id: {receipt.external_id}")
    if receipt.code:
        said.append(f"code: {receipt.code} {CODES.get(receipt.code, '')}".rstrip())
    if receipt.pause is not None:
        said.append(f"pause: {receipt.pause:g} s")
    print("\n".join(said))  # noqa: T201 - the command's answer
