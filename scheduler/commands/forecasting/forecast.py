"""`giliran forecast`: its commands, each in a module beside this one."""

import typer

from scheduler.commands.forecasting.what_if import what_if

app = typer.Typer(no_args_is_help=True)
app.command("what-if")(what_if)


@app.callback()
def forecast() -> None:
    """Days that have not come."""
