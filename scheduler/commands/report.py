"""`giliran report`: figures of past days, as a table or as CSV."""

import csv as files
import sys
from collections import Counter
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
from scheduler.db.queries.figures import counted_until
from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import SPREAD, Figure
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.keeping import keep, look_at
from scheduler.flow.figures.reading import counts_of

app = typer.Typer(no_args_is_help=True)

WEEK = timedelta(days=6)
AIM = 0.8
FIGURES = ("told", "known", "inside", "share", "sooner", "later", "width")
UNTIL = {"admitted": "let in", "called": "called"}

TOLD = (
    Figure.TOLD,
    Figure.TOLD_KNOWN,
    Figure.TOLD_HELD,
    Figure.TOLD_EARLY,
    Figure.TOLD_LATE,
    Figure.TOLD_WIDTH,
    Figure.TOLD_OTHER,
)
BY_WAY = frozenset({Figure.TOLD_OTHER})
"""Of these, what is counted by how it ended."""
OTHERWISE = "otherwise"

BY_QUARTER = frozenset({Figure.INSIDE_MOST, Figure.INSIDE_MINUTES})
"""Figures whose buckets are times of the day."""

Row = tuple[str, ...]

First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="[default: a week before the last day]")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE", help="[default: today]")]
Csv = Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")]


@app.command("estimates")
def estimates(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How often the wait that people were told held: 80 % is the aim."""
    with _asked(office, first, last, "estimates" if csv else None) as (session, where, days, now):
        counts = counts_of(session, where, TOLD, *days, now=now)
    rows = [(letter, UNTIL[until], *_held(counts, f"{letter}:{until}")) for letter, until in _told(counts)]
    if csv:
        _as_csv(("service", "until", *FIGURES), rows)
        return
    if not rows:
        _say(f"Nobody was told a wait {_span(days)}.")
        return
    _as_table(("service", "until", *FIGURES), [*rows, ("all", "", *_held(counts))], numbers=2)
    _say(f"Waits told {_span(days)}; the aim is {AIM:.0%} inside. Width: minutes from one end to the other.")
    if said := ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in _others(counts).most_common()):
        _say(f"Not known, since the wait ended in another way: {said}.")


@app.command("turned-away")
def turned_away(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """How many came to the door and got no number, by reason, and how many of them in vain."""
    with _asked(office, first, last, "turned_away" if csv else None) as (session, where, days, now):
        counts = counts_of(session, where, (Figure.TURNED_AWAY, Figure.TURNED_AWAY_IN_VAIN), *days, now=now)
    found, in_vain = counts.parts(Figure.TURNED_AWAY), counts.parts(Figure.TURNED_AWAY_IN_VAIN)
    most_first = sorted(found, key=lambda reason: (-found[reason], reason))
    rows = [(reason, str(found[reason]), str(in_vain.get(reason, 0))) for reason in most_first]
    if csv:
        _as_csv(("reason", "people", "in_vain"), rows)
        return
    if not found:
        _say(f"Nobody was turned away {_span(days)}.")
        return
    both = (str(sum(found.values())), str(sum(in_vain.values())))
    _as_table(("reason", "people", "in vain"), [*rows, ("all", *both)], numbers=1)
    _say(f"Turned away {_span(days)}. The goal for those who came in vain is none.")


@app.command("figures")
def figures(office: WhichOffice = None, first: First = None, last: Last = None, csv: Csv = False) -> None:
    """All figures of some days: totals, with median and 95 % of what is spread out; as CSV day by day."""
    with _asked(office, first, last, "figures" if csv else None) as (session, where, days, now):
        every = Every.DAY if csv else Every.MONTH
        counts = counts_of(session, where, list(Figure), *days, now=now, every=every)
    if csv:
        _as_csv(("day", "figure", "part", "count"), list(_by_day(counts)))
        return
    rows = [
        (str(figure), part, str(total), *_quantiles(counts, figure, part))
        for figure in Figure
        for part, total in counts.parts(figure).items()
    ]
    _as_table(("figure", "part", "total", "median", "95 %"), rows, numbers=2)
    _say(f"Counted {_span(days)}; days that are over as they were kept, today as it stands.")


@app.command("recount")
def recount(
    day: Annotated[str, typer.Argument(metavar="DATE", help="A day that is over.")], office: WhichOffice = None
) -> None:
    """Count a day that is over once more from its rows; the server does so by itself when something of it changed."""
    with opened() as at:
        where, which = at.office(office), day_of(day)
        if which >= today_of(where, at.now):
            raise CommandFailed(f"{day} is not over.", status=2)
        with at.database.reading() as session:
            until = counted_until(session, where.id)
            if until is None or which > until:
                raise CommandFailed(f"{which} was not counted yet: the server counts days in their order.")
            seen = look_at(session, where, which, now=at.now)
        if not at.database.run(keep, where.id, seen, now=at.now):
            raise CommandFailed(f"The rows of {which} have gone: its figures stay as they were kept.")
    _say(f"Counted {which}: {len(seen.counts)} counts.")


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


def _by_day(counts: Counts) -> Iterator[Row]:
    for figure in Figure:
        for part in counts.parts(figure):
            for day, times in counts.by_day(figure, part).items():
                yield str(day), str(figure), part, str(times)


def _quantiles(counts: Counts, figure: Figure, part: str) -> Row:
    """Median and 95 % of a figure of minutes or hours; of others nothing."""
    if figure not in SPREAD or figure in BY_QUARTER:
        return "", ""
    spread = counts.spread(figure, part)
    return str(spread.quantile(0.5)), str(spread.quantile(0.95))


def _told(counts: Counts) -> list[tuple[str, str]]:
    """Letter and what the minutes led to, of the waits that were told."""
    parts = (part.partition(":") for part in counts.parts(Figure.TOLD))
    return [(letter, until) for letter, _, until in parts]


def _held(counts: Counts, part: str | None = None) -> Row:
    """What became of the waits told; of one part, or of all."""
    told, known, held, early, late, width = (counts.total(figure, part) for figure in TOLD if figure not in BY_WAY)
    return (
        str(told),
        str(known),
        str(held),
        f"{held / known:.0%}" if known else "",
        str(early),
        str(late),
        f"{width / known:.1f}" if known else "",
    )


def _others(counts: Counts) -> Counter[str]:
    """How many waits ended in another way, by how; of days that were counted before that was kept: otherwise."""
    found: Counter[str] = Counter()
    for part, times in counts.parts(Figure.TOLD_OTHER).items():
        found[part.rpartition(":")[2]] += times
    found[OTHERWISE] = counts.total(Figure.TOLD) - counts.total(Figure.TOLD_KNOWN) - found.total()
    return +found


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
