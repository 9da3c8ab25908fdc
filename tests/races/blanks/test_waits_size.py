"""Those who wait for a blank cost nobody who looks, is refused, or gets one; how long it takes, `make bench` says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import waits
from benchmarks.support.seeding import CLOCK
from benchmarks.waits import KTP, Line
from scheduler.db.engine.database import Database
from scheduler.db.models import Document
from scheduler.flow.blanks import blanks, queue, release
from scheduler.flow.blanks.print_blockers import blockers_of, not_ready
from tests.support.plans import Sent, postgres_reads, rows_of, sending, sqlite_plan

pytestmark = pytest.mark.postgres("dialect")

LOOKS: dict[str, Callable[[Any, Document], object]] = {
    "page": blockers_of,
    "refusal": not_ready,
    "message": lambda session, document: blockers_of(session, document, placed=False),
    "blanks": lambda session, document: queue.count_waiting(session, _material(session, document)),
}
HANDED = 200
"""Rows that a look is handed at most: a count for each reason, and as many of the urgent ones as shares look back."""
SENT = 12
"""Statements of a look."""


@pytest.mark.parametrize(
    ("waiting", "portion"),
    [pytest.param(1_000, 5, id="few"), pytest.param(20_000, 100, id="many", marks=pytest.mark.deep("sized"))],
)
@pytest.mark.timeout(120)
def test_nobody_is_listed_for_a_look_and_a_step_takes_no_more_than_it_is_about(
    database: Database, monkeypatch: pytest.MonkeyPatch, waiting: int, portion: int
):
    monkeypatch.setattr(release, "PORTION", portion)
    line = waits.open_line(database, waiting)

    for name, look in LOOKS.items():
        _check_look(line, name, look)
    _check_steps(line, portion)


def _check_look(line: Line, name: str, look: Callable[[Any, Document], object]) -> None:
    with line.database.reading() as session:
        document = session.get_one(Document, line.last)
        with sending() as sent:
            look(session, document)
    assert 1 <= len(sent) <= SENT, name
    assert sum(rows_of(line.database, each) for each in sent) <= HANDED, name
    for each in sent:
        _check_sqlite(line.database, each) if line.database.on_sqlite else _check_postgres(line.database, each)


def _check_sqlite(database: Database, sent: Sent) -> None:
    """Documents are counted in the index of the line alone, and nobody sorts them."""
    plan = sqlite_plan(database, sent)
    for each in plan:
        assert not each.startswith("SCAN document"), (plan, sent[0])
        assert "SEARCH document " not in each or "COVERING INDEX ix_document_blankless" in each, (plan, sent[0])
        assert "TEMP B-TREE" not in each, (plan, sent[0])


def _check_postgres(database: Database, sent: Sent) -> None:
    reads = postgres_reads(database, sent)
    assert not any(place == "Seq Scan document" for place in reads), (reads, sent[0])


def _check_steps(line: Line, portion: int) -> None:
    """A receipt, a portion, and two who wait again: no document is loaded, or held, that does not move."""
    database, facts = line.database, dict[str, Any](by="command", now=CLOCK)
    steps: list[tuple[int, Callable[[], object]]] = [
        (1, lambda: database.run(blanks.receive_blanks, line.office, KTP, 1, **facts)),
        (portion, lambda: database.run(release.go_on, line.office, now=CLOCK)),
        (2, lambda: database.run(blanks.spoil_blanks, line.office, KTP, 3 * portion + 2, note=None, **facts)),
    ]
    for moved, step in steps:
        with _loading() as loaded:
            step()
        assert len(loaded) == moved
        waits.make_free(database, line.office, 3 * portion)


@contextmanager
def _loading() -> Iterator[set[int]]:
    """The ids of all documents that are loaded inside the block."""
    loaded: set[int] = set()

    def note(document: Document, *_: object) -> None:
        loaded.add(document.id)

    event.listen(Document, "load", note)
    event.listen(Document, "refresh", note)
    try:
        yield loaded
    finally:
        event.remove(Document, "load", note)
        event.remove(Document, "refresh", note)


def _material(session: Any, document: Document) -> Any:
    found = queue.counted_of(session, document)
    assert found is not None
    return found
