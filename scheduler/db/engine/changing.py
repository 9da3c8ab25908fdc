"""UPDATE and DELETE as steps send them.

A guarded update holds in its WHERE what the step has seen. Where that stands no more, somebody else was first: no row
is changed, and the step refuses or goes another way.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Delete, Update
from sqlmodel import Session


def change_rows(
    session: Session, statement: Update | Delete, params: Mapping[str, Any] | None = None, *, synchronize: bool = False
) -> int:
    """Execute a statement without RETURNING; how many rows it changed, 0 where somebody else was first.

    params: the values of its `bindparam`s by name. What the session has read of these rows stays as it was read, and is
    the caller's to refresh; synchronize: it changes along.
    """
    options = {"synchronize_session": "fetch" if synchronize else False}
    return session.exec(statement, params=params, execution_options=options).rowcount
