"""An export line by line, as it is taken in: what can be taken of a line, and what is wrong with it.

Lines are written as text by the process that reads files and understood again by whoever started it. What that process
says is believed as little as the file: what does not fit is no line.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from scheduler.domain.offices.presets import REASONS
from scheduler.domain.stages import DocumentStage
from scheduler.intake.export import Export
from scheduler.intake.row_faults import FAULTS, SHEET_LEFT, Problem
from scheduler.intake.rows import Row

NAMES = tuple(field.name for field in fields(Row))
TEXTS = frozenset(NAMES) - {"number", "printed_on", "present"}
NEEDED = frozenset({"reference", "type", "title", "holder"})
CHOICES: Mapping[str, frozenset[str]] = {"stage": frozenset(DocumentStage), "reason": frozenset(REASONS)}
"""Fields that hold a word of the program's own, and which words there are."""


class NoLine(ValueError):
    """A text that is no line of an export."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the file. row: what can be taken of it; None where it is refused, repeated, or of another sheet."""

    number: int
    row: Row | None
    problems: tuple[Problem, ...] = ()

    @property
    def is_aside(self) -> bool:
        """Whether the line is no row of the list at all, but stands for a sheet that was not read."""
        return self.row is None and all(problem.fault is SHEET_LEFT for problem in self.problems)


def lines_of(export: Export) -> Iterator[FileLine]:
    """All lines that something is to be said of, in the file's order; sheets that were not read come last."""
    rows = {row.number: row for row in export.rows}
    problems: dict[int, list[Problem]] = {number: [] for number in rows}
    for problem in export.problems:
        if problem.fault is not SHEET_LEFT:
            problems.setdefault(problem.row, []).append(problem)
    for number in sorted(problems):
        yield FileLine(number, rows.get(number), tuple(problems[number]))
    beside = [problem for problem in export.problems if problem.fault is SHEET_LEFT]
    last = max(problems, default=0)
    yield from (FileLine(last + place, None, (problem,)) for place, problem in enumerate(beside, start=1))


def written(line: FileLine) -> str:
    """A line as one line of text."""
    row = None if line.row is None else [_plain(getattr(line.row, name)) for name in NAMES]
    found = [[problem.row, problem.column, problem.code, dict(problem.facts)] for problem in line.problems]
    return json.dumps([line.number, row, found], ensure_ascii=False, separators=(",", ":"))


def understood(text: bytes) -> FileLine:
    """The line that was written. Raises NoLine for whatever is none."""
    try:
        number, row, found = json.loads(text)
        problems = tuple(
            Problem(_number(at), _text(column), FAULTS[code], _facts(said)) for at, column, code, said in found
        )
        return FileLine(_number(number), None if row is None else _row(row), problems)
    except (ValueError, TypeError, LookupError, RecursionError) as fault:
        raise NoLine from fault


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _row(values: list[Any]) -> Row:
    said: dict[str, Any] = dict(zip(NAMES, values, strict=True))
    for name in TEXTS:
        said[name] = _text(said[name]) if name in NEEDED or said[name] is not None else None
    if not all(said[name] in (None, *words) for name, words in CHOICES.items()):
        raise NoLine
    said["printed_on"] = said["printed_on"] and date.fromisoformat(said["printed_on"])
    return Row(**said | {"number": _number(said["number"]), "present": frozenset(said["present"]) & frozenset(NAMES)})


def _facts(said: Any) -> dict[str, int | str]:
    return {_text(name): value if isinstance(value, int) else _text(value) for name, value in said.items()}


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise NoLine
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise NoLine
    return value
