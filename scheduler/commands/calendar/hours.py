"""`giliran hours`: when the office and its services are open, how long a slot is, and how much it holds."""
# ruff: noqa: T201 - what a command prints is its answer

from typing import Annotated

import typer
from sqlmodel import Session

from scheduler.commands.calendar.calendar_changes import dates, day_of, preview_or_apply, service_id_of
from scheduler.commands.calendar.week_words import ENGLISH, rows_of, said
from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import ServiceOrAll, WhichOffice, Yes, with_options
from scheduler.commands.session import opened
from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.offices.revision import (
    DAYS,
    RANGES,
    Season,
    Settings,
    ShareRemoval,
    TemporaryShare,
    Week,
    week_of_preset,
)

app = typer.Typer(no_args_is_help=True)

First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, such as 2027-02-08.")]
FirstNeeded = Annotated[str, typer.Option("--from", metavar="DATE", help="First day, such as 2027-02-08.")]
Last = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day.")]
Whole = Annotated[int | None, typer.Option(help="[see: giliran hours show]")]
NUMBERS = {name: Whole for name in RANGES if name != "slot_minutes"} | {
    "asks_signature": Annotated[int | None, typer.Option(help="1: who takes a document signs on the screen.")]
}
"""The numbers of the office; how long a slot is, a service may say itself."""


@app.command("show")
def show(office: WhichOffice = None) -> None:
    """Print hours, seasons, slots and the numbers of the office."""
    with opened() as at, at.database.reading() as session:
        where = at.office(office)
        letters = {service.id: service.letter for service in queries.all_services_of(session, where.id)}
        rows = queries.hours_of_office(session, where.id)
        for season in dict.fromkeys(Season(row.service, row.valid_from, row.valid_to) for row in rows):
            whose = f"service {letters[season.service_id]}" if season.service_id else "office"
            print(f"{whose}, {dates(season.valid_from, season.valid_to)}:")
            week = {row.weekday: row for row in rows if season.has(row)}
            for number in range(DAYS):
                print(f"  {ENGLISH[number]} {said(week.get(number))}")
        for service in queries.services_of(session, where.id):
            minutes = service.slot_minutes or where.slot_minutes
            most = "any number" if service.walk_in_daily is None else service.walk_in_daily
            print(
                f"{service.letter}: slots of {minutes} minutes with {service.slot_capacity} units, "
                f"{service.reserved} of them kept for who books with staff, "
                f"{most} a day without a booking"
            )
        for share in queries.shares_of_office(session, where.id):
            whose = f"service {letters[share.service]}" if share.service else "office"
            print(f"{whose}, {dates(share.starts_on, share.ends_on)}: {share.percent}% of the usual units")
        for name in RANGES:
            print(f"{name.replace('_', '-')}: {int(getattr(where, name))}")


@app.command("set")
def set_week(
    days: Annotated[list[str], typer.Argument(metavar='"DAYS HOURS [BREAK]"', help="mon-thu 08.00-15.00 12.00-13.00")],
    service: ServiceOrAll = None,
    first: First = None,
    last: Last = None,
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Set a whole week; days that are not named are closed. With dates it is a season that holds between them."""
    rows, dates_meant = rows_of(days), (day_of(first), day_of(last))
    preview_or_apply(
        office, lambda session, where: Week(rows, service_id_of(session, where, service), *dates_meant), yes=yes
    )


@app.command("preset")
def set_preset(
    name: Annotated[str, typer.Argument(help="usual, friday_long, perpres_21_2023 or ramadan.")],
    service: ServiceOrAll = None,
    first: First = None,
    last: Last = None,
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Set the week of a preset; for Ramadan with its dates."""
    if name not in HOURS_PRESETS:
        raise CommandFailed(f"There is no preset {name!r}. There is: {', '.join(HOURS_PRESETS)}", status=2)
    begins, ends = day_of(first), day_of(last)

    def make(session: Session, where: Office) -> Week:
        service_id = service_id_of(session, where, service)
        return week_of_preset(name, service_id=service_id, valid_from=begins, valid_to=ends)

    preview_or_apply(office, make, yes=yes)


@app.command("drop")
def drop_week(
    service: ServiceOrAll = None, first: First = None, last: Last = None, office: WhichOffice = None, yes: Yes = False
) -> None:
    """Take away the season with these dates, or a service's own hours."""
    between = (day_of(first), day_of(last))
    preview_or_apply(office, lambda session, where: Season(service_id_of(session, where, service), *between), yes=yes)


@app.command("share")
def set_share(
    percent: Annotated[int, typer.Argument(help="Of the usual units.")],
    first: FirstNeeded,
    last: Last = None,
    service: ServiceOrAll = None,
    reason: Annotated[str, typer.Option(help="For the office's own record.")] = "",
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Let slots hold less, or more, than usual for a time."""
    begins, ends = day_of(first), day_of(last)

    def make(session: Session, where: Office) -> TemporaryShare:
        return TemporaryShare(Share(begins, ends, percent, service_id_of(session, where, service)), reason)

    preview_or_apply(office, make, yes=yes)


@app.command("whole")
def drop_share(first: FirstNeeded, service: ServiceOrAll = None, office: WhichOffice = None, yes: Yes = False) -> None:
    """Take away the share that begins on a day: slots hold the usual again."""
    begins = day_of(first)
    preview_or_apply(
        office, lambda session, where: ShareRemoval(service_id_of(session, where, service), begins), yes=yes
    )


@app.command("slots")
@with_options(NUMBERS, before="walk_ins")
def set_numbers(
    service: ServiceOrAll = None,
    minutes: Annotated[int | None, typer.Option(help="Length of a slot; 0 for a service: as the office.")] = None,
    units: Annotated[int | None, typer.Option(help="Units of work in a slot.")] = None,
    reserved: Annotated[
        int | None, typer.Option(help="Units of a slot that are kept for who books with staff; 0: none.")
    ] = None,
    walk_ins: Annotated[int | None, typer.Option(help="Numbers a day without a booking; 0: as many as come.")] = None,
    office: WhichOffice = None,
    yes: Yes = False,
    **numbers: int | None,
) -> None:
    """Change the slots of a service or of all, and the numbers of the office."""
    named = {name: value for name, value in numbers.items() if value is not None}
    if service is None and minutes is not None:
        named["slot_minutes"] = minutes

    def make(session: Session, where: Office) -> Settings:
        service_id_of(session, where, service)
        letters = [each.letter for each in queries.services_of(session, where.id)]
        meant = [service.upper()] if service else letters
        return Settings(
            named,
            {service.upper(): minutes or None} if service and minutes is not None else {},
            dict.fromkeys(meant, units) if units is not None else {},
            dict.fromkeys(meant, walk_ins or None) if walk_ins is not None else {},
            dict.fromkeys(meant, reserved) if reserved is not None else {},
        )

    preview_or_apply(office, make, yes=yes)
