"""How a command changes a calendar: it says first what that does, and does it if told `--yes`."""
# ruff: noqa: T201 - what a command prints is its answer

from collections.abc import Callable
from datetime import date, datetime, time
from typing import overload
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import Opened, opened
from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar.calendar import zone_label
from scheduler.domain.text.codes import written_short
from scheduler.flow.calendar import hours
from scheduler.flow.calendar.hours import Change
from scheduler.flow.calendar.impact import Impact

BY = "command"
NOTHING_YET = "Nothing is changed yet: add --yes to apply it."


def preview_or_apply(code: str | None, make: Callable[[Session, Office], Change], *, yes: bool) -> None:
    """Print what a change does; apply it if `yes`."""
    with opened() as at:
        office = at.office(code)
        impact = at.change(Deed.HOURS_CHANGED, _apply, office, make, now=at.now) if yes else _preview(at, office, make)
    show(impact, office)
    print("Done." if yes else NOTHING_YET)


def show(impact: Impact, office: Office) -> None:
    """What changes about the slots, and which bookings no longer fit."""
    for letter, changes in impact.by_letter.items():
        print(
            f"{letter}: {len(changes.added)} slots added, {len(changes.removed)} given up,"
            f" {len(changes.changed)} changed"
        )
    for kept in impact.reserving:
        print(f"{kept.letter}: {kept.before} units kept for who books with staff before, {kept.after} then.")
        if kept.short:
            print(f"  In {kept.short} slots more is booked online already: what is left is kept, no booking is lost.")
    if impact.crowded:
        print(f"{impact.crowded} slots hold more than is planned now; whoever is in them stays.")
    if not impact.unfit:
        print("All bookings still fit.")
        return
    print(f"{len(impact.unfit)} bookings no longer fit. They stay until they are moved (giliran postpone):")
    for each in impact.unfit:
        print(f"  {moment(each.starts_at, office)}  {written_short(each.short)}  {each.letter}  {each.units} units")


def service_id_of(session: Session, office: Office, letter: str | None) -> int | None:
    """The service of a letter; None for the whole office. Raises CommandFailed."""
    if letter is None:
        return None
    services = {service.letter: service.id for service in queries.services_of(session, office.id)}
    if letter.upper() not in services:
        raise CommandFailed(f"There is no service {letter!r}. There is: {', '.join(services)}", status=2)
    return services[letter.upper()]


@overload
def day_of(text: str) -> date: ...
@overload
def day_of(text: str | None) -> date | None: ...
def day_of(text: str | None) -> date | None:
    """A date as it is typed: 2026-12-01. Raises CommandFailed."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailed(f"{text!r} is no date: write 2026-12-01.", status=2) from None


@overload
def time_of(text: str) -> time: ...
@overload
def time_of(text: str | None) -> time | None: ...
def time_of(text: str | None) -> time | None:
    """A time of day as it is typed: 09.00 or 09:00. Raises CommandFailed."""
    if text is None:
        return None
    try:
        return time.fromisoformat(text.replace(".", ":"))
    except ValueError:
        raise CommandFailed(f"{text!r} is no time of day: write 09.00.", status=2) from None


def moment(when: datetime, office: Office) -> str:
    """2026-12-01 14.00 WIB"""
    zone = ZoneInfo(office.timezone)
    return f"{when.astimezone(zone):%Y-%m-%d %H.%M} {zone_label(zone)}"


def dates(first: date | None, last: date | None) -> str:
    """From when until when, in words."""
    if first is None and last is None:
        return "always"
    if first == last:
        return f"on {first}"
    return " ".join([*([f"from {first}"] if first else []), f"until {last}" if last else "until further notice"])


def _preview(at: Opened, office: Office, make: Callable[[Session, Office], Change]) -> Impact:
    with at.database.reading() as session:
        return hours.preview(session, office, make(session, office), now=at.now)


def _apply(session: Session, office: Office, make: Callable[[Session, Office], Change], *, now: datetime) -> Impact:
    return hours.apply(session, office, make(session, office), by=BY, now=now)
