"""What is foreseen of a day is written down and read back, and says where the day will not do."""

from dataclasses import replace

import pytest

from scheduler.domain.forecasting.course import Band, forecast
from scheduler.domain.forecasting.foreseen import Foreseen, Untaken, foreseen, read, stored, untaken_in
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.setting import Setting, SlotRule
from scheduler.domain.forecasting.will_not_do import Asked, Trouble, Warned, warnings_of
from tests.domain.forecasting.scene import HABITS, MIDNIGHT, MINUTE, RULES, at, plan_of

SETTING = Setting(
    midnight=MIDNIGHT,
    weekday=0,
    opens=at(8),
    work={"A": [(at(8), at(12))], "B": [(at(8), at(12))]},
    slots={"A": SlotRule(30, 6), "B": SlotRule(60, 4)},
    shifts=[Shift(1, frozenset("AB"), at(8), at(10)), Shift(1, frozenset("A"), at(10), at(12))],
    limit=20,
    rules=RULES,
    early=15 * MINUTE,
)


@pytest.fixture(scope="module")
def day() -> Foreseen:
    plan = plan_of(booked=6)
    found = foreseen(forecast(plan, HABITS, seeds=range(5)), plan, SETTING, recorded=30)
    return read(stored(found)) or found


def with_(day: Foreseen, **bands: float) -> Foreseen:
    return replace(day, forecast=replace(day.forecast, **{k: Band(0, v, v) for k, v in bands.items()}), untaken=())


def test_what_is_written_is_read_back(day):
    assert read(stored(day)) == day
    assert (day.booked, day.limit, day.untaken) == (72, 20, [Untaken("B", at(10), at(12))])


@pytest.mark.parametrize("row", [None, {}, {"version": 0, "opens": "?"}])
def test_what_another_version_wrote_is_as_if_it_was_not_there(row):
    assert read(row) is None


def test_service_with_slots_is_untaken_while_no_counter_takes_it():
    assert untaken_in(SETTING) == [Untaken("B", at(10), at(12))]
    assert untaken_in(replace(SETTING, slots={"A": SlotRule(30, 6)})) == []
    assert untaken_in(replace(SETTING, shifts=[])) == [Untaken("A", at(8), at(12)), Untaken("B", at(8), at(12))]


def test_day_that_will_do_has_no_warning(day):
    assert warnings_of(with_(day, long_wait=30, overtime=30, unserved=0.4), Asked(30, 30)) == []


@pytest.mark.parametrize(
    ("bands", "warned"),
    [
        ({"long_wait": 31}, Warned(Trouble.WAIT, 31, 30)),
        ({"overtime": 45}, Warned(Trouble.OVERTIME, 45, 30)),
        ({"unserved": 2}, Warned(Trouble.UNSERVED, 2)),
    ],
)
def test_what_is_more_than_the_office_asks_is_a_warning(day, bands, warned):
    calm = with_(day, long_wait=0, overtime=0, unserved=0)
    troubled = replace(calm, forecast=replace(calm.forecast, **{k: Band(0, v, v) for k, v in bands.items()}))

    assert warnings_of(troubled, Asked(30, 30)) == [warned]


@pytest.mark.parametrize(("quarters", "is_warned"), [(3, False), (4, True)])
def test_full_hall_is_a_warning_once_it_is_so_for_long(day, quarters, is_warned):
    calm = with_(day, long_wait=0, overtime=0, unserved=0)
    full = [
        quarter._replace(inside=Band(0, 20 if 4 <= place < 4 + quarters else 5, 20))
        for place, quarter in enumerate(calm.forecast.quarters)
    ]
    found = warnings_of(replace(calm, forecast=replace(calm.forecast, quarters=full)), Asked())

    begins = calm.forecast.quarters[4].begins
    assert found == ([Warned(Trouble.FULL, 60, 20, begins=begins, ends=begins + 60 * MINUTE)] if is_warned else [])


def test_service_that_nobody_takes_comes_first(day):
    found = warnings_of(replace(with_(day, long_wait=99), untaken=[Untaken("B", at(10), at(12))]), Asked())

    assert [each.trouble for each in found][:2] == [Trouble.UNTAKEN, Trouble.WAIT]
