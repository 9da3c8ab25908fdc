"""`giliran token`: machines that may use the API."""

import sys
from datetime import datetime

from scheduler.commands.calendar.calendar_changes import day_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import opened
from scheduler.commands.staff.noted import note
from scheduler.db.models import Office
from scheduler.flow import staff
from scheduler.flow.core.local_time import zone_of_office
from scheduler.web.office.staff.tokens import Listed, end_of_day, tokens_of


def show(office: str | None) -> None:
    """A line each, parted by tabs: name, scopes, made, used last, until when it holds."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found = tokens_of(session, where, at.now)
    for token in found:
        print("\t".join(_line(token, where)))  # noqa: T201 - the command's answer


def create(office: str | None, name: str, scopes: list[str], until: str | None = None) -> None:
    """Print a new token, alone on stdout; it is not kept and cannot be shown again. until: its last day."""
    wanted = [scope for given in scopes for scope in given.replace(",", " ").split()]
    with opened() as at:
        where = at.office(office)
        expires_at = end_of_day(where, day_of(until))
        value = at.database.run(staff.create_token, where, name, wanted, now=at.now, expires_at=expires_at)
        with at.database.reading() as session:
            token = staff.token_of(session, value, at.now)
        assert token is not None
        note("token_made", where, token=token.id)
    print(value)  # noqa: T201 - the command's answer
    print(f"Token {name!r} of {where.name}: {', '.join(sorted(set(wanted)))}. It is shown only once.", file=sys.stderr)  # noqa: T201


def revoke(office: str | None, name: str) -> None:
    """End a token."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            token = staff.token_by_name(session, where, name)
        if token is None:
            raise CommandFailed(f"No token of the name {name!r} is known at {where.name}.", status=2)
        at.database.run(staff.revoke_token, where, token.id, now=at.now)
        note("token_revoked", where, token=token.id)
    print(f"Token {name!r} of {where.name} has ended.", file=sys.stderr)  # noqa: T201


def _line(token: Listed, office: Office) -> list[str]:
    ends = {"revoked": "revoked", "expired": f"expired {token.ends_on}"}
    return [
        token.name, " ".join(token.scopes), _day(token.made_at, office), str(token.used_on or "never"),
        ends.get(token.state, str(token.ends_on or "until revoked")),
    ]  # fmt: skip


def _day(moment: datetime, office: Office) -> str:
    return moment.astimezone(zone_of_office(office)).strftime("%Y-%m-%d")
