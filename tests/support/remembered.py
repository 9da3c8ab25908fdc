"""What a process remembers of its halls, held against what the tables say."""

from dataclasses import replace

from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.models import Office, OfficeDay
from scheduler.db.queries import day_of
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.publishing import stored_board
from scheduler.flow.hall.remembered import Remembered
from scheduler.flow.hall.standing import Lineup, standings_of


def check_remembered(database: Database) -> int:
    """Raises AssertionError where a hall that is remembered as it stands now is another one; how many there are."""
    with database.reading() as session:
        return sum(_is_true(session, office, known) for (_, office), known in tuple(database.kept.items()))


def _is_true(session: Session, office_id: int, known: Remembered) -> bool:
    day: OfficeDay | None = day_of(session, office_id, known.day)
    if day is None or day.version != known.version:
        return False
    tickets, stored = Lineup.of(standings_of(session, day.id)), stored_board(session, day)
    session.refresh(day)
    if day.version != known.version:
        return False  # another has written meanwhile
    assert known.lineup.order == tickets.order
    assert (known.lineup.by_id, known.lineup.at) == (tickets.by_id, tickets.at)
    assert known.lineup.walking == tickets.walking
    _check_queued(session, office_id, known, day)
    assert stored is not None
    assert stored.to_store() == known.board.to_store()
    assert (stored.waiting, stored.inside) == (known.board.waiting, known.board.inside)
    return True


def _check_queued(session: Session, office_id: int, known: Remembered, day: OfficeDay) -> None:
    """Those whom the rules have looked at before are seen as whoever looks for the first time sees them."""
    hall = hall_of(session, session.get_one(Office, office_id), day, known.board.at)
    known_hall = replace(hall, lineup=known.lineup.copy())
    anew = replace(hall, lineup=Lineup.of(known.lineup.order))
    assert known_hall.queued() == anew.queued()
