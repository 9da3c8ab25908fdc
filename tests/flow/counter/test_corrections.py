"""What the guard saw wrong at the scan is put right before the number is called."""

from scheduler.flow.counter import corrections
from tests.scenes.factories import World


def test_number_that_waits_outside_holds_no_place_however_many_they_are(office: World) -> None:
    office.arrived(party=office.office.lobby_limit)
    number = office.arrived()

    office.do(corrections.correct_arrival, number, people=2)

    ticket = office.ticket(number)
    assert (ticket.stage, ticket.people, ticket.held) == ("waiting", 2, 0)
    assert office.day().people_inside == office.office.lobby_limit


def test_visit_is_for_as_many_as_the_guard_saw(office: World) -> None:
    code = office.booked()
    number = office.scan(code).ticket

    office.do(corrections.correct_arrival, number, people=3)

    assert office.booking(code).party == 3
