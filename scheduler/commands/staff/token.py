"""`giliran token`: machines that may use the API."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from scheduler.commands.calendar.calendar_changes import day_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.commands.staff.noted import note
from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.flow import staff
from scheduler.flow.core.local_time import zone_of_office
from scheduler.web.office.staff.tokens import Listed, end_of_day, tokens_of

app = typer.Typer(no_args_is_help=True)

Whose = Annotated[str, typer.Option("--name", help="What the machine is called.")]


@app.command("list")
def show(office: WhichOffice = None) -> None:
    """Print the tokens: scopes, when made and used last, until when they hold."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found = tokens_of(session, where, at.now)
    for token in found:
        print("\t".join(_line(token, where)))  # noqa: T201 - the command's answer


@app.command("create")
def create(
    name: Whose,
    scope: Annotated[list[str], typer.Option(help="documents, desk, office; may be given several times.")],
    office: WhichOffice = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day on which it holds; none: no end.")] = None,
) -> None:
    """Print a new token, alone on stdout, once."""
    wanted = [each for given in scope for each in given.replace(",", " ").split()]
    with opened() as at:
        where = at.office(office)
        expires_at = end_of_day(where, day_of(until))
        facts = {"now": at.now, "expires_at": expires_at}
        value = at.change(Deed.TOKEN_MADE, staff.create_token, where, name, wanted, **facts)
        with at.database.reading() as session:
            token = staff.token_of(session, value, at.now)
        assert token is not None
        note("token_made", where, token=token.id)
    print(value)  # noqa: T201 - the command's answer
    print(f"Token {name!r} of {where.name}: {', '.join(sorted(set(wanted)))}. It is shown only once.", file=sys.stderr)  # noqa: T201


@app.command("revoke")
def revoke(name: Whose, office: WhichOffice = None) -> None:
    """End a token at once."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            token = staff.token_by_name(session, where, name)
        if token is None:
            raise CommandFailed(f"No token of the name {name!r} is known at {where.name}.", status=2)
        at.change(Deed.TOKEN_REVOKED, staff.revoke_token, where, token.id, now=at.now)
        note("token_revoked", where, token=token.id)
    print(f"Token {name!r} of {where.name} has ended.", file=sys.stderr)  # noqa: T201


def _line(token: Listed, office: Office) -> list[str]:
    ends = {"revoked": "revoked", "expired": f"expired {token.ends_on}"}
    return [
        token.name,
        " ".join(token.scopes),
        _day(token.made_at, office),
        str(token.used_on or "never"),
        ends.get(token.state, str(token.ends_on or "until revoked")),
    ]


def _day(moment: datetime, office: Office) -> str:
    return moment.astimezone(zone_of_office(office)).strftime("%Y-%m-%d")
