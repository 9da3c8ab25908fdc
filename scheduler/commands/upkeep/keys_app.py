"""`giliran keys`: what its commands are called."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

import typer

keys_app = typer.Typer(no_args_is_help=True, help="Change the secret: docs/operating.md says in which order.")


@keys_app.command("status")
def status() -> None:
    """Say how much is under which secret. Exit status 1 while an older one is needed."""
    from scheduler.commands.upkeep import keys as command

    raise typer.Exit(command.show())


@keys_app.command("rotate")
def rotate() -> None:
    """Make everything anew with the newest secret, while the server serves. Safe to stop and to run again."""
    from scheduler.commands.upkeep import keys as command

    raise typer.Exit(command.renew())
