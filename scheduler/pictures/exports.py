"""An office's export, read by the process that is shut in: size, rows, memory and time have their bounds there."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from scheduler.domain.offices.type_book import PRESETS, TypeBook
from scheduler.intake.lines import FileLine, NoLine, understood
from scheduler.intake.row_faults import Unreadable
from scheduler.intake.sheet import refuse_size
from scheduler.pictures.apart import Broken, said_of
from scheduler.runtime.nameless import nameless

SECONDS = 180
"""For which a file may be read; a hundred thousand rows take half a minute of a processor of its own."""


@dataclass(frozen=True, slots=True)
class ReadExport:
    """A file that was read. headers: how its fields' columns are called there; total: its rows of data.

    What its lines say is kept as it came and understood a few at a time: a large file is hundreds of megabytes of rows.
    """

    headers: Mapping[str, str]
    total: int
    _numbers: Sequence[int]
    _lines: Sequence[bytes]

    @property
    def lines(self) -> int:
        """How many lines there are to take."""
        return len(self._lines)

    def after(self, number: int, most: int) -> list[FileLine]:
        """The lines behind the one of a number, in the file's order. Raises Unreadable for what is no line."""
        first = bisect_right(self._numbers, number)
        try:
            return [understood(line) for line in self._lines[first : first + most]]
        except NoLine as fault:
            raise Unreadable("broken") from fault

    def is_last(self, number: int) -> bool:
        """Whether no line comes behind the one of a number."""
        return bisect_right(self._numbers, number) == len(self._numbers)


def read_apart(content: bytes, *, types: TypeBook = PRESETS, today: date) -> ReadExport:
    """Read a file in a process of its own; takes half a second to minutes. types: what the office hands over.

    Raises Unreadable; Unavailable where no process can be started.
    """
    refuse_size(content)
    with nameless() as file:
        file.write(content)
        try:
            said = said_of(file, "export", today.isoformat(), types.written(), seconds=SECONDS)
        except Broken as fault:  # memory, time, or a crash: it was too much for what may be spent on a file
            raise Unreadable("heavy") from fault
    if "unreadable" in said.facts:
        raise _why(said.facts)
    return _read(said.facts, said.content.splitlines())


def _why(facts: Mapping[str, Any]) -> Unreadable:
    """What the process says of a file that is no export; it is believed as little as the file."""
    code, told = facts["unreadable"], facts.get("facts")
    try:
        return Unreadable(code, **{str(name): str(value)[:200] for name, value in told.items()})  # type: ignore[union-attr]
    except (LookupError, AttributeError, TypeError):
        return Unreadable("broken")


def _read(facts: Mapping[str, Any], lines: list[bytes]) -> ReadExport:
    headers, total = facts.get("headers"), facts.get("total")
    try:
        numbers = [int(json.loads(line.partition(b",")[0][1:])) for line in lines]
    except ValueError as fault:
        raise Unreadable("broken") from fault
    rises = all(first < then for first, then in pairwise(numbers))
    if not isinstance(headers, dict) or not isinstance(total, int) or not rises:
        raise Unreadable("broken")
    return ReadExport({str(name): str(said) for name, said in headers.items()}, total, numbers, lines)
