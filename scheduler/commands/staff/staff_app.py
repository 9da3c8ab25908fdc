"""`giliran staff`: what its commands are called."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

staff_app = typer.Typer(no_args_is_help=True, help="Who works at an office and may sign in.")

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Whose = Annotated[str, typer.Option("--name", help="As it is typed at sign-in.")]
Role = Annotated[str, typer.Option(help="guard, clerk or supervisor.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")]


@staff_app.command("list")
def show(office: WhichOffice = None) -> None:
    """Print who works here: role, in how many browsers, when seen last; and who did."""
    from scheduler.commands.staff import staff as command

    command.show(office)


@staff_app.command("add")
def add(
    name: Whose, role: Role, office: WhichOffice = None, password_stdin: FromStdin = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="They cannot sign in until given one.")] = False,
) -> None:  # fmt: skip
    """Let somebody sign in; asks for the password."""
    from scheduler.commands.staff import staff as command

    command.add(office, name, role, from_stdin=password_stdin, has_password=not no_password)


@staff_app.command("password")
def set_password(name: Whose, office: WhichOffice = None, password_stdin: FromStdin = False) -> None:
    """Give somebody a new password; open sessions end."""
    from scheduler.commands.staff import staff as command

    command.set_password(office, name, from_stdin=password_stdin)


@staff_app.command("role")
def change_role(name: Whose, role: Role, office: WhichOffice = None) -> None:
    """Give somebody another role; open sessions end."""
    from scheduler.commands.staff import staff as command

    command.change_role(office, name, role)


@staff_app.command("sign-out")
def end_sessions(name: Whose, office: WhichOffice = None) -> None:
    """End all sessions of somebody, who signs in anew."""
    from scheduler.commands.staff import staff as command

    command.end_sessions(office, name)


@staff_app.command("remove")
def remove(name: Whose, office: WhichOffice = None) -> None:
    """Let somebody sign in no more; the name stays in the history."""
    from scheduler.commands.staff import staff as command

    command.remove(office, name)


@staff_app.command("return")
def bring_back(name: Whose, office: WhichOffice = None) -> None:
    """Take somebody back who was removed; they need a new password."""
    from scheduler.commands.staff import staff as command

    command.bring_back(office, name)
