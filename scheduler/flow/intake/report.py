"""What is told of an import: each line of the file with what came of it, counts, and faults by kind.

A line is told by its number and the end of its registration number: reports are passed around.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import Intake, IntakeBatch
from scheduler.domain.intake import OUTCOMES
from scheduler.domain.refusals import N_
from scheduler.domain.text import names
from scheduler.domain.text.cells import defused
from scheduler.flow.intake.rows import Taken
from scheduler.intake.lines import FileLine
from scheduler.intake.row_faults import FAULTS, UNREADABLE, Level, Problem

ASIDE = "aside"
"""The outcome of a line that is no row: a sheet that was not read."""
OUTCOME_WORDS: Mapping[str, str] = {
    "taken": N_("dokumen baru"),
    "moved": N_("statusnya maju"),
    "changed": N_("datanya diperbaiki"),
    "known": N_("sudah tercatat"),
    "repeated": N_("berulang di berkas"),
    "refused": N_("tidak masuk"),
    ASIDE: N_("tidak dibaca"),
}
LEVEL_WORDS: Mapping[str, str] = {"refused": N_("tidak masuk"), "warning": N_("peringatan")}
WHY: Mapping[str, str] = {
    **UNREADABLE,
    "gone": N_("Berkasnya tidak ada lagi di server. Pilih berkasnya sekali lagi."),
    "fault": N_("Ada gangguan pada program. Pengelola server bisa melihatnya di catatan (import_failed)."),
}
"""Why an import has failed, and what to do."""
HEAD = (N_("nomor baris"), N_("akhir nomor registrasi"), N_("hasil"), N_("tingkat"), N_("kolom"), N_("sebab"))

Text = Callable[[str], str]
"""Puts a text of the program into a language."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What is told of one line. reference: the last four digits of its registration number."""

    number: int
    outcome: str
    reference: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault in one column, and how often it was found."""

    level: Level
    code: str
    column: str
    count: int

    @property
    def key(self) -> str:
        """The kind as it is kept."""
        return f"{self.level} {self.code} {self.column}"


def told(lines: Sequence[FileLine], taken: Sequence[Taken], headers: Mapping[str, str]) -> list[ReportLine]:
    """What is told of some lines. taken: what became of those that have a row, in their order."""
    results = iter(taken)
    return [_told(line, next(results) if line.row else None, headers) for line in lines]


def _told(line: FileLine, result: Taken | None, headers: Mapping[str, str]) -> ReportLine:
    if line.row is None or result is None:
        refused = any(problem.level == "refused" for problem in line.problems)
        return ReportLine(
            line.number, ASIDE if line.is_aside else "refused" if refused else "repeated", "", line.problems
        )
    found = [Problem(line.number, headers.get(each.field, each.field), each.fault) for each in result.findings]
    reference = names.last_digits(line.row.reference, 4)
    return ReportLine(line.number, result.outcome, reference, (*found, *line.problems))


def counts_of(lines: Iterable[ReportLine]) -> Counter[str]:
    """How many rows had which outcome, and how many `warnings` there are."""
    counts = Counter[str]()
    for line in lines:
        counts[line.outcome] += 1
        counts["warnings"] += sum(problem.level == "warning" for problem in line.problems)
    return +counts


def rows_of(counts: Mapping[str, int]) -> int:
    """How many rows of the list that makes."""
    return sum(counts.get(outcome, 0) for outcome in OUTCOMES)


def faults_of(lines: Iterable[ReportLine]) -> Counter[str]:
    """How often each kind of fault was found, as it is kept."""
    return Counter(key_of(problem) for line in lines for problem in line.problems)


def key_of(problem: Problem) -> str:
    """A kind of fault as it is kept."""
    return f"{problem.level} {problem.code} {problem.column}"


def kinds_of(faults: Mapping[str, int]) -> list[Kind]:
    """What was found by kind: what refuses rows and what is most first."""
    kinds = [Kind(*_parts(key), count) for key, count in faults.items()]
    return sorted(kinds, key=lambda kind: (kind.level != "refused", -kind.count, kind.code, kind.column))


def _parts(key: str) -> tuple[Level, str, str]:
    level, code, column = key.split(" ", 2)
    return "refused" if level == "refused" else "warning", code, column


def lines_of_import(session: Session, intake_id: int) -> list[ReportLine]:
    """All that is told of an import, in the order of its file."""
    batches = select(IntakeBatch).where(IntakeBatch.intake_id == intake_id).order_by(col(IntakeBatch.first_row))
    return [brought_back(line) for batch in session.exec(batches) for line in batch.lines]


def kept(line: ReportLine) -> list[Any]:
    """A line as a row keeps it."""
    found = [[problem.column, problem.code, dict(problem.facts)] for problem in line.problems]
    return [line.number, line.outcome, line.reference, found]


def brought_back(values: Sequence[Any]) -> ReportLine:
    """The line that was kept; a fault that there is no more is left out."""
    number, outcome, reference, found = values
    problems = [Problem(number, column, FAULTS[code], facts) for column, code, facts in found if code in FAULTS]
    return ReportLine(number, outcome, reference, tuple(problems))


def why_failed(row: Intake, text: Text) -> str:
    """Why an import has failed, in a sentence; nothing where it has not."""
    return text(WHY[row.why]).format_map(row.facts) if row.why else ""


def as_csv(lines: Iterable[ReportLine], text: Text, *, failed: str = "") -> bytes:
    """The report as a file for spreadsheets, each fault a row of its own, and last why the whole of it has failed.

    text: puts its words into a language.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([text(word) for word in HEAD])
    for line in lines:
        writer.writerows(_cells(line, text))
    if failed:
        writer.writerow(["", "", text(LEVEL_WORDS["refused"]), "", "", failed])
    return file.getvalue().encode("utf-8-sig")


def _cells(line: ReportLine, text: Text) -> Iterator[list[object]]:
    head = [line.number, line.reference, text(OUTCOME_WORDS[line.outcome])]
    for problem in line.problems:
        why = text(problem.message).format_map(problem.facts)
        yield [*head, text(LEVEL_WORDS[problem.level]), defused(problem.column), why]
    if not line.problems:
        yield [*head]
