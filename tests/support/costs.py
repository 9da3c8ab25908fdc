"""What a page costs, counted: no clock says the same twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.routing import NoMatchFound

from scheduler.db.engine import prepared


@dataclass(slots=True)
class Costs:
    """statements: what was sent to the database, prepared or not, transactions left out. misses: how often a route said
    by an exception that an address is not its own.
    """

    statements: list[str] = field(default_factory=list)
    misses: int = 0

    def note(self, statement: str) -> None:
        if statement.split(None, 1)[0] not in ("BEGIN", "COMMIT", "ROLLBACK"):
            self.statements.append(statement)


@contextmanager
def missing() -> Iterator[list[str]]:
    """The addresses that a route said by an exception to be none of its own, until the block ends."""
    missed: list[str] = []

    class Missed(NoMatchFound):
        def __init__(self, name: str, facts: Any) -> None:
            missed.append(name)
            super().__init__(name, facts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("starlette.routing.NoMatchFound", Missed)
        yield missed


@contextmanager
def counted() -> Iterator[Costs]:
    """Count what is done until the block ends."""
    costs, execute = Costs(), prepared._execute  # type: ignore[attr-defined]

    def sent(*facts: Any) -> None:
        costs.note(facts[2])

    def executed(raw: Any, dialect: Any, compiled: Any, params: Any) -> Any:
        costs.note(compiled.text)
        return execute(raw, dialect, compiled, params)

    event.listen(Engine, "before_cursor_execute", sent)
    try:
        with missing() as missed, pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepared, "_execute", executed)
            yield costs
            costs.misses = len(missed)
    finally:
        event.remove(Engine, "before_cursor_execute", sent)
