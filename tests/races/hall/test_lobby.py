"""The contingent, the reserved places and an emptied hall, each asked for by many at once; a pair for each."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from scheduler.db.models import Service, Ticket
from scheduler.domain.door import WalkInsFull
from scheduler.domain.hall.refusals import HallEmptied, LobbyFull
from scheduler.flow.counter.tickets import Arrival
from scheduler.flow.hall import people_count
from tests.scenes.factories import World, race

pytestmark = pytest.mark.postgres("locks")


@pytest.fixture
def naive(office: World):
    """Connections of a program that takes no lock before it looks."""
    engine: Engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def doors(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


def _limit(office: World, most: int) -> None:
    office.change(Service, next(s.id for s in office.rows(Service) if s.letter == "C"), walk_in_daily=most)


@pytest.mark.deep("without the guard")
def test_contingent_counted_and_then_used_gives_too_many_numbers(office: World, naive: Engine):
    have_looked = threading.Barrier(3)
    with naive.connect() as connection:
        connection.execute(text("CREATE TABLE naive_number (letter TEXT)"))

    def walk_in():
        with naive.connect() as connection:
            given = connection.execute(text("SELECT count(*) FROM naive_number")).scalar()
            have_looked.wait(10)
            if given < 1:
                connection.execute(text("INSERT INTO naive_number VALUES ('C')"))

    race([walk_in] * 3)

    with naive.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM naive_number")).scalar() == 3


def test_last_numbers_of_the_contingent_are_given_once(office: World, doors: list[World]):
    _limit(office, 2)

    outcomes = race([lambda n=n: doors[n % 2].walk_in(service="C") for n in range(6)])

    assert sum(isinstance(outcome, Arrival) for outcome in outcomes) == 2
    assert sum(type(outcome) is WalkInsFull for outcome in outcomes) == 4
    assert len(office.rows(Ticket)) == 2


@pytest.mark.deep("without the guard")
def test_reserved_place_read_then_written_is_given_to_the_queue(office: World, naive: Engine):
    office.do(people_count.reserve, 1)
    for _ in range(2):
        office.arrived()
    have_looked = threading.Barrier(2)

    def enter():
        with naive.connect() as connection:
            inside, room = connection.execute(
                text("SELECT people_inside, lobby_limit - reserved FROM office_day")
            ).one()
            have_looked.wait(10)
            if inside < room:
                connection.execute(text("UPDATE office_day SET people_inside = people_inside + 1"))

    race([enter] * 2)

    assert office.day().people_inside == 4  # the place that was to stay free is gone


def test_reserved_place_stays_free_while_doors_and_a_count_want_it(office: World, doors: list[World]):
    office.do(people_count.reserve, 1)
    for _ in range(2):
        office.arrived()
    passes = [office.booked() for _ in range(3)]

    outcomes = race(
        [
            *(lambda n=n: doors[n % 2].scan(passes[n]) for n in range(3)),
            lambda: doors[0].do(people_count.change_by_one, 1),
        ]
    )

    assert all(not isinstance(outcome, Exception) for outcome in outcomes), outcomes
    day = office.day()
    queue = sum(ticket.held for ticket in office.rows(Ticket))
    assert (day.people_inside, queue) in {(4, 3), (3, 2)}


def test_count_asked_for_while_the_hall_is_emptied_lets_nobody_in(office: World, doors: list[World]):
    office.arrived()
    passes = [office.booked() for _ in range(3)]

    outcomes = race(
        [
            lambda: doors[0].do(people_count.empty_hall, reason="gempa"),
            lambda: doors[1].do(people_count.change_by_one, 1),
            *(lambda n=n: doors[n % 2].scan(passes[n]) for n in range(3)),
        ]
    )

    assert all(not isinstance(each, Exception) or type(each) in (HallEmptied, LobbyFull) for each in outcomes), outcomes
    assert (office.day().people_inside, sum(ticket.held for ticket in office.rows(Ticket))) == (0, 0)
    assert {ticket.stage for ticket in office.rows(Ticket)} == {"waiting"}
