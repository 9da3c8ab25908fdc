"""A setting makes the plan of a day: its slots, and what is free in them beside who is booked."""

from dataclasses import replace

from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.setting import Setting, SlotRule
from tests.domain.forecasting.scene import MIDNIGHT, MINUTE, RULES, at

SETTING = Setting(
    midnight=MIDNIGHT,
    weekday=0,
    opens=at(8),
    work={"A": [(at(8), at(9)), (at(10), at(11))]},
    slots={"A": SlotRule(30, 6)},
    shifts=[Shift(1, frozenset("A"), at(8), at(11))],
    limit=20,
    rules=RULES,
    early=15 * MINUTE,
)


def test_slots_are_cut_from_the_work_of_their_service():
    plan = SETTING.plan()
    assert [slot.starts_at for slot in plan.slots] == [at(8), at(8, 30), at(10), at(10, 30)]
    assert {slot.free for slot in plan.slots} == {6}
    assert plan.ends == {"A": at(11)}


def test_who_is_booked_takes_units_and_keeps_a_slot_that_is_gone():
    visit = Visit(("ktp",), units=2)
    plan = SETTING.plan({("A", at(8)): [visit], ("A", at(9)): [visit]})
    assert {slot.starts_at: slot.free for slot in plan.slots} == {
        at(8): 4,
        at(8, 30): 6,
        at(9): 0,
        at(10): 6,
        at(10, 30): 6,
    }


def test_single_slots_may_hold_another_number():
    plan = replace(SETTING, units_at={("A", at(8)): 9}).plan()
    assert [slot.free for slot in plan.slots] == [9, 6, 6, 6]
