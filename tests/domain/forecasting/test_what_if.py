"""A day thought of otherwise: its slots, counters, hours and numbers; and what nobody can think of is refused."""

from dataclasses import replace
from datetime import time

import pytest

from scheduler.domain.calendar.hours import Hours
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.refusals import (
    CounterNotAtWork,
    CountersOutOfRange,
    LimitOutOfRange,
    NoWorkThatDay,
    SeasonShut,
    ServiceNotServed,
    ServiceWithoutSlots,
    SlotMinutesOutOfRange,
    StretchBackwards,
    StretchesOverlap,
    UnitsOutOfRange,
    WalkInsOutOfRange,
)
from scheduler.domain.forecasting.setting import Setting, SlotRule
from scheduler.domain.forecasting.whatif.change import Change, Lost, Manned
from scheduler.domain.forecasting.whatif.comparison import compare, plan_with_booked
from scheduler.domain.forecasting.whatif.season import ramadan
from scheduler.domain.hall.rests import Rest
from tests.domain.forecasting.scene import HABITS, MIDNIGHT, MINUTE, RULES, at

A, C, BOTH = frozenset("A"), frozenset("C"), frozenset("AC")
MORNING, AFTERNOON = (at(8), at(12)), (at(13), at(15))
SETTING = Setting(
    midnight=MIDNIGHT,
    weekday=0,
    opens=at(7, 45),
    work={"A": [MORNING, AFTERNOON], "C": [(at(9), at(12))]},
    slots={"A": SlotRule(30, 17)},
    shifts=[*(Shift(number, A, at(8), at(15)) for number in (1, 2, 3)), Shift(4, C, at(9), at(12))],
    limit=20,
    rules=RULES,
    early=15 * MINUTE,
    contingents={"A": 20},
    rests=[Rest(at(0), at(8), admits=True), Rest(at(12), at(13))],
    units_at={("A", at(8)): 9, ("A", at(14, 30)): 0},
)


def test_nothing_otherwise_is_the_same_setting():
    assert Change().is_none
    assert Change(manned=[], lost=[]).is_none
    assert not Change(limit=5).is_none
    assert Change().of(SETTING) == SETTING


def test_units_of_a_service_hold_for_all_its_slots_but_those_that_hold_nothing():
    units = Change(units={"A": 8}).of(SETTING).units()

    assert units.pop(("A", at(14, 30))) == 0
    assert set(units.values()) == {8}


def test_slots_of_another_length():
    starts = [begins for _, begins in Change(slot_minutes={"A": 60}).of(SETTING).units()]

    assert starts == [at(8), at(9), at(10), at(11), at(13), at(14)]


def test_limit_and_numbers_for_who_comes_without_a_booking():
    changed = Change(limit=15, walk_ins={"A": 10, "C": None}).of(SETTING)

    assert changed.limit == 15
    assert changed.contingents == {"A": 10, "C": None}


def test_fewer_counters_for_a_stretch_leave_one_for_every_service():
    shifts = Change(manned=[Manned(time(9), time(11), 2)]).of(SETTING).shifts

    at_ten = {shift.counter for shift in shifts if shift.begins <= at(10) < shift.ends}
    assert at_ten == {1, 4}
    at_noon = {shift.counter for shift in shifts if shift.begins <= at(11, 30) < shift.ends}
    assert at_noon == {1, 2, 3, 4}


def test_as_many_counters_as_there_are_change_nothing():
    assert Change(manned=[Manned(time(9), time(11), 4)]).of(SETTING).shifts == SETTING.shifts


def test_more_counters_than_there_are_take_everything():
    shifts = Change(manned=[Manned(time(9), time(11), 6)]).of(SETTING).shifts

    assert shifts == [*SETTING.shifts, Shift(5, BOTH, at(9), at(11)), Shift(6, BOTH, at(9), at(11))]


def test_counters_that_are_not_at_work_then_are_called_in_before_new_ones_are_made():
    late = replace(SETTING, shifts=[Shift(1, A, at(8), at(15)), Shift(2, A, at(8), at(10)), Shift(4, C, at(9), at(12))])

    shifts = Change(manned=[Manned(time(9), time(11), 4)]).of(late).shifts

    assert set(shifts) == {
        *late.shifts,
        Shift(2, A, at(10), at(11)),
        Shift(5, BOTH, at(9), at(10)),
        Shift(5, BOTH, at(10), at(11)),
    }


def test_nobody_is_at_work_while_nothing_is_served():
    shifts = Change(manned=[Manned(time(7), time(17), 5)]).of(SETTING).shifts

    assert [(shift.begins, shift.ends) for shift in shifts if shift.counter == 5] == [
        (at(8), at(9)),
        (at(9), at(12)),
        (at(13), at(15)),
    ]


def test_no_counter_for_a_stretch():
    shifts = Change(manned=[Manned(time(9), time(11), 0)]).of(SETTING).shifts

    assert not [shift for shift in shifts if shift.begins < at(11) and at(9) < shift.ends]


@pytest.mark.parametrize(
    ("lost", "left"),
    [
        (Lost(2), []),
        (Lost(2, time(10)), [(at(8), at(10))]),
        (Lost(2, time(10), time(11)), [(at(8), at(10)), (at(11), at(15))]),
        (Lost(2, None, time(11)), [(at(11), at(15))]),
    ],
)
def test_a_counter_is_lost(lost, left):
    shifts = Change(lost=[lost]).of(SETTING).shifts

    assert [(shift.begins, shift.ends) for shift in shifts if shift.counter == 2] == left
    assert [shift for shift in shifts if shift.counter != 2] == [each for each in SETTING.shifts if each.counter != 2]


