"""`giliran office create` and `office edit`."""

import re
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import opened
from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar import calendar
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan

CODE = re.compile(r"[a-z0-9-]{2,40}")
WORDS = {
    "name": "name", "timezone": "timezone", "address": "address", "phone": "phone", "lobby_limit": "lobby limit",
    "counters": "counters", "takes": "counters take",
    "slot_minutes": "slot minutes", "slot_capacity": "slot capacity", "guarded": "guard",
    "printer": "printer", "lock_minutes": "lock minutes",
}  # fmt: skip


def create(code: str, plan: Plan) -> None:
    """Make an office and say what it has."""
    if CODE.fullmatch(code) is None:
        raise CommandFailed(f"The code {code!r} will not do: 2 to 40 of a-z, 0-9 and -.", status=2)
    with opened() as at:
        year = at.now.year
        holidays = public_holidays((year, year + 1))
        office = at.database.run(offices.create_office, code, _usual(plan), holidays, now=at.now)
        facts = at.database.run(facts_of, code)
    print(f"{office.name} ({code}) is there.")  # noqa: T201 - what a command prints is its answer
    for name, value in facts.items():
        print(f"  {WORDS[name]}: {value}")  # noqa: T201
    print(f"  days closed: {len(holidays)} public holidays and joint leave days of {year} and {year + 1}")  # noqa: T201


def edit(code: str, plan: Plan) -> None:
    """Change an office and say what is different now."""
    with opened() as at:
        at.office(code)
        before, after = at.database.run(_edited, code, plan, now=at.now)
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
