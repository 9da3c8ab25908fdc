"""What is fitted from days whose truth is known, and what is left where days say little or nothing."""

from dataclasses import replace
from math import exp, log
from random import Random
from statistics import NormalDist

import pytest

from scheduler.domain.forecasting.fit.assumed import FILLS, PRIORITY, RESTLESS, SHOWS
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.fit.record import Day, Expected, Fill, Seen
from scheduler.domain.forecasting.habits import Habits
from tests.domain.forecasting.synthetic import CLOSES, EXPECTED, OPENS, Truth, weeks

OFFICES, DRAWS = 100, 50
TENTH = NormalDist().inv_cdf(0.9)


def day(*visits: Seen, weekday: int = 0, **facts: object) -> Day:
    return Day(weekday, OPENS, CLOSES, visits, **facts)  # type: ignore[arg-type]


def served(minutes: float, *types: str, called: float = 600.0, **facts: object) -> Seen:
    return Seen("A", types, arrived=called - 10, called=called, ended=called + minutes, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [pytest.param(1, id="one day"), pytest.param(15, id="three weeks")])
def test_a_day_to_come_lies_in_its_band_as_often_as_the_band_says(days: int) -> None:
    inside = dict.fromkeys(("shows", "fills", "minutes", "walk_ins"), 0)
    for seed in range(OFFICES):
        random = Random(seed)
        truth = Truth.drawn(random)
        habits = fit(weeks(truth, random, days, booked=40), EXPECTED)
        lies = {
            "shows": between([habits.shows.drawn(random) for _ in range(DRAWS)], truth.shown(random)),
            "fills": between([habits.fills[0].drawn(random) for _ in range(DRAWS)], truth.filled(random)),
            "minutes": lies_near(habits, truth.minutes["KTP-el"] * exp(random.gauss(0, truth.drift))),
            "walk_ins": between([walk_ins(habits, random) for _ in range(DRAWS)], truth.come(random)),
        }
        for name, is_inside in lies.items():
            inside[name] += is_inside

    # Of 100 a band of 80 % has 80, give or take 4; three times as far off would be no chance.
    assert {name: number for name, number in inside.items() if not 68 <= number <= 92} == {}


def between(draws: list[float], truth: float) -> bool:
    rising = sorted(draws)
    return rising[DRAWS // 10] <= truth <= rising[-DRAWS // 10 - 1]


def lies_near(habits: Habits, truth: float) -> bool:
    minutes = habits.minutes["KTP-el"]
    return abs(log(truth / minutes.spread.at(0.5))) <= TENTH * minutes.doubt


def walk_ins(habits: Habits, random: Random) -> float:
    usual = sum(rate.drawn(random) for rate in habits.walk_ins.values())
    return usual * habits.weekdays[1] * exp(random.gauss(0, habits.restless))


def test_a_new_office_is_as_assumed_with_the_minutes_it_expects() -> None:
    habits = fit([], EXPECTED)

    assert (habits.shows, habits.priority, habits.fills, habits.days) == (SHOWS, PRIORITY, [FILLS], 0)
    assert {name: round(each.spread.at(0.5), 1) for name, each in habits.minutes.items()} == {
        "KTP-el": 5.0,
        "KIA": 4.0,
        "KK": 5.0,
        "A": 4.5,
        "B": 5.0,
    }
    assert all(each.seen == 0 and each.doubt > 0.2 for each in habits.minutes.values())
    assert {round(rate.mean * exp(RESTLESS**2 / 2), 3) for rate in habits.walk_ins.values()} == {1}
    assert {letter: len(mix.weighed) for letter, mix in habits.visits.items()} == {"A": 2, "B": 1}


def test_few_visits_move_what_was_assumed_a_little() -> None:
    one = fit([day(Seen("A", slot=600.0, came=False), served(20, "KTP-el", slot=600.0))], EXPECTED)

    assert 0.8 < one.shows.mean < 0.85
    assert 5 < one.minutes["KTP-el"].spread.at(0.5) < 8
    assert one.minutes["KTP-el"].seen == 1


def test_from_thirty_visits_on_they_are_as_they_were() -> None:
    visits = [served(minutes, "KTP-el", called=600.0 + 20 * minutes) for minutes in (7, 8, 9) * 10]

    found = fit([day(*visits)], EXPECTED).minutes["KTP-el"]

    assert (found.seen, found.spread.values[0], found.spread.values[-1]) == (30, 7, 9)


def test_a_kind_never_measured_alone_has_its_part_of_visits_with_others() -> None:
    alone = [served(minutes, "KTP-el") for minutes in (4.8, 5, 5.2) * 10]
    both = [served(minutes, "KIA", "KTP-el") for minutes in (12.7, 13, 13.3) * 30]

    found = fit([day(*alone, *both)], EXPECTED).minutes

    assert found["KTP-el"].spread.at(0.5) == pytest.approx(5, rel=0.02)
    assert found["KIA"].spread.at(0.5) == pytest.approx(8, rel=0.12)


def test_what_was_never_recorded_goes_by_the_pace_of_the_others() -> None:
    found = fit([day(*[served(10, "KTP-el")] * 40)], EXPECTED).minutes

    assert found["KIA"].spread.at(0.5) == pytest.approx(8, rel=0.05)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(served(-5, "KTP-el"), id="ended before it was called"),
        pytest.param(served(0, "KTP-el"), id="written down afterwards"),
        pytest.param(served(400, "KTP-el"), id="forgotten overnight"),
        pytest.param(served(110, "KTP-el"), id="forgotten until the counter closed"),
        pytest.param(served(5, "passport"), id="a type that there is not"),
        pytest.param(served(5, "KTP-el", counter=1)._replace(service="Z"), id="a service that there is not"),
    ],
)
def test_visits_that_were_none_change_no_minutes(bad: Seen) -> None:
    usual = [served(minutes, "KTP-el") for minutes in (4, 5, 6, 7) * 10]

    before, after = (fit([day(*usual, *more)], EXPECTED) for more in ((), (bad,)))

    assert after.minutes["KTP-el"].spread == before.minutes["KTP-el"].spread
    assert after.walk_ins.keys() == before.walk_ins.keys()


