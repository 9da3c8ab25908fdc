"""Slots as the calendar wants them, and what turns those that are there into them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar.calendar import Closed, Hours
from scheduler.domain.calendar.timetable import (
    Known,
    Planned,
    Rules,
    Served,
    Share,
    changes_of,
    planned_slots,
    units_on,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 11, 30)
WEEK = [Hours(weekday, time(8), time(12), None, None) for weekday in range(7)]
A = Served(1, minutes=60, units=6)


def _rules(**facts: object) -> Rules:
    return Rules(zone=JAKARTA, **{"hours": WEEK, "closed": [], **facts})  # type: ignore[arg-type]


def _known(plan: Planned, number: int = 1, **facts: int) -> Known:
    return Known(number, plan.starts_at, plan.ends_at, **{"planned": plan.units, "taken": 0, **facts})


def test_slots_carry_the_units_of_their_service() -> None:
    slots = planned_slots(MONDAY, _rules(), A)

    assert [(slot.starts_at.astimezone(JAKARTA).hour, slot.units) for slot in slots] == [
        (8, 6),
        (9, 6),
        (10, 6),
        (11, 6),
    ]


def test_closed_service_has_no_slots_and_the_other_has() -> None:
    rules = _rules(closed=[Closed(MONDAY, None, "printer", service=1)])

    assert planned_slots(MONDAY, rules, A) == []
    assert len(planned_slots(MONDAY, rules, Served(2, 60, 6))) == 4


@pytest.mark.parametrize(
    ("percents", "units"), [([], 6), ([50], 3), ([50, 20], 1), ([10], 1), ([0], 0), ([150], 9), ([100, 0], 0)]
)
def test_least_share_of_a_day_counts_and_a_share_of_something_is_something(percents: list[int], units: int) -> None:
    shares = [Share(MONDAY, None, percent) for percent in percents]

    assert units_on(MONDAY, shares, A) == units


def test_share_holds_between_its_dates_and_for_its_service() -> None:
    shares = [Share(MONDAY, MONDAY + timedelta(days=1), 50, service=1)]

    days = [units_on(MONDAY + timedelta(days=n), shares, A) for n in (-1, 0, 1, 2)]

    assert days == [6, 3, 3, 6]
    assert units_on(MONDAY, shares, Served(2, 60, 6)) == 6


def test_service_without_units_stays_without() -> None:
    assert units_on(MONDAY, [Share(MONDAY, None, 50)], Served(1, 60, 0)) == 0


def test_nothing_changes_where_the_calendar_has_what_is_there() -> None:
    slots = planned_slots(MONDAY, _rules(), A)

    changes = changes_of(slots, [_known(slot, n) for n, slot in enumerate(slots)])

    assert (changes.added, changes.changed, changes.removed, changes.stranded) == ((), (), (), ())


def test_slot_the_calendar_lost_is_removed_and_strands_what_is_taken() -> None:
    slots = planned_slots(MONDAY, _rules(), A)
    known = [_known(slot, n, taken=n % 2) for n, slot in enumerate(slots)]

    changes = changes_of(slots[2:], known)

    assert [slot.id for slot in changes.removed] == [0, 1]
    assert [slot.id for slot in changes.stranded] == [1]


def test_slot_given_up_before_is_not_given_up_again_and_may_come_back() -> None:
    slot = planned_slots(MONDAY, _rules(), A)[0]
    gone = _known(slot, planned=0, taken=2)

    assert changes_of([], [gone]).removed == ()
    assert changes_of([slot], [gone]).changed == ((gone, slot),)


def test_longer_slot_at_the_same_start_is_the_same_slot() -> None:
    short, long = (planned_slots(MONDAY, _rules(), Served(1, minutes, 6))[0] for minutes in (30, 60))
    known = _known(short)

    assert changes_of([long], [known]).changed == ((known, long),)


starts = st.integers(0, 40).map(lambda n: datetime(2026, 11, 30, 1, tzinfo=JAKARTA) + timedelta(minutes=15 * n))
plans = st.dictionaries(starts, st.integers(1, 9), max_size=12).map(
    lambda rows: [Planned(start, start + timedelta(minutes=15), units) for start, units in sorted(rows.items())]
)
slots_there = st.dictionaries(starts, st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12).map(
    lambda rows: [
        Known(n, start, start + timedelta(minutes=15), planned, taken)
        for n, (start, (planned, taken)) in enumerate(sorted(rows.items()))
    ]
)


@given(plans, slots_there)
def test_changes_applied_give_the_calendar_and_lose_nobody(wanted: list[Planned], there: list[Known]) -> None:
    changes = changes_of(wanted, there)

    after = {slot.starts_at: (slot.planned, slot.taken) for slot in there}
    after |= {plan.starts_at: (plan.units, 0) for plan in changes.added}
    after |= {known.starts_at: (plan.units, known.taken) for known, plan in changes.changed}
    after |= {slot.starts_at: (0, slot.taken) for slot in changes.removed}
    assert {start: planned for start, (planned, _) in after.items() if planned} == {
        plan.starts_at: plan.units for plan in wanted
    }
    assert sum(taken for _, taken in after.values()) == sum(slot.taken for slot in there)
    assert not {plan.starts_at for plan in changes.added} & {slot.starts_at for slot in there}
