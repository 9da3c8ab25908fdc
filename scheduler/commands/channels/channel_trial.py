"""`giliran channel test`."""

import asyncio
import sys
from dataclasses import replace
from typing import Annotated

import structlog
import typer

from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.flow.channels import accounts
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import ApprovedTemplate, Letter, Receipt
from scheduler.messages.channels.console import Console
from scheduler.messages.sending import trial

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

Channel = Annotated[
    str, typer.Argument(metavar="CHANNEL", help="whatsapp, fonnte, sms, smtp, webpush, wa_me or console.")
]
To = Annotated[str, typer.Option("--to", help="A number, or for smtp an address, for webpush the id of a booking.")]
Template = Annotated[str | None, typer.Option(help="Of whatsapp: an approved template instead of free words.")]
Language = Annotated[str, typer.Option(help="Of the template.")]
Values = Annotated[list[str] | None, typer.Option("--value", help="What fills the template; once for each.")]
Button = Annotated[str | None, typer.Option(help="The end of the link behind the template's button.")]
Show = Annotated[bool, typer.Option("--show", help="Of console: the text too.")]


def try_channel(
    channel: Channel,
    to: To,
    template: Template = None,
    language: Language = "id",
    value: Values = None,
    button: Button = None,
    show: Show = False,
    office: WhichOffice = None,
) -> None:
    """Send one message, and print what came back. Exit status 1 if it was not accepted."""
    if channel not in KINDS:
        raise CommandFailed(f"There is no channel {channel!r}. There is: {', '.join(KINDS)}", status=2)
    letter_to = trial.address_of(channel, to)
    with opened() as at:
        if at.clock.is_training and channel != "console":
            raise CommandFailed("This database is for training: nothing is ever sent from it. Only console works.")
        where = at.office(office)
        letter = trial.letter_for(where, letter_to, str)
        if template:
            letter = replace(letter, template=ApprovedTemplate(template, language, tuple(value or ()), button))
        receipt = asyncio.run(_send(at, where, channel, letter, shows_text=show))
    _say(receipt)
    raise typer.Exit(0 if receipt.outcome in ("accepted", "shown") else 1)


async def _send(at: Opened, office: Office, channel: str, letter: Letter, *, shows_text: bool) -> Receipt:
    if channel == "console":
        log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), [structlog.processors.JSONRenderer()])
        return await Console(shows_text=shows_text, to=log).send(letter)
    account = _account(at, office, channel)
    return await trial.try_out(channel, account, letter, database=at.database, clock=at.clock, settings=at.settings)


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
