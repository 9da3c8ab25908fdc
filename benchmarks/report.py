"""Measurements as tables, written beside this file with what is needed to judge and repeat them."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

README = Path(__file__).parent / "README.md"
INTRODUCTION = """# Benchmarks

Written by `make bench` (`python -m benchmarks`). Medians of {rounds} rounds; the cases of a table take turns within a
round, so read the ratios. Client and server share the machine, loopback only. After each round of bookings the database
is compared with what was answered: seats, bookings, history and outbox, no slot beyond its capacity.

{when}, {machine}. Load average {before} before, {after} after, on {cores} cores: a number well above zero before
means that something else was running.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, what was aimed at, the names of the columns, rows of text."""

    title: str
    aim: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def written(self) -> str:
        """As Markdown."""
        lines = [" | ".join(row) for row in (self.columns, ["---"] * len(self.columns), *self.rows)]
        return f"## {self.title}\n\n{self.aim}\n\n" + "\n".join(f"| {line} |" for line in lines) + "\n"


def write(tables: Sequence[Table], rounds: int, before: float) -> str:
    """Write the tables to README.md and return the text."""
    head = INTRODUCTION.format(
        rounds=rounds,
        when=datetime.now(UTC).date().isoformat(),
        machine=f"{_processor()}, CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        before=f"{before:.1f}",
        after=f"{os.getloadavg()[0]:.1f}",
        cores=os.cpu_count(),
    )
    text = "\n".join([head, *(table.written() for table in tables)])
    README.write_text(text)
    return text


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
