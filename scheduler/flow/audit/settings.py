"""A step that changes what an office set is written down with what it changed: its settings before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlmodel import Session

from scheduler.db.models import Office, metadata
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed

P = ParamSpec("P")
T = TypeVar("T")

TABLES: Mapping[Deed, tuple[str, ...]] = {
    Deed.HOURS_CHANGED: ("service", "opening_hours", "temporary_capacity", "closure"),
    Deed.CLOSURE_CHANGED: ("closure",),
    Deed.TYPE_CHANGED: ("document_type",),
    Deed.PROCEDURE_CHANGED: ("procedure", "requirement"),
    Deed.LADDER_CHANGED: (),
    Deed.CHANNEL_CHANGED: ("channel_account",),
    Deed.TEXT_CHANGED: ("message_text",),
    Deed.ANSWERS_CHANGED: ("ready_answer",),
    Deed.SCREEN_CHANGED: ("screen",),
    Deed.NOTICE_CHANGED: ("announcement",),
    Deed.MEDIA_CHANGED: ("media_file",),
    Deed.VOICE_CHANGED: (),
    Deed.CONTACT_CHANGED: ("alarm_contact",),
    Deed.ALARM_CHANGED: ("alarm_rule",),
    Deed.PLACE_CHANGED: ("place",),
    Deed.SECOND_FACTOR_ASKED: (),
    Deed.TOKEN_MADE: ("token",),
    Deed.TOKEN_REVOKED: ("token",),
}
"""By deed the tables whose rows of the office it changes; the office's own row is looked at in any case."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "screen": ("name", "layout", "language", "theme", "volume", "counter_number", "removed_at"),
    "channel_account": ("channel", "per_minute"),
    "alarm_contact": ("removed_at",),
    "alarm_rule": ("is_on", "threshold", "hours", "spared"),
    "token": ("name", "scopes", "expires_at", "revoked_at"),
    "media_file": ("kind", "title", "seconds", "position"),
}
"""Of tables in which more stands than what somebody set: what they set. Nothing sealed, and no secret, is among it."""
BESIDE = frozenset({"id", "office_id", "created_at", "changed_at", "by", "sound_tests"})
"""Columns of the other tables that are no setting."""
ALWAYS = frozenset({Deed.CHANNEL_CHANGED, Deed.CONTACT_CHANGED})
"""Deeds whose settings are sealed: written down though nothing of them may be said."""
LONGEST = 500
"""Characters of a text that are kept of it."""

Kept = dict[tuple[str, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to the office's settings, and when. about: a word of what it is about."""

    deed: Deed
    by: str
    now: datetime
    about: str = ""


def noted(
    session: Session,
    doing: Doing,
    step: Callable[Concatenate[Session, Office, P], T],
    office: Office,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a step on an office, and write down which settings it changed; nothing where it changed none.

    Raises what the step raises; then nothing is written down.
    """
    before = _kept(session, office.id, doing.deed)
    result = step(session, office, *args, **kwargs)
    session.flush()
    was, became = _apart(before, _kept(session, office.id, doing.deed))
    if was or became or doing.deed in ALWAYS:
        facts = {"was": was} if was else {}
        facts |= {"became": became} if became else {}
        note_deed(session, office.id, doing.deed, by=doing.by, now=doing.now, about=doing.about, **facts)
    return result


def _kept(session: Session, office_id: int, deed: Deed) -> Kept:
    """The settings as they are, by table and id of the row."""
    found: Kept = {}
    for name in ("office", *TABLES[deed]):
        table = metadata.tables[name]
        columns = COLUMNS.get(name) or [each.name for each in table.columns if each.name not in BESIDE]
        owner = table.c.id if name == "office" else table.c.office_id
        query = select(table.c.id, *(table.c[each].label(f"_{each}") for each in columns)).where(owner == office_id)
        for row_id, *values in session.execute(query):
            found[name, row_id] = {each: _plain(value) for each, value in zip(columns, values, strict=True)}
    return found


def _apart(before: Kept, after: Kept) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, as it was and as it became; columns with the number of their row, but for the office's."""
    was: dict[str, Any] = {}
    became: dict[str, Any] = {}
    for row in sorted(before.keys() | after.keys()):
        old, new = before.get(row, {}), after.get(row, {})
        for column in [each for each in old or new if old.get(each) != new.get(each)]:
            name = column if row[0] == "office" else f"{column} #{row[1]}"
            if old:
                was[name] = old[column]
            if new:
                became[name] = new[column]
    return was, became


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value[:LONGEST] if isinstance(value, str) else value
