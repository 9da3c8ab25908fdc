"""The plan of a coming day is what the calendar, the counters and the bookings of an office say."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Booking, Counter, CounterService, OfficeDay, Service, Slot, TemporaryCapacity
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.hall.rests import Rest
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.roster import Dates
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.forecasting import plans
from scheduler.flow.forecasting.settings import setting_of
from scheduler.flow.roster import rosters
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.support.costs import counted

TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)


def setting(office: World, day: date = TUESDAY) -> Setting:
    return office.read(lambda session: setting_of(session, office.office, day))


def plan(office: World, day: date = TUESDAY) -> Plan:
    return office.read(lambda session: plans.plan_of(session, office.office, day, NINE))


def service(office: World, letter: str) -> Service:
    return office.rows(Service, Service.letter == letter)[0]


def shut(office: World, new: NewClosure) -> None:
    office.do(closures.shut, new)


@pytest.mark.postgres("statements")
def test_day_is_set_by_calendar_counters_and_rules(office):
    found = setting(office)

    work = [(at(8, day=1), at(12, day=1)), (at(13, day=1), at(15, day=1))]
    assert found.opens == at(7, 45, day=1)
    assert found.work == {"A": work, "B": work, "C": work}
    assert found.rests == [Rest(at(7, 45, day=1), at(8, day=1), admits=True), Rest(at(12, day=1), at(13, day=1))]
    assert {(shift.begins, shift.ends) for shift in found.shifts} == {(at(8, day=1), at(15, day=1))}
    assert found.slots["A"] == (30, 6)
    assert (found.weekday, found.limit) == (1, office.office.lobby_limit)


def test_day_on_which_the_office_is_shut_has_no_work(office):
    found = setting(office, SATURDAY)

    assert (found.work, found.slots, found.shifts, found.rests) == ({}, {}, [], [])
    assert plan(office, SATURDAY).slots == []


def test_closed_hours_are_a_gap_in_which_nobody_is_called(office):
    shut(office, NewClosure(TUESDAY, TUESDAY, "Apel", from_time=time(9), to_time=time(10)))

    found = setting(office)

    assert Rest(at(9, day=1), at(10, day=1)) in found.rests
    assert not {at(9, day=1), at(9, 30, day=1)} & {start for _, start in found.units()}


def test_closed_service_has_no_work_and_takes_no_walk_ins(office):
    shut(office, NewClosure(TUESDAY, TUESDAY, "Alat rusak", service_id=service(office, "C").id))

    found = setting(office)

    assert set(found.work) == set(found.slots) == set(found.contingents) == {"A", "B"}


@pytest.mark.postgres("statements")
def test_counter_takes_a_service_in_its_stretches_alone(office):
    until_ten = [{"from": "08:00", "to": "10:00", "weekday": None}]
    office.database.run(_take, service(office, "A").id, until_ten)

    found = setting(office)

    taking = {(shift.begins, shift.ends) for shift in found.shifts if "A" in shift.services}
    assert taking == {(at(8, day=1), at(10, day=1))}
    assert found.plan().ends["A"] == at(10, day=1)


def test_counter_works_when_its_roster_says(office):
    first, second, *_ = office.rows(Counter)
    until_eleven, afternoon = Stretch(time(8), time(11), 1), Stretch(time(13), time(15), 1)
    weeks = {first.id: {1: (until_eleven, afternoon)}, second.id: {1: (afternoon,)}}
    office.do(rosters.set_roster, Dates(), weeks)

    found = setting(office)

    hours = {
        counter.number: [(shift.begins, shift.ends) for shift in found.shifts if shift.counter == counter.number]
        for counter in (first, second)
    }
    assert hours == {
        first.number: [(at(8, day=1), at(11, day=1)), (at(13, day=1), at(15, day=1))],
        second.number: [(at(13, day=1), at(15, day=1))],
    }
    assert {(s.begins, s.ends) for s in setting(office, TUESDAY + timedelta(days=1)).shifts} == {
        (at(8, day=2), at(15, day=2))
    }


def test_share_of_the_usual_units_holds_on_its_days(office):
    half = TemporaryCapacity(office_id=office.office.id, starts_on=TUESDAY, ends_on=TUESDAY, percent=50)
    office.database.run(lambda session: session.add(half))

    assert setting(office).slots["A"].units == 3
    assert setting(office, TUESDAY + timedelta(days=1)).slots["A"].units == 6


def test_slot_holds_what_it_was_laid_out_with(office):
    office.change(Slot, office.slot(9, day=1).id, planned=2, capacity=2)

    assert next(each.free for each in plan(office).slots if each.starts_at == at(9, day=1)) == 2


def test_places_kept_free_today_are_nobodys(office):
    office.arrived(9)
    office.change(OfficeDay, office.day().id, reserved=4)

    assert plan(office, MONDAY).limit == office.office.lobby_limit - 4


@pytest.mark.postgres("statements")
def test_who_is_booked_is_in_the_plan_with_what_they_come_for(office):
    office.booked(9, day=1, party=2)
    office.booked(9, day=1)
    office.booked(9, day=2)

    slot = next(each for each in plan(office).slots if (each.service, each.starts_at) == ("A", at(9, day=1)))

    assert slot.booked == (Visit(("KTP-el",), 1, 2), Visit(("KTP-el",), 1, 1))
    assert slot.free == 4


def test_cancelled_visit_is_free_again(office):
    booking = office.booking(office.booked(9, day=1))
    office.change(Booking, booking.id, stage="cancelled")

    assert all(not slot.booked for slot in plan(office).slots)


def test_retired_service_is_left_out(office):
    office.booked(9, service="B", day=1)
    office.change(Service, service(office, "B").id, retired_at=NINE)

    assert {slot.service for slot in plan(office).slots} == {"A", "C"}


def test_days_are_read_together(office):
    days = [MONDAY + timedelta(days=n) for n in range(10)]

    with counted() as one:
        plan(office)
    with counted() as ten:
        found = office.read(lambda session: plans.plans_of(session, office.office, days, NINE))

    assert [found[day].ahead for day in days] == list(range(10))
    assert len(ten.statements) == len(one.statements)


def _take(session: Session, service_id: int, hours: list[dict[str, str | None]]) -> None:
    session.execute(update(CounterService).where(col(CounterService.service_id) == service_id).values(hours=hours))
