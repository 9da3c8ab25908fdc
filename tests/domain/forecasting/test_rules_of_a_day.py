"""A day played does less work than its plainest form and comes to the same; and no rule of the hall is ever broken."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from scheduler.domain.forecasting.people import Person
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.playing import played
from scheduler.domain.hall.queue import Key, due_at
from tests.domain.forecasting.days import Day, days
from tests.domain.forecasting.plain_player import PlainDay


@given(days())
def test_it_comes_to_the_same_as_the_rules_alone(day: Day) -> None:
    plain, quick = PlainDay(*day), played(*day)

    assert quick.calls == plain.calls
    assert quick.admitted == plain.admitted
    assert quick.idle == pytest.approx(plain.idle)


@settings(max_examples=50)
@given(days())
def test_everybody_is_counted_and_never_more_are_inside_than_may_be(day: Day) -> None:
    plan, people, play = day[0], day[1].people, played(*day)

    gone = {call.person: call.ends for call in play.calls}
    assert set(gone) == set(play.admitted), "who came in is served, and nobody else"
    assert max(Counter(call.person for call in play.calls).values(), default=1) == 1
    for step, after in pairwise((*play.steps, None)):
        if after is not None and after.at == step.at:
            continue
        inside = sum(people[each].people for each, at in play.admitted.items() if at <= step.at < gone[each])
        came = sum(each.people for each in people if each.at <= step.at and _ever_stands_in_line(each, plan))
        assert step.inside == inside <= plan.limit
        assert step.outside == came - sum(people[each].people for each, at in play.admitted.items() if at <= step.at)
    assert play.steps[-1].inside == 0
    assert play.unserved == len(people) - len(play.calls)


def _ever_stands_in_line(person: Person, plan: Plan) -> bool:
    return person.people <= plan.limit and any(person.service in shift.services for shift in plan.shifts)


@settings(max_examples=50)
@given(days())
def test_who_comes_in_and_who_is_called_has_come_and_it_is_time(day: Day) -> None:
    plan, people, play = day[0], day[1].people, played(*day)

    for each, at in play.admitted.items():
        assert people[each].at <= at
        assert at < plan.ends.get(people[each].service, at + (at - plan.midnight))
        assert all(rest.admits for rest in plan.rests if rest.covers(at))
    for call in play.calls:
        assert play.admitted[call.person] <= call.at
        assert not any(rest.covers(call.at) for rest in plan.rests)
        begun = [shift for shift in plan.shifts if shift.counter == call.counter and shift.begins <= call.at]
        assert any(people[call.person].service in shift.services for shift in begun)
    for number in {shift.counter for shift in plan.shifts}:
        calls = [call for call in play.calls if call.counter == number]
        assert all(one.ends <= other.at for one, other in pairwise(calls)), "one at a time"


@settings(max_examples=50)
@given(days())
def test_a_counter_calls_after_its_shift_only_whom_nobody_else_takes(day: Day) -> None:
    plan, people, play = day[0], day[1].people, played(*day)

    for call in play.calls:
        service = people[call.person].service
        taking = {s.counter for s in plan.shifts if s.begins <= call.at < s.ends and service in s.services}
        assert call.counter in taking or not taking


@settings(max_examples=50)
@given(days())
def test_nobody_starves(day: Day) -> None:
    """Within a service, whoever is due comes in and is called before those who come after that and lead and grace."""
    plan, people, play = day[0], day[1].people, played(*day)

    called = {call.person: place for place, call in enumerate(play.calls)}
    keys = {
        number: Key(due_at(each.at, each.slot, priority=each.priority, rules=plan.rules), number)
        for number, each in enumerate(people)
    }
    margin = plan.rules.priority_lead + plan.rules.grace
    for one, other in combinations(sorted(keys, key=keys.__getitem__), 2):
        if people[one].people > 1 or people[one].service != people[other].service:
            continue
        if people[other].at > keys[one].due_at + margin and other in called:
            assert one in called
            assert play.admitted[one] <= play.admitted[other]
            assert called[one] < called[other]
