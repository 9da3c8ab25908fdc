"""Every statement that is handed to a driver, by SQLAlchemy or as a prepared one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from scheduler.db.engine import prepared


@contextmanager
def each_statement(note: Callable[[str], None], *, after: bool = False) -> Iterator[None]:
    """Inside the block `note` is told of each, before it is sent or (after) once it was."""

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note(statement)

    execute, moment = prepared._execute, "after_cursor_execute" if after else "before_cursor_execute"

    def executing(raw: Any, dialect: Any, compiled: Any, params: Any) -> Any:
        if not after:
            note(compiled.text)
        result = execute(raw, dialect, compiled, params)
        if after:
            note(compiled.text)
        return result

    event.listen(Engine, moment, heard)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(prepared, "_execute", executing)
            yield
    finally:
        event.remove(Engine, moment, heard)
