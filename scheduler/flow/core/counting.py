"""Counts what could be guessing, for all processes together, so that a restart forgets nothing.

One statement looks and counts: of many at once no more pass than may. Whose count it is stands in the table as a keyed
hash, so that a leaked database shows no address, name or phone. Somebody's count is taken last of all that a step
holds, and of several counts that of the earlier kind in a step's own order first.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, or_, select, tuple_, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Counted
from scheduler.domain.guessing import FORGOTTEN, Pauses

PORTION = 1000
"""Rows that are swept in one step."""


def take(
    session: Session,
    kind: str,
    who: str,
    *,
    most: int,
    within: timedelta,
    now: datetime,
    renewed: bool = False,
    times: int = 1,
) -> int:
    """Count one more of a kind for somebody: how many there are now, or 0 where there were as many as may be.

    within: from the first on, or with `renewed` from the latest. most: beyond these each waits for `hold_off`. times:
    how many are counted as one.
    """
    until = now + within
    is_over = _is_over(now)
    row = {"kind": kind, "who": _hash(kind, who), "count": times, "since": now, "latest": now, "free_at": until}
    changed = {
        "count": case((is_over, times), else_=col(Counted.count) + times),
        "since": case((is_over, now), else_=col(Counted.since)),
        "latest": now,
        "free_at": case((is_over, until), else_=col(Counted.free_at)),
        "until": until if renewed else case((is_over, until), else_=col(Counted.until)),
    }
    statement = insert_into(session, Counted).values(**row, until=until)
    counted = session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "who"],
            set_=changed,
            where=or_(is_over, col(Counted.count) < most, col(Counted.free_at) <= now),
        ).returning(col(Counted.count))
    )
    return counted.scalar() or 0


def attempt(session: Session, kind: str, who: str, pauses: Pauses, *, now: datetime) -> int:
    """Count a try at what few guesses would find, as if it were wrong: how many were made in a row, 0 in a pause."""
    count = take(session, kind, who, most=pauses.free, within=FORGOTTEN, now=now, renewed=True)
    if count >= pauses.free:
        hold_off(session, kind, who, until=now + pauses.after(count))
    return count


def hold_off(session: Session, kind: str, who: str, *, until: datetime) -> None:
    """Somebody who was counted as often as may be is taken once more at that moment, not before."""
    _change(session, kind, who, free_at=until)


def give_back(session: Session, kind: str, who: str) -> None:
    """Count one less of somebody: what was counted was none."""
    _change(session, kind, who, count=case((col(Counted.count) > 0, col(Counted.count) - 1), else_=0))


def forget(session: Session, kind: str, who: str) -> None:
    """Forget all that was counted of somebody."""
    session.execute(delete(Counted).where(*_of(kind, who)))


def drop(session: Session, kind: str, who: str) -> bool:
    """Forget what was counted of somebody; whether anything was. Of two who do so at once one is told that it was."""
    return change_rows(session, delete(Counted).where(*_of(kind, who))) > 0


def found(session: Session, kind: str, who: str, now: datetime) -> Counted | None:
    """What is counted of somebody and still holds; None where nothing is."""
    return session.scalar(select(Counted).where(*_of(kind, who), ~_is_over(now)))


def wait(session: Session, kind: str, who: str, *, most: int, now: datetime) -> timedelta:
    """How long it is until one more would be taken; nothing where it would be now."""
    row = found(session, kind, who, now)
    return max(row.free_at - now, timedelta()) if row is not None and row.count >= most else timedelta()


def has_old(session: Session, now: datetime) -> bool:
    """Whether anything is counted that does not hold any more."""
    return session.scalar(select(col(Counted.kind)).where(col(Counted.until) <= now).limit(1)) is not None


def forget_old(session: Session, *, now: datetime) -> int:
    """Drop a portion of what does not hold any more; returns how many."""
    key, is_old = tuple_(col(Counted.kind), col(Counted.who)), col(Counted.until) <= now
    old = select(col(Counted.kind), col(Counted.who)).where(is_old).limit(PORTION).with_for_update(skip_locked=True)
    chosen = old.cte("chosen")  # once: within the condition PostgreSQL may choose anew for each row
    going = delete(Counted).where(key.in_(select(chosen.c.kind, chosen.c.who)), is_old).returning(col(Counted.kind))
    return len(session.execute(going.execution_options(synchronize_session=False)).all())


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(col(Counted.until) <= now, col(Counted.count) == 0)


def _change(session: Session, kind: str, who: str, **values: Any) -> None:
    change_rows(session, update(Counted).where(*_of(kind, who)).values(**values))


def _of(kind: str, who: str) -> tuple[ColumnElement[bool], ...]:
    return col(Counted.kind) == kind, col(Counted.who) == _hash(kind, who)


def _hash(kind: str, who: str) -> bytes:
    return keys.ring().counted(kind, who)
