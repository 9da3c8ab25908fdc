"""`giliran office`: an office is made, or changed."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import with_options
from scheduler.commands.session import opened
from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar import calendar
from scheduler.domain.start import CODE
from scheduler.flow.calendar.closures import Holiday
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.core.audit import note_deed
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan

app = typer.Typer(no_args_is_help=True)

OfficeCode = Annotated[str, typer.Argument(metavar="CODE", help="2 to 40 of a-z, 0-9 and -.")]
PLAN: dict[str, Any] = {
    "name": Annotated[str | None, typer.Option(help="As citizens read it.")],
    "timezone": Annotated[
        str | None, typer.Option(help="WIB, WITA, WIT, or Asia/Jakarta, Asia/Makassar, Asia/Jayapura.")
    ],
    "address": Annotated[str | None, typer.Option(help="Where to come.")],
    "phone": Annotated[str | None, typer.Option(help="Whom to call.")],
    "lobby_limit": Annotated[int | None, typer.Option(help="How many people the hall may hold. [new: 20]")],
    "counters": Annotated[int | None, typer.Option(help="How many counters there are. [new: 3]")],
    "slot_minutes": Annotated[int | None, typer.Option(help="Length of a slot. [new: 30]")],
    "slot_capacity": Annotated[int | None, typer.Option(help="Units of work per slot and service. [new: 6]")],
    "guarded": Annotated[
        bool | None, typer.Option("--guard/--no-guard", help="Whether a guard scans people in. [new: no]")
    ],
    "printer": Annotated[
        str | None,
        typer.Option(help="tcp://HOST[:9100], usb://VENDOR:PRODUCT or file:///PATH, with ?width=80; or none."),
    ],
    "lock_minutes": Annotated[
        int | None, typer.Option(help="Minutes after which an unused page of the office locks; 0: never. [new: 15]")
    ],
}
"""An option for each thing that a Plan may say."""

WORDS = {
    "name": "name",
    "timezone": "timezone",
    "address": "address",
    "phone": "phone",
    "lobby_limit": "lobby limit",
    "counters": "counters",
    "takes": "counters take",
    "slot_minutes": "slot minutes",
    "slot_capacity": "slot capacity",
    "guarded": "guard",
    "printer": "printer",
    "lock_minutes": "lock minutes",
}


@app.command("list")
def list_() -> None:
    """The offices, parted by tabs: code, name, zone, counters, how many people the hall may hold."""
    with opened() as at, at.database.reading() as session:
        for office in queries.offices(session):
            facts = facts_of(session, office.code)
            said = (facts[each] for each in ("name", "timezone", "counters", "lobby_limit"))
            print(office.code, *said, sep="\t")  # noqa: T201


@app.command("create")
@with_options({name: option for name, option in PLAN.items() if name != "printer"})
def create(code: OfficeCode, **plan: Any) -> None:
    """Make an office with the usual services, hours, holidays and counters, ready to take bookings."""
    if CODE.fullmatch(code) is None:
        raise CommandFailed(f"The code {code!r} will not do: 2 to 40 of a-z, 0-9 and -.", status=2)
    with opened() as at:
        year = at.now.year
        holidays = public_holidays((year, year + 1))
        office = at.database.run(_created, code, _usual(Plan(**plan)), holidays, now=at.now)
        facts = at.database.run(facts_of, code)
    print(f"{office.name} ({code}) is there.")  # noqa: T201 - what a command prints is its answer
    for name, value in facts.items():
        print(f"  {WORDS[name]}: {value}")  # noqa: T201
    print(f"  days closed: {len(holidays)} public holidays and joint leave days of {year} and {year + 1}")  # noqa: T201


@app.command("edit")
@with_options(PLAN)
def edit(code: OfficeCode, **plan: Any) -> None:
    """Change what is named; the rest stays."""
    with opened() as at:
        at.office(code)
        before, after = at.database.run(_edited, code, Plan(**plan), now=at.now)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    for name, (old, new) in changed.items():
        print(f"{WORDS[name]}: {old} -> {new}")  # noqa: T201
    if not changed:
        print("Nothing changed.")  # noqa: T201


def facts_of(session: Session, code: str) -> dict[str, Any]:
    """An office as a plan would say it, with its zone by the short name."""
    office = queries.office_by_code(session, code)
    assert office is not None
    counters = [c for c in queries.counters_of(session, office.id) if c.state != "closed"]
    letters = queries.letters_by_counter(session, office.id)
    facts = {name: getattr(office, name, None) for name in WORDS}
    return facts | {
        "timezone": calendar.zone_label(calendar.zone_of(office.timezone)),
        "counters": len(counters),
        "takes": ", ".join(f"{c.number} {''.join(sorted(letters.get(c.id, ())))}" for c in counters),
        "slot_capacity": _capacity(session, office),
        "guarded": "scans people in" if office.guarded else "none, being called in counts as entry",
        "printer": office.printer or "none, browsers print",
    }


def _created(session: Session, code: str, plan: Plan, holidays: list[Holiday], *, now: datetime) -> Office:
    office = offices.create_office(session, code, plan, holidays, now=now)
    became = {name: getattr(office, name) for name in ("name", "timezone", "lobby_limit")}
    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by="command", now=now, became=became)
    return office


def _edited(session: Session, code: str, plan: Plan, *, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    before = facts_of(session, code)
    offices.edit_office(session, code, plan, now=now)
    session.flush()
    return before, facts_of(session, code)


def _usual(plan: Plan) -> Plan:
    """The usual for what was not said."""
    unsaid = {
        field.name: getattr(offices.USUAL, field.name) for field in fields(Plan) if getattr(plan, field.name) is None
    }
    return replace(plan, **unsaid)


def _capacity(session: Session, office: Office) -> int | str:
    """One number, or one for each service where they differ."""
    capacities = {service.letter: service.slot_capacity for service in queries.services_of(session, office.id)}
    if len(set(capacities.values())) == 1:
        return next(iter(capacities.values()))
    return ", ".join(f"{letter} {capacity}" for letter, capacity in capacities.items())
