"""`giliran postpone ...`: says what would happen, does it with a bar of progress, and may be killed and run again."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session
from typer.core import TyperGroup

from scheduler.commands.calendar.calendar_changes import service_id_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.postponement.postponed import (
    line_of,
    moment_of,
    open_closure,
    postponement_of,
    postponements_of,
    slot_for,
)
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office, Postponement
from scheduler.domain.text.codes import written_short
from scheduler.flow import postponement as postponing
from scheduler.flow.booking.urgent import booking_of_short, give_urgent, used_on
from scheduler.flow.core.local_time import today_of
from scheduler.flow.postponement import Preview, Wish
from scheduler.flow.postponement.visits import deferred, services_meant

PLAN = "plan"
PAUSE = 0.02
"""Seconds between batches: SQLite's wait is unfair, and a server that runs meanwhile must get its turn."""
WHY = {
    "deferred": "keeps its place, no date yet",
    "kept": "stays as urgent",
    "no_room": "no time within 180 days",
    "too_large": "larger than any slot",
}


class _PlanFirst(TyperGroup):
    """What is no command of its own is the office, or an option, of the command that plans."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typed, with the name of the planning command put in front where it was left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [PLAN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_PlanFirst, no_args_is_help=True)

Code = Annotated[str | None, typer.Argument(metavar="[CODE]", help="The office; not needed if there is only one.")]
Service = Annotated[str | None, typer.Option(metavar="LETTER", help="A, B or C. [default: the whole office]")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Last day closed. [default: no end]")]
Number = Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="As `giliran postpone list` shows it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it.")]


@app.command(PLAN)
def plan(
    code: Code = None,
    service: Service = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day closed, 2026-12-01.")] = None,
    until: Until = None,
    reason: Annotated[str | None, typer.Option(help="As citizens read it.")] = None,
    apply: Apply = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last postponement back.")] = False,
) -> None:
    """Close a service for some days and move its visits (`giliran postpone CODE --service C --from ...`)."""
    if undo:
        take_back(None, code)
        return
    begins = _day(first, "--from")
    if begins is None:
        raise CommandFailed("Say the first day with --from DATE.", status=2)
    with opened() as at:
        where = _office(at, code)
        service_id = _service(at, where, service)
        wish = postponing.closing(begins, _day(until, "--until"), reason or "", service_id=service_id)
        _plan(at, where, lambda _: wish, apply=apply)


@app.command("extend")
def extend(until: Until = None, number: Number = None, office: WhichOffice = None, apply: Apply = False) -> None:
    """Let a closure last longer; who was moved keeps the first place."""
    with opened() as at:
        where = _office(at, office)
        with at.database.reading() as session:
            closure_id = postponement_of(session, where, number).closure_id
        if closure_id is None:
            raise CommandFailed("That postponement has no closure to make longer.")
        last = _day(until, "--until")
        _plan(at, where, lambda session: postponing.extending(session, where, closure_id, last), apply=apply)


@app.command("reopen")
def reopen(
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day open again.")],
    service: Service = None,
    percent: Annotated[int | None, typer.Option(help="Share of the usual work, 1 to 100.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of that share.")] = None,
    office: WhichOffice = None,
    apply: Apply = False,
) -> None:
    """Open again what was closed until further notice, and give everybody who waits a time in their order."""
    begins, last = _day(first, "--from"), _day(until, "--until")
    assert begins is not None
    with opened() as at:
        where = _office(at, office)
        service_id = _service(at, where, service)

        def wish(session: Session) -> Wish:
            closure_id = open_closure(session, where, service_id)
            return postponing.reopening(session, where, closure_id, begins, percent=percent, until=last)

        _plan(at, where, wish, apply=apply)


@app.command("place")
def place(
    reason: Annotated[str, typer.Option(help="As citizens read it.")],
    service: Service = None,
    office: WhichOffice = None,
    apply: Apply = False,
) -> None:
    """Give a time to visits whose slot is no more, after a change of hours."""
    with opened() as at:
        where = _office(at, office)
        wish = postponing.placing(reason, service_id=_service(at, where, service))
        _plan(at, where, lambda _: wish, apply=apply)


@app.command("list")
def show(office: WhichOffice = None) -> None:
    """Show what was postponed, how far it is, and how many visits wait for a date."""
    with opened() as at:
        where = _office(at, office)
        with at.database.reading() as session:
            for row in postponements_of(session, where):
                _say(line_of(session, where, row))
            waiting = len(deferred(session, where, services_meant(session, where, None)))
    _say(f"{waiting} visits wait for a date.")


@app.command("resume")
def resume(office: WhichOffice = None) -> None:
    """Go on with what was not finished."""
    with opened() as at:
        where = _office(at, office)
        with at.database.reading() as session:
            left = [row.id for row in postponements_of(session, where) if row.stage in ("applying", "undoing")]
        for postponement_id in reversed(left):
            _work_off(at, where, postponement_id)
        if not left:
            _say("Everything is finished.")


@app.command("undo")
def take_back(number: Number = None, office: WhichOffice = None) -> None:
    """Take a postponement back within a day; the last one if none is named."""
    with opened() as at:
        where = _office(at, office)
        with at.database.reading() as session:
            which = postponement_of(session, where, number).id
        at.database.run(postponing.undo, where, which, by="command", now=at.now)
        _work_off(at, where, which)


@app.command("urgent")
def urgent(
    short: Annotated[str, typer.Argument(metavar="NOMOR", help="The visit's nomor jadwal, 40-317.")],
    reason: Annotated[str, typer.Option(help="Kept sealed, for the office alone.")],
    when: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="'2026-12-02 09:00'. [default: where it is]")
    ] = None,
    office: WhichOffice = None,
) -> None:
    """Keep an urgent visit where it is, or give it an earlier slot, beside the seats."""
    with opened() as at:
        where = _office(at, office)
        with at.database.reading() as session:
            booking = booking_of_short(session, where, short)
            slot = slot_for(session, where, booking, when)
        at.database.run(give_urgent, where, booking.id, slot.id, reason=reason, by="command", now=at.now)
        day = today_of(where, slot.starts_at)
        with at.database.reading() as session:
            used = used_on(session, where, slot.service_id, day)
    _say(
        f"{written_short(booking.short)} is at {moment_of(where, slot.starts_at)}: {used} of {where.urgent_daily}"
        f" urgent visits that day."
    )


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
    with at.database.reading() as session:
        return service_id_of(session, office, letter)


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise CommandFailed(f"{option} {text!r} is no date such as 2026-12-01.", status=2) from None


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command's answer
