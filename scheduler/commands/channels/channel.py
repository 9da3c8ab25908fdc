"""`giliran channel`: by which channels an office tells people."""

import sys
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scheduler.commands.channels.channel_templates import list_templates
from scheduler.commands.channels.channel_trial import Channel, try_channel
from scheduler.commands.failing import CommandFailed, english
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.channels.accounts import ACCOUNTS, Entry
from scheduler.flow.channels import accounts as channel_accounts
from scheduler.flow.channels.accounts import Opened
from scheduler.messages.channels import KINDS
from scheduler.web.office.channels import steps

app = typer.Typer(no_args_is_help=True)

BY = "cli"
Entries = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="What is no secret; an empty value removes it.")
]
FromStdin = Annotated[
    bool, typer.Option("--secrets-stdin", help="Read secrets from stdin, a line NAME=VALUE for each.")
]
PerMinute = Annotated[int | None, typer.Option(min=1, max=6000, help="Messages a minute at most. [new: 60]")]


@app.command("list")
def list_channels(office: WhichOffice = None) -> None:
    """Show the channels, which of them have an account, and in which order they are tried."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            accounts = channel_accounts.accounts_of(session, where.id)
    rungs = {rung["channel"]: str(place) for place, rung in enumerate(where.ladder, 1)}
    table = Table("", "channel", "what", "account", "a minute", "changed", box=None, pad_edge=False)
    for kind in KINDS.values():
        has = accounts.get(kind.name)
        per_minute, changed = (str(has.per_minute), f"{has.changed_at:%Y-%m-%d}") if has else ("", "")
        told = _told(has) if has else "none" if kind.needs_account else "needs none"
        table.add_row(rungs.get(kind.name, "-"), kind.name, english(kind.label, {}), told, per_minute, changed)
    Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False).print(table)
    if not rungs:
        print("No channel is used: nothing leaves this machine.")  # noqa: T201 - the command's answer


@app.command("set")
def set_account(
    channel: Channel,
    entries: Entries = None,
    per_minute: PerMinute = None,
    secrets_stdin: FromStdin = False,
    office: WhichOffice = None,
) -> None:
    """Give an account or change what is named. Secrets are asked for, or read from stdin; never give them as words."""
    known = _entries(channel)
    given = dict(_pair(word, known) for word in entries or ())
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            has = channel_accounts.account_of(session, where.id, channel)
        given |= _from_stdin(known) if secrets_stdin else _asked_for(known, has)
        facts = {"per_minute": per_minute, "by": BY, "now": at.now}
        change = partial(at.change, Deed.CHANNEL_CHANGED, about=channel)
        change(channel_accounts.set_account, where, channel, given, **facts)
    print(f"{where.name} has an account for {channel}. Try it: giliran channel test {channel} --to ...")  # noqa: T201


@app.command("drop")
def drop_channel(channel: Channel, office: WhichOffice = None) -> None:
    """Forget an account."""
    _entries(channel)
    with opened() as at:
        where = at.office(office)
        at.change(Deed.CHANNEL_CHANGED, steps.drop, where, channel, about=channel)
    print(f"{where.name} has no account for {channel} any more.")  # noqa: T201 - the command's answer


app.command("test")(try_channel)
app.command("templates")(list_templates)


def _told(has: Opened) -> str:
    usual = {entry.name: entry.usual for entry in ACCOUNTS[has.channel]}
    told = [f"{name}={value}" for name, value in has.public.items() if value and value != usual[name]]
    return "\n".join([*told, *(f"{name} is set" for name in sorted(has.secrets))]) or "needs none"


def _entries(channel: str) -> dict[str, Entry]:
    if channel not in ACCOUNTS:
        raise CommandFailed(f"There is no channel {channel!r}. There is: {', '.join(ACCOUNTS)}", status=2)
    return {entry.name: entry for entry in ACCOUNTS[channel]}


def _pair(word: str, entries: dict[str, Entry], *, may_be_secret: bool = False) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if name not in entries or not equals:
        # What was typed is not repeated: it may be a secret.
        raise CommandFailed(f"Say NAME=VALUE, with one of these names: {', '.join(entries)}", status=2)
    if entries[name].secret and not may_be_secret:
        raise CommandFailed(
            f"{name} is a secret: leave it out, and it is asked for; or use --secrets-stdin. "
            "What was typed is in the list of this shell now: choose another.",
            status=2,
        )
    return name, value


def _from_stdin(entries: dict[str, Entry]) -> dict[str, str]:
    lines = (line.rstrip("\r\n") for line in sys.stdin)
    return dict(_pair(line, entries, may_be_secret=True) for line in lines if line.strip())


def _asked_for(entries: dict[str, Entry], has: Opened | None) -> dict[str, str]:
    """Secrets, from whoever sits at the terminal; an empty answer leaves what is there."""
    if not sys.stdin.isatty():
        return {}
    return {entry.name: _prompt(entry, has) for entry in entries.values() if entry.secret}


def _prompt(entry: Entry, has: Opened | None) -> str:
    is_kept = has is not None and entry.name in has.secrets
    note = " (empty: stays)" if is_kept else "" if entry.needed else " (may be empty)"
    answer: str = typer.prompt(f"{entry.name}{note}", default="", hide_input=True, show_default=False, err=True)
    return answer
