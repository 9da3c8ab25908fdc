"""The hall at the same moment: two counters call, two doors scan one pass, the lobby is one below its limit.

In pairs: the naive program shows the fault; the lock of the office's day never lets it happen.
"""

import threading
from collections import Counter

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from scheduler.db.models import Call, Ticket
from scheduler.domain.counter import NobodyWaiting
from scheduler.flow.counter import calls
from scheduler.flow.counter.tickets import Arrival, PartySeen
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


@pytest.mark.deep("without the guard")
def test_two_counters_that_look_and_then_call_call_the_same_number(office: World, naive: Engine):
    for _ in range(2):
        office.arrived()
    have_looked = threading.Barrier(2)

    def call():
        with naive.connect() as connection:
            number = connection.execute(
                text("SELECT number FROM ticket WHERE stage = 'admitted' ORDER BY due_at, seq LIMIT 1")
            ).scalar()
            have_looked.wait(10)
            connection.execute(text("UPDATE ticket SET stage = 'called' WHERE number = :number"), {"number": number})
        return number

    assert race([call, call]) == ["A-001", "A-001"]


def test_counters_that_call_at_once_call_each_number_once(office: World, doors: list[World]):
    office.edit(lobby_limit=12, counters=6)
    for _ in range(6):
        office.walk_in()
    for _ in range(2):
        outcomes = race([lambda n=n: doors[n % 2].call(n) for n in (1, 2, 3)])
        assert len({outcome for outcome in outcomes if isinstance(outcome, str)}) == 3
        for outcome in outcomes:
            office.do(calls.serve, outcome)
            office.hand_over(outcome)

    assert len({call.ticket_id for call in office.rows(Call)}) == len(office.rows(Call)) == 6


def test_one_number_for_many_counters_is_called_once(office: World, doors: list[World]):
    office.arrived()

    outcomes = race([lambda n=n: doors[n % 2].call(n) for n in (1, 2, 3)])

    assert outcomes.count("A-001") == 1
    assert sum(type(outcome) is NobodyWaiting for outcome in outcomes) == 2


@pytest.mark.deep("without the guard")
def test_two_doors_that_look_and_then_write_give_one_pass_two_numbers(office: World, naive: Engine):
    booking = office.booking(office.booked())
    have_looked = threading.Barrier(2)
    with naive.connect() as connection:
        connection.execute(text("CREATE TABLE naive_ticket (booking_id INTEGER, number TEXT)"))

    def scan():
        with naive.connect() as connection:
            known = connection.execute(text("SELECT count(*) FROM naive_ticket")).scalar()
            have_looked.wait(10)
            connection.execute(
                text("INSERT INTO naive_ticket VALUES (:booking, :number)"),
                {"booking": booking.id, "number": f"A-{known + 1:03}"},
            )

    race([scan, scan])

    with naive.connect() as connection:
        numbers = connection.execute(text("SELECT number FROM naive_ticket")).scalars().all()
    assert numbers == ["A-001", "A-001"]  # two rows of one pass, and one number twice


def test_two_doors_that_scan_one_pass_give_it_one_number(office: World, doors: list[World]):
    pass_codes = [office.booked() for _ in range(3)]

    outcomes = race([lambda n=n: doors[n % 2].scan(pass_codes[n % 3]) for n in range(12)])

    assert all(isinstance(outcome, Arrival) for outcome in outcomes), outcomes
    assert sum(outcome.is_new for outcome in outcomes) == 3
    assert Counter(outcome.ticket for outcome in outcomes) == {"A-001": 4, "A-002": 4, "A-003": 4}
    assert office.day().people_inside == len(office.rows(Ticket)) == 3


def test_numbers_given_out_at_once_are_all_different(office: World, doors: list[World]):
    pass_codes = [office.booked(service=letter) for letter in "AABBCA"]

    outcomes = race([lambda n=n: doors[n % 2].scan(pass_codes[n]) for n in range(6)])

    assert sorted(o.ticket for o in outcomes) == ["A-001", "A-002", "A-003", "B-001", "B-002", "C-001"]
    assert sorted(ticket.seq for ticket in office.rows(Ticket)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.deep("without the guard")
def test_last_place_read_then_written_lets_too_many_in(office: World, naive: Engine):
    for _ in range(3):
        office.arrived()
    have_looked = threading.Barrier(3)

    def enter():
        with naive.connect() as connection:
            inside, limit = connection.execute(text("SELECT people_inside, lobby_limit FROM office_day")).one()
            have_looked.wait(10)
            if inside >= limit:
                return "outside"
            connection.execute(text("UPDATE office_day SET people_inside = :now"), {"now": inside + 1})
            return "inside"

    assert race([enter] * 3) == ["inside"] * 3  # six are in a room for four, and it counts four
    assert office.day().people_inside == 4


def test_last_place_is_given_once_and_parties_fit_whole(office: World, doors: list[World]):
    for _ in range(3):
        office.arrived()
    pass_codes = [office.booked(9, 30), office.booked(9, 30), office.booked(service="B"), office.booked(service="B")]
    parties = [1, 3, 2, 1]

    def arrive(n):
        return lambda: doors[n % 2].scan(pass_codes[n], wish=PartySeen(party=parties[n]), early=True)

    outcomes = race([arrive(n) for n in range(4)])

    assert all(isinstance(outcome, Arrival) for outcome in outcomes), outcomes
    assert sum(outcome.answer == "come_in" for outcome in outcomes) == 1
    day = office.day()
    assert day.people_inside == sum(ticket.held for ticket in office.rows(Ticket)) == 4
