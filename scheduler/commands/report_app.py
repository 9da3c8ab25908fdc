"""What `giliran report` and its commands are called and ask for; what they do is in `scheduler.commands.report`."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

report_app = typer.Typer(no_args_is_help=True, help="Figures of past days.")

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="[default: a week before the last day]")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE", help="[default: today]")]
Csv = Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")]


@report_app.command("estimates")
def estimates(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How often the wait that people were told held: 80 % is the aim."""
    from scheduler.commands import report as command

    command.estimates(office, first, last, csv=csv)


@report_app.command("turned-away")
def turned_away(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How many came to the door and got no number, by reason, and how many of them in vain."""
    from scheduler.commands import report as command

    command.turned_away(office, first, last, csv=csv)
