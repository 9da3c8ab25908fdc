"""`giliran postpone ...`: says what would happen, does it with a bar of progress, and may be killed and run again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session

from scheduler.commands.failing import CommandFailed
from scheduler.commands.postponement.postponed import (
    line_of,
    moment_of,
    open_closure,
    postponement_of,
    postponements_of,
    slot_for,
)
from scheduler.commands.session import Opened, opened
from scheduler.db import queries
from scheduler.db.models import Office, Postponement
from scheduler.domain.text.codes import written_short
from scheduler.flow import postponement as postponing
from scheduler.flow.booking.urgent import booking_of_short, give_urgent, used_on
from scheduler.flow.core.local_time import today_of
from scheduler.flow.postponement import Preview, Wish
from scheduler.flow.postponement.visits import deferred, services_meant

PAUSE = 0.02
"""Seconds between batches: SQLite's wait is unfair, and a server that runs meanwhile must get its turn."""
WHY = {
    "deferred": "keeps its place, no date yet",
    "kept": "stays as urgent",
    "no_room": "no time within 180 days",
    "too_large": "larger than any slot",
}


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be closed, as it was typed."""

    service: str | None
    first: str | None
    until: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened again, as it was typed."""

    service: str | None
    first: str
    percent: int | None
    until: str | None


def close(code: str | None, typed: Closing, *, apply: bool) -> None:
    """Close for some days and move who is booked then."""
    first = _day(typed.first, "--from")
    if first is None:
        raise CommandFailed("Say the first day with --from DATE.", status=2)
    with opened() as at:
        office = _office(at, code)
        service_id = _service(at, office, typed.service)
        wish = postponing.closing(first, _day(typed.until, "--until"), typed.reason, service_id=service_id)
        _plan(at, office, lambda _: wish, apply=apply)


def extend(code: str | None, number: int | None, until: str | None, *, apply: bool) -> None:
    """Let a closure last longer."""
    with opened() as at:
        office = _office(at, code)
        with at.database.reading() as session:
            closure_id = postponement_of(session, office, number).closure_id
        if closure_id is None:
            raise CommandFailed("That postponement has no closure to make longer.")
        last = _day(until, "--until")
        _plan(at, office, lambda session: postponing.extending(session, office, closure_id, last), apply=apply)


def reopen(code: str | None, typed: Opening, *, apply: bool) -> None:
    """Open again, at a share of the usual work too."""
    first, until = _day(typed.first, "--from"), _day(typed.until, "--until")
    assert first is not None
    with opened() as at:
        office = _office(at, code)
        service_id = _service(at, office, typed.service)

        def wish(session: Session) -> Wish:
            closure_id = open_closure(session, office, service_id)
            return postponing.reopening(session, office, closure_id, first, percent=typed.percent, until=until)

        _plan(at, office, wish, apply=apply)


def place(code: str | None, service: str | None, reason: str, *, apply: bool) -> None:
    """Give a time to whoever has none that stands."""
    with opened() as at:
        office = _office(at, code)
        wish = postponing.placing(reason, service_id=_service(at, office, service))
        _plan(at, office, lambda _: wish, apply=apply)


def show(code: str | None) -> None:
    """What was postponed, newest first, and who waits for a date."""
    with opened() as at:
        office = _office(at, code)
        with at.database.reading() as session:
            for row in postponements_of(session, office):
                _say(line_of(session, office, row))
            waiting = len(deferred(session, office, services_meant(session, office, None)))
    _say(f"{waiting} visits wait for a date.")


def resume(code: str | None) -> None:
    """Go on with what a process did not finish."""
    with opened() as at:
        office = _office(at, code)
        with at.database.reading() as session:
            left = [row.id for row in postponements_of(session, office) if row.stage in ("applying", "undoing")]
        for postponement_id in reversed(left):
            _work_off(at, office, postponement_id)
        if not left:
            _say("Everything is finished.")


def undo(code: str | None, number: int | None) -> None:
    """Take one back."""
    with opened() as at:
        office = _office(at, code)
        with at.database.reading() as session:
            which = postponement_of(session, office, number).id
        at.database.run(postponing.undo, office, which, by="command", now=at.now)
        _work_off(at, office, which)


def urgent(code: str | None, short: str, reason: str, when: str | None) -> None:
    """Keep an urgent visit, or give it an earlier slot."""
    with opened() as at:
        office = _office(at, code)
        with at.database.reading() as session:
            booking = booking_of_short(session, office, short)
            slot = slot_for(session, office, booking, when)
        at.database.run(give_urgent, office, booking.id, slot.id, reason=reason, by="command", now=at.now)
        day = today_of(office, slot.starts_at)
        with at.database.reading() as session:
            used = used_on(session, office, slot.service_id, day)
    _say(f"{written_short(booking.short)} is at {moment_of(office, slot.starts_at)}: {used} of {office.urgent_daily}"
         f" urgent visits that day.")  # fmt: skip


def _plan(at: Opened, office: Office, wish_of: Callable[[Session], Wish], *, apply: bool) -> None:
    with at.database.reading() as session:
        wish = wish_of(session)
        foreseen = postponing.preview(session, office, wish, now=at.now)
    if not apply:
        for text in _said(office, foreseen):
            _say(text)
        _say("Nothing was written. Run it again with --apply.")
        return
    postponement = at.database.run(postponing.start, office, wish, by="command", now=at.now)
    _work_off(at, office, postponement.id)


def _said(office: Office, foreseen: Preview) -> Sequence[str]:
    lines = []
    for row in foreseen.rows:
        old = row.visit.starts_at or row.visit.first
        new = moment_of(office, row.new) if row.new else WHY.get(row.why or "", row.why)
        lines.append(f"{written_short(row.visit.short)}  {row.letter}  {moment_of(office, old)} -> {new}")
    others = ", ".join(f"{len(rows)} {said}" for why, said in WHY.items() if (rows := foreseen.those(why)))
    return [*lines, f"{len(foreseen.rows)} visits: {foreseen.moved} get a new time{'; ' if others else ''}{others}."]


def _work_off(at: Opened, office: Office, postponement_id: int) -> None:
    """Batch by batch; a server that runs meanwhile takes its share, and whoever is killed leaves the rest to others."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task, most = progress.add_task("Moving visits", total=None), 0
        while left := at.database.run(postponing.advance, postponement_id, now=at.now):
            most = max(most, left)
            progress.update(task, total=most, completed=most - left)
            time.sleep(PAUSE)
    with at.database.reading() as session:
        _say(line_of(session, office, session.get_one(Postponement, postponement_id)))


def _office(at: Opened, code: str | None) -> Office:
    return at.office(code.lower() if code else None)


def _service(at: Opened, office: Office, letter: str | None) -> int | None:
    if letter is None:
        return None
    with at.database.reading() as session:
        known = {service.letter: service.id for service in queries.services_of(session, office.id)}
    if letter.upper() not in known:
        raise CommandFailed(f"There is no service {letter!r}. There is: {', '.join(known)}", status=2)
    return known[letter.upper()]


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandFailed(f"{option} {text!r} is no date such as 2026-12-01.", status=2) from None


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command's answer