def test_in_ramadan_the_break_is_short_and_who_keeps_to_it_does_so_then():
    split = [Shift(1, A, *MORNING), Shift(1, A, *AFTERNOON), *SETTING.shifts[1:]]

    changed = Change(hours=ramadan(0)).of(replace(SETTING, shifts=split))

    assert changed.work == {"A": [MORNING, (at(12, 30), at(15))], "C": [(at(9), at(12))]}
    assert changed.rests == [Rest(at(0), at(8), admits=True), Rest(at(12), at(12, 30))]
    assert changed.shifts == [Shift(1, A, *MORNING), Shift(1, A, at(12, 30), at(15)), *SETTING.shifts[1:]]
    assert changed.opens == SETTING.opens


def test_given_hours_move_opening_counters_and_slots():
    changed = Change(hours=Hours(0, time(9), time(14), None, None)).of(SETTING)

    assert changed.work == {"A": [(at(9), at(14))], "C": [(at(9), at(12))]}
    assert changed.opens == at(8, 45)
    assert changed.rests == [Rest(at(0), at(9), admits=True)]
    assert {(shift.begins, shift.ends) for shift in changed.shifts} == {(at(9), at(14)), (at(9), at(12))}
    assert min(begins for _, begins in changed.units()) == at(9)


def test_what_is_shut_besides_stays_shut():
    shut = replace(SETTING, work={"A": [(at(8), at(10)), (at(11), at(12)), AFTERNOON], "C": [(at(8), at(15))]})

    assert Change(hours=ramadan(0)).of(shut).work["A"] == [(at(8), at(10)), (at(11), at(12)), (at(13), at(15))]


def test_what_a_day_does_not_have_is_left_out():
    change = Change(units={"A": 8, "Z": 8}, slot_minutes={"C": 20}, walk_ins={"C": 5, "Z": 5}, lost=[Lost(1), Lost(9)])

    assert change.as_far_as_in(SETTING) == Change(units={"A": 8}, walk_ins={"C": 5}, lost=[Lost(1)])


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change(units={"A": 1_001}), UnitsOutOfRange),
        (Change(units={"A": -1}), UnitsOutOfRange),
        (Change(slot_minutes={"A": 4}), SlotMinutesOutOfRange),
        (Change(walk_ins={"A": 901}), WalkInsOutOfRange),
        (Change(limit=0), LimitOutOfRange),
        (Change(limit=10_001), LimitOutOfRange),
        (Change(manned=[Manned(time(9), time(11), 51)]), CountersOutOfRange),
        (Change(units={"B": 8}), ServiceNotServed),
        (Change(walk_ins={"B": 8}), ServiceNotServed),
        (Change(units={"C": 8}), ServiceWithoutSlots),
        (Change(lost=[Lost(9)]), CounterNotAtWork),
        (Change(lost=[Lost(1, time(11), time(10))]), StretchBackwards),
        (Change(manned=[Manned(time(11), time(11), 2)]), StretchBackwards),
        (Change(hours=Hours(0, time(15), time(9), None, None)), StretchBackwards),
        (Change(manned=[Manned(time(9), time(11), 2), Manned(time(10), time(12), 3)]), StretchesOverlap),
    ],
)
def test_what_cannot_be_is_refused(change, refusal):
    with pytest.raises(refusal):
        change.of(SETTING)


def test_a_range_is_said_with_its_field():
    with pytest.raises(UnitsOutOfRange) as refused:
        Change(units={"A": 1_001}).of(SETTING)

    assert refused.value.errors == {"units_A": "0-1000"}


def test_a_day_without_work_and_a_day_that_the_season_does_not_know_are_refused():
    with pytest.raises(NoWorkThatDay):
        Change(limit=15).of(replace(SETTING, work={"A": []}))
    with pytest.raises(SeasonShut):
        ramadan(6)


def test_who_is_booked_stays_and_takes_units_of_the_slot_in_which_their_time_lies():
    setting = Change(units={"A": 6}, slot_minutes={"A": 20}).of(SETTING)
    visit = Visit(("ktp",), units=2)

    plan = plan_with_booked(setting, {("A", at(8, 30)): [visit, visit], ("A", at(9)): [visit] * 5})

    slots = {slot.starts_at: (len(slot.booked), slot.free) for slot in plan.slots}
    assert slots[at(8)] == (0, 6)
    assert slots[at(8, 20)] == (0, 2)
    assert slots[at(8, 30)] == (2, 0)
    assert slots[at(9)] == (5, 0)


def test_a_counter_fewer_makes_people_wait_and_is_sure():
    usual, other = SETTING.plan(), Change(lost=[Lost(2), Lost(3)]).of(SETTING).plan()

    found = compare(usual, other, HABITS, seeds=range(12))

    assert found.differences["long_wait"].is_sure
    assert found.differences["long_wait"].band.low > 0
    assert found.usual.plays == found.other.plays == 12


def test_what_is_the_same_differs_by_nothing_and_is_not_sure():
    found = compare(SETTING.plan(), SETTING.plan(), HABITS, seeds=range(5))

    assert {each.band for each in found.differences.values()} == {(0, 0, 0)}
    assert not any(each.is_sure for each in found.differences.values())


def test_a_difference_is_of_pairs_and_not_of_bands():
    usual, other = SETTING.plan(), Change(manned=[Manned(time(8), time(15), 5)]).of(SETTING).plan()

    found = compare(usual, other, HABITS, seeds=range(12))

    spread = found.usual.long_wait.high - found.other.long_wait.low
    assert found.differences["long_wait"].band.high < 0
    assert -found.differences["long_wait"].band.low < spread
