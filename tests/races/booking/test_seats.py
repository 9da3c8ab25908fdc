"""The last seat of a slot, taken by fifty at the same moment.

In pairs: the naive program (look whether there is room, then write) shows the fault; the guarded update never.
"""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Booking, Slot
from scheduler.domain.booking import AlreadyBooked, SlotFull
from scheduler.domain.refusals import Refusal
from tests.scenes.factories import CLERK, World, race

pytestmark = pytest.mark.postgres("locks")

MANY = 50


@pytest.mark.deep("without the guard")
def test_last_seat_read_then_written_is_sold_more_than_once(office: World):
    slot = office.slot()
    _leave_one_seat(office)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(4)

    def book():
        with engine.connect() as connection:
            taken, capacity = connection.execute(
                text("SELECT taken, capacity FROM slot WHERE id = :id"), {"id": slot.id}
            ).one()
            have_looked.wait(10)
            if taken >= capacity:
                raise SlotFull
            connection.execute(
                text("UPDATE slot SET taken = :taken WHERE id = :id"), {"taken": taken + 1, "id": slot.id}
            )
        return "sold"

    outcomes = race([book] * 4)
    engine.dispose()

    assert outcomes == ["sold"] * 4


def test_last_seat_is_sold_once(office: World):
    slot = office.slot()
    _leave_one_seat(office)
    codes = [office.invitation() for _ in range(MANY)]

    outcomes = race([lambda code=code: office.book(code, slot) for code in codes])

    sold = [outcome for outcome in outcomes if isinstance(outcome, Booking)]
    assert len(sold) == 1
    assert sum(type(outcome) is SlotFull for outcome in outcomes) == MANY - 1
    assert (office.slot().taken, office.slot().capacity) == (6, 6)


@pytest.mark.deep("without the guard")
def test_what_is_kept_for_staff_read_then_written_is_sold_online(office: World):
    slot = _with_two_kept(office)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(6)

    def book():
        with engine.connect() as connection:
            capacity, taken, reserved, by_staff = connection.execute(
                text("SELECT capacity, taken, reserved, by_staff FROM slot WHERE id = :id"), {"id": slot.id}
            ).one()
            have_looked.wait(10)
            if taken + max(reserved - by_staff, 0) >= capacity:
                raise SlotFull
            connection.execute(text("UPDATE slot SET taken = taken + 1 WHERE id = :id"), {"id": slot.id})
        return "sold"

    outcomes = race([book] * 6)
    engine.dispose()

    assert outcomes == ["sold"] * 6
    assert (office.slot().taken, office.slot().reserved_left) == (6, 0)


@pytest.mark.parametrize("online", [MANY - 4, 2])
def test_what_is_kept_for_staff_is_sold_to_nobody_else(office: World, online: int):
    """However many want it online, four of six are theirs and two are staff's; where few do staff have the rest."""
    slot = _with_two_kept(office)
    asked = [(office.invitation(), "citizen" if n < online else CLERK) for n in range(MANY)]

    outcomes = race([lambda code=code, by=by: office.book(code, slot, by=by) for code, by in asked])

    sold = [outcome for outcome in outcomes if isinstance(outcome, Booking)]
    by_staff = sum(booking.by_staff for booking in sold)
    assert all(isinstance(outcome, Booking | SlotFull) for outcome in outcomes)
    assert (len(sold), by_staff >= 2) == (6, True)
    assert (office.slot().taken, office.slot().by_staff) == (6, by_staff)


def test_seats_are_sold_once_from_several_processes(office: World, open_database):
    """Every database opened anew has connections and a writer of its own, as another process would."""
    slot = office.slot()
    codes = [office.invitation() for _ in range(24)]
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race([lambda n=n, code=code: others[n % 3].book(code, slot) for n, code in enumerate(codes)])

    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 6
    assert sum(type(outcome) is SlotFull for outcome in outcomes) == 18
    assert office.slot().taken == 6


def test_one_invitation_is_booked_once_however_often_it_is_sent(office: World):
    code = office.invitation()
    slots = [office.slot(hour) for hour in (9, 10, 11)]

    outcomes = race([lambda slot=slots[n % 3]: office.book(code, slot) for n in range(12)])

    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Refusal)} == {AlreadyBooked}
    assert sum(slot.taken for slot in office.rows(Slot)) == 1


def test_table_itself_refuses_a_slot_above_its_capacity(office: World):
    slot = office.slot()

    with pytest.raises(Exception, match="taken_within_capacity"):
        office.database.run(
            lambda session: session.execute(
                text("UPDATE slot SET taken = capacity + 1 WHERE id = :id"), {"id": slot.id}
            )
        )


def _with_two_kept(office: World) -> Slot:
    """A slot of six seats of which two are kept."""
    office.change(Slot, office.slot().id, reserved=2)
    return office.slot()


def _leave_one_seat(office: World) -> None:
    for _ in range(5):
        office.booked()
