"""Writing down deeds: what changed an office, and is no move of the history and no disclosure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.models import DeedRow
from scheduler.domain.audit.deeds import Deed


def note_deed(
    session: Session,
    office_id: int | None,
    deed: Deed,
    *,
    by: str,
    now: datetime,
    about: str = "",
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
) -> None:
    """Write down what somebody did, in the step that does it. Nothing personal of citizens, and no secret.

    office_id: None where it is about the whole installation. by: as in the history ("staff:3", "command").
    was, became: settings by name, of such values as JSON has; with both, only what differs is kept, and nothing is
    written where nothing does.
    """
    before, after = dict(was or {}), dict(became or {})
    if was is not None and became is not None:
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        if not changed:
            return
        before, after = ({name: some[name] for name in some if name in changed} for some in (before, after))
    session.add(DeedRow(office_id=office_id, deed=deed, at=now, by=by, about=about, was=before, became=after))
