"""UPDATE and DELETE as steps send them.

A guarded update holds in its WHERE what the step has seen. Where that stands no more, somebody else was first: no row
is changed, and the step refuses or goes another way. What guards nothing, and is only to be so from now on, is executed
plainly by the session, which then follows by itself.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Delete, Update
from sqlmodel import Session


def change_rows(
    session: Session, statement: Update | Delete, params: Mapping[str, Any] | None = None, *, synchronize: bool = False
) -> int:
    """Execute a statement that asks for no rows; how many it changed, 0 where somebody else was first.

    params: the values of its `bindparam`s by name. What the session has read of these rows stays as it was read, and is
    the caller's to refresh; synchronize: it changes along, for which SQLAlchemy may add a RETURNING of its own.
    """
    options = {"synchronize_session": "fetch" if synchronize else False}
    return session.exec(statement, params=params, execution_options=options).rowcount
