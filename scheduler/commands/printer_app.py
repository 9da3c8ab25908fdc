"""What `giliran printer` and its command are called and ask for; what it does is in `scheduler.commands.printer`."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

printer_app = typer.Typer(no_args_is_help=True, help="The printer of numbers that the server reaches itself.")

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]


@printer_app.callback()
def printer() -> None:
    """The printer of numbers that the server reaches itself."""


@printer_app.command("test")
def print_test(office: WhichOffice = None) -> None:
    """Print a slip for nobody, and say what came back. Exit status 1 if nothing was printed."""
    from scheduler.commands import printer as command

    command.print_test(office)
