"""Which tickets a step has changed so far, so that what was read of the hall before can follow.

`history` writes down whatever moves, and notes it here. What this step had left for others of the hall as it stood
before (`keeping`) is not left any more: it is true again once the board is written.
"""

from collections.abc import Iterable

from sqlmodel import Session

from scheduler.db.engine.keeping import LEFT
from scheduler.db.models import OfficeDay, Ticket

TOUCHED, HELD = "touched", "held"
OWN = frozenset({"step", "boards", TOUCHED, HELD, LEFT})
"""What a step notes of itself in `session.info`; it goes with what the step did where that is rolled back."""


def touch(session: Session, ticket: Ticket) -> None:
    """A ticket is not what it was read as, or is new."""
    session.info.setdefault(TOUCHED, {})[ticket.id] = ticket
    session.info.pop(LEFT, None)


def touched(session: Session) -> Iterable[Ticket]:
    """Every ticket that this step has changed, as it is now."""
    return tuple(session.info.get(TOUCHED, {}).values())


def note_held(session: Session, day: OfficeDay) -> None:
    """This step has raised the version of a day, and holds its lock."""
    session.info[HELD] = (day.id, day.version)


def is_held(session: Session, day: OfficeDay) -> bool:
    """Whether a day's version was raised by this step, as the last that it raised."""
    return bool(session.info.get(HELD) == (day.id, day.version))


def take_back(session: Session) -> None:
    """All that was begun is rolled back, within a step that goes on."""
    for name in OWN - {"step"}:
        session.info.pop(name, None)
