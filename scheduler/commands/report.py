"""`giliran report`: figures of past days, as a table or as CSV."""

import csv as files
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from scheduler.commands.calendar.calendar_changes import day_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.db.models import Office
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter.wait_accuracy import Measured, measured, total
from scheduler.flow.door.turned_away import turned_away_between

app = typer.Typer(no_args_is_help=True)

WEEK = timedelta(days=6)
AIM = 0.8
FIGURES = ("told", "known", "inside", "share", "sooner", "later", "width")
UNTIL = {"admitted": "let in", "called": "called"}

Row = tuple[str, ...]

First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="[default: a week before the last day]")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE", help="[default: today]")]
Csv = Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")]


@app.command("estimates")
def estimates(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How often the wait that people were told held: 80 % is the aim."""
    with _asked(office, first, last, "estimates" if csv else None) as (session, where, days, now):
        found = measured(session, where, *days, now=now)
    rows = [(part.service, UNTIL[part.until], *_figures(part)) for part in found]
    if csv:
        _as_csv(("service", "until", *FIGURES), rows)
        return
    if not found:
        _say(f"Nobody was told a wait {_span(days)}.")
        return
    whole = total(found)
    _as_table(("service", "until", *FIGURES), [*rows, ("all", "", *_figures(whole))], numbers=2)
    _say(f"Waits told {_span(days)}; the aim is {AIM:.0%} inside. Width: minutes from one end to the other.")
    if whole.other:
        said = ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in whole.other.most_common())
        _say(f"Not known, since the wait ended in another way: {said}.")


@app.command("turned-away")
def turned_away(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How many came to the door and got no number, by reason, and how many of them in vain."""
    with _asked(office, first, last, "turned_away" if csv else None) as (session, where, days, _):
        found = turned_away_between(session, where, *days)
    rows = [(each.reason, str(each.people), str(each.in_vain)) for each in found]
    if csv:
        _as_csv(("reason", "people", "in_vain"), rows)
        return
    if not found:
        _say(f"Nobody was turned away {_span(days)}.")
        return
    both = (str(sum(each.people for each in found)), str(sum(each.in_vain for each in found)))
    _as_table(("reason", "people", "in vain"), [*rows, ("all", *both)], numbers=1)
    _say(f"Turned away {_span(days)}. The goal for those who came in vain is none.")


@contextmanager
def _asked(
    code: str | None, first: str | None, last: str | None, taken_along: str | None
) -> Iterator[tuple[Session, Office, tuple[date, date], datetime]]:
    """The office, the days that are meant and the present. Raises CommandFailed.

    taken_along: a word for what is to be written down as a list that was exported.
    """
    with opened() as at:
        office = at.office(code)
        until = day_of(last) or today_of(office, at.now)
        since = day_of(first) or until - WEEK
        if since > until:
            raise CommandFailed(f"{since} is after {until}.", status=2)
        if taken_along:
            at.note_export(office, taken_along, first=str(since), last=str(until))
        with at.database.reading() as session:
            yield session, office, (since, until), at.now


def _figures(part: Measured) -> Row:
    return (
        str(part.told),
        str(part.known),
        str(part.held),
        "" if part.share is None else f"{part.share:.0%}",
        str(part.early),
        str(part.late),
        "" if part.average_width is None else f"{part.average_width:.1f}",
    )


def _span(days: tuple[date, date]) -> str:
    first, last = days
    return f"on {first}" if first == last else f"from {first} to {last}"


def _as_table(headings: Row, rows: Sequence[Row], *, numbers: int) -> None:
    """numbers: from which column on the cells are numbers."""
    table = Table()
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place >= numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _as_csv(headings: Row, rows: Sequence[Row]) -> None:
    writer = files.writer(sys.stdout, lineterminator="\n")
    writer.writerows([headings, *rows])


def _say(text: str) -> None:
    print(text)  # noqa: T201 - what a command prints is its answer
