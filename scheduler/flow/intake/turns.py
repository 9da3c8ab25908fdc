"""Two exports of one office are not taken in at once, by whatever process or command: one has the turn at a time.

A turn ends by itself a while after its holder was heard last, so that a process that was killed keeps nobody waiting.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import IntakeTurn

WHILE_READING = timedelta(seconds=200)
"""How long a turn holds at first: a file takes three minutes to read at most."""
BETWEEN = timedelta(seconds=20)
"""How long it holds after each step."""


class TurnLost(Exception):
    """The turn is another's by now: what this step has done is taken back."""


def take_turn(session: Session, office_id: int, worker: str, *, now: datetime) -> bool:
    """Whether a worker has the office's turn now: one who has it keeps it, one that is over is anybody's."""
    first = insert_into(session, IntakeTurn).values(office_id=office_id, worker=worker, until=now + WHILE_READING)
    if session.execute(first.on_conflict_do_nothing().returning(IntakeTurn.office_id)).first() is not None:
        return True
    free = (col(IntakeTurn.worker) == worker) | (col(IntakeTurn.until) < now)
    there = update(IntakeTurn).where(col(IntakeTurn.office_id) == office_id, free)
    return change_rows(session, there.values(worker=worker, until=now + WHILE_READING)) == 1


def hold_turn(session: Session, office_id: int, worker: str, *, now: datetime) -> None:
    """Before a step of an import: the turn is this worker's until its commit, and a while on. Raises TurnLost."""
    mine = update(IntakeTurn).where(col(IntakeTurn.office_id) == office_id, col(IntakeTurn.worker) == worker)
    if change_rows(session, mine.values(until=now + BETWEEN)) != 1:
        raise TurnLost


def end_turn(session: Session, office_id: int, worker: str) -> None:
    """Give the turn back, where it is this worker's."""
    session.execute(delete(IntakeTurn).where(col(IntakeTurn.office_id) == office_id, col(IntakeTurn.worker) == worker))
