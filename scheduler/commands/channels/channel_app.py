"""What `giliran channel` and its commands are called and ask for; what they do, `channel.py` beside this says."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

channel_app = typer.Typer(no_args_is_help=True, help="By which channels an office tells people.")

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Channel = Annotated[
    str, typer.Argument(metavar="CHANNEL", help="whatsapp, fonnte, sms, smtp, webpush, wa_me or console.")
]
Entries = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="What is no secret; an empty value removes it.")
]
FromStdin = Annotated[
    bool, typer.Option("--secrets-stdin", help="Read secrets from stdin, a line NAME=VALUE for each.")
]
PerMinute = Annotated[int | None, typer.Option(min=1, max=6000, help="Messages a minute at most. [new: 60]")]
To = Annotated[str, typer.Option("--to", help="A number, or for smtp an address, for webpush the id of a booking.")]
Template = Annotated[str | None, typer.Option(help="Of whatsapp: an approved template instead of free words.")]
Language = Annotated[str, typer.Option(help="Of the template.")]
Values = Annotated[list[str] | None, typer.Option("--value", help="What fills the template; once for each.")]
Button = Annotated[str | None, typer.Option(help="The end of the link behind the template's button.")]
Show = Annotated[bool, typer.Option("--show", help="Of console: the text too.")]


@channel_app.command("list")
def list_channels(office: WhichOffice = None) -> None:
    """Show the channels, which of them have an account, and in which order they are tried."""
    from scheduler.commands.channels import channel as command

    command.show(office)


@channel_app.command("set")
def set_method(
    channel: Channel,
    entries: Entries = None,
    per_minute: PerMinute = None,
    secrets_stdin: FromStdin = False,
    office: WhichOffice = None,
) -> None:
    """Give an account or change what is named. Secrets are asked for, or read from stdin; never give them as words."""
    from scheduler.commands.channels import channel as command

    command.set_account(office, channel, entries or [], per_minute=per_minute, from_stdin=secrets_stdin)


@channel_app.command("drop")
def drop_channel(channel: Channel, office: WhichOffice = None) -> None:
    """Forget an account."""
    from scheduler.commands.channels import channel as command

    command.drop(office, channel)


@channel_app.command("test")
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
    from scheduler.commands.channels import channel_trial as command

    approved = (template, language, value or [], button) if template else None
    raise typer.Exit(command.run(office, channel, to, approved=approved, shows_text=show))


@channel_app.command("templates")
def list_templates(office: WhichOffice = None) -> None:
    """Print the texts that WhatsApp is asked to approve: name, language, body, and where the button leads."""
    from scheduler.commands.channels import channel_templates as command

    command.show(office)
