"""`giliran import`: an office's export is taken in, and every row answered for."""

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session

from scheduler.commands.failing import CommandFailed, english
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.refusals import Unavailable
from scheduler.domain.text import names
from scheduler.flow.core.local_time import today_of
from scheduler.flow.intake import Taken, take_rows
from scheduler.flow.offices.known_types import type_book
from scheduler.intake import Export, Problem, Row, read_export

BATCH = 25
PAUSE = 0.02
"""Seconds between batches: SQLite's wait is unfair, and a server that runs meanwhile must get its turn."""

NAMED = 10
"""Rows of a kind that are named on the terminal; a report names all."""

ORDER = ("taken", "moved", "changed", "known", "repeated", "refused")
SAID = {
    "taken": "taken",
    "moved": "moved on",
    "changed": "corrected",
    "known": "known already",
    "repeated": "repeated in the file",
    "refused": "refused",
}


@dataclass(slots=True)
class Line:
    """What the report says of one row of the file."""

    number: int
    outcome: str
    reference: str = ""
    problems: list[Problem] = field(default_factory=list)


class _Rehearsed(Exception):
    """Takes back what a dry run did, and brings home what came of it."""

    def __init__(self, taken: list[Taken]) -> None:
        super().__init__("rehearsed")
        self.taken = taken


def run(office: str | None, file: Path, *, dry_run: bool, report: Path | None) -> int:
    """Take in a file, print what was found by kind and return the exit status: 1 if any row was refused."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            types = type_book(session, where)
        export = read_export(file, types=types, today=today_of(where, at.now))
        taken = _taken(at, where, export.rows, dry_run=dry_run)
    lines = _lines(export, taken)
    for text in _by_kind(lines):
        print(text)  # noqa: T201 - the command's answer
    print(_summary(lines, dry_run=dry_run))  # noqa: T201
    if report is not None:
        _write(report, lines)
    return 1 if any(line.outcome == "refused" for line in lines) else 0


def _taken(at: Opened, office: Office, rows: Sequence[Row], *, dry_run: bool) -> list[Taken]:
    taken: list[Taken] = []
    step = _rehearse if dry_run else take_rows
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        for batch in progress.track(list(_batches(rows)), description="Importing"):
            try:
                taken += at.database.run(step, office, batch, by="command", now=at.now)
            except _Rehearsed as rehearsed:
                taken += rehearsed.taken
            except Unavailable:
                raise CommandFailed(
                    f"The database could not be written. {len(taken)} of {len(rows)} rows are in; run the import again."
                ) from None
            time.sleep(PAUSE)
    return taken


def _rehearse(session: Session, office: Office, rows: Sequence[Row], *, by: str, now: datetime) -> list[Taken]:
    raise _Rehearsed(take_rows(session, office, rows, by=by, now=now))


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _lines(export: Export, taken: Sequence[Taken]) -> list[Line]:
    """A line for each row of the file, in its order; what the file says of itself and what the database added."""
    lines: dict[int, Line] = {}
    for row, result in zip(export.rows, taken, strict=True):
        line = lines[row.number] = Line(row.number, result.outcome, names.last_digits(row.reference, 4))
        for finding in result.findings:
            fault, column = finding.fault, export.headers.get(finding.field, finding.field)
            line.problems.append(Problem(row.number, column, fault.level, fault.code, fault.message))
    for problem in export.problems:
        outcome = "refused" if problem.level == "refused" else "repeated"
        lines.setdefault(problem.row, Line(problem.row, outcome)).problems.append(problem)
    return [lines[number] for number in sorted(lines)]


def _by_kind(lines: Sequence[Line]) -> Iterator[str]:
    """What was found, a line for each kind, with what is most and what refuses rows last, where one looks."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in (problem for line in lines for problem in line.problems):
        kinds.setdefault((problem.level, problem.column, problem.code), []).append(problem)
    for found in sorted(kinds.values(), key=lambda found: (found[0].level == "refused", len(found))):
        first = found[0]
        said = f"{first.column}: {english(first.message, first.facts)}"
        yield f"{len(found):>6} {first.level}  {said}  ({_rows_of(found)})"


def _rows_of(found: Sequence[Problem]) -> str:
    numbers = [str(problem.row) for problem in found]
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return f"row{'s' * (len(numbers) > 1)} {', '.join(numbers[:NAMED])}{more}"


def _summary(lines: Sequence[Line], *, dry_run: bool) -> str:
    counts = {outcome: sum(line.outcome == outcome for line in lines) for outcome in ORDER}
    parts = [f"{count} {SAID[outcome]}" for outcome, count in counts.items() if count]
    warnings = sum(problem.level == "warning" for line in lines for problem in line.problems)
    ending = " Nothing was written: this was a dry run." if dry_run else ""
    return f"{len(lines)} rows: {', '.join(parts) or 'none'}; {warnings} warnings.{ending}"


def _write(report: Path, lines: Sequence[Line]) -> None:
    try:
        with report.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "registration", "result", "level", "column", "why"])
            for line in lines:
                head = [line.number, line.reference, SAID[line.outcome]]
                writer.writerows([*head, *_why(problem)] for problem in line.problems)
                if not line.problems:
                    writer.writerow(head)
    except OSError as error:
        raise CommandFailed(f"The report could not be written to {report}: {error.strerror}.") from error
    print(f"The report is in {report}.", file=sys.stderr)  # noqa: T201


def _why(problem: Problem) -> list[str]:
    return [problem.level, _plain(problem.column), english(problem.message, problem.facts)]


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@")) else cell
