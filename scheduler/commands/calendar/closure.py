"""`giliran closure`: shutting the office or a service for some days or hours, and opening again."""
# ruff: noqa: T201 - what a command prints is its answer

from collections.abc import Mapping
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.commands.calendar.calendar_changes import (
    BY,
    NOTHING_YET,
    dates,
    day_of,
    preview_or_apply,
    service_id_of,
    time_of,
)
from scheduler.commands.options import ServiceOrAll, WhichOffice, Yes
from scheduler.commands.session import Opened, opened
from scheduler.db import queries
from scheduler.db.models import Closure, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.calendar.hours import ClosureEnd
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.core.local_time import today_of

app = typer.Typer(no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `giliran closure list` shows it.")]
Last = Annotated[str | None, typer.Option("--until", metavar="DATE", help="[default: until further notice]")]


@app.command("add")
def add(
    reason: Annotated[str, typer.Option(help="As citizens read it.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, such as 2026-12-01.")],
    last: Last = None,
    from_time: Annotated[str | None, typer.Option(metavar="TIME", help="Only these hours of each day.")] = None,
    to_time: Annotated[str | None, typer.Option(metavar="TIME", help="Such as 15.00.")] = None,
    service: ServiceOrAll = None,
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Shut the office or one service; every screen and page says why at once."""
    days, hours = (day_of(first), day_of(last)), (time_of(from_time), time_of(to_time))

    def make(session: Session, where: Office) -> NewClosure:
        return NewClosure(*days, reason, service_id_of(session, where, service), *hours)

    preview_or_apply(office, make, yes=yes)


@app.command("list")
def show(
    office: WhichOffice = None, everything: Annotated[bool, typer.Option("--all", help="Past ones too.")] = False
) -> None:
    """List what is shut now or will be, holidays too."""
    with opened() as at, at.database.reading() as session:
        where = at.office(office)
        letters = {service.id: service.letter for service in queries.all_services_of(session, where.id)}
        query = select(Closure).where(col(Closure.office_id) == where.id)
        if not everything:
            today = today_of(where, at.now)
            query = query.where(col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= today))
        found = session.scalars(query.order_by(col(Closure.starts_on), col(Closure.id))).all()
        for closure in found:
            print(_line(closure, letters))
    if not found:
        print("No closures.")


@app.command("end")
def end(number: Number, last: Last = None, office: WhichOffice = None, yes: Yes = False) -> None:
    """Make a closure longer or shorter."""
    ends_on = day_of(last)
    preview_or_apply(office, lambda _session, _office: ClosureEnd(number, ends_on), yes=yes)


@app.command("reopen")
def reopen(number: Number, office: WhichOffice = None, yes: Yes = False) -> None:
    """Open from today on."""
    with opened() as at:
        where = at.office(office)
        print(f"Opens again today: {_known(at, where, number)}")
        if yes:
            at.change(Deed.CLOSURE_CHANGED, closures.reopen, where, number, by=BY, now=at.now)
    print("Done." if yes else NOTHING_YET)


@app.command("drop")
def drop(number: Number, office: WhichOffice = None, yes: Yes = False) -> None:
    """Forget a closure, or a holiday on which this office works."""
    with opened() as at:
        where = at.office(office)
        print(f"Forgotten, as if it had never been: {_known(at, where, number)}")
        if yes:
            at.change(Deed.CLOSURE_CHANGED, closures.drop, where, number, now=at.now)
    print("Done." if yes else NOTHING_YET)


@app.command("holidays")
def add_holidays(
    year: Annotated[int | None, typer.Argument(min=2000, max=2100, help="[default: next year]")] = None,
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Add the public holidays and joint leave of a year that the office does not have yet."""
    with opened() as at:
        where = at.office(office)
        days = public_holidays((year or today_of(where, at.now).year + 1,))
        with at.database.reading() as session:
            new = closures.missing(session, where, days)
        for day, name, kind in new:
            print(f"{day} {name} ({kind.replace('_', ' ')})")
        if yes:
            facts = {"by": BY, "now": at.now}
            print(f"{at.change(Deed.CLOSURE_CHANGED, closures.add_holidays, where, days, **facts)} days added.")
    if not yes:
        print(NOTHING_YET if new else "All of them are there already.")


def _known(at: Opened, office: Office, number: int) -> str:
    """A closure in words. Raises ClosureUnknown."""
    with at.database.reading() as session:
        letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
        return _line(closures.closure_of(session, office, number), letters)


def _line(closure: Closure, letters: Mapping[int, str]) -> str:
    whose = f"service {letters[closure.service_id]}" if closure.service_id else "office"
    hours = ""
    if closure.from_time and closure.to_time:
        hours = f" {closure.from_time:%H.%M}-{closure.to_time:%H.%M}"
    return f"{closure.id}: {whose} {dates(closure.starts_on, closure.ends_on)}{hours}, {closure.reason}"
