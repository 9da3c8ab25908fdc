"""What `giliran closure` and its commands are called and ask for; what they do, `closure.py` beside this says."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

closure_app = typer.Typer(
    no_args_is_help=True, help="Shut the office or a service, and open it again. Says what that does; --yes applies it."
)

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Service = Annotated[str | None, typer.Option(metavar="LETTER", help="One service; the whole office if absent.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `giliran closure list` shows it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Apply it; otherwise it is only shown.")]


@closure_app.command("add")
def add(
    reason: Annotated[str, typer.Option(help="As citizens read it.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, such as 2026-12-01.")],
    last: Annotated[str | None, typer.Option("--until", metavar="DATE", help="[default: until further notice]")] = None,
    from_time: Annotated[str | None, typer.Option(metavar="TIME", help="Only these hours of each day.")] = None,
    to_time: Annotated[str | None, typer.Option(metavar="TIME", help="Such as 15.00.")] = None,
    service: Service = None, office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Shut the office or one service; every screen and page says why at once."""
    from scheduler.commands.calendar import closure as command

    command.add(office, reason, service, (first, last), (from_time, to_time), yes=yes)


@closure_app.command("list")
def show(
    office: WhichOffice = None, everything: Annotated[bool, typer.Option("--all", help="Past ones too.")] = False
) -> None:
    """List what is shut now or will be, holidays too."""
    from scheduler.commands.calendar import closure as command

    command.show(office, everything=everything)


@closure_app.command("end")
def end(
    number: Number,
    last: Annotated[str | None, typer.Option("--until", metavar="DATE", help="[default: until further notice]")] = None,
    office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Make a closure longer or shorter."""
    from scheduler.commands.calendar import closure as command

    command.end(office, number, last, yes=yes)


@closure_app.command("reopen")
def reopen(number: Number, office: WhichOffice = None, yes: Yes = False) -> None:
    """Open from today on."""
    from scheduler.commands.calendar import closure as command

    command.reopen(office, number, yes=yes)


@closure_app.command("drop")
def drop(number: Number, office: WhichOffice = None, yes: Yes = False) -> None:
    """Forget a closure, or a holiday on which this office works."""
    from scheduler.commands.calendar import closure as command

    command.drop(office, number, yes=yes)


@closure_app.command("holidays")
def add_holidays(
    year: Annotated[int | None, typer.Argument(min=2000, max=2100, help="[default: next year]")] = None,
    office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Add the public holidays and joint leave of a year that the office does not have yet."""
    from scheduler.commands.calendar import closure as command

    command.add_holidays(office, year, yes=yes)
