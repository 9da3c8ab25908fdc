from datetime import date, time, timedelta

import pytest
from sqlmodel import col

from scheduler.db import queries
from scheduler.db.models import Closure, Slot
from scheduler.domain.calendar.refusals import AlreadyClosed, ClosureUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from tests.scenes.factories import CLERK, EARLY, MONDAY, NINE, World, at

TOMORROW, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def shut(office: World, starts_on: date, ends_on: date | None, *, now=EARLY, **facts) -> Closure:
    return office.do(
        closures.shut, NewClosure(starts_on, ends_on, facts.pop("reason", "Listrik padam"), **facts), now=now
    )


def service(office: World, letter: str) -> int:
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))


def planned(office: World, day: date, letter: str = "A") -> list[int]:
    """The units planned in each slot of a service on a day."""
    which = service(office, letter)
    return [s.planned for s in office.rows(Slot, Slot.service_id == which) if s.starts_at.date() == day]


def test_closed_day_has_no_slots_for_anybody_and_the_board_says_why(office):
    shut(office, MONDAY, TOMORROW, reason="Rapat kerja")

    assert sum(planned(office, MONDAY)) == sum(planned(office, TOMORROW)) == 0
    assert sum(planned(office, WEDNESDAY)) > 0
    opening = office.board(NINE).open
    assert (opening.state, opening.reason, opening.until) == ("closed", "Rapat kerja", at(8, day=2))


def test_closed_service_leaves_the_others_alone(office):
    shut(office, MONDAY, None, service_id=service(office, "C"), now=NINE)

    assert sum(planned(office, TOMORROW, "C")) == 0
    assert sum(planned(office, TOMORROW, "A")) > 0
    assert office.board(NINE).open.state == "open"


def test_closed_hours_take_only_the_slots_they_touch(office):
    shut(office, TOMORROW, TOMORROW, from_time=time(9), to_time=time(10, 30))

    which = service(office, "A")
    given_up = [s.starts_at for s in office.rows(Slot, Slot.service_id == which) if not s.planned]
    assert given_up == [at(9, day=1), at(9, 30, day=1), at(10, day=1)]


def test_booking_in_a_closed_slot_stays_and_nobody_else_comes(office):
    pass_code = office.booked(9, day=1)
    slot = office.slot(9, day=1)

    shut(office, TOMORROW, TOMORROW)

    kept = office.rows(Slot, Slot.id == slot.id)[0]
    assert (kept.planned, kept.capacity, kept.taken) == (0, 1, 1)
    assert office.booking(pass_code).slot_id == slot.id


@pytest.mark.postgres("statements")
def test_closure_is_written_down_with_who_did_it(office):
    closure = shut(office, TOMORROW, TOMORROW, reason="  Rapat   kerja ")

    kept = office.rows(Closure, Closure.id == closure.id)[0]
    assert (kept.reason, kept.by, kept.kind) == ("Rapat kerja", CLERK, "office")


NONSENSE = [
    ({"ends_on": MONDAY - timedelta(days=1)}, "ends_on"),
    ({"reason": "  "}, "reason"),
    ({"reason": "x" * 201}, "reason"),
    ({"from_time": time(10), "to_time": time(9)}, "to_time"),
    ({"from_time": time(10)}, "to_time"),
    ({"service_id": 999}, "service"),
    ({"kind": "party"}, "kind"),
]


def test_nonsense_is_refused_by_the_name_of_the_field(office, subtests):
    for facts, field in NONSENSE:
        with subtests.test(facts=facts, field=field):
            new = NewClosure(**{"starts_on": MONDAY, "ends_on": MONDAY, "reason": "Listrik padam", **facts})

            with pytest.raises(Invalid) as refused:
                office.do(closures.shut, new, now=EARLY)

            assert set(refused.value.facts["errors"]) == {field}
            assert office.rows(Closure) == []


def test_same_closure_again_is_refused(office):
    shut(office, TOMORROW, TOMORROW)

    with pytest.raises(AlreadyClosed):
        shut(office, TOMORROW, TOMORROW)

    assert len(office.rows(Closure)) == 1


def test_same_day_may_be_closed_for_two_services_for_one_reason(office):
    shut(office, TOMORROW, TOMORROW, service_id=service(office, "A"))
    shut(office, TOMORROW, TOMORROW, service_id=service(office, "B"))

    assert len(office.rows(Closure)) == 2


