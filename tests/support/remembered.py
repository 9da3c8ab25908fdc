"""What a process remembers of its halls, held against what the tables say."""

from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.models import OfficeDay
from scheduler.db.queries import day_of
from scheduler.flow.hall.publishing import stored_board
from scheduler.flow.hall.remembered import Remembered
from scheduler.flow.hall.standing import standings_of


def check_remembered(database: Database) -> int:
    """Raises AssertionError where a hall that is remembered as it stands now is another one; how many there are."""
    with database.reading() as session:
        return sum(_is_true(session, office, known) for (_, office), known in tuple(database.kept.items()))


def _is_true(session: Session, office_id: int, known: Remembered) -> bool:
    day: OfficeDay | None = day_of(session, office_id, known.day)
    if day is None or day.version != known.version:
        return False
    tickets, stored = standings_of(session, day.id), stored_board(session, day)
    session.refresh(day)
    if day.version != known.version:
        return False  # another has written meanwhile
    assert dict(known.standings) == tickets
    assert stored is not None
    assert stored.to_store() == known.board.to_store()
    assert (stored.waiting, stored.inside) == (known.board.waiting, known.board.inside)
    return True
