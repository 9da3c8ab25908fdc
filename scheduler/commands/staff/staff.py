"""`giliran staff`: who works at an office, their roles, passwords and sessions."""
# ruff: noqa: T201 - what a command prints is its answer

import sys
from datetime import datetime
from typing import Annotated

import typer

from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.commands.staff.noted import BY, note
from scheduler.db.models import Office, Staff
from scheduler.domain.staff.password_rules import refuse_weak
from scheduler.domain.staff.refusals import PasswordShort
from scheduler.domain.staff.roles import written
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.destinations.whereabouts import place_named
from scheduler.flow.staff import joining, people
from scheduler.runtime.passwords import hash_of
from scheduler.web.office.staff.view import Member, members_page

app = typer.Typer(no_args_is_help=True)

Whose = Annotated[str, typer.Option("--name", help="As it is typed at sign-in.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="guard, clerk, supervisor, manager, auditor or place; may be given several times."),
]
AtPlaces = Annotated[
    list[str] | None,
    typer.Option(
        "--place", help="Of the role place: a kecamatan or kelurahan by its name; may be given several times."
    ),
]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")]


@app.command("list")
def show(office: WhichOffice = None) -> None:
    """Print who works here: roles, in how many browsers, when seen last; and who did."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found = members_page(session, where, at.now)
    for member in (*found.members, *found.left):
        print("\t".join(_line(member, where)))


@app.command("add")
def add(
    name: Whose,
    role: Roles,
    place: AtPlaces = None,
    office: WhichOffice = None,
    password_stdin: FromStdin = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="They cannot sign in until given one.")] = False,
) -> None:
    """Let somebody sign in; asks for the password."""
    with opened() as at:
        where = at.office(office)
        kept = None if no_password else hash_of(_password(where, name, from_stdin=password_stdin))
        places, roles = _places(at, where, place), " ".join(role)
        added = at.database.run(people.add_staff, where, name, roles, kept, places=places, by=BY, now=at.now)
        note("staff_added", where, staff=added.id, roles=added.roles)
    may = "works, and may sign in once given a password," if no_password else "may sign in"
    print(f"{name} {may} at {where.name} as {_listed(added.roles)}.")


@app.command("invite")
def invite(name: Whose, office: WhichOffice = None) -> None:
    """Print a link by which somebody chooses a password, once and within a week; a link they had holds no more."""
    with opened() as at:
        where = at.office(office)
        staff = _named(at, where, name)
        code = at.database.run(joining.invite, where, staff.id, by=BY, manager=None, now=at.now)
        note("staff_invited", where, staff=staff.id)
        print(f"{at.settings.base_url}/join/{code}")


@app.command("password")
def set_password(name: Whose, office: WhichOffice = None, password_stdin: FromStdin = False) -> None:
    """Give somebody a new password; open sessions end."""
    with opened() as at:
        where = at.office(office)
        staff = _named(at, where, name)
        hashed = hash_of(_password(where, staff.name, from_stdin=password_stdin))
        ended = at.database.run(people.set_password, where, staff.id, hashed, by=BY, now=at.now)
        note("password_changed", where, staff=staff.id, ended=ended)
    print(f"The password of {name} is changed; sessions that were open have ended.")


@app.command("roles")
def change_roles(name: Whose, role: Roles, place: AtPlaces = None, office: WhichOffice = None) -> None:
    """Give somebody these roles and places, and no others; open sessions end."""
    with opened() as at:
        where = at.office(office)
        staff = _named(at, where, name)
        roles = written(" ".join(role))
        places = _places(at, where, place)
        ended = at.database.run(people.change_roles, where, staff.id, roles, places=places, by=BY, now=at.now)
        note("roles_changed", where, staff=staff.id, roles=roles, ended=ended)
    print(f"{name} is {_listed(roles)} at {where.name} now; sessions that were open have ended.")


@app.command("sign-out")
def end_sessions(name: Whose, office: WhichOffice = None) -> None:
    """End all sessions of somebody, who signs in anew."""
    with opened() as at:
        where = at.office(office)
        staff = _named(at, where, name)
        ended = at.database.run(people.end_sessions_of, where, staff.id, by=BY, now=at.now)
        note("sessions_ended", where, staff=staff.id, ended=ended)
    print(f"Sessions of {name} that ended: {ended}.")


@app.command("remove")
def remove(name: Whose, office: WhichOffice = None) -> None:
    """Let somebody sign in no more; the name stays in the history."""
    with opened() as at:
        where = at.office(office)
        staff = _named(at, where, name)
        ended = at.database.run(people.remove, where, staff.id, by=BY, now=at.now)
        note("staff_removed", where, staff=staff.id, ended=ended)
    print(f"{name} works at {where.name} no more; sessions that were open have ended. The history keeps the name.")


@app.command("return")
def bring_back(name: Whose, office: WhichOffice = None) -> None:
    """Take somebody back who was removed; they need a new password."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            gone = members_page(session, where, at.now).left
            left = [each.id for each in gone if people.plain_name(each.name) == people.plain_name(name)]
        if not left:
            raise CommandFailed(f"Nobody of the name {name!r} was removed at {where.name}.")
        staff = at.database.run(people.bring_back, where, left[0], by=BY, now=at.now)
        note("staff_returned", where, staff=staff.id)
    print(f"{name} works at {where.name} again. For a new password: giliran staff invite --name {name!r}")


def _named(at: Opened, office: Office, name: str) -> Staff:
    """Somebody who works here. Raises CommandFailed."""
    with at.database.reading() as session:
        staff = people.staff_by_name(session, office.id, name)
    if staff is None:
        raise CommandFailed(f"Nobody of the name {name!r} works at {office.name}.")
    return staff


def _places(at: Opened, office: Office, names: list[str] | None) -> list[int]:
    """The ids of places by their names. Raises CommandFailed."""
    found = []
    with at.database.reading() as session:
        for name in names or ():
            place = place_named(session, office.id, name)
            if place is None:
                raise CommandFailed(f"{office.name} has no place of the name {name!r}.", status=2)
            found.append(place.id)
    return found


def _password(office: Office, name: str, *, from_stdin: bool) -> str:
    """The new password of somebody. Raises CommandFailed."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise CommandFailed("There is no terminal to ask for the password. Use --password-stdin.", status=2)
    try:
        refuse_weak(password, names=(name, office.name, office.code))
    except PasswordShort as refusal:
        raise CommandFailed(f"The password needs at least {refusal.facts['least']} characters.", status=2) from None
    return password


def _line(member: Member, office: Office) -> list[str]:
    about = "no password" if not member.has_password else ""
    if member.left_at is not None:
        about = f"gone since {_moment(member.left_at, office)}"
    places = ", ".join(place.name for place in member.places)
    return [
        member.name,
        f"{' '.join(member.roles)} ({places})" if places else " ".join(member.roles),
        str(member.sessions),
        _moment(member.seen_at, office) if member.seen_at else "never",
        about,
    ]


def _listed(roles: str) -> str:
    *others, last = roles.split()
    return f"{', '.join(others)} and {last}" if others else last


def _moment(moment: datetime, office: Office) -> str:
    return moment.astimezone(zone_of_office(office)).strftime("%Y-%m-%d %H:%M")
