"""One person who collects for others, booked for many at the same moment: the cap of the month holds.

In pairs: counting first and booking then goes beyond it; under the lock of the person's name nobody does.
"""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Booking, Office, Slot
from scheduler.domain.custody.refusals import ProxyLimit
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from tests.scenes.factories import EARLY, World, race

pytestmark = pytest.mark.postgres("locks")

BUDI = Collector("proxy", "Budi Santoso", "tetangga")
CAP = 2


def _cap(office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=CAP)


def _book(office: World, code: str, slot: Slot) -> str:
    return office.database.run(bookings.book, code, slot.id, party=1, collector=BUDI, by="citizen", now=EARLY).code


@pytest.mark.deep("without the guard")
def test_cap_counted_and_then_booked_is_exceeded(office: World):
    booked = [office.booking(office.booked(9)).id for _ in range(4)]
    person = BUDI.person
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(4)

    def naive(booking: int) -> str:
        with engine.connect() as connection:
            count = connection.execute(
                text("SELECT count(*) FROM booking WHERE collector_hash = :person"), {"person": person}
            ).scalar_one()
            have_looked.wait(10)
            if count >= CAP:
                raise ProxyLimit(cap=CAP)
            connection.execute(
                text("UPDATE booking SET collector_hash = :person WHERE id = :id"), {"person": person, "id": booking}
            )
        return "booked"

    outcomes = race([lambda each=each: naive(each) for each in booked])
    engine.dispose()

    assert outcomes == ["booked"] * 4


def test_cap_holds_however_many_book_at_once(office: World, open_database):
    _cap(office)
    slots = [office.slot(hour) for hour in (9, 10, 11)]
    codes = [office.invitation() for _ in range(12)]
    doors = [office, office.through(open_database())]

    outcomes = race([lambda n=n, code=code: _book(doors[n % 2], code, slots[n % 3]) for n, code in enumerate(codes)])

    assert sum(isinstance(outcome, str) for outcome in outcomes) == CAP
    assert sum(type(outcome) is ProxyLimit for outcome in outcomes) == len(codes) - CAP
    assert len(office.rows(Booking)) == CAP
    assert sum(slot.taken for slot in office.rows(Slot)) == CAP


def test_bookings_and_moves_of_one_person_into_one_month_hold_the_cap(office: World, open_database):
    _cap(office)
    december = [_book(office, office.invitation(), office.slot(9, day=1)) for _ in range(CAP)]
    fresh = [office.invitation() for _ in range(4)]
    doors = [office, office.through(open_database())]

    def move(door: World, pass_code: str) -> str:
        door.database.run(bookings.move_booking, pass_code, office.slot(9).id, ref4=None, by="citizen", now=EARLY)
        return pass_code

    moves = [lambda n=n, code=code: move(doors[n % 2], code) for n, code in enumerate(december)]
    outcomes = race(
        [*moves, *[lambda n=n, code=code: _book(doors[n % 2], code, office.slot(9)) for n, code in enumerate(fresh)]]
    )

    november = office.slot(9).id
    assert len(office.rows(Booking, Booking.slot_id == november)) == CAP
    assert sum(isinstance(outcome, str) for outcome in outcomes) == CAP
