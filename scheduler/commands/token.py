"""`giliran token create` and `token revoke`."""

import sys

from scheduler.commands.session import opened
from scheduler.flow import access


def create(office: str | None, name: str, scopes: list[str]) -> None:
    """Print a new token, alone on stdout; it is not kept and cannot be shown again."""
    wanted = [scope for given in scopes for scope in given.replace(",", " ").split()]
    with opened() as at:
        where = at.office(office)
        value = at.database.run(access.create_token, where, name, wanted, now=at.now)
    print(value)  # noqa: T201 - the command's answer
    print(f"Token {name!r} of {where.name}: {', '.join(sorted(set(wanted)))}. It is shown only once.", file=sys.stderr)  # noqa: T201


def revoke(office: str | None, name: str) -> None:
    """End a token."""
    with opened() as at:
        where = at.office(office)
        at.database.run(access.revoke_token, where, name, now=at.now)
    print(f"Token {name!r} of {where.name} has ended.", file=sys.stderr)  # noqa: T201
