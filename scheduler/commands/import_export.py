"""`giliran import`: an office's export is taken in, and every row answered for."""

import secrets
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from scheduler.commands.failing import CommandFailed, english
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.intake import OUTCOMES
from scheduler.domain.refusals import Unavailable
from scheduler.flow.core.local_time import today_of
from scheduler.flow.intake import report, turns, working
from scheduler.flow.intake.report import OUTCOME_WORDS, Kind, ReportLine
from scheduler.flow.intake.turns import TurnLost
from scheduler.flow.intake.working import Rehearsed
from scheduler.flow.offices.known_types import type_book
from scheduler.intake.lines import FileLine
from scheduler.intake.row_faults import FAULTS
from scheduler.intake.sheet import bytes_of
from scheduler.pictures.exports import ReadExport, read_apart
from scheduler.translations import translations

BATCH = working.BATCH
PAUSE = 0.02
"""Seconds between batches: SQLite's wait is unfair, and a server that runs meanwhile must get its turn."""

NAMED = 10
"""Rows of a kind that are named on the terminal; a report names all."""


def run(office: str | None, file: Path, *, dry_run: bool, report_to: Path | None) -> int:
    """Take in a file, print what was found by kind and return the exit status: 1 if any row was refused."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            types = type_book(session, where)
        export = read_apart(bytes_of(file), types=types, today=today_of(where, at.now))
        lines = _rehearsed(at, where, export) if dry_run else _taken(at, where, export)
    for text in _by_kind(lines):
        print(text)  # noqa: T201 - the command's answer
    print(_summary(lines, dry_run=dry_run))  # noqa: T201
    if report_to is not None:
        _write(report_to, lines)
    return 1 if any(line.outcome == "refused" for line in lines) else 0


def _taken(at: Opened, office: Office, export: ReadExport) -> list[ReportLine]:
    worker = f"command:{secrets.token_hex(8)}"
    if not at.database.run(turns.take_turn, office.id, worker, now=at.now):
        raise CommandFailed("Another import of this office is under way. Run this one again when it is over.")
    told: list[ReportLine] = []
    try:
        for batch in _batches(export):
            told += at.database.run(
                working.take_in_turn, office, worker, batch, export.headers, by="command", now=at.now
            )
        at.database.run(turns.end_turn, office.id, worker)
    except (Unavailable, TurnLost):
        raise CommandFailed(
            f"The database could not be written. {len(told)} of {export.lines} rows are in; run the import again."
        ) from None
    return told


def _rehearsed(at: Opened, office: Office, export: ReadExport) -> list[ReportLine]:
    told: list[ReportLine] = []
    for batch in _batches(export):
        try:
            at.database.run(working.rehearse_lines, office, batch, export.headers, by="command", now=at.now)
        except Rehearsed as rehearsed:
            told += rehearsed.lines
        except Unavailable:
            raise CommandFailed("The database could not be read. Run the import again.") from None
    return told


def _batches(export: ReadExport) -> Iterator[Sequence[FileLine]]:
    """The lines of the file, some at a time, while a bar on a terminal says how far it is."""
    console, last = Console(stderr=True), 0
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("Importing", total=export.lines)
        while batch := export.after(last, BATCH):
            yield batch
            last = batch[-1].number
            progress.advance(bar, len(batch))
            time.sleep(PAUSE)


def _by_kind(lines: Sequence[ReportLine]) -> Iterator[str]:
    """What was found, a line for each kind, with what is most and what refuses rows last, where one looks."""
    rows: dict[str, list[tuple[int, Mapping[str, int | str]]]] = {}
    for line in lines:
        for problem in line.problems:
            rows.setdefault(report.key_of(problem), []).append((problem.row, problem.facts))
    for kind in reversed(report.kinds_of(report.faults_of(lines))):
        found = rows[kind.key]
        yield f"{kind.count:>6} {kind.level}  {_said(kind, found[0][1])}  ({_named([row for row, _ in found])})"


def _said(kind: Kind, facts: Mapping[str, int | str]) -> str:
    return f"{kind.column}: {english(FAULTS[kind.code].message, facts)}"


def _named(rows: Sequence[int]) -> str:
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:NAMED]))}{more}"


def _summary(lines: Sequence[ReportLine], *, dry_run: bool) -> str:
    counts = report.counts_of(lines)
    parts = [f"{counts[outcome]} {english(OUTCOME_WORDS[outcome], {})}" for outcome in OUTCOMES if counts[outcome]]
    ending = " Nothing was written: this was a dry run." if dry_run else ""
    return f"{report.rows_of(counts)} rows: {', '.join(parts) or 'none'}; {counts['warnings']} warnings.{ending}"


def _write(path: Path, lines: Sequence[ReportLine]) -> None:
    try:
        path.write_bytes(report.as_csv(lines, translations("en").gettext))
    except OSError as error:
        raise CommandFailed(f"The report could not be written to {path}: {error.strerror}.") from error
    print(f"The report is in {path}.", file=sys.stderr)  # noqa: T201