def test_days_on_which_nobody_came_or_that_are_known_from_paper_say_nothing() -> None:
    nobody = day(*[Seen("A", slot=600.0, came=False)] * 20)
    paper = day(*[Seen("A", slot=600.0)] * 20, served(5, "KTP-el"))

    assert fit([nobody, paper], EXPECTED) == fit([], EXPECTED)


def test_a_day_that_began_late_says_nothing() -> None:
    late = day(*[served(5, "KTP-el", called=OPENS + 60.0 + n)._replace(arrived=OPENS - 5.0) for n in range(9)])
    nobody_early = day(*[served(5, "KTP-el", called=OPENS + 60.0 + n) for n in range(9)])

    assert (late.says_something, nobody_early.says_something) == (False, True)


def test_who_came_before_the_doors_opened_counts_with_the_first_half_hour() -> None:
    early, late = (Seen("A", arrived=float(minute)) for minute in (440, 930))

    rates = fit([day(*[early] * 30, *[late] * 20)], EXPECTED).walk_ins

    assert {half for (_, half), rate in rates.items() if rate.mean > 5} == {16, 29}
    assert rates["A", 16].mean > rates["A", 29].mean


def test_an_office_without_walk_ins_is_expected_to_have_hardly_any() -> None:
    habits = fit([day(*[served(5, "KTP-el", slot=600.0)] * 30, weekday=n % 5) for n in range(20)], EXPECTED)

    assert sum(rate.mean for rate in habits.walk_ins.values()) < 1
    assert habits.weekdays == (1.0,) * 7


def test_a_day_that_few_come_on_is_told_by_its_weekday() -> None:
    came = [day(*[Seen("A", arrived=600.0)] * (10 if n % 5 == 4 else 40), weekday=n % 5) for n in range(40)]

    weekdays = fit(came, EXPECTED).weekdays

    assert weekdays[4] < 0.6
    assert weekdays[0] > 1
    assert weekdays[6] == 1


def test_what_is_free_a_day_before_is_told_by_the_days() -> None:
    days = [day(served(5, "KTP-el"), fills=[Fill(8, 2), Fill(20, 20), Fill(0, 0)]) for _ in range(20)]

    fills = fit(days, EXPECTED).fills

    assert [round(share.mean, 1) for share in fills] == [0.8, 0.5, 0.5]
    assert fills[2] == FILLS


def test_a_clerk_reacts_to_who_was_in_the_hall_when_the_counter_was_free() -> None:
    waited = [served(5, "KTP-el", called=599.0 + 7 * n, counter=1, inside=550.0) for n in range(1, 80, 2)]
    came_then = [served(5, "KTP-el", called=600.0 + 7 * n, counter=1, inside=600.0 + 7 * n) for n in range(0, 80, 2)]

    reacts = fit([day(*waited, *came_then)], EXPECTED).reacts

    assert reacts.seen == 40
    assert reacts.spread.at(0.5) == pytest.approx(1.0, abs=0.01)


def test_a_service_without_types_has_minutes_and_visits_all_the_same() -> None:
    habits = fit([], replace(EXPECTED, services={"C": {}}))

    assert habits.minutes["C"].spread.at(0.5) == pytest.approx(5, abs=0.01)
    assert [visit.types for visit, _ in habits.visits["C"].weighed] == [()]


def test_a_type_that_is_retired_has_minutes_and_is_no_reason_to_come() -> None:
    habits = fit([], replace(EXPECTED, retired={"KIA"}))

    assert "KIA" in habits.minutes
    assert [visit.types for visit, _ in habits.visits["A"].weighed] == [("KTP-el",)]


def test_an_office_without_anything_has_habits() -> None:
    assert fit([], Expected({})).minutes == {}
