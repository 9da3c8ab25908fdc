"""What a pass stands for: a visit that is booked, in the queue, or over."""

import pytest

from scheduler.board.visit import Visit
from scheduler.display_ports.visits import visit_of_pass
from scheduler.flow.booking.bookings import cancel
from tests.scenes.factories import EARLY, MONDAY, World, at


def visit(office: World, code: str) -> Visit | None:
    return office.read(lambda session: visit_of_pass(session, code))


@pytest.mark.postgres("statements")
def test_booked_visit_has_its_day_and_then_its_number(office: World) -> None:
    code = office.booked(9)
    mine = office.booking(code).id

    booked = visit(office, code)
    office.scan(code)

    assert booked == Visit("tanjungpinang", MONDAY, None, mine)
    assert visit(office, code) == Visit("tanjungpinang", MONDAY, "A-001", mine)


def test_visit_that_was_not_served_is_that_of_its_new_day(office: World) -> None:
    office.edit(lobby_limit=1)
    office.arrived(14, 30, now=at(14, 30))
    code = office.booked(14, 30)
    office.scan(code, now=at(14, 31))
    office.tick(now=at(15, 30))

    found = visit(office, code)

    assert found is not None
    assert (found.day > MONDAY, found.number) == (True, None)


def test_cancelled_and_unknown_passes_stand_for_nothing(office: World) -> None:
    code = office.booked(9)
    office.database.run(cancel, code, ref4=None, by="citizen", now=EARLY)

    assert visit(office, code) is None
    assert visit(office, "AAAA-AAAA-AAAA-AAAA") is None
