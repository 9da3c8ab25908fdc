"""`giliran forecast`: its commands, each in a module of its own."""

import typer

from scheduler.commands.forecasting import days, habits, propose, score, what_if

app = typer.Typer(no_args_is_help=True)

app.command("days")(days.coming)
app.command("day")(days.one)
app.command("score")(score.told)
app.command("habits")(habits.told)
app.command("what-if")(what_if.what_if)
app.command("propose")(propose.propose)
