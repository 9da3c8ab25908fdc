"""Work that is heard of: the worker of messages, and whoever looks at alarms. A row each, whatever process does it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Pulse

SENDING = "sending"
"""A worker has looked into the outbox."""
EVERY = timedelta(minutes=1)
"""Between two pulses of the same work."""
FORGOTTEN = timedelta(days=2)
"""A machine of which nothing was heard for so long is there no more."""


def looking_on(machine: str) -> str:
    """The pulse of looks at alarms on a machine."""
    return f"alarms:{machine}"


def beat(session: Session, name: str, *, now: datetime) -> None:
    """Note that work goes on."""
    take_turn(session, name, every=timedelta(), now=now)


def take_turn(session: Session, name: str, *, every: timedelta = EVERY, now: datetime) -> bool:
    """Note that work goes on, if nobody has for a while; whether it is this process's turn to do it.

    Of several processes that ask at once one has it. A clock that was far ahead keeps nobody waiting.
    """
    is_due = or_(col(Pulse.at) <= now - every, col(Pulse.at) > now)
    row = insert_into(session, Pulse).values(name=name, at=now)
    taken = row.on_conflict_do_update(index_elements=["name"], set_={"at": now}, where=is_due)
    is_mine = session.execute(taken.returning(col(Pulse.name))).first() is not None
    if is_mine:
        session.execute(delete(Pulse).where(col(Pulse.at) < now - FORGOTTEN, col(Pulse.name) != SENDING))
    return is_mine


def heard(session: Session, name: str) -> datetime | None:
    """When work was heard of last; None: never."""
    return session.scalar(select(col(Pulse.at)).where(col(Pulse.name) == name))
