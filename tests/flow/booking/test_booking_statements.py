"""How many statements a booking costs, by count: what it costs in time is for `benchmarks/` to say."""

import pytest

from benchmarks.support import statements
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import Asked
from scheduler.flow.booking.together import book_many
from scheduler.flow.custody.collectors import Collector
from tests.db.ledger import Ledger
from tests.scenes.factories import EARLY, World
from tests.support.databases import ON_POSTGRES, ON_SQLITE
from tests.support.trips import counted

OF_ONE = ["SAVEPOINT step", "SELECT booking", "UPDATE slot", "INSERT booking", "RELEASE step"]


def _said(statement: str) -> str:
    """The verb of a statement, and of what."""
    words = [word for word in statement.replace(".", " ").split() if word not in ("INTO", "OR")]
    return " ".join(words[:2])


@pytest.fixture
def sent(office: World) -> list[str]:
    """What the writer sends from now on."""
    came: list[str] = []
    office.database.run(lambda session: session.info["driver"].raw.set_trace_callback(came.append))
    return came


def _step(code: str, slot_id: int):
    def step(session):
        return bookings.book(session, code, slot_id, party=1, collector=Collector(), by="citizen", now=EARLY)

    return step


@ON_SQLITE
def test_booking_is_five_statements_and_a_batch_writes_what_is_put_off_once(office: World, sent: list[str]):
    slot, invited = office.slot(), [office.invitation(reference=f"2172/{n}") for n in range(3)]
    ledger = Ledger(office.database)
    office.database.writer._longest = 30.0  # slow machines must not end a batch early
    sent.clear()

    ledger.outcomes(*[_step(code, slot.id) for code in invited])

    of_gate = ["BEGIN IMMEDIATE", "SAVEPOINT step", "RELEASE step"]
    rows = ["INSERT visit"] * 3 + ["INSERT move"] * 3 + ["INSERT message"] * 3
    assert [_said(statement) for statement in sent] == [*of_gate, *OF_ONE * 3, *rows, "COMMIT"]


@ON_SQLITE
def test_bare_driver_of_the_benchmark_sends_what_the_product_sends(office: World, sent: list[str]):
    slot, (first, second) = office.slot(), [office.invitation(reference=f"2172/{n}") for n in range(2)]
    sent.clear()
    office.database.run(_step(first, slot.id))
    of_product = list(sent)
    sent.clear()

    def bare(session):
        raw = session.info["driver"].raw
        statements.write_down(raw, [statements.book(raw, second, slot.id, 1)])

    office.database.run(bare)

    assert sorted(map(_said, sent)) == sorted(map(_said, of_product))


@ON_POSTGRES
def test_booking_makes_four_round_trips(office: World):
    """All that it asks, the seats, the visit's number, and the rows that need it with the commit."""
    slot, invited = office.slot(), [office.invitation(reference=f"2172/{n}") for n in range(2)]
    office.database.run(_step(invited[0], slot.id))

    with counted(office.database) as trips:
        office.database.run(_step(invited[1], slot.id))

    assert trips.count == 4


@ON_POSTGRES
def test_group_makes_five_round_trips_however_many_they_are(office: World):
    """All that they ask, the seats, numbers that are free, ids, and all rows with the commit."""
    slots = [office.slot(hour) for hour in (9, 10, 11)]
    group = [Asked(office.invitation(), slots[n % 3].id, 1, Collector(), "citizen", EARLY) for n in range(6)]
    office.database.run(_step(office.invitation(), slots[0].id))

    with counted(office.database) as trips:
        office.database.run(book_many, group)

    assert trips.count == 5
