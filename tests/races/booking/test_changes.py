"""Changes of one booking that come at the same moment: every seat is taken once and held back once."""

import pytest

from scheduler.db.models import Booking, SeatHold, Slot
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.flow.booking import adding, bookings
from tests.scenes.factories import EARLY, World, race
from tests.scenes.visits import visit_for

pytestmark = pytest.mark.postgres("locks")


def _seats(office: World) -> dict[int, int]:
    return {slot.id: slot.taken for slot in office.rows(Slot) if slot.taken}


def _wanted(office: World) -> dict[int, int]:
    seats: dict[int, int] = {}
    for each in (*office.rows(Booking, Booking.stage == "booked"), *office.rows(SeatHold)):
        seats[each.slot_id] = seats.get(each.slot_id, 0) + each.units
    return seats


def test_moves_and_cancellations_of_one_booking_at_once_keep_the_count(office: World):
    def move_to(pass_code, slot):
        return lambda: office.database.run(
            bookings.move_booking, pass_code, slot.id, ref4=None, by="citizen", now=EARLY
        )

    def cancel(pass_code):
        return lambda: office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    for _ in range(5):
        office.booked(11)
    for pass_code in [office.booked(10) for _ in range(4)]:
        moves = [move_to(pass_code, office.slot(9, 30)), move_to(pass_code, office.slot(14))]
        outcomes = race([*moves, cancel(pass_code), cancel(pass_code)])
        assert sum(isinstance(outcome, IllegalStep) for outcome in outcomes) >= 1

    assert _seats(office) == _wanted(office)


def test_document_that_was_left_out_is_added_once_whoever_presses_how_often(office: World):
    """Each addition beside a move and a cancellation: the seats are those of what the visit fetches, or none."""
    for number in range(4):
        fetched, left = (office.document(kk=f"21720101010100{number:02}") for _ in range(2))
        pass_code = visit_for(office, fetched, hour=10 + number % 2)
        facts = {"ref4": None, "by": "citizen", "now": EARLY}

        def adds(code=pass_code, which=left, facts=facts):
            return office.database.run(adding.add, code, [which.id], **facts)

        def moves(code=pass_code, facts=facts):
            return office.database.run(bookings.move_booking, code, office.slot(14).id, **facts)

        def cancels(code=pass_code, facts=facts):
            return office.database.run(bookings.cancel, code, **facts)

        outcomes = race([adds, adds, adds, moves, *([cancels] if number % 2 else [])])

        booking = office.booking(pass_code)
        if booking.stage == "booked":
            assert all(isinstance(outcome, Booking) for outcome in outcomes[:3])
            assert booking.units == 2
        else:
            assert all(isinstance(outcome, (Booking, IllegalStep)) for outcome in outcomes[:3])

    assert _seats(office) == _wanted(office)
