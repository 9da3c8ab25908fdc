"""Several who were called in, at two doors, and room for one of them: none too many passes; a pair."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.flow.hall import people_count
from tests.scenes.factories import World, at, race

pytestmark = pytest.mark.postgres("locks")

PAST = "SELECT people_inside - (SELECT sum(held) FROM ticket WHERE entered_at IS NULL) FROM office_day"


@pytest.fixture
def called_in(guarded: World) -> list[str]:
    """The passes of two who were called in and are not past the door; of four places one is free."""
    for _ in range(4):
        guarded.arrived()
    codes = [guarded.booked() for _ in range(2)]
    for code in codes:
        guarded.scan(code)
    for counter in (1, 2):
        guarded.hand_over(guarded.call(counter))
    assert len(guarded.board().entering) == 2
    guarded.do(people_count.recount, 3, reason="dihitung", now=at(9, 1))
    return codes


@pytest.mark.deep("without the guard")
def test_room_that_is_looked_at_and_then_taken_lets_in_one_too_many(guarded: World, called_in: list[str]):
    engine = create_engine(guarded.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def enter(number: str) -> None:
        with engine.connect() as connection:
            past = connection.execute(text(PAST)).scalar()
            have_looked.wait(10)
            if past + 1 <= 4:
                connection.execute(
                    text("UPDATE ticket SET entered_at = admitted_at WHERE number = :number"), {"number": number}
                )

    race([lambda number=number: enter(number) for number in ("A-005", "A-006")])

    engine.dispose()
    assert sum(ticket.entered_at is not None for ticket in (guarded.ticket("A-005"), guarded.ticket("A-006"))) == 2


def test_last_room_is_passed_into_once(guarded: World, called_in: list[str], open_database):
    doors = [guarded.through(open_database()) for _ in range(2)]

    arrivals = race([lambda n=n: doors[n].scan(called_in[n], now=at(9, 2)) for n in range(2)])

    assert sorted(arrival.answer for arrival in arrivals) == ["come_in", "wait_at_door"]
    assert guarded.board().lobby.people == 4
