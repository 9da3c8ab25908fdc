"""What a step leaves for those after it: at once in its own transaction, for others once it is committed."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.keeping import keep, kept, take_over
from scheduler.domain.refusals import Refusal, Unavailable
from tests.support.databases import ON_SQLITE


@dataclass(frozen=True)
class Mark:
    number: int

    @property
    def stamp(self) -> tuple[int]:
        return (self.number,)


def leave(session: Session, number: int) -> None:
    keep(session, "mark", Mark(number))


def left(session: Session) -> Mark | None:
    found: Mark | None = kept(session, "mark")
    return found


def test_what_is_left_is_found_by_the_next_step_and_by_readers(database: Database) -> None:
    database.run(leave, 1)

    with database.reading() as session:
        assert left(session) == Mark(1)
    assert database.run(left) == Mark(1)


def test_of_two_the_later_stays_whoever_comes_first() -> None:
    marks: dict[object, Mark] = {}

    for number in (2, 1):
        take_over(marks, {"mark": Mark(number)})  # type: ignore[arg-type]

    assert marks == {"mark": Mark(2)}


def test_what_a_refused_step_left_is_left_for_nobody(database: Database) -> None:
    def refused(session: Session) -> None:
        leave(session, 1)
        raise Refusal

    with pytest.raises(Refusal):
        database.run(refused)

    assert database.run(left) is None


@ON_SQLITE
def test_what_a_lost_batch_left_is_left_for_nobody(database: Database) -> None:
    def lost(session: Session) -> None:
        leave(session, 1)
        session.info["driver"][0].execute("ROLLBACK")  # as a full disk does

    with pytest.raises(Unavailable):
        database.run(lost)

    assert database.run(left) is None
