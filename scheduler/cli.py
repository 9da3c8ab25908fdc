"""The command `giliran`: its commands and groups of commands; what each does is in `scheduler.commands`."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from scheduler.commands.options import WhichOffice
from scheduler.runtime.loading import loaded

GROUPS = {
    "office": ("office", "Make or change an office."),
    "counter": ("counter", "Which services each counter takes, and when. Says what is left; --yes applies it."),
    "staff": ("staff.staff", "Who works at an office and may sign in."),
    "token": ("staff.token", "Which machines may use the API."),
    "hours": (
        "calendar.hours",
        "When the office is open, how long a slot is, how much it holds. Says what a change does; --yes applies it.",
    ),
    "closure": (
        "calendar.closure",
        "Shut the office or a service, and open it again. Says what that does; --yes applies it.",
    ),
    "postpone": (
        "postponement.postpone",
        "Move the visits of a service, or of the office, to later times; without --apply only say what would happen.",
    ),
    "printer": ("printer", "The printer of numbers that the server reaches itself."),
    "report": ("report", "Figures of past days."),
    "forecast": (
        "forecasting.group",
        "What is foreseen of the coming days, how far off that was, what if, and what to set instead.",
    ),
    "channel": ("channels.channel", "By which channels an office tells people."),
    "person": ("privacy", "What is kept of one person: given to them, or erased because they ask for it."),
    "audit": ("audit", "Whether what was written down of what people and machines did is whole."),
    "service": ("service.service", "The program as a service of systemd, and the web server before it."),
    "keys": ("upkeep.keys", "Change the secret: docs/operating.md says in which order."),
}
"""By the name of each group: the module in `scheduler.commands` that has its commands, and what it is for."""


def group_of(name: str) -> TyperGroup:
    """A group with its commands; this loads all they need, the database too."""
    module, about = GROUPS[name]
    group = get_group(import_module(f"scheduler.commands.{module}").app)
    group.help = about
    return group


class _Groups(TyperGroup):
    """Groups are known by name and purpose, and loaded when one is asked for."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant, and what follows it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, group_of(name) if name in GROUPS else command, rest


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        from scheduler.db.engine.migrations import HEAD

        print(f"giliran {version('giliran')}, tables {HEAD}")  # noqa: T201 - this is where a command speaks
        raise typer.Exit


app = typer.Typer(
    name="giliran",
    cls=_Groups,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Hands finished documents to citizens without a crowd. Settings come from GILIRAN_* (docs/settings.md).",
)
for _name, (_, _about) in GROUPS.items():
    app.add_typer(typer.Typer(help=_about), name=_name)


@app.callback()
def giliran(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which version this is.")
    ] = False,
) -> None:
    """Every command may be asked for the program's version instead."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="[default: GILIRAN_HOST]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: GILIRAN_PORT]")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="More than one needs PostgreSQL.")] = None,
) -> None:
    """Serve citizens, counters, door, screens and the API until stopped."""
    loaded("scheduler.commands.serve").serve(host, port, workers)


@app.command()
def display(
    host: Annotated[str | None, typer.Option(help="[default: GILIRAN_HOST]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: GILIRAN_PORT]")] = None,
) -> None:
    """Serve screens and waiting phones alone until stopped, beside `giliran serve`."""
    loaded("scheduler.commands.display").serve(host, port)


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Send all that is due, and end.")] = False,
) -> None:
    """Send the messages of the outbox until stopped, beside `giliran serve` or on another machine."""
    loaded("scheduler.commands.worker").run(once=once)


@app.command()
def demo() -> None:
    """Fill a training database with an office that shows everything, and print its links."""
    from scheduler.commands import demo as command

    command.run()


@app.command("start-address")
def start_address() -> None:
    """Say a new one-time address at which a browser sets up the first office."""
    from scheduler.commands import start_address as command

    command.run()


@app.command()
def clock(
    is_right: Annotated[bool, typer.Option("--is-right", help="Go on by this machine's clock from now on.")] = False,
) -> None:
    """Say what time this machine has, and the last that the database knows of."""
    from scheduler.commands import clock as command

    command.run(is_right=is_right)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Look over settings, files, database, clock, keys, messages and screens. Exit status 0 good, 1 look, 2 broken."""
    from scheduler.commands import doctor as command

    raise typer.Exit(command.run(as_json=as_json))


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="[default: GILIRAN_BACKUP_FOLDER]")] = None,
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Put the secret within, sealed by a passphrase.")
    ] = False,
    sealed: Annotated[bool, typer.Option("--sealed", help="Seal the whole file by a passphrase.")] = False,
) -> None:
    """Back up everything as one file, while the server serves: database, files, media, voice."""
    from scheduler.commands.upkeep import backup as command

    command.run(to, with_secret=with_secret, sealed=sealed)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that giliran made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    identity: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The identity of age, of a backup that age encrypted.")
    ] = None,
) -> None:
    """Put a backup back, onto an empty place only. Says what it will do, and asks."""
    from scheduler.commands.upkeep import restore as command

    command.run(file, yes=yes, identity=identity)


@app.command()
def copy(
    to: Annotated[str, typer.Option(metavar="URL", help="An empty database: postgresql+psycopg://user:...@host/name.")],
) -> None:
    """Copy a SQLite database to PostgreSQL, and hold every row against the other. The server must be stopped."""
    from scheduler.commands.upkeep import copy as command

    command.run(to)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, as the office exports it.")],
    office: WhichOffice = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report everything, change nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report to a CSV file too.")] = None,
) -> None:
    """Take in an office's list of documents. Exit status 1 if a row was refused."""
    from scheduler.commands import import_export as command

    raise typer.Exit(command.run(office, file, dry_run=dry_run, report_to=report))


@app.command()
def invitations(office: WhichOffice = None) -> None:
    """List the links that nobody has booked with yet, with WhatsApp links to press."""
    from scheduler.commands import invitations as command

    command.show(office)


def main() -> None:
    """Run a command; what people can mend is said in one sentence, with exit status 1 or 2."""
    try:
        app()
    except Exception as error:
        from scheduler.commands.failing import sentence_of

        said = sentence_of(error)
        if said is None:
            raise
        sentence, status = said
        print(sentence, file=sys.stderr)  # noqa: T201 - this is where a command speaks
        sys.exit(status)
