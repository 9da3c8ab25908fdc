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
def counted() -> Iterator[Costs]:
    """Count what is done until the block ends."""
    costs, execute = Costs(), prepared._execute  # type: ignore[attr-defined]

    def sent(*facts: Any) -> None:
        costs.note(facts[2])

    def executed(raw: Any, dialect: Any, compiled: Any, params: Any) -> Any:
        costs.note(compiled.text)
        return execute(raw, dialect, compiled, params)

    class Missed(NoMatchFound):
        def __init__(self, *facts: Any) -> None:
            costs.misses += 1
            super().__init__(*facts)

    event.listen(Engine, "before_cursor_execute", sent)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepared, "_execute", executed)
            patch.setattr("starlette.routing.NoMatchFound", Missed)
            yield costs
    finally:
        event.remove(Engine, "before_cursor_execute", sent)
