"""Round trips to PostgreSQL, counted where they are made: libpq writes down each message that goes or comes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from psycopg.pq import Trace
from sqlalchemy import event

from scheduler.db.engine.database import Database

GOES, COMES = "F", "B"
"""How a line of a message begins: from the frontend, that is from here, or from the backend."""


class Trips:
    """What went and came on the connections that were taken. count: known at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.count = folder, 0
        self._said = ""
        self._traced: dict[int, tuple[Any, Any]] = {}

    def trace(self, line: Any, *_: Any) -> None:
        """Write down what goes over a connection from now on."""
        if id(line) not in self._traced:
            file = (self._folder / str(len(self._traced))).open("w")
            self._traced[id(line)] = line, file
            line.pgconn.trace(file.fileno())
            line.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

    def end(self) -> None:
        """Write down nothing more, and count how often something came after something had gone."""
        for line, file in self._traced.values():
            if not line.closed:
                line.pgconn.untrace()
            file.close()
        files = [file.read_text() for file in self._folder.iterdir()]
        self.count, self._said = sum(map(_turns, files)), "".join(files)

    def said(self, statement: str) -> int:
        """How often a statement was sent, by the time that all is written down; not what the server has prepared."""
        return self._said.count(f'"{statement}"') - self._said.count(f'CommandComplete\t "{statement}"')


@contextmanager
def counted(database: Database, *, reading: bool = False) -> Iterator[Trips]:
    """Count what the writer of a database sends within the block, or its readers."""
    engine = database._reads if reading else database.engine
    with tempfile.TemporaryDirectory() as folder:
        trips = Trips(Path(folder))
        event.listen(engine, "checkout", trips.trace)
        try:
            yield trips
        finally:
            event.remove(engine, "checkout", trips.trace)
            trips.end()


def _turns(text: str) -> int:
    sides = [line[0] for line in text.splitlines() if line]
    return sum(pair == (GOES, COMES) for pair in pairwise(sides))