def test_service_of_another_office_cannot_be_closed(office, database):
    other = World(database, "bintan")

    with pytest.raises(Invalid):
        shut(office, TOMORROW, TOMORROW, service_id=service(other, "A"))


def test_longer_closure_takes_more_days_and_a_shorter_one_gives_them_back(office):
    closure = shut(office, MONDAY, MONDAY)

    office.do(closures.set_end, closure.id, WEDNESDAY, now=EARLY)
    longer = sum(planned(office, WEDNESDAY))
    office.do(closures.set_end, closure.id, TOMORROW, now=EARLY)

    assert longer == 0
    assert sum(planned(office, TOMORROW)) == 0
    assert sum(planned(office, WEDNESDAY)) > 0


def test_closure_may_lose_its_end(office):
    closure = shut(office, MONDAY, MONDAY)

    office.do(closures.set_end, closure.id, None, now=EARLY)

    assert sum(sum(planned(office, MONDAY + timedelta(days=n))) for n in range(15)) == 0
    assert office.board(NINE).open.until is None


def test_closure_cannot_end_before_it_began(office):
    closure = shut(office, TOMORROW, WEDNESDAY)

    with pytest.raises(Invalid):
        office.do(closures.set_end, closure.id, MONDAY, now=EARLY)


def test_reopened_office_is_open_from_today_on(office):
    closure = shut(office, MONDAY - timedelta(days=3), None)

    office.do(closures.reopen, closure.id, now=NINE)

    assert office.rows(Closure)[0].ends_on == MONDAY - timedelta(days=1)
    assert office.board(NINE).open.state == "open"
    assert sum(planned(office, TOMORROW)) > 0


def test_reopening_what_began_today_forgets_it(office):
    closure = shut(office, MONDAY, None)

    office.do(closures.reopen, closure.id, now=NINE)

    assert office.rows(Closure) == []
    assert office.board(NINE).open.state == "open"


def test_reopening_what_is_over_changes_nothing(office):
    closure = shut(office, MONDAY - timedelta(days=9), MONDAY - timedelta(days=5))

    office.do(closures.reopen, closure.id, now=NINE)

    assert office.rows(Closure)[0].ends_on == MONDAY - timedelta(days=5)


def test_dropped_closure_gives_its_slots_back(office):
    closure = shut(office, TOMORROW, TOMORROW)

    office.at_time(closures.drop, closure.id, now=EARLY)

    assert office.rows(Closure) == []
    assert sum(planned(office, TOMORROW)) > 0


@pytest.mark.postgres("statements")
def test_closure_of_another_office_is_unknown(office, database):
    other = World(database, "bintan")
    closure = shut(other, TOMORROW, TOMORROW)

    for step in (lambda: office.at_time(closures.drop, closure.id), lambda: office.do(closures.set_end, 999, MONDAY)):
        with pytest.raises(ClosureUnknown):
            step()

    assert len(other.rows(Closure, col(Closure.office_id) == other.office.id)) == 1


def test_holidays_are_imported_once(office):
    days = [(TOMORROW, "Hari Contoh", "public"), (WEDNESDAY, "Cuti bersama", "joint_leave")]

    first = office.do(closures.add_holidays, days, now=EARLY)
    second = office.do(closures.add_holidays, days, now=EARLY)

    assert (first, second) == (2, 0)
    assert [(c.starts_on, c.ends_on, c.kind) for c in office.rows(Closure)] == [
        (TOMORROW, TOMORROW, "public"),
        (WEDNESDAY, WEDNESDAY, "joint_leave"),
    ]
    assert sum(planned(office, TOMORROW)) == 0


def test_holiday_that_the_office_renamed_is_not_imported_again(office):
    office.do(closures.add_holidays, [(TOMORROW, "Hari Contoh", "public")], now=EARLY)

    added = office.do(closures.add_holidays, [(TOMORROW, "Hari Contoh Nasional", "public")], now=EARLY)

    assert added == 0


def test_closure_of_a_booked_day_keeps_capacity_at_what_is_taken(office):
    office.booked(9, day=1)

    closure = shut(office, TOMORROW, TOMORROW)
    office.at_time(closures.drop, closure.id, now=EARLY)

    slot = office.slot(9, day=1)
    assert (slot.planned, slot.capacity, slot.taken) == (6, 6, 1)
