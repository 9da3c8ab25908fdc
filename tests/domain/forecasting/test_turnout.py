"""Who comes on a day: as many as the habits say, each day and each slot for itself, and the same in every setting."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from math import sqrt
from statistics import correlation, mean, variance
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.spans import day_bounds
from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.fit.assumed import UNKNOWN_MINUTES
from scheduler.domain.forecasting.habits import Visit
from scheduler.domain.forecasting.people import Person, turnout
from scheduler.domain.forecasting.plan import Plan, PlannedSlot
from tests.domain.forecasting.scene import HABITS, MINUTE, at, plan_of

SURE = replace(HABITS, shows=Share(7e9, 3e9), minutes={"ktp": Minutes(Spread([2, 8])), "A": Minutes(Spread([2, 8]))})
"""Nothing of these habits is in doubt: all that differs is chance."""
ONE = (Visit(("ktp",)),)
BERLIN = ZoneInfo("Europe/Berlin")
SEEDS = 600


def slots_of(count: int, *, booked: int = 0, free: int = 0) -> Plan:
    """Some slots from eight on, a quarter of an hour each, to which nobody comes without a booking."""
    slots = [PlannedSlot("A", at(8, 15 * n), ONE * booked, free) for n in range(count)]
    return replace(plan_of(contingents={}), slots=slots)


def by_slot(plan: Plan, seed: int) -> dict[object, list[Person]]:
    found: dict[object, list[Person]] = {slot.starts_at: [] for slot in plan.slots}
    for person in turnout(plan, SURE, seed).people:
        found[person.slot].append(person)
    return found


# --- days, slots and people are drawn for themselves


def unlike(some: list[float], others: list[float]) -> bool:
    """Whether two rows of numbers have no more in common than chance explains: four standard errors."""
    return abs(correlation(some, others)) < 4 / sqrt(len(some))


def test_neighbouring_days_and_slots_have_nothing_in_common():
    plan = slots_of(4, booked=8)
    days = [list(by_slot(plan, seed).values()) for seed in range(SEEDS)]
    came = [[float(len(slot)) for slot in day] for day in days]
    first, second, third, _ = map(list, zip(*came, strict=True))
    assert unlike(first, second)
    assert unlike(first, third)
    assert unlike(first[:-1], first[1:]), "tomorrow is not like today"
    assert unlike(first[:-1], second[1:])
    minutes = [[slot[0].minutes for slot in day] for day in days if all(day)]
    one, other, *_ = map(list, zip(*minutes, strict=True))
    assert unlike(one, other)
    assert unlike(one[:-1], one[1:])


def test_as_many_of_the_booked_come_as_show_up():
    plan = slots_of(1, booked=10)
    came = [len(turnout(plan, SURE, seed).people) for seed in range(SEEDS)]
    assert mean(came) == pytest.approx(7, abs=4 * sqrt(2.1 / SEEDS))
    assert variance(came) == pytest.approx(2.1, rel=0.2)


def test_people_of_a_slot_are_alike_only_by_chance():
    plan = slots_of(1, booked=2)
    days = [people for seed in range(2 * SEEDS) if len(people := turnout(plan, SURE, seed).people) == 2]
    assert unlike([one.minutes for one, _ in days], [other.minutes for _, other in days])
    both = [person for people in days for person in people]
    assert unlike([(person.at - at(8)) / MINUTE for person in both], [person.minutes for person in both])
    assert mean(person.minutes for person in both) == pytest.approx(5, abs=4 * sqrt(3 / len(both)))


def test_walk_ins_are_as_many_as_come_and_spread_over_their_half_hour():
    """As many as a Poisson process has, and by how little is known of its rate: 0.9 for each half hour, and 0.09."""
    plan = plan_of(slots=0, contingents={"A": None})
    habits = replace(HABITS, walk_ins={("A", half): Rate(9, 10) for half in (16, 17, 18, 19)})
    days = [turnout(plan, habits, seed).people for seed in range(SEEDS)]
    came = [len(people) for people in days]
    assert mean(came) == pytest.approx(3.6, abs=4 * sqrt(4 * 0.99 / SEEDS))
    assert variance(came) == pytest.approx(4 * 0.99, rel=0.2)
    within = [(person.at - at(8)) / MINUTE % 30 for people in days for person in people]
    assert mean(within) == pytest.approx(15, abs=4 * sqrt(75 / len(within)))
    assert {person.slot for people in days for person in people} == {None}
    assert all(at(8) <= person.at < at(10) for people in days for person in people)


def test_a_restless_office_differs_more_from_day_to_day():
    plan = plan_of(slots=0, contingents={"A": None})
    calm, restless = (
        [len(turnout(plan, replace(HABITS, restless=each), seed).people) for seed in range(SEEDS // 4)]
        for each in (0.0, 0.5)
    )
    assert variance(restless) > 2 * variance(calm)


def test_no_more_walk_ins_than_there_are_numbers():
    plan = plan_of(slots=0, contingents={"A": 3})
    everybody = turnout(replace(plan, contingents={"A": None}), HABITS, 1)
    some = turnout(plan, HABITS, 1)
    assert some.people == everybody.people[:3]
    assert some.turned_away == len(everybody.people) - 3 > 0


def test_document_newer_than_the_habits_takes_what_a_visit_to_its_service_does():
    visits = (Visit(("new",)), Visit(("ktp", "new")))
    plan = replace(slots_of(0), slots=[PlannedSlot("A", at(8), visits * 5)])
    for seed in range(9):
        assert {person.expected for person in turnout(plan, SURE, seed).people} <= {5.0, 10.0}


def test_service_newer_than_the_habits_takes_what_is_assumed_of_any():
    plan = replace(slots_of(0), slots=[PlannedSlot("Z", at(8), (Visit(("new",)), Visit(())) * 9)])
    people = turnout(plan, SURE, 1).people
    assert people
    assert all(person.expected == pytest.approx(UNKNOWN_MINUTES, rel=0.15) for person in people)


def test_a_slow_day_is_slow_for_all_documents():
    habits = replace(SURE, minutes={"ktp": Minutes(Spread([4.0]), 0.2), "kia": Minutes(Spread([8.0]), 0.4)})
    visits = (Visit(("ktp",)), Visit(("kia",)))
    plan = replace(slots_of(0), slots=[PlannedSlot("A", at(8), visits * 5)])
    of_days = [{round(person.expected): person.minutes for person in turnout(plan, habits, n).people} for n in range(9)]
    assert len({day[4] for day in of_days}) == 9
    for day in of_days:
        assert day[8] / 8 == pytest.approx((day[4] / 4) ** 2)


# --- the same people in every setting


def test_a_slot_has_the_same_people_whatever_others_there_are():
    alone, among = slots_of(1, booked=4, free=3), slots_of(6, booked=4, free=3)
    for seed in range(20):
        assert by_slot(alone, seed)[at(8)] == by_slot(among, seed)[at(8)]


def test_a_slot_with_more_units_has_the_same_people_and_more():
    for seed in range(20):
        few, many = (Counter(turnout(slots_of(3, booked=2, free=free), SURE, seed).people) for free in (4, 7))
        assert few.total() < many.total()
        assert few <= many or _all_but_the_last_of_each(few, many)


def _all_but_the_last_of_each(few: Counter[Person], many: Counter[Person]) -> bool:
    """The last who fit may be another: of two units where only one is left another is drawn."""
    return (few - many).total() <= 3


def test_walk_ins_and_reactions_are_the_same_whatever_slots_there_are():
    with_slots, without = (turnout(plan_of(slots=count), HABITS, 3) for count in (14, 0))
    assert [person for person in with_slots.people if person.slot is None] == list(without.people)
    assert with_slots.reacts == without.reacts


def test_people_are_the_same_whatever_hall_they_come_to():
    usual, other = plan_of(), plan_of(counters=2, limit=5)
    assert turnout(usual, HABITS, 9) == turnout(other, HABITS, 9)


# --- what may be odd


def test_who_comes_at_the_same_moment_has_a_number_in_no_order_of_their_visit():
    """All come as early as they may: were the quickest first, the first would be quicker than the last."""
    plan = slots_of(1, booked=10)
    early = replace(SURE, offset=Spread([-60.0]))
    days = [turnout(plan, early, seed).people for seed in range(SEEDS // 2)]
    first, last = ([people[place].minutes for people in days if people] for place in (0, -1))
    assert mean(first) - mean(last) == pytest.approx(0, abs=4 * sqrt(6 / len(first)))


def test_nobody_comes_where_nothing_is_offered():
    assert turnout(replace(plan_of(contingents={}), slots=[]), HABITS, 1).people == ()
    closed = plan_of(ends={}, slots=0)
    assert turnout(closed, HABITS, 1).people == ()


def test_a_visit_that_never_fits_is_not_drawn():
    large = replace(HABITS, visits={"A": Mix([(Visit(("ktp",), units=3), 1)])})
    assert turnout(slots_of(2, free=2), large, 1).people == ()


def test_people_are_in_the_order_of_their_numbers():
    for seed in range(5):
        moments = [person.at for person in turnout(plan_of(), HABITS, seed).people]
        assert moments == sorted(moments)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_day_of_another_length_has_its_people_while_it_is_open(day):
    """The clock is set in the night: half hours count as time passes, and nobody comes while the office is shut."""
    midnight = day_bounds(day, BERLIN)[0]
    eight = datetime.combine(day, time(8), tzinfo=BERLIN).astimezone(UTC)
    assert (eight - midnight) / MINUTE in {7 * 60, 9 * 60}
    ends = {"A": eight + 7 * 60 * MINUTE}
    slots = [PlannedSlot("A", eight + 30 * n * MINUTE, ONE * 2) for n in range(14)]
    plan = replace(plan_of(contingents={"A": None}), midnight=midnight, opens=eight, ends=ends, slots=slots)
    people = turnout(plan, HABITS, 1).people
    assert {person.slot for person in people} > {slot.starts_at for slot in slots[:3]}
    assert sum(person.slot is None for person in people) > 10
    assert all(eight - plan.early <= person.at < ends["A"] + plan.early for person in people)
