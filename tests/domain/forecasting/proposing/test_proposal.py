"""What is proposed: the best, the frontier, the pattern within a day."""

from dataclasses import replace

from scheduler.domain.forecasting.proposing import pattern
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.choices import MOST, Choice, around, neighbours
from scheduler.domain.forecasting.proposing.frontier import Point, unbeaten
from scheduler.domain.forecasting.proposing.pattern import pattern_of
from scheduler.domain.forecasting.proposing.plays import Task, found_by
from scheduler.domain.forecasting.setting import SlotRule
from tests.domain.forecasting.proposing.office import morning, player
from tests.domain.forecasting.scene import at


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


def day(cost: float) -> Outcome:
    return Outcome(10, 0.0, cost, 0.0, 0.0, 0, 0, is_full=False)


def front_loaded(task: Task) -> list[Outcome]:
    """Days that are the better the more units the first slot has, up to three."""
    held = [slot.free for slot in task.plan.slots]
    return [day(20 - min(held[0], 3) + seed % 2) for seed in task.seeds]


def test_units_move_to_where_they_do_good():
    found = found_by(pattern_of(morning(units=2)), front_loaded)
    assert found is not None
    assert found.held[0].units == 3
    assert sum(each.units for each in found.held) == 2 * len(found.held)
    assert found.less == 1


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
