"""`giliran closure`: shutting the office or a service for some days or hours, and opening again."""
# ruff: noqa: T201 - what a command prints is its answer

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.commands.calendar.calendar_changes import BY, NOTHING_YET, changed, dates, day_of, service_id_of, time_of
from scheduler.commands.session import Opened, opened
from scheduler.db import queries
from scheduler.db.models import Closure, Office
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.calendar.hours import ClosureEnd
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.core.local_time import today_of


def add(
    code: str | None, reason: str, letter: str | None, between: tuple[str, str | None],
    hours: tuple[str | None, str | None], *, yes: bool,
) -> None:  # fmt: skip
    """Shut the office or a service; hours: from and to, of each day."""
    first, last = day_of(between[0]), day_of(between[1])
    from_time, to_time = time_of(hours[0]), time_of(hours[1])
    assert first is not None

    def make(session: Session, office: Office) -> NewClosure:
        return NewClosure(first, last, reason, service_id_of(session, office, letter), from_time, to_time)

    changed(code, make, yes=yes)


def show(code: str | None, *, everything: bool) -> None:
    """Print the closures that are on or to come, or all, with their numbers."""
    with opened() as at, at.database.reading() as session:
        office = at.office(code)
        letters = {service.id: service.letter for service in queries.services_of(session, office.id)}
        query = select(Closure).where(col(Closure.office_id) == office.id)
        if not everything:
            today = today_of(office, at.now)
            query = query.where(col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= today))
        found = session.scalars(query.order_by(col(Closure.starts_on), col(Closure.id))).all()
        for closure in found:
            print(_line(closure, letters))
    if not found:
        print("No closures.")


def end(code: str | None, number: int, last: str | None, *, yes: bool) -> None:
    """Another last day, or none."""
    ends_on = day_of(last)
    changed(code, lambda _session, _office: ClosureEnd(number, ends_on), yes=yes)


def reopen(code: str | None, number: int, *, yes: bool) -> None:
    """Open from today on."""
    with opened() as at:
        office = at.office(code)
        print(f"Opens again today: {_known(at, office, number)}")
        if yes:
            at.database.run(closures.reopen, office, number, by=BY, now=at.now)
    print("Done." if yes else NOTHING_YET)


def drop(code: str | None, number: int, *, yes: bool) -> None:
    """Forget a closure."""
    with opened() as at:
        office = at.office(code)
        print(f"Forgotten, as if it had never been: {_known(at, office, number)}")
        if yes:
            at.database.run(closures.drop, office, number, now=at.now)
    print("Done." if yes else NOTHING_YET)


def add_holidays(code: str | None, year: int | None, *, yes: bool) -> None:
    """Public holidays and joint leave of a year (next year if none is named), those that are not in the table yet."""
    with opened() as at:
        office = at.office(code)
        days = public_holidays((year or today_of(office, at.now).year + 1,))
        with at.database.reading() as session:
            new = closures.missing(session, office, days)
        for day, name, kind in new:
            print(f"{day} {name} ({kind.replace('_', ' ')})")
        if yes:
            print(f"{at.database.run(closures.add_holidays, office, days, by=BY, now=at.now)} days added.")
    if not yes:
        print(NOTHING_YET if new else "All of them are there already.")


def _known(at: Opened, office: Office, number: int) -> str:
    """A closure in words. Raises ClosureUnknown."""
    with at.database.reading() as session:
        letters = {service.id: service.letter for service in queries.services_of(session, office.id)}
        return _line(closures.closure_of(session, office, number), letters)


def _line(closure: Closure, letters: Mapping[int, str]) -> str:
    whose = f"service {letters[closure.service_id]}" if closure.service_id else "office"
    hours = ""
    if closure.from_time and closure.to_time:
        hours = f" {closure.from_time:%H.%M}-{closure.to_time:%H.%M}"
    return f"{closure.id}: {whose} {dates(closure.starts_on, closure.ends_on)}{hours}, {closure.reason}"
