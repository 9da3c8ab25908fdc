"""Working a postponement off, a batch at a time: whoever has the lock of its row goes on at the first row left."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import PostponedBooking, Postponement
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.postponement.moving import apply_batch
from scheduler.flow.postponement.undoing import open_again, undo_batch

BATCH = 25
"""Visits in one transaction: citizens who book meanwhile wait for no more than that."""

LEFT = {"applying": ("planned",), "undoing": ("moved", "deferred", "stuck")}
"""Rows that are still to be worked off, by the stage of their postponement."""
DONE = {"applying": "applied", "undoing": "undone"}


def unfinished(session: Session) -> list[int]:
    """Ids of the postponements that are still to be worked off, oldest first."""
    query = select(col(Postponement.id)).where(col(Postponement.stage).in_(LEFT)).order_by(col(Postponement.id))
    return list(session.scalars(query))


def advance(session: Session, postponement_id: int, *, now: datetime, most: int = BATCH) -> int:
    """Work off one batch and return how many visits are left; 0 once all is done. Safe to repeat, by any process.

    Lock order: office_day (only to end an undo), the postponement's row, invitations, slots by rising id, bookings.
    """
    known = session.get(Postponement, postponement_id, populate_existing=True)
    if known is None or known.stage not in LEFT:
        return 0
    office = queries.office_by_id(session, known.office_id)
    if known.stage == "undoing" and not _left(session, known):
        hold(session, office, now)
    held = session.get_one(Postponement, postponement_id, with_for_update=True, populate_existing=True)
    if held.stage not in LEFT:
        return 0
    if rows := _rows(session, held, most):
        work = apply_batch if held.stage == "applying" else undo_batch
        work(session, office, held, rows, now=now)
    elif held.stage == "undoing":
        open_again(session, office, held, now=now)
    return _left(session, held) or _finish(session, held, had_rows=bool(rows), now=now)


def _rows(session: Session, postponement: Postponement, most: int) -> Sequence[PostponedBooking]:
    query = select(PostponedBooking).where(
        col(PostponedBooking.postponement_id) == postponement.id,
        col(PostponedBooking.stage).in_(LEFT[postponement.stage]),
    )
    return session.scalars(query.order_by(col(PostponedBooking.rank)).limit(most)).all()


def _left(session: Session, postponement: Postponement) -> int:
    query = (
        select(func.count())
        .select_from(PostponedBooking)
        .where(
            col(PostponedBooking.postponement_id) == postponement.id,
            col(PostponedBooking.stage).in_(LEFT[postponement.stage]),
        )
    )
    return session.scalar(query) or 0


def _finish(session: Session, postponement: Postponement, *, had_rows: bool, now: datetime) -> int:
    """No visit is left: write down the end. An undo needs a turn of its own for it, the lock of the lobby first."""
    if postponement.stage == "undoing" and had_rows:
        return 1
    session.execute(
        update(Postponement)
        .where(col(Postponement.id) == postponement.id)
        .values(stage=DONE[postponement.stage], finished_at=now)
    )
    return 0
