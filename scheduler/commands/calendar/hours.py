"""`giliran hours`: when the office and its services are open, how long a slot is, and how much it holds."""
# ruff: noqa: T201 - what a command prints is its answer

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from scheduler.commands.calendar.calendar_changes import changed, dates, day_of, service_id_of
from scheduler.commands.calendar.week_words import ENGLISH, rows_of, said
from scheduler.commands.failing import CommandFailed
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


def show(code: str | None) -> None:
    """Print the weeks of hours, the slots of each service, shares for a time, and the numbers of the office."""
    with opened() as at, at.database.reading() as session:
        office = at.office(code)
        letters = {service.id: service.letter for service in queries.services_of(session, office.id)}
        rows = queries.hours_of_office(session, office.id)
        for season in dict.fromkeys(Season(row.service, row.valid_from, row.valid_to) for row in rows):
            whose = f"service {letters[season.service_id]}" if season.service_id else "office"
            print(f"{whose}, {dates(season.valid_from, season.valid_to)}:")
            week = {row.weekday: row for row in rows if season.has(row)}
            for number in range(DAYS):
                print(f"  {ENGLISH[number]} {said(week.get(number))}")
        for service in queries.services_of(session, office.id):
            minutes = service.slot_minutes or office.slot_minutes
            most = "any number" if service.walk_in_daily is None else service.walk_in_daily
            print(
                f"{service.letter}: slots of {minutes} minutes with {service.slot_capacity} units, "
                f"{most} a day without a booking"
            )
        for share in queries.shares_of_office(session, office.id):
            whose = f"service {letters[share.service]}" if share.service else "office"
            print(f"{whose}, {dates(share.starts_on, share.ends_on)}: {share.percent}% of the usual units")
        for name in RANGES:
            print(f"{name.replace('_', '-')}: {int(getattr(office, name))}")


def set_week(
    code: str | None, lines: Sequence[str], letter: str | None, between: tuple[str | None, str | None], *, yes: bool
) -> None:
    """A whole week of hours: days that are not named are closed. With dates it is a season."""
    rows = rows_of(lines)
    first, last = day_of(between[0]), day_of(between[1])

    def make(session: Session, office: Office) -> Week:
        return Week(rows, service_id_of(session, office, letter), first, last)

    changed(code, make, yes=yes)


def set_preset(
    code: str | None, name: str, letter: str | None, between: tuple[str | None, str | None], *, yes: bool
) -> None:
    """The week of a preset."""
    if name not in HOURS_PRESETS:
        raise CommandFailed(f"There is no preset {name!r}. There is: {', '.join(HOURS_PRESETS)}", status=2)
    first, last = day_of(between[0]), day_of(between[1])

    def make(session: Session, office: Office) -> Week:
        return week_of_preset(
            name, service_id=service_id_of(session, office, letter), valid_from=first, valid_to=last
        )  # fmt: skip

    changed(code, make, yes=yes)


def drop_week(code: str | None, letter: str | None, between: tuple[str | None, str | None], *, yes: bool) -> None:
    """Take away a season, or a service's own hours."""
    first, last = day_of(between[0]), day_of(between[1])

    def make(session: Session, office: Office) -> Season:
        return Season(service_id_of(session, office, letter), first, last)

    changed(code, make, yes=yes)


def set_share(
    code: str | None, percent: int, letter: str | None, between: tuple[str, str | None], reason: str, *, yes: bool
) -> None:
    """A share of the usual units for a time."""
    first, last = day_of(between[0]), day_of(between[1])
    assert first is not None

    def make(session: Session, office: Office) -> TemporaryShare:
        return TemporaryShare(Share(first, last, percent, service_id_of(session, office, letter)), reason)

    changed(code, make, yes=yes)


def drop_share(code: str | None, letter: str | None, starts_on: str, *, yes: bool) -> None:
    """The usual units again."""
    first = day_of(starts_on)
    assert first is not None

    def make(session: Session, office: Office) -> ShareRemoval:
        return ShareRemoval(service_id_of(session, office, letter), first)

    changed(code, make, yes=yes)


def set_numbers(
    code: str | None,
    letter: str | None,
    slots: tuple[int | None, int | None, int | None],
    office: Mapping[str, int],
    *,
    yes: bool,
) -> None:
    """Change the numbers of a service, or of all, and those of the office, by the names of RANGES.

    slots: minutes, units, and walk-ins a day. Minutes 0 of a service are the office's, walk-ins 0 have no limit.
    """
    minutes, units, walk_ins = slots
    named = dict(office)
    if letter is None and minutes is not None:
        named["slot_minutes"] = minutes

    def make(session: Session, office: Office) -> Settings:
        service_id_of(session, office, letter)
        letters = [service.letter for service in queries.services_of(session, office.id)]
        meant = [letter.upper()] if letter else letters
        own = {letter.upper(): minutes or None} if letter and minutes is not None else {}
        return Settings(
            named,
            own,
            dict.fromkeys(meant, units) if units is not None else {},
            dict.fromkeys(meant, walk_ins or None) if walk_ins is not None else {},
        )

    changed(code, make, yes=yes)
