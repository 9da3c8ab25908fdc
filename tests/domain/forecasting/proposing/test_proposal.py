"""What is proposed: the best, the frontier, the pattern within a day."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.proposing import pattern
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.choices import MOST, Choice, around, neighbours
from scheduler.domain.forecasting.proposing.frontier import EACH, FILLS, Point, filled, frontier, spaced, unbeaten
from scheduler.domain.forecasting.proposing.pattern import parts_of, pattern_of
from scheduler.domain.forecasting.proposing.plays import Task, found_by
from scheduler.domain.forecasting.proposing.proposal import proposal
from scheduler.domain.forecasting.proposing.racing import Race
from scheduler.domain.forecasting.setting import SlotRule
from tests.domain.forecasting.proposing.office import morning, player
from tests.domain.forecasting.scene import MINUTE, at


def test_choices_lie_around_today_and_today_is_the_first():
    setting = morning()
    choices = around(setting)
    assert choices[0] == Choice.of(setting)
    assert len(choices) == len(set(choices)) <= MOST
    assert {rule.minutes for each in choices for _, rule in each.slots} == {20, 30, 60}
    assert {each.counters for each in choices} == {(1, 2), (1,)}


def test_no_counter_is_left_out_that_alone_takes_something():
    setting = morning(counters=1)
    assert {each.counters for each in around(setting)} == {(1,)}


def test_a_choice_sets_the_day_and_keeps_how_single_slots_differ():
    setting = morning(units=4, units_at={("A", at(8)): 8})
    choice = replace(Choice.of(setting), slots=(("A", SlotRule(30, 6)),), counters=(2,))
    set_so = choice.setting(setting)
    assert set_so.units()["A", at(8)] == 12
    assert set_so.units()["A", at(8, 30)] == 6
    assert [shift.counter for shift in set_so.shifts] == [2]


def test_neighbours_differ_by_a_unit_or_two_of_one_service():
    choice = Choice.of(morning(units=2))
    assert [each.slots[0][1].units for each in neighbours(choice)] == [1, 3, 4]


def test_a_point_that_another_beats_in_both_is_not_on_the_frontier():
    choice = Choice.of(morning())
    points = [Point(10, 5, choice), Point(20, 4, choice), Point(30, 9, choice), Point(30, 8, choice)]
    assert unbeaten(points) == [Point(20, 4, choice), Point(30, 8, choice)]


def test_points_that_are_near_each_other_are_told_once():
    choices = around(morning())
    points = [Point(100 + place / 4, place, choice) for place, choice in enumerate(choices[:41])]
    told = spaced(points, always=[choices[3]])
    assert {points[3], points[-1]} <= set(told)
    assert all(later.pickups - point.pickups >= 1 for point, later in pairwise(told))
    assert len(told) >= 9
    assert spaced([]) == []


def test_the_widest_gap_of_a_frontier_is_filled():
    setting = morning(units=8, contingents={})
    race, choices = Race(setting, Asked(30, 15, 1.0), Choice.of(setting)), around(setting)
    ends = [min(choices, key=lambda each: each.hourly), max(choices, key=lambda each: each.hourly)]
    play = lambda task: [day(sum(slot.free for slot in task.plan.slots)) for _ in task.seeds]  # noqa: E731

    def served(task: Task) -> list[Outcome]:
        return [each._replace(served=round(each.long_wait)) for each in play(task)]

    found_by(race.play(ends, 5), served)
    before = widest(race)
    found_by(filled(race, choices, days=5), served)

    assert widest(race) < before / 2
    assert len(race.known) <= len(ends) + FILLS * EACH


def widest(race: Race) -> float:
    return max(other.pickups - one.pickups for one, other in pairwise(frontier(race.known, days=5)))


def by_seats(bearable: int) -> Callable[[Task], list[Outcome]]:
    """Days of an office with one counter that can bear so many units; one is at work for a part of each half hour."""

    def play(task: Task) -> list[Outcome]:
        seats = sum(slot.free for slot in task.plan.slots)
        busy = {(1, half): 3.0 for half in range(16, 22)} if task.is_busy_told else {}
        wait = 10.0 if seats <= bearable else 100.0
        return [Outcome(seats, 2.0, wait, 0.0, 1.0, 0, 0, is_full=False, busy=busy) for _ in task.seeds]

    return play


@pytest.mark.parametrize(
    ("bearable", "is_hours_of_best", "are_kept"), [(30, False, True), (20, True, True), (0, False, False)]
)
def test_hours_of_counters_are_of_slots_that_can_keep_what_is_asked(
    bearable: int, is_hours_of_best: bool, are_kept: bool
):
    week = [morning(units=5, weekday=weekday, contingents={}) for weekday in (0, 1)]
    found = found_by(proposal(week, Asked(30, 15, 1.0)), by_seats(bearable))
    assert found.is_hours_of_best == is_hours_of_best
    assert [each.is_kept for each in found.hours] == [are_kept] * 2
    assert [each.before for each in found.hours] == [12, 12]
    assert all(each.after < each.before for each in found.hours) == are_kept
    assert (found.there is not None) == (found.best is not None) == are_kept


def test_another_day_is_set_so_and_keeps_what_is_its_own():
    today = morning(counters=2)
    day = replace(
        today,
        slots={**today.slots, "B": SlotRule(60, 3)},
        contingents={"A": 4, "B": 9},
        shifts=[*today.shifts, Shift(3, frozenset("B"), at(8), at(11))],
    )
    choice = Choice((("A", SlotRule(30, 2)), ("C", SlotRule(30, 9))), (("A", 1),), (1,))
    set_so = choice.on(day, today=Choice.of(today))
    assert set_so.slots == {"A": SlotRule(30, 2), "B": SlotRule(60, 3)}
    assert set_so.contingents == {"A": 1, "B": 9}
    assert [shift.counter for shift in set_so.shifts] == [1, 3]


def day(cost: float) -> Outcome:
    return Outcome(10, 0.0, cost, 0.0, 0.0, 0, 0, is_full=False)


def front_loaded(task: Task) -> list[Outcome]:
    """Days that are the better the more units the first slot has, up to three."""
    held = [slot.free for slot in task.plan.slots]
    return [day(20 - 2 * min(held[0], 3) + seed % 2) for seed in task.seeds]


def test_units_move_to_where_they_do_good():
    found = found_by(pattern_of(morning(units=2)), front_loaded)
    assert found is not None
    first, second, *others = (each.units for each in found.held)
    assert first == second == 3  # a part of the day at a time
    assert sum((first, second, *others)) == 2 * len(found.held)
    assert found.less == 2


def test_what_is_hardly_better_is_not_worth_a_pattern():
    def hardly(task: Task) -> list[Outcome]:
        return [day(20 - min(task.plan.slots[0].free, 3)) for _ in task.seeds]

    assert found_by(pattern_of(morning(units=2)), hardly) is None


@pytest.mark.parametrize("count", range(2, 30))
def test_a_day_has_parts_with_as_many_slots_each(count: int):
    places = [("A", at(8) + number * MINUTE) for number in range(count)]
    parts = parts_of(places)
    assert 2 <= len(parts) <= 4
    assert len({len(part) for part in parts}) == 1
    told = [place for part in parts for place in part]
    assert told == sorted(set(told))
    assert (told[0], told[-1]) == (places[0], places[-1])
    assert count - len(told) <= 1


def test_a_single_slot_has_no_parts():
    assert parts_of([("A", at(8))]) == []


def test_a_pattern_that_is_only_luck_is_not_told():
    def lucky(task: Task) -> list[Outcome]:
        units = tuple(slot.free for slot in task.plan.slots)
        return [day(hash((units, seed)) % 100) for seed in task.seeds]

    assert found_by(pattern_of(morning(units=2)), lucky) is None


def test_no_slots_no_pattern():
    assert found_by(pattern_of(morning(slots={})), front_loaded) is None
    assert pattern.ROUNDS > 0


def test_the_same_people_come_to_plans_that_differ_in_counters():
    players = player()
    one, two = (morning(counters=counters).plan() for counters in (1, 2))
    first, second = (players.outcomes(Task(plan, range(3))) for plan in (one, two))
    assert second == player().outcomes(Task(two, range(3)))
    assert [each.turned_away for each in first] == [each.turned_away for each in second]
    assert Asked(wait=600, overtime=600, full=1).kept_part(second) == 1
