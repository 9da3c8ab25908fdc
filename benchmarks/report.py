"""Measurements as tables, written beside this file with what is needed to judge and repeat them."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

README = Path(__file__).parent / "README.md"
HEADING = "## "
INTRODUCTION = """# Benchmarks

Written by `make bench` (`python -m benchmarks`), or a part of it by `--only NAME --write`. Medians of the rounds; the
cases of a table take turns within a round, so read the ratios. Client and server share the machine, loopback only.
After each round of bookings the database is compared with what was answered: seats, bookings, history and outbox, no
slot beyond its capacity.

{machine}, {cores} cores. Under each table: when it was measured, and the load average before and after. A number
well above zero before means that something else was running.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, what was aimed at, the names of the columns, rows of text; what missed an aim that has to be met."""

    title: str
    aim: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    faults: Sequence[str] = ()

    def written(self, note: str = "") -> str:
        """As Markdown."""
        lines = [" | ".join(row) for row in (self.columns, ["---"] * len(self.columns), *self.rows)]
        table = "\n".join(f"| {line} |" for line in lines)
        return "\n\n".join(part for part in (HEADING + self.title, self.aim, table, note) if part) + "\n"


def note(rounds: int, before: float) -> str:
    """When a section was measured, and how. before: the load average then."""
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, {rounds} rounds asked for; load average {before:.1f} before, {os.getloadavg()[0]:.1f} after."


def write(sections: Sequence[str], *, keep: bool) -> str:
    """Write sections to README.md and return the text. keep: those of it that were not measured stay where they are."""
    machine = f"{_processor()}, CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    head = INTRODUCTION.format(machine=machine, cores=os.cpu_count())
    old = [HEADING + part for part in README.read_text().split("\n" + HEADING)[1:]] if keep else []
    new = {_title(section): section for section in sections}
    kept = [new.pop(_title(section), section.rstrip() + "\n") for section in old]
    text = "\n".join([head, *kept, *new.values()])
    README.write_text(text)
    return text


def _title(section: str) -> str:
    return section.partition("\n")[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
