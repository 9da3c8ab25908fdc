"""`giliran staff add` and `staff password`."""

import sys

import typer

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import opened
from scheduler.domain.errors import SignInWrong
from scheduler.flow import access
from scheduler.passwords import hash_of

SHORTEST = 8


def add(office: str | None, name: str, role: str, *, from_stdin: bool) -> None:
    """Let somebody sign in."""
    with opened() as at:
        where = at.office(office)
        hashed = hash_of(_password(from_stdin=from_stdin))
        at.database.run(access.add_staff, where, name, role, hashed, now=at.now)
    print(f"{name} may sign in at {where.name} as {role}.")  # noqa: T201 - the command's answer


def set_password(office: str | None, name: str, *, from_stdin: bool) -> None:
    """Give somebody a new password; their open sessions end."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            _refuse_unknown(access.staff_by_name(session, where.id, name) is not None, name, where.name)
        hashed = hash_of(_password(from_stdin=from_stdin))
        try:
            at.database.run(access.set_password, where, name, hashed, now=at.now)
        except SignInWrong:
            _refuse_unknown(False, name, where.name)
    print(f"The password of {name} is changed; sessions that were open have ended.")  # noqa: T201


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise CommandFailed("There is no terminal to ask for the password. Use --password-stdin.", status=2)
    if len(password) < SHORTEST:
        raise CommandFailed(f"The password needs at least {SHORTEST} characters.", status=2)
    return password


def _refuse_unknown(known: bool, name: str, office: str) -> None:
    if not known:
        raise CommandFailed(f"Nobody of the name {name!r} works at {office}.")
