"""The lock of the lobby and the count of its places."""

import pytest

from scheduler.db import queries
from scheduler.db.models import Correction, OfficeDay
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.flow.counter import calls
from scheduler.flow.hall import people_count
from scheduler.flow.hall.lobby_lock import (
    free_places,
    hold,
    hold_date,
    reserve_places,
    set_day,
    take_for_queue,
    take_places,
)
from tests.scenes.factories import CLERK, MONDAY, NINE, World, at


def test_day_is_made_at_the_first_step(office: World):
    assert office.rows(OfficeDay) == []

    office.arrived()

    day = office.day()
    assert (day.day, day.lobby_limit, day.people_allowed, day.people_inside) == (MONDAY, 4, 4, 1)


def test_hold_raises_the_version_by_one_each_time(office: World):
    versions = [office.at_time(_held).version for _ in range(3)]

    assert versions == [1, 2, 3]


def test_days_of_two_offices_are_two(office: World, elsewhere: World):
    office.arrived()
    elsewhere.arrived()

    assert office.day().id != elsewhere.day().id
    assert elsewhere.arrived() == "A-002"


def test_day_begins_at_local_midnight(office: World):
    before, after = office.at_time(_held, now=at(23, 59, day=-1)), office.at_time(_held, now=at(0, 0))

    assert (after.day - before.day).days == 1


def test_numbers_count_per_service(office: World):
    numbers = [office.arrived(service=letter) for letter in "AABAC"]

    assert numbers == ["A-001", "A-002", "B-001", "A-003", "C-001"]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(("issued", "number"), [(898, "A-899"), (899, "A-1000"), (900, "A-1001")])
def test_numbers_of_paper_are_left_out(office: World, issued: int, number: str):
    office.arrived()
    office.at_time(_issue, issued)

    assert office.arrived() == number


def test_places_are_taken_up_to_the_limit_and_not_beyond(office: World):
    def fill(session, office, *, now):
        day = hold(session, office, now)
        return [take_places(session, day, people) for people in (3, 2, 1, 1)]

    assert office.at_time(fill) == [True, False, True, False]
    assert office.day().people_inside == 4


def test_places_kept_free_are_not_the_queues(office: World):
    def fill(session, office, *, now):
        day = hold(session, office, now)
        reserve_places(session, day, 1, by=CLERK, now=now)
        return take_for_queue(session, day, 4), take_for_queue(session, day, 3), take_places(session, day, 1)

    assert office.at_time(fill) == (False, True, True)


def test_recount_above_the_limit_is_a_fact_and_admits_nobody(office: World):
    office.do(people_count.recount, 6, reason="counted")
    office.arrived()

    day = office.day()
    assert (day.people_inside, day.people_allowed) == (6, 6)
    assert office.ticket("A-001").stage == "waiting"
    assert [(c.people, c.kind, c.by) for c in office.rows(Correction)] == [(6, "recount", CLERK)]


def test_recount_that_fits_again_admits(office: World):
    office.do(people_count.recount, 6, reason="counted")
    office.arrived()

    office.do(people_count.recount, 3, reason="counted")

    assert office.ticket("A-001").stage == "admitted"
    assert office.day().people_inside == 4
    assert office.day().people_allowed == 4


@pytest.mark.parametrize("people", [-1, 100_001])
def test_count_that_cannot_be_is_refused(office: World, people: int):
    office.do(people_count.empty_hall, reason="gempa")

    with pytest.raises(Invalid):
        office.do(people_count.recount, people, reason="counted")
    with pytest.raises(Invalid):
        office.do(people_count.open_hall, people=people)


def test_recount_below_zero_or_without_a_reason_is_refused(office: World):
    with pytest.raises(Invalid):
        office.do(people_count.recount, -1, reason="counted")
    with pytest.raises(ReasonRequired):
        office.do(people_count.recount, 1, reason=" ")


@pytest.mark.postgres("statements")
def test_one_more_at_the_limit_is_counted_and_admits_nobody(office: World):
    for _ in range(5):
        office.do(people_count.change_by_one, 1)
    late = office.scan(office.booked())

    assert (office.day().people_inside, office.day().people_allowed, late.answer) == (5, 5, "wait_outside")
    assert office.rows(Correction)[-1].people == 1


@pytest.mark.postgres("statements")
def test_one_less_at_zero_changes_nothing(office: World):
    day = office.do(people_count.change_by_one, -1)

    assert day.people_inside == 0
    assert office.rows(Correction) == []


def test_change_by_two_is_refused(office: World):
    with pytest.raises(Invalid):
        office.do(people_count.change_by_one, 2)


def test_leaving_after_a_recount_to_zero_is_floored_and_written_down(office: World):
    number = office.called()
    office.do(people_count.recount, 0, reason="evacuated")

    office.do(calls.miss, number)

    corrections = [(c.kind, c.people) for c in office.rows(Correction)]
    assert corrections == [("recount", -1), ("floor", 1)]
    assert office.day().people_inside == 0


def test_limit_lowered_below_those_inside_lets_them_stay(office: World):
    for _ in range(4):
        office.arrived()

    office.edit(lobby_limit=2)

    day = office.day()
    assert (day.lobby_limit, day.people_inside, day.people_allowed) == (2, 4, 4)


def test_allowed_falls_as_people_leave_down_to_the_limit(office: World):
    for _ in range(4):
        office.arrived()
    office.edit(lobby_limit=2)

    allowed = []
    for number in ("A-001", "A-002", "A-003"):
        office.call(1)
        office.hand_over(number)
        allowed.append(office.day().people_allowed)

    assert allowed == [3, 2, 2]


def test_limit_raised_admits_at_once(office: World):
    for _ in range(5):
        office.arrived()
    assert office.ticket("A-005").stage == "waiting"

    office.edit(lobby_limit=5)

    assert office.ticket("A-005").stage == "admitted"


def test_places_freed_are_those_the_ticket_holds(office: World):
    number = office.arrived(party=3)

    def free(session, office, *, now):
        day = hold_date(session, office, MONDAY)
        free_places(session, day, queries.ticket_by_number(session, day.id, number), by=CLERK, now=now)
        return day.people_inside

    assert office.at_time(free) == 0


def _issue(session, office, count, *, now):
    """So many numbers of the first service have been given out, of which the tickets do not matter."""
    set_day(session, hold(session, office, now), issued={"A": count})


def _held(session, office, *, now=NINE):
    return hold(session, office, now)


def test_recount_keeps_the_places_of_those_called_in_and_still_walking(guarded: World):
    for _ in range(5):
        guarded.arrived()
    guarded.call(1)
    guarded.do(calls.miss, "A-001")
    assert [row.ticket for row in guarded.board().entering] == ["A-005"]

    guarded.do(people_count.recount, 3, reason="counted")

    assert guarded.day().people_inside == 4
    assert (guarded.board().lobby.people, guarded.board().lobby.entering) == (3, 1)
