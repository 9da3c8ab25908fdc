"""`giliran token`: what its commands are called."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

token_app = typer.Typer(no_args_is_help=True, help="Which machines may use the API.")

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Whose = Annotated[str, typer.Option("--name", help="What the machine is called.")]


@token_app.command("list")
def show(office: WhichOffice = None) -> None:
    """Print the tokens: scopes, when made and used last, until when they hold."""
    from scheduler.commands.staff import token as command

    command.show(office)


@token_app.command("create")
def create(
    name: Whose,
    scope: Annotated[list[str], typer.Option(help="documents, desk, office; may be given several times.")],
    office: WhichOffice = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day on which it holds; none: no end.")] = None,
) -> None:
    """Print a new token, alone on stdout, once."""
    from scheduler.commands.staff import token as command

    command.create(office, name, scope, until)


@token_app.command("revoke")
def revoke(name: Whose, office: WhichOffice = None) -> None:
    """End a token at once."""
    from scheduler.commands.staff import token as command

    command.revoke(office, name)
